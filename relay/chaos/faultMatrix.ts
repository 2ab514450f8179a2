/** R28: every pair of a way to fail and a way to arrive, in simulated worlds by seed; a seed can be run again. */
import { strict as assert } from 'node:assert';
import { emptyTracker, joinReports } from '../src/core/merge.ts';
import { contributionOf } from '../src/core/totals.ts';
import type { Contribution } from '../src/core/totals.ts';
import type { Trouble } from '../src/salesforce/callErrors.ts';
import { FAIR } from '../test/simulation/simulatedOrg.ts';
import type { Weather } from '../test/simulation/simulatedOrg.ts';
import { check, live, MINUTE, START } from '../test/simulation/worlds.ts';
import type { Outcome as WorldOutcome, World } from '../test/simulation/worlds.ts';
import { extent, law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const QUOTA = 20;
/** The relay rests at least so long after the org said that its allocation is used up. */
const QUOTA_PAUSE_MS = MINUTE;
const TTL_MINUTES = 5;
const PASSING = { messages: 3, minutes: TTL_MINUTES };

const between = (from: number, to: number, trouble: Trouble) => (now: number) =>
    now >= START + from && now < START + to ? trouble : null;

/** R05 to R09. */
const FAILURES: Readonly<Record<string, { readonly storm: Weather; readonly kills: number }>> = {
    'an outage': { storm: { ...FAIR, trouble: between(5_000, 45_000, 'outage') }, kills: 2 },
    // A relay that is started anew cannot know what the org said to the one before.
    'a used-up allocation': {
        storm: { ...FAIR, trouble: (now, calls) => (calls > QUOTA && now < START + 10 * MINUTE ? 'limit' : null) },
        kills: 0,
    },
    'sessions that end': {
        storm: { ...FAIR, trouble: (_now, calls) => (calls % 20 === 0 ? 'session' : null) },
        kills: 1,
    },
    'calls that fail in part': { storm: { ...FAIR, recordRefused: 0.15 }, kills: 2 },
    'answers that get lost': { storm: { ...FAIR, answerLost: 0.1 }, kills: 2 },
};

/** R11 and R12. */
const ARRIVALS = ['repeated', 'shuffled'] as const;

interface Pair {
    readonly name: string;
    readonly world: World;
}

export const PAIRS: readonly Pair[] = Object.entries(FAILURES).flatMap(([failure, { storm, kills }]) =>
    ARRIVALS.map((arrival) => ({
        name: `${failure}, reports ${arrival}`,
        world: { relays: 1, messages: 16, requests: 10, poison: 0, passing: PASSING, kills, storm, arrival },
    })),
);

/** I2, for counters: what the totals come to. */
function sumOf(contributions: readonly (Contribution | null)[]): Record<string, number> {
    const sum: Record<string, number> = {};
    for (const [name, count] of contributions.flatMap((each) => Object.entries(each?.figures ?? {}))) {
        if (name === 'total' || name.startsWith('status:')) sum[name] = (sum[name] ?? 0) + count;
    }
    return Object.fromEntries(Object.entries(sum).sort());
}

export async function checkTotals({ expected, disks }: WorldOutcome): Promise<void> {
    const told = await Promise.all(disks.map((disk) => disk.store.totalsSince('main', '1970-01-01')));
    const wanted = [...expected].map(([key, reports]) => contributionOf(joinReports(emptyTracker(key), reports)));
    assert.deepEqual(sumOf(told.flat()), sumOf(wanted), 'the totals count what was reported');
}

/** I4: after the org said that nothing is left, nobody calls until the pause is over. */
function checkQuota({ org }: WorldOutcome): void {
    for (const { at, trouble } of org.troubles) {
        if (trouble !== 'limit') continue;
        const early = org.calls.filter((call) => call.at > at && call.at < at + QUOTA_PAUSE_MS);
        assert.equal(early.length, 0, 'called although the allocation is used up');
    }
}

/** I5: what was to be known for minutes is known no longer. */
function checkTtl({ disks, endedAt, expected }: WorldOutcome): void {
    for (const disk of disks) {
        const before = disk.kept().messages;
        disk.expire(endedAt + TTL_MINUTES * MINUTE);
        assert.equal(disk.kept().messages, before - PASSING.messages, 'messages past their time are kept');
        disk.purge(endedAt + 2 * MINUTE);
        // Whose window is still open is waited for, and the newest stays so that its id is not given again.
        const awaited = [...expected].filter(([key, reports]) => {
            const status = joinReports(emptyTracker(key), reports).outcome?.value.status;
            return status === 'Queued' || status === 'Sent';
        });
        assert.equal(disk.kept().requests, 0, 'requests past the retention are kept');
        assert.ok(disk.kept().messages <= awaited.length + 1, 'messages past the retention are kept');
    }
}

/** Lives one world and asks for the five invariants. Returns how many reports and calls it took. */
export async function runSeed(seed: number): Promise<{ readonly reports: number; readonly calls: number }> {
    const pair = PAIRS[seed % PAIRS.length] ?? assert.fail();
    try {
        const outcome = await live(seed, pair.world);
        await check(seed, outcome); // I1, and I2 for the rows
        assert.equal(outcome.org.regressions(), 0, 'a status went back'); // I3
        await checkTotals(outcome);
        checkQuota(outcome);
        checkTtl(outcome);
        const reports = [...outcome.expected.values()].reduce((sum, each) => sum + each.length, 0);
        return { reports, calls: outcome.org.calls.length };
    } catch (cause) {
        const again = `npm run chaos -- --only R28 --seed ${seed}`;
        throw new Error(`seed ${seed} (${pair.name}) breaks an invariant; ${again} runs it again`, { cause });
    }
}

const SEEDS: Readonly<Record<Length, number>> = { short: 10, long: 1_000, full: 10_000 };

export const faultMatrix: Row = {
    id: 'R28',
    title: 'fault matrix, by seed',
    passLine: '10,000 seeds, no invariant broken; a failing seed prints and can be run again',
    test: 'relay/test/simulation/simulation.test.ts › R28: every way to fail with every way to arrive',
    async run({ length, seed, progress }) {
        const seeds = SEEDS[length];
        let [reports, calls] = [0, 0];
        for (let index = 0; index < seeds; index += 1) {
            const figures = await runSeed(seed + index);
            reports += figures.reports;
            calls += figures.calls;
            progress(index + 1, seeds);
        }
        return {
            lines: [
                extent('seeds', seeds, SEEDS.full),
                none('invariants broken', 0),
                law('pairs of failures', PAIRS.length, 'at least', 10),
            ],
            also: { reports, calls },
        };
    },
};
