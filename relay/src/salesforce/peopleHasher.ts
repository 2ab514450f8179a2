/**
 * Writes the hash of people's SMS numbers beside the numbers, in an org that is told none: by it a report finds the
 * person. A flow cannot compute it, and clears it when the number changes.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { NumberHash } from '../core/hashedNumbers.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Breaker } from './breaker.ts';
import type { OrgClient, UpdateClient } from './client.ts';
import { soqlText } from './soql.ts';

export interface PeopleHasherOptions {
    readonly org: string;
    readonly store: Pick<Store, 'speaksTo'>;
    readonly client: Pick<OrgClient, 'query'> & UpdateClient;
    /** While one of them is open, nothing is asked. */
    readonly breakers: readonly Breaker[];
    readonly numbers: NumberHash;
    readonly timing: Timing;
    readonly log: Logger;
}

/** Those whom a report can be about, and which of them can be written. */
export const PEOPLE = [
    { object: 'Contact', only: '' },
    { object: 'Lead', only: ' AND IsConverted = false' },
] as const;
export type People = (typeof PEOPLE)[number];

export const HASH_FIELD = 'SMS_Number_Hash__c';

/** With a number and without a hash. */
export const unhashed = ({ only }: People): string => `SMS_Number__c != null AND ${HASH_FIELD} = null${only}`;

/** One question a minute, about contacts and leads in turn: 1,440 calls a day. */
const EVERY_MS = 60_000;
/** How soon what was refused, or is another relay's to do, is looked at again. */
const LATER_MS = 300_000;
/** All who have no hash are looked for so often, not only those who have changed: what was refused may be possible now. */
const ALL_EVERY_MS = 86_400_000;
/** A change is seen once it is committed, which may be some minutes after its time; clocks differ. */
const OVERLAP_MS = 300_000;
/** What one answer holds. */
const PAGE = 2_000;
const CALL_SIZE = 200;

const Rows = z.array(z.object({ Id: z.string(), SMS_Number__c: z.string(), [HASH_FIELD]: z.string().nullish() }));
type Row = z.infer<typeof Rows>[number];

/** Of those who have the wrong hash, or none. */
export function hashesOf(
    rows: readonly unknown[],
    numbers: NumberHash,
): { readonly id: string; readonly hash: string }[] {
    return Rows.parse(rows).flatMap((row: Row) => {
        const hash = numbers.of(row.SMS_Number__c);
        return row[HASH_FIELD] === hash ? [] : [{ id: row.Id, hash }];
    });
}

export function startPeopleHasher(options: PeopleHasherOptions): Loop {
    const { org, store, client, breakers, numbers, timing, log } = options;
    /** Since when changes are looked for, by object; at first everybody is. */
    const seen = new Map<string, { readonly all: number; readonly changes: number }>();
    let turn = 0;

    /** Resolves with whether the org has taken what it was told. */
    async function write(object: string, rows: readonly unknown[]): Promise<boolean> {
        const updates = hashesOf(rows, numbers).map(({ id, hash }) => ({ id, [HASH_FIELD]: hash }));
        for (let from = 0; from < updates.length; from += CALL_SIZE) {
            const result = await client.update(object, updates.slice(from, from + CALL_SIZE));
            if (result.kind !== 'answered') return false;
            const refused = result.value.flatMap(({ success, errors }) =>
                success ? [] : [errors[0]?.statusCode ?? ''],
            );
            const written = result.value.length - refused.length;
            log.info({ org, object, written, refused: refused.length, codes: [...new Set(refused)] }, 'people.hashed');
        }
        return true;
    }

    /** Whether all of them are done; false when the org did not answer, or will not be asked. */
    async function look(people: People, which: string): Promise<boolean> {
        for (let after = ''; ;) {
            const result = await client.query(
                `SELECT Id, SMS_Number__c, ${HASH_FIELD} FROM ${people.object} WHERE ${which}` +
                    `${after === '' ? '' : ` AND Id > ${soqlText(after)}`} ORDER BY Id LIMIT ${PAGE}`,
            );
            if (result.kind === 'refused')
                log.warn({ org, object: people.object, code: result.code }, 'people.refused');
            if (result.kind !== 'answered' || !(await write(people.object, result.value))) return false;
            if (result.value.length < PAGE) return true;
            after = String(result.value.at(-1)?.['Id']);
        }
    }

    async function step(): Promise<number> {
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, EVERY_MS);
        if (!(await store.speaksTo(org))) {
            seen.clear(); // whoever takes over looks at everybody once
            return EVERY_MS;
        }
        const people = PEOPLE[turn % PEOPLE.length] ?? PEOPLE[0];
        const now = timing.now();
        const last = seen.get(people.object);
        const isAll = last === undefined || now - last.all >= ALL_EVERY_MS;
        const since = new Date((last?.changes ?? 0) - OVERLAP_MS).toISOString();
        const changed = `SMS_Number__c != null AND SystemModstamp >= ${since}${people.only}`;
        const done = await look(people, isAll ? unhashed(people) : changed);
        turn += 1;
        if (!done) return LATER_MS;
        // A look at all who have none does not show those whose number is another now.
        seen.set(people.object, isAll ? { all: now, changes: last?.changes ?? now } : { ...last, changes: now });
        return seen.size < PEOPLE.length ? 0 : EVERY_MS;
    }
    return startLoop(timing, step, (error) => log.error({ org, err: error }, 'people.failed'));
}
