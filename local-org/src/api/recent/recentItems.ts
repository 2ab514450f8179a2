/**
 * The records that each user created, changed or read last, newest first, up to 200:
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_recent_items.htm and headers_mru.htm
 * (2026-11-25).
 */
import { attributesOf } from '../../soql/run.ts';
import { updatesRecent } from '../requestHeaders.ts';
import type { Org } from '../../org.ts';
import type { ObjectSchema } from '../../schema/types.ts';
import type { RunQuery } from '../../soql/run.ts';
import type { Call } from '../route.ts';

/** Ids of records by the id of the user. */
export type RecentState = Readonly<Record<string, readonly string[]>>;

const MOST = 200;

export class RecentItems {
    readonly #ids = new Map<string, readonly string[]>();

    note(userId: string, id: string): void {
        const others = this.of(userId).filter((other) => other !== id);
        this.#ids.set(userId, [id, ...others].slice(0, MOST));
    }

    of(userId: string): readonly string[] {
        return this.#ids.get(userId) ?? [];
    }

    state(): RecentState {
        return Object.fromEntries(this.#ids);
    }

    restore(state: RecentState): void {
        for (const [userId, ids] of Object.entries(state)) this.#ids.set(userId, ids);
    }

    clear(): void {
        this.#ids.clear();
    }
}

/** Unless the client asks not to. */
export function noteRecent(call: Call, { kind }: ObjectSchema, id: unknown): void {
    if ((kind === 'standard' || kind === 'custom') && updatesRecent(call)) call.recent.note(userIdOf(call), String(id));
}

/**
 * A query makes recent items of its rows only when it ends in FOR VIEW or FOR REFERENCE:
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_for_view.htm
 */
export function noteQueried(call: Pick<Call, 'org' | 'recent'>, { purpose, result, isAggregate }: RunQuery): void {
    if (isAggregate || (purpose !== 'VIEW' && purpose !== 'REFERENCE')) return;
    const ids = result.records.map(({ attributes }) => attributes.url?.split('/').at(-1) ?? '');
    for (const id of ids.toReversed()) call.recent.note(userIdOf(call), id);
}

/** Those that are still there and may be read. */
export function recentItems({ org, recent }: Pick<Call, 'org' | 'recent'>, of?: ObjectSchema): unknown[] {
    return recent.of(userIdOf({ org })).flatMap((id) => {
        const object = org.records.objectOfId(id);
        const row = org.records.rowOf(id);
        if (!object || !row || (of && of.name !== object.name)) return [];
        return [
            { attributes: attributesOf(object, row), Id: row['Id'], Name: org.value(object, row, object.nameField) },
        ];
    });
}

function userIdOf({ org }: { readonly org: Org }): string {
    return String(org.user['Id']);
}
