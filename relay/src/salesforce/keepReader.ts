/** Reads from the org for how long its policies keep a message, at the start and every hour, and remembers it. */
import type { Keep } from '../core/keep.ts';
import { NO_KEEPS, policyKeep, readKeeps } from '../core/policyKeeps.ts';
import type { PolicyKeeps } from '../core/policyKeeps.ts';
import { startOrgFact } from './orgFact.ts';
import type { OrgFact, OrgFactOptions } from './orgFact.ts';

export type KeepReaderOptions = Pick<
    OrgFactOptions<PolicyKeeps>,
    'org' | 'store' | 'client' | 'breakers' | 'timing' | 'log'
>;

export interface KeepReader extends OrgFact {
    /** For how long a message of this purpose is known, if not for as long as the retention says. */
    keptFor(purpose: string | null): Keep | null;
}

/** 24 calls a day. */
const EVERY_MS = 3_600_000;

export const KEEPS_SOQL =
    'SELECT DeveloperName, Purpose__c, Keep_Minutes__c, Keep_Days__c, Delete_Once_Delivered__c ' +
    'FROM Delivery_Policy__mdt ORDER BY DeveloperName';

export function startKeepReader(options: KeepReaderOptions): KeepReader {
    const { org, log } = options;
    let keeps = NO_KEEPS;

    const fact = startOrgFact<PolicyKeeps>({
        ...{ ...options, name: 'keeps', soql: KEEPS_SOQL, everyMs: EVERY_MS, unasked: NO_KEEPS, read: readKeeps },
        onNews: (news) => {
            keeps = news;
            log.info({ org, purposes: Object.keys(news.purposes).length, others: news.others !== null }, 'keeps.read');
        },
    });
    return { ...fact, keptFor: (purpose) => policyKeep(keeps, purpose) };
}
