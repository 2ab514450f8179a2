/** `landed status`: how the relay is, also while it is down; and how long providers will go on repeating. */
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { backlogsOf } from '../core/backlog.ts';
import { budgetLeft, durationText } from '../core/outage.ts';
import type { RetrySchedule } from '../core/outage.ts';
import { recallOutages, SHORTEST_MS } from '../insight/outages.ts';
import { adapterOf } from '../providers/index.ts';
import { retryScheduleOf } from '../providers/retrySchedules.ts';
import { systemTiming } from './serve.ts';
import { withStore } from './store.ts';
import type { Surroundings } from './surroundings.ts';

interface SourceBudget {
    readonly source: string;
    readonly schedule: RetrySchedule;
    /** Milliseconds; null where nobody knows. */
    readonly left: number | null;
}

export function budgetsOf(config: Config, downSince: number | null, now: number): SourceBudget[] {
    return config.sources.map(({ provider, name }) => {
        const schedule = retryScheduleOf(adapterOf(provider, config.customProviders));
        return { source: `${provider}/${name}`, schedule, left: budgetLeft(schedule, downSince, now) };
    });
}

/** What an outage would cost this source, or does. */
export function budgetText({ source, schedule, left }: SourceBudget, down: boolean): string {
    const { lostAfterMs, documented, words } = schedule;
    const basis = `${words}${documented || lostAfterMs === null ? '' : ' (supposed)'}`;
    if (left === null || lostAfterMs === null) return `${source}: nobody knows how long it repeats: ${basis}`;
    if (!down) return `${source}: reports are lost once it cannot call for ${durationText(lostAfterMs)}: ${basis}`;
    if (left > 0) return `${source}: ${durationText(left)} left until its first reports are lost`;
    return `${source}: reports of the outage's first ${durationText(-left)} are lost; reconcile once the relay is back`;
}

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** Resolves with the exit code: 1 when the relay does not take in what providers report. */
export async function status(
    { config: path, json }: { readonly config: string; readonly json?: boolean },
    surroundings: Surroundings,
): Promise<number> {
    const config = readConfig(path, surroundings.env);
    const now = systemTiming.now();
    const { aliveAt, outages, counts, unread } = await withStore(config, async (store) => ({
        ...(await recallOutages(store)),
        counts: await store.counts(),
        unread: await store.unreadBySource(),
    }));
    const orgOf = Object.fromEntries(config.sources.map(({ provider, name, org }) => [`${provider}/${name}`, org]));
    const backlogs = backlogsOf(unread, Object.keys(config.orgs), orgOf, config.limits.unreadRequests);
    const down = aliveAt === null || now - aliveAt > SHORTEST_MS;
    const budgets = budgetsOf(config, down ? aliveAt : null, now);
    if (json === true) {
        const sources = budgets.map(({ source, schedule, left }) => ({ source, leftMs: left, retries: schedule }));
        const past = outages.map(({ from, to, ...whose }) => ({ from: iso(from), to: iso(to), ...whose }));
        surroundings.stdout.write(
            `${JSON.stringify({ down, aliveAt: iso(aliveAt), ...counts, orgs: backlogs.orgs, outages: past, sources })}\n`,
        );
        return down ? 1 : 0;
    }
    const seen = aliveAt === null ? 'never' : `${iso(aliveAt)}, ${durationText(now - aliveAt)} ago`;
    const lines = [
        down ? `Down: it last took in reports ${seen}.` : 'Up: it takes in reports.',
        `${counts.unread} unread, ${counts.unpublished} unpublished, ${counts.dead} dead letters.`,
        ...backlogs.orgs
            .filter(({ overShare }) => overShare)
            .map(
                ({ org, unread: own }) =>
                    `${org} is over its share: ${own} of its requests are unread, others are answered 503.`,
            ),
        ...budgets.map((budget) => budgetText(budget, down && aliveAt !== null)),
        ...outages
            .slice(0, 5)
            .map(
                ({ from, to, org }) =>
                    `Outage${org === undefined ? '' : ` of ${org}`} ${iso(from)} to ${iso(to)}, ${durationText(to - from)}.`,
            ),
    ];
    surroundings.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return down ? 1 : 0;
}
