/** Asking an org for rows of messages by their keys, down to the one message that it will not be asked for. */
import type { CallResult } from './client.ts';
import { soqlText } from './soql.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface Asked {
    readonly rows: ReadonlyMap<string, Row>;
    /** Messages of which the org refuses every question, and its code. */
    readonly refused: ReadonlyMap<string, string>;
}

/** `refused`: the org answers, and refuses this question whatever it is about. */
export type Rows =
    { readonly kind: 'answered'; readonly value: Asked } | Exclude<CallResult<never>, { kind: 'answered' }>;

type Query = (soql: string) => Promise<CallResult<readonly Row[]>>;

export const selectOf = (columns: readonly string[]): string =>
    `SELECT ${columns.join(', ')} FROM Message__c WHERE Message_Key__c IN `;

/** What passes by itself, or is about the org: a smaller question would be refused just so. */
const PASSING = new Set(['QUERY_TIMEOUT', 'REQUEST_RUNNING_TOO_LONG', 'UNABLE_TO_LOCK_ROW']);

/**
 * An address that is too long is refused with 414 or 431, and the platform does not promise how long one may be:
 * https://help.salesforce.com/s/articleView?id=000386264 (2026-11-26). So any refusal is asked again in halves.
 *
 * The rows of these messages, which have to fit into one address (`fitting`).
 */
export async function rowsOf(query: Query, keys: readonly string[], columns: readonly string[]): Promise<Rows> {
    const rows = new Map<string, Row>();
    const refused = new Map<string, string>();
    const about = (some: readonly string[]) => query(`${selectOf(columns)}(${some.map(soqlText).join(',')})`);
    let proved = false;

    async function ask(some: readonly string[]): Promise<Exclude<Rows, { kind: 'answered' }> | null> {
        const result = await about(some);
        if (result.kind === 'answered') {
            for (const row of result.value) rows.set(String(row['Message_Key__c']), row);
            return null;
        }
        if (result.kind !== 'refused' || PASSING.has(result.code)) return result;
        if (!proved) {
            // A question that nothing can be wrong with: is that refused, no message is to blame.
            const control = await about(['']);
            if (control.kind !== 'answered') return control;
            proved = true;
        }
        const [only, ...others] = some;
        if (only === undefined || others.length === 0) {
            if (only !== undefined) refused.set(only, result.code);
            return null;
        }
        const middle = Math.ceil(some.length / 2);
        return (await ask(some.slice(0, middle))) ?? (await ask(some.slice(middle)));
    }
    const trouble = keys.length === 0 ? null : await ask(keys);
    return trouble ?? { kind: 'answered', value: { rows, refused } };
}
