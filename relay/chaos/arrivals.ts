/** R10, R11, R12 and R16: clocks that are wrong, and reports that come again, out of order or long after. */
import { strict as assert } from 'node:assert';
import { emptyTracker, joinReports } from '../src/core/merge.ts';
import type { DeliveryReport } from '../src/core/ports.ts';
import { snapshotOf } from '../src/core/snapshot.ts';
import type { DeliveryStatus } from '../src/core/vocabulary.ts';
import { createDisk } from '../test/simulation/simulatedRelay.ts';
import type { Disk } from '../test/simulation/simulatedRelay.ts';
import { seededRandom } from '../test/simulation/virtualTime.ts';
import { START } from '../test/simulation/worlds.ts';
import { extent, law, none } from './row.ts';
import type { Length, Row } from './row.ts';
import { acmeReport, createSimulatedWorld, keyOf } from './simulatedWorld.ts';
import type { SimulatedWorld } from './simulatedWorld.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function totalOf(disk: Disk): Promise<Record<string, number>> {
    const sum: Record<string, number> = {};
    for (const { figures } of await disk.store.totalsSince('main', '1970-01-01')) {
        for (const [name, count] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + count;
    }
    return sum;
}

/** Lines of the history that the org shows of a message. */
const linesOf = ({ org }: SimulatedWorld, message: number): number =>
    String(org.rows.get(keyOf(message))?.['History__c'] ?? '')
        .split('\n')
        .filter((line) => line !== '').length;

const SKEWS: Readonly<Record<string, number>> = {
    none: 0,
    'provider 26 h ahead': 26 * HOUR,
    'provider 26 h behind': -26 * HOUR,
    'an hour of summer time': HOUR,
    'a leap second': 1_000,
};

const STAGES: readonly DeliveryStatus[] = ['Queued', 'Sent', 'Delivered'];

/** Times as a provider writes them that knows no seconds. */
const toTheMinute = (at: number): number => Math.floor(at / 60_000) * 60_000;

interface Skewed {
    readonly statuses: readonly unknown[];
    readonly negative: number;
}

/** The same messages, with the provider's clock so far off, the host's so far, and times to the second or the minute. */
async function runSkewed(seed: number, messages: number, skew: number, host: number, rough: boolean): Promise<Skewed> {
    const world = createSimulatedWorld(seed);
    for (let message = 0; message < messages; message += 1) {
        for (const [step, status] of STAGES.slice(0, 1 + (message % STAGES.length)).entries()) {
            const at = world.time.now() + skew + step * 1_000;
            const occurredAt = new Date(rough ? toTheMinute(at) : at).toISOString();
            world.accept(acmeReport(message, world.time.now() + host, { status, rawStatus: status, occurredAt }));
        }
        await world.time.run(world.time.now() + 1_000);
    }
    await world.settle(HOUR);
    world.end();
    const figures = await totalOf(world.disk);
    const negative = Object.entries(figures).filter(([name, count]) => /latency:-/.test(name) || count < 0).length;
    const statuses = Array.from(
        { length: messages },
        (_, message) => world.org.rows.get(keyOf(message))?.['Status__c'],
    );
    return { statuses, negative };
}

const SKEWED: Readonly<Record<Length, number>> = { short: 9, long: 200, full: 1_000 };

export const clockSkew: Row = {
    id: 'R10',
    title: 'clocks that are wrong',
    passLine:
        'provider and host ±26 h, leap second, summer time, times to the minute: same final state, no negative time',
    test: 'relay/test/simulation/simulation.test.ts › R10: whatever clocks say, the state in the end is the same, and no time is negative',
    async run({ length, seed, progress }) {
        const messages = SKEWED[length];
        const wanted = await runSkewed(seed, messages, 0, 0, false);
        const cases = Object.values(SKEWS).flatMap((skew) =>
            [0, 26 * HOUR, -26 * HOUR].flatMap((host) => [false, true].map((rough) => ({ skew, host, rough }))),
        );
        let [wrong, negative] = [0, 0];
        for (const [index, { skew, host, rough }] of cases.entries()) {
            const got = await runSkewed(seed, messages, skew, host, rough);
            wrong += got.statuses.filter((status, message) => status !== wanted.statuses[message]).length;
            negative += got.negative;
            progress(index + 1, cases.length);
        }
        return {
            lines: [
                none('messages in another state', wrong),
                none('negative times', negative),
                law('settings of the clocks', cases.length, 'at least', 30),
            ],
            also: { messages: messages * cases.length },
        };
    },
};

const DUPLICATES: Readonly<Record<Length, { readonly messages: number; readonly hours: number }>> = {
    short: { messages: 6, hours: 0.2 },
    long: { messages: 60, hours: 29 },
    full: { messages: 600, hours: 29 },
};

