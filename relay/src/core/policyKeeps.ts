/** For how long an org's policies keep a message. The package's flows delete the record, ten minutes after the relay. Pure. */
import { z } from 'zod';
import { least } from './keep.ts';
import type { Keep } from './keep.ts';

export interface PolicyKeeps {
    /** By purpose, in lower case, as the org compares texts. */
    readonly purposes: Readonly<Record<string, Keep>>;
    /** What the policy Default says, for purposes that say nothing and for messages without one. */
    readonly others: Keep | null;
}

export const NO_KEEPS: PolicyKeeps = { purposes: {}, others: null };

const MINUTES_OF_A_DAY = 1_440;
const limit = z.number().nonnegative().nullish();

/** As the org answers; a package without these fields says nothing. */
export const KeepFields = {
    Keep_Minutes__c: limit,
    Keep_Days__c: limit,
    Delete_Once_Delivered__c: z.boolean().nullish(),
};
const Row = z.object({ DeveloperName: z.string(), Purpose__c: z.string().nullish(), ...KeepFields });

/** Null when the policy says nothing of it. */
export function keepOfPolicy(row: Omit<z.infer<typeof Row>, 'DeveloperName' | 'Purpose__c'>): Keep | null {
    const days = row.Keep_Days__c ?? null;
    const minutes = least(row.Keep_Minutes__c ?? null, days === null ? null : days * MINUTES_OF_A_DAY);
    const onceDelivered = row.Delete_Once_Delivered__c === true;
    return minutes === null && !onceDelivered ? null : { minutes, onceDelivered };
}

const nameOf = (purpose: string | null | undefined): string => purpose?.trim().toLowerCase() ?? '';

export function readKeeps(rows: readonly unknown[]): PolicyKeeps {
    const policies = z.array(Row).parse(rows);
    const general = policies.find(({ DeveloperName: name }) => name === 'Default');
    return {
        purposes: Object.fromEntries(
            policies.flatMap((policy) => {
                const [purpose, keep] = [nameOf(policy.Purpose__c), keepOfPolicy(policy)];
                return purpose === '' || keep === null ? [] : [[purpose, keep]];
            }),
        ),
        others: general === undefined ? null : keepOfPolicy(general),
    };
}

export function policyKeep({ purposes, others }: PolicyKeeps, purpose: string | null): Keep | null {
    const name = nameOf(purpose);
    return Object.hasOwn(purposes, name) ? (purposes[name] ?? others) : others;
}
