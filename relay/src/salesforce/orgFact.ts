/** Something that an org's admins say: read at the start and again from time to time, and known over a restart without the org. */
import type { Logger } from 'pino';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Breaker } from './breaker.ts';
import type { OrgClient } from './client.ts';

export interface OrgFactOptions<T> {
    readonly org: string;
    readonly store: Pick<Store, 'remember' | 'recall' | 'speaksTo'>;
    readonly client: Pick<OrgClient, 'query'>;
    /** While one of them is open, nothing is asked. */
    readonly breakers: readonly Breaker[];
    /** Names it in the store and in the log. */
    readonly name: string;
    readonly soql: string;
    readonly everyMs: number;
    /** What holds until the org has been asked. */
    readonly unasked: T;
    readonly read: (rows: readonly unknown[]) => T;
    /** Called when it is another than before. */
    readonly onNews: (news: T) => void;
    readonly timing: Timing;
    readonly log: Logger;
}

export interface OrgFact extends Loop {
    /** Resolves when what was known before the last stop is known again. */
    readonly recalled: Promise<void>;
}

/** How soon relays on the same store that do not speak to the org follow, and how soon a refusal is tried again. */
const FOLLOW_MS = 60_000;

const memoOf = (name: string, org: string): string => `${name} ${org}`;

/** What the relay goes by for this org: also for commands beside it. */
export async function recallFact<T>(store: Pick<Store, 'recall'>, name: string, org: string, unasked: T): Promise<T> {
    const text = await store.recall(memoOf(name, org));
    // The cast holds: only `startOrgFact` writes it.
    return text === null ? unasked : (JSON.parse(text) as T);
}

export function startOrgFact<T>(options: OrgFactOptions<T>): OrgFact {
    const { org, store, client, breakers, name, soql, everyMs, unasked, read, onNews, timing, log } = options;
    let text = JSON.stringify(unasked);

    function take(news: T): boolean {
        const written = JSON.stringify(news);
        if (written === text) return false;
        text = written;
        onNews(news);
        return true;
    }
    const recall = async (): Promise<void> => void take(await recallFact(store, name, org, unasked));
    const recalled = recall();

    async function step(): Promise<number> {
        await recalled;
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, FOLLOW_MS);
        if (!(await store.speaksTo(org))) {
            await recall();
            return FOLLOW_MS;
        }
        const result = await client.query(soql);
        if (result.kind === 'answered') {
            if (take(read(result.value))) await store.remember(memoOf(name, org), text);
            return everyMs;
        }
        // An older package has no such type, or this user may not read it: what was known stands, and doctor tells.
        if (result.kind === 'refused') log.info({ org, code: result.code }, `${name}.refused`);
        return result.kind === 'refused' ? everyMs : FOLLOW_MS;
    }
    return { ...startLoop(timing, step, (error) => log.error({ org, err: error }, `${name}.failed`)), recalled };
}