export const duplicates: Row = {
    id: 'R11',
    title: 'every report 1, 3 or 46 times over 29 h',
    passLine: 'effects = distinct reports, counters exact, across restarts',
    test: 'relay/test/simulation/simulation.test.ts › R11: a report that comes forty-six times counts once, across restarts',
    async run({ length, seed, progress }) {
        const { messages, hours } = DUPLICATES[length];
        const world = createSimulatedWorld(seed);
        const { time } = world;
        const sendings: { at: number; report: DeliveryReport }[] = [];
        for (let message = 0; message < messages; message += 1) {
            for (const status of ['Sent', 'Delivered'] as const) {
                const times = [1, 3, 46][world.below(3)] ?? 1;
                const report = acmeReport(message, START, { status, rawStatus: status });
                for (let sent = 0; sent < times; sent += 1) sendings.push({ at: world.below(hours * HOUR), report });
            }
        }
        sendings.sort((a, b) => a.at - b.at);
        const restarts = Math.ceil(hours);
        for (const [index, { at, report }] of sendings.entries()) {
            await time.run(START + at);
            world.accept({ ...report, receivedAt: new Date(time.now()).toISOString() });
            if (index % Math.ceil(sendings.length / restarts) === 0) world.restart();
            progress(index + 1, sendings.length);
        }
        await world.settle(HOUR);
        world.end();
        const figures = await totalOf(world.disk);
        const all = Array.from({ length: messages }, (_, message) => message);
        return {
            lines: [
                none('lost', all.filter((message) => !world.org.rows.has(keyOf(message))).length),
                none('counted twice or not', Math.abs((figures['total'] ?? 0) - messages)),
                none('delivered, miscounted', Math.abs((figures['status:Delivered'] ?? 0) - messages)),
                none(
                    'histories without exactly two lines',
                    all.filter((message) => linesOf(world, message) !== 2).length,
                ),
                extent('hours', hours, 29),
            ],
            also: { messages, reports: 2 * messages, requests: sendings.length, restarts },
        };
    },
};

const SEVEN: readonly DeliveryStatus[] = [
    'Scheduled',
    'Queued',
    'Sent',
    'Unknown',
    'Undelivered',
    'Rejected',
    'Delivered',
];

function permutationsOf<T>(items: readonly T[]): T[][] {
    if (items.length === 0) return [[]];
    return items.flatMap((item, index) =>
        permutationsOf(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
    );
}

const stateAfter = (reports: readonly DeliveryReport[]): string =>
    JSON.stringify(snapshotOf(joinReports(emptyTracker(keyOf(0)), reports)));

const SHUFFLES: Readonly<Record<Length, number>> = { short: 5, long: 500, full: 10_000 };
const SHUFFLED_MESSAGES = 1_000;

export const outOfOrder: Row = {
    id: 'R12',
    title: 'reports out of order',
    passLine: 'all 5,040 orders of 7 statuses and 10,000 shuffles of 1,000 messages end as in order',
    test: 'relay/test/simulation/simulation.test.ts › R12: every order of seven statuses ends in the same state, and so does every shuffle',
    async run({ length, seed, progress }) {
        const random = seededRandom(seed);
        const below = (limit: number): number => Math.floor(random() * limit);
        const seven = SEVEN.map((status, step) => acmeReport(0, START + step * 1_000, { status, rawStatus: status }));
        const ordered = stateAfter(seven);
        const orders = permutationsOf(seven);
        const wrongOrders = orders.filter((order) => stateAfter(order) !== ordered).length;
        const messages = Array.from({ length: SHUFFLED_MESSAGES }, () =>
            SEVEN.filter(() => below(2) === 0).map((status) => acmeReport(0, START, { status, rawStatus: status })),
        );
        const wanted = messages.map(stateAfter);
        let wrongShuffles = 0;
        for (let shuffle = 0; shuffle < SHUFFLES[length]; shuffle += 1) {
            for (const [message, reports] of messages.entries()) {
                const order = reports.map((report) => ({ report, at: random() })).sort((a, b) => a.at - b.at);
                if (stateAfter(order.map(({ report }) => report)) !== wanted[message]) wrongShuffles += 1;
            }
            progress(shuffle + 1, SHUFFLES[length]);
            await new Promise(setImmediate);
        }
        return {
            lines: [
                law('orders', orders.length, 'at least', 5_040),
                none('of them wrong', wrongOrders),
                extent('shuffles of 1,000 messages', SHUFFLES[length], SHUFFLES.full),
                none('messages wrong after a shuffle', wrongShuffles),
            ],
        };
    },
};

const REPLAYS: Readonly<Record<Length, number>> = { short: 50, long: 1_000, full: 1_000 };

export const replayed: Row = {
    id: 'R16',
    title: 'the same signed body again and again',
    passLine:
        '1,000 times and after 90 days of retention: one effect (outside of its age: quarantined, in the fixtures of the contract test)',
    test: 'relay/test/simulation/simulation.test.ts › R16: a request that is played back has one effect, also when the relay has forgotten it',
    async run({ length, seed, progress }) {
        const disk = createDisk();
        const world = createSimulatedWorld(seed, { disk });
        const { time, org } = world;
        // The newest message of all is never forgotten: another comes after it.
        const reports = [acmeReport(0, START), acmeReport(1, START)];
        for (let time_ = 0; time_ < REPLAYS[length]; time_ += 1) {
            world.accept(...reports);
            if (time_ % 10 === 0) await time.run(time.now() + 100);
            progress(time_ + 1, REPLAYS[length]);
        }
        await world.settle(HOUR);
        const published = org.calls.filter(({ kind }) => kind === 'create').reduce((sum, { size }) => sum + size, 0);
        const before = JSON.stringify([...org.rows]);
        world.restart();
        disk.purge(time.now() + 90 * DAY);
        const { requests, messages } = disk.kept();
        world.accept(reports[0] ?? assert.fail());
        await world.settle(HOUR);
        world.end();
        const figures = await totalOf(disk);
        return {
            lines: [
                extent('times', REPLAYS[length], 1_000),
                law('snapshots published of two messages', published, 'at most', 2),
                none('kept after the retention but the newest', requests + messages - 1),
                none('rows changed by a replay after it', JSON.stringify([...org.rows]) === before ? 0 : 1),
                none('counted twice', (figures['total'] ?? 0) - 2),
            ],
        };
    },
};
