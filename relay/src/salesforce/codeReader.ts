/** Reads from the org what its admins say of a provider's codes, at the start and every ten minutes, and remembers it. */
import type { Logger } from 'pino';
import { NO_OVERRIDES, overriding, readOverrides } from '../core/codeOverrides.ts';
import type { CodeOverrides } from '../core/codeOverrides.ts';
import type { DeliveryReport } from '../core/ports.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Breaker } from './breaker.ts';
import type { OrgClient } from './client.ts';

export interface CodeReaderOptions {
    readonly org: string;
    readonly store: Pick<Store, 'remember' | 'recall' | 'speaksTo'>;
    readonly client: Pick<OrgClient, 'query'>;
    /** While one of them is open, nothing is asked. */
    readonly breakers: readonly Breaker[];
    /** Ids of all that this relay knows. */
    readonly providers: Pick<ReadonlySet<string>, 'has'>;
    readonly timing: Timing;
    readonly log: Logger;
}

export interface CodeReader extends Loop {
    overrides(): CodeOverrides;
    applied(report: DeliveryReport): DeliveryReport;
    /** Resolves when what was known before the last stop is known again. */
    readonly recalled: Promise<void>;
}

/** 144 calls a day. */
const EVERY_MS = 600_000;
/** How soon relays on the same store that do not speak to the org follow, and how soon a refusal is tried again. */
const FOLLOW_MS = 60_000;

export const CODES_SOQL =
    'SELECT DeveloperName, Provider__c, Code__c, Failure_Class__c, Evidence__c FROM Provider_Code__mdt ' +
    'WHERE Is_Active__c = true ORDER BY DeveloperName';

const memoOf = (org: string): string => `codes ${org}`;

/** What the relay goes by for this org: also for commands beside it. */
export async function recallOverrides(store: Pick<Store, 'recall'>, org: string): Promise<CodeOverrides> {
    const text = await store.recall(memoOf(org));
    // The cast holds: only `startCodeReader` writes it.
    return text === null ? NO_OVERRIDES : (JSON.parse(text) as CodeOverrides);
}

export function startCodeReader(options: CodeReaderOptions): CodeReader {
    const { org, store, client, breakers, providers, timing, log } = options;
    let overrides = NO_OVERRIDES;
    let text = JSON.stringify(overrides);
    let apply = overriding(overrides);

    function take(news: CodeOverrides): boolean {
        const written = JSON.stringify(news);
        if (written === text) return false;
        [overrides, text, apply] = [news, written, overriding(news)];
        log.info({ org, used: news.used.length, wrong: news.wrong.length }, 'codes.read');
        for (const { record, reason } of news.wrong) log.warn({ org, record, reason }, 'code.wrong');
        return true;
    }
    const recall = async (): Promise<void> => void take(await recallOverrides(store, org));
    const recalled = recall();

    async function step(): Promise<number> {
        await recalled;
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, FOLLOW_MS);
        if (!(await store.speaksTo(org))) {
            await recall();
            return FOLLOW_MS;
        }
        const result = await client.query(CODES_SOQL);
        if (result.kind === 'answered') {
            if (take(readOverrides(result.value, providers))) await store.remember(memoOf(org), text);
            return EVERY_MS;
        }
        // An older package has no such type, or this user may not read it: what was known stands, and doctor tells.
        if (result.kind === 'refused') log.info({ org, code: result.code }, 'codes.refused');
        return result.kind === 'refused' ? EVERY_MS : FOLLOW_MS;
    }
    const loop = startLoop(timing, step, (error) => log.error({ org, err: error }, 'codes.failed'));
    return { ...loop, recalled, overrides: () => overrides, applied: (report) => apply(report) };
}
