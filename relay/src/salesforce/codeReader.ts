/** Reads from the org what its admins say of a provider's codes, at the start and every ten minutes, and remembers it. */
import { NO_OVERRIDES, overriding, readOverrides } from '../core/codeOverrides.ts';
import type { CodeOverrides } from '../core/codeOverrides.ts';
import type { DeliveryReport } from '../core/ports.ts';
import type { Store } from '../core/store.ts';
import { recallFact, startOrgFact } from './orgFact.ts';
import type { OrgFact, OrgFactOptions } from './orgFact.ts';

export interface CodeReaderOptions extends Pick<
    OrgFactOptions<CodeOverrides>,
    'org' | 'store' | 'client' | 'breakers' | 'timing' | 'log'
> {
    /** Ids of all that this relay knows. */
    readonly providers: Pick<ReadonlySet<string>, 'has'>;
}

export interface CodeReader extends OrgFact {
    overrides(): CodeOverrides;
    applied(report: DeliveryReport): DeliveryReport;
}

const NAME = 'codes';
/** 144 calls a day. */
const EVERY_MS = 600_000;

export const CODES_SOQL =
    'SELECT DeveloperName, Provider__c, Code__c, Failure_Class__c, Evidence__c FROM Provider_Code__mdt ' +
    'WHERE Is_Active__c = true ORDER BY DeveloperName';

/** What the relay goes by for this org: also for commands beside it. */
export const recallOverrides = (store: Pick<Store, 'recall'>, org: string): Promise<CodeOverrides> =>
    recallFact(store, NAME, org, NO_OVERRIDES);

export function startCodeReader({ providers, ...options }: CodeReaderOptions): CodeReader {
    const { org, log } = options;
    let overrides = NO_OVERRIDES;
    let apply = overriding(overrides);

    const fact = startOrgFact<CodeOverrides>({
        ...{ ...options, name: NAME, soql: CODES_SOQL, everyMs: EVERY_MS, unasked: NO_OVERRIDES },
        read: (rows) => readOverrides(rows, providers),
        onNews: (news) => {
            [overrides, apply] = [news, overriding(news)];
            log.info({ org, used: news.used.length, wrong: news.wrong.length }, 'codes.read');
            for (const { record, reason } of news.wrong) log.warn({ org, record, reason }, 'code.wrong');
        },
    });
    return { ...fact, overrides: () => overrides, applied: (report) => apply(report) };
}
