/** R05 and R06: an org that is away, and one whose allocation is used up. */
import { FAIR } from '../test/simulation/simulatedOrg.ts';
import { law, none } from './row.ts';
import type { Length, Line, Row } from './row.ts';
import { acmeReport, createSimulatedWorld, keyOf } from './simulatedWorld.ts';
import type { SimulatedWorld } from './simulatedWorld.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const missingOf = ({ org }: SimulatedWorld, messages: number): number =>
    Array.from({ length: messages }, (_, index) => keyOf(index)).filter((key) => !org.rows.has(key)).length;

export interface OutageFigures {
    readonly messages: number;
    readonly lost: number;
    readonly probes: number;
    /** The shortest time between the starts of two calls while the org is away. */
    readonly closestMs: number;
    readonly drainMs: number;
}

/** Reports go on arriving while every call fails for so many seconds. */
export async function runOutage(seed: number, seconds: number): Promise<OutageFigures> {
    const world = createSimulatedWorld(seed);
    const { time, org } = world;
    const messages = Math.min(seconds, 600 + Math.floor(seconds / 60));
    org.weather = { ...FAIR, callFails: 1 };
    for (let message = 0; message < messages; message += 1) {
        world.accept(acmeReport(message, time.now()));
        await time.run(time.now() + Math.floor((seconds * SECOND) / messages));
    }
    const starts = org.calls.map(({ at }) => at);
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    org.weather = FAIR;
    const drainMs = await world.settle(2 * seconds * SECOND + HOUR);
    world.end();
    return { messages, lost: missingOf(world, messages), probes: starts.length, closestMs: Math.min(...gaps), drainMs };
}

const OUTAGES: Readonly<Record<Length, readonly number[]>> = {
    short: [5, 600],
    long: [5, 600, 86_400],
    full: [5, 600, 86_400],
};

const nameOf = (seconds: number): string =>
    seconds < 60 ? `${seconds} s` : seconds < 3_600 ? `${seconds / 60} min` : `${seconds / 3_600} h`;

export const outage: Row = {
    id: 'R05',
    title: 'Salesforce away for 5 s, 10 min, 24 h',
    passLine: '0 lost; backlog drained within twice the outage; at most one probe a second meanwhile',
    test: 'relay/test/simulation/simulation.test.ts › R05: an org that is down is asked at most once a second, and gets everything when it is back',
    async run({ length, seed, progress }) {
        const lines: Line[] = [];
        let [messages, lost] = [0, 0];
        for (const [index, seconds] of OUTAGES[length].entries()) {
            const figures = await runOutage(seed, seconds);
            messages += figures.messages;
            lost += figures.lost;
            const name = nameOf(seconds);
            lines.push(
                law(`probes in ${name}`, figures.probes, 'at least', 1),
                law(`closest of them`, figures.closestMs / SECOND, 'at least', 1, 's'),
                law(`drained after ${name} in`, figures.drainMs / SECOND, 'at most', 2 * seconds, 's'),
            );
            progress(index + 1, OUTAGES[length].length);
        }
        return { lines: [none('lost', lost), ...lines], also: { messages } };
    },
};

const QUOTA = 50;
const RESET_MS = HOUR;
const ROUNDS: Readonly<Record<Length, number>> = { short: 1, long: 20, full: 100 };

interface QuotaFigures {
    readonly messages: number;
    readonly lost: number;
    /** Calls within a minute after the org said that nothing is left. */
    readonly early: number;
    /** Failures that were not in the first call that published again. */
    readonly heldUp: number;
}

/** The org answers so many calls, then REQUEST_LIMIT_EXCEEDED until an hour has passed. */
async function runQuota(seed: number): Promise<QuotaFigures> {
    const world = createSimulatedWorld(seed);
    const { time, org } = world;
    const reset = time.now() + RESET_MS;
    const messages = 400;
    org.weather = { ...FAIR, trouble: (now, calls) => (calls > QUOTA && now < reset ? 'limit' : null) };
    const failures = new Set<string>();
    for (let message = 0; message < messages; message += 1) {
        const failed = world.below(5) === 0;
        if (failed) failures.add(keyOf(message));
        world.accept(
            acmeReport(message, time.now(), failed ? { status: 'Undelivered', failureClass: 'Permanent' } : {}),
        );
        await time.run(time.now() + world.below(3 * SECOND));
    }
    await time.run(reset);
    const late = [...org.rows.keys()].length;
    await world.settle(HOUR);
    world.end();
    const stops = org.troubles.filter(({ trouble }) => trouble === 'limit');
    const early = stops.flatMap(({ at }) => org.calls.filter((call) => call.at > at && call.at < at + 60 * SECOND));
    const first = org.calls.find(({ at, kind }) => at >= reset && kind === 'create')?.size ?? 0;
    const heldUp = [...org.rows.keys()].slice(late + first).filter((key) => failures.has(key)).length;
    return { messages, lost: missingOf(world, messages), early: early.length, heldUp };
}

export const quota: Row = {
    id: 'R06',
    title: 'REQUEST_LIMIT_EXCEEDED after 50 calls',
    passLine: 'stops until the reset; failures come first afterwards; 0 lost',
    test: 'relay/test/simulation/simulation.test.ts › R06: a used-up allocation stops the calls, failures come first afterwards, and nothing is lost',
    async run({ length, seed, progress }) {
        const all: QuotaFigures[] = [];
        for (let round = 0; round < ROUNDS[length]; round += 1) {
            all.push(await runQuota(seed + round));
            progress(round + 1, ROUNDS[length]);
        }
        const sum = (of: (figures: QuotaFigures) => number): number => all.reduce((total, each) => total + of(each), 0);
        return {
            lines: [
                none(
                    'lost',
                    sum(({ lost }) => lost),
                ),
                none(
                    'calls within a minute of the stop',
                    sum(({ early }) => early),
                ),
                none(
                    'failures after the first call',
                    sum(({ heldUp }) => heldUp),
                ),
            ],
            also: { rounds: all.length, messages: sum(({ messages }) => messages) },
        };
    },
};
