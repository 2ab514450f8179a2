/** The hourly allocation is held beforehand: whatever comes when, and whatever others publish. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import pino from 'pino';
import { slotOf } from '../../src/core/usage.ts';
import type { Used } from '../../src/core/usage.ts';
import { createBreaker } from '../../src/salesforce/breaker.ts';
import { createPacer } from '../../src/salesforce/pacer.ts';
import { pickOf, startPublisher } from '../../src/salesforce/publisher.ts';
import { createRounds } from '../../src/salesforce/rounds.ts';
import { createWindow } from '../../src/salesforce/window.ts';
import { consumed, reportOf } from '../conformance/fixtures.ts';
import { createSimulatedOrg } from '../simulation/simulatedOrg.ts';
import { createDisk, plentiful } from '../simulation/simulatedRelay.ts';
import { createVirtualTime, seededRandom } from '../simulation/virtualTime.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 6, 17, 12, 17);
const SETTINGS = { eventShare: 0.8, urgentReserve: 0.1, hourlyEvents: null };

type Step =
    | { readonly kind: 'publish'; readonly urgent: boolean; readonly count: number; readonly lateMs: number }
    | { readonly kind: 'ask'; readonly staleMs: number }
    | { readonly kind: 'others'; readonly count: number }
    | { readonly kind: 'wait'; readonly ms: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
    fc.oneof(
        {
            weight: 5,
            arbitrary: fc.record({
                kind: fc.constant('publish' as const),
                urgent: fc.boolean(),
                count: fc.integer({ min: 1, max: 120 }),
                lateMs: fc.nat({ max: 30_000 }),
            }),
        },
        {
            weight: 2,
            arbitrary: fc.record({ kind: fc.constant('ask' as const), staleMs: fc.nat({ max: 5 * MINUTE }) }),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('others' as const), count: fc.nat({ max: 60 }) }) },
        { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat({ max: 20 * MINUTE }) }) },
    ),
    { maxLength: 80 },
);

interface Published {
    readonly at: number;
    readonly count: number;
    readonly ours: boolean;
}

/** When the present hour began, by either reading of what an hour is. */
const HOURS = { clock: (now: number) => now - (now % HOUR) - 1, sliding: (now: number) => now - HOUR };

const sum = (all: readonly Published[]): number => all.reduce((total, { count }) => total + count, 0);

/** An org that takes everything and counts it, and the relay's pacer with a store that counts as ours do. */
function createWorld(max: number, hour: keyof typeof HOURS) {
    let now = START;
    const slots = new Map<number, number>();
    const taken: Published[] = [];
    let told: { readonly at: number; readonly used: number } | null = null;
    const pacer = createPacer({ now: () => now }, { ...SETTINGS, hourlyEvents: max });
    const share = Math.floor(max * SETTINGS.eventShare);
    const reserve = Math.ceil(share * SETTINGS.urgentReserve);
    const room = () => pacer.room(Array.from(slots, ([at, count]): Used => ({ at, count })));
    const within = (from: number, until: number): Published[] => taken.filter(({ at }) => at > from && at <= until);
    const ours = (from: number, until: number): number => sum(within(from, until).filter((each) => each.ours));

    function publish({ urgent, count, lateMs }: Extract<Step, { kind: 'publish' }>): void {
        const granted = Math.min(count, room()[urgent ? 'urgent' : 'ordinary']);
        if (granted === 0) return;
        slots.set(slotOf(now), (slots.get(slotOf(now)) ?? 0) + granted);
        const at = now + lateMs;
        taken.push({ at, count: granted, ours: true });
        if (!urgent) assert.ok(ours(at - HOUR, at) <= share - reserve, 'the reserve is not for these');
        if (told === null || now - told.at >= HOUR) return;
        const since = ours(told.at, Infinity);
        assert.ok(told.used + since <= max, `${told.used} of ${max} were told, and ${since} followed`);
    }
    function ask(staleMs: number): void {
        const known = now - staleMs;
        const used = Math.min(max, sum(within(HOURS[hour](known), known)));
        pacer.told({ Max: max, Remaining: max - used }, now);
        told = { at: now, used };
    }
    return {
        room,
        ...{ share, reserve },
        run(step: Step): void {
            if (step.kind === 'publish') publish(step);
            else if (step.kind === 'wait') now += step.ms;
            else if (step.kind === 'others') taken.push({ at: now, count: step.count, ours: false });
            else ask(step.staleMs);
        },
        /** The most of ours that the org took in any sixty minutes. */
        most: () => Math.max(0, ...taken.filter((each) => each.ours).map(({ at }) => ours(at - HOUR, at))),
    };
}

const hours = fc.constantFrom<keyof typeof HOURS>('clock', 'sliding');

test('in no sixty minutes more than our share is published, nor more than was told to be left; an hour later all is free', () =>
    fc.assert(
        fc.property(fc.integer({ min: 1, max: 300 }), hours, steps, (max, hour, all) => {
            const world = createWorld(max, hour);
            all.forEach(world.run);
            assert.ok(world.most() <= world.share, `${world.most()} of ${world.share}`);
            world.run({ kind: 'wait', ms: HOUR + 10 * MINUTE });
            const { share, reserve } = world;
            assert.deepEqual(world.room(), { urgent: share, ordinary: Math.max(0, share - reserve) });
        }),
        { numRuns: 300 },
    ));

test('the whole share can be used within an hour, and comes back minute by minute', () => {
    const world = createWorld(1_000, 'clock');
    world.run({ kind: 'publish', urgent: false, count: 400, lateMs: 0 });
    world.run({ kind: 'wait', ms: 10 * MINUTE });
    world.run({ kind: 'publish', urgent: false, count: 900, lateMs: 0 });
    assert.deepEqual(world.room(), { urgent: 80, ordinary: 0 }, 'the reserve is left');
    world.run({ kind: 'publish', urgent: true, count: 900, lateMs: 0 });
    assert.deepEqual(world.room(), { urgent: 0, ordinary: 0 });
    world.run({ kind: 'wait', ms: 52 * MINUTE });
    assert.deepEqual(world.room(), { urgent: 400, ordinary: 320 });
    assert.equal(world.most(), 800);
});

test('others at their pace between two answers are reckoned with', () => {
    let now = START;
    const pacer = createPacer({ now: () => now }, SETTINGS);
    assert.equal(pacer.room([]).urgent, 40_000, 'the least that an edition has, until somebody tells');
    assert.equal(pacer.pace()?.known, false);
    pacer.told({ Max: 100_000, Remaining: 60_000 }, now);
    now += 10 * MINUTE;
    const published = [{ at: slotOf(now) - 3 * MINUTE, count: 5_000 }];
    pacer.room(published);
    pacer.told({ Max: 100_000, Remaining: 45_000 }, now);
    // 10,000 by others in ten minutes: 5,000 in the five that the answer may not tell of; and ours are in doubt as well.
    assert.equal(pacer.room(published).urgent, 35_000);
    now += 5 * MINUTE;
    assert.equal(pacer.room(published).urgent, 30_000);
});

test('where there is not room for all, urgent ones go alone, and may go into the reserve', () => {
    assert.deepEqual(pickOf({ fast: 5 }, { urgent: 30, ordinary: 20 }, 800), { pick: 'fast', most: 30 });
    assert.deepEqual(pickOf({ fast: 0 }, { urgent: 30, ordinary: 20 }, 800), { pick: 'any', most: 20 });
    assert.deepEqual(pickOf({ fast: 5 }, { urgent: 9_000, ordinary: 8_000 }, 800), { pick: 'any', most: 800 });
});

/** The relay's own publisher and store over hours of virtual time; what it publishes is confirmed at once. */
async function publishAll(
    arrivals: readonly (readonly [minute: number, count: number, urgent: boolean])[],
    max: number,
) {
    const time = createVirtualTime(START);
    const random = seededRandom(1);
    const { store, accept } = createDisk();
    const breaker = createBreaker(time, random);
    const client = createSimulatedOrg(time, random, new Set()).clientFor(breaker);
    const calls: { readonly at: number; readonly urgent: readonly boolean[] }[] = [];
    async function confirmAll(): Promise<void> {
        const flights = await store.awaited('main', time.now() + HOUR, 1_000);
        await store.report(
            flights.map(({ id, attempt }) => ({ id, attempt, news: { kind: 'confirmed' } })),
            time.now(),
        );
    }
    const publisher = startPublisher({
        ...{ org: 'main', store, breaker, timing: time, random, log: pino({ level: 'silent' }) },
        ...{ window: createWindow(), rounds: createRounds(), budget: plentiful(time, 1), numbers: null },
        pacer: createPacer(time, { ...SETTINGS, hourlyEvents: max }),
        settings: { maxLingerMs: 1_000, confirmAfterMs: 10, maxAttempts: 10 },
        client: {
            ...client,
            create(object, records) {
                const urgent = records.map(
                    (record) => 'Failure_Class__c' in record && record.Failure_Class__c !== null,
                );
                calls.push({ at: time.now(), urgent });
                return client.create(object, records);
            },
        },
        onPublished: () => void confirmAll(),
    });
    let id = 0;
    function append({ receivedAt }: { readonly receivedAt: number }): Promise<void> {
        accept([], receivedAt);
        return Promise.resolve();
    }
    for (const [minute, count, urgent] of arrivals) {
        await time.run(START + minute * MINUTE);
        const facts = urgent ? ({ status: 'Undelivered', failureClass: 'Permanent' } as const) : {};
        const reports = Array.from({ length: count }, () => reportOf({ messageKey: `acme:${(id += 1)}`, ...facts }));
        await consumed({ ...store, append } as never, reports, { now: time.now() });
        publisher.wake();
    }
    await time.run(START + 4 * HOUR, () => calls.flatMap(({ urgent }) => urgent).length === id);
    await time.run(time.now() + MINUTE); // what is under way ends
    await publisher.stop();
    return { calls, waiting: (await store.counts()).unpublished };
}

test('a burst beyond the share waits for the next hour, urgent ones overtake it, and no call is wasted', async () => {
    const { calls, waiting } = await publishAll(
        [
            [0, 150, false],
            [10, 5, true],
            [30, 6, true],
            [40, 10, false],
        ],
        100,
    );
    assert.equal(waiting, 0, 'everything is published in the end');
    const told = calls.map(({ at, urgent }) => [
        ...[Math.round((at - START) / MINUTE), urgent.filter((each) => each).length, urgent.length],
    ]);
    assert.deepEqual(told, [
        [0, 0, 72], // of 80, 8 are kept
        [10, 5, 5],
        [30, 3, 3],
        [62, 3, 3], // before those that have waited much longer
        [62, 0, 61],
        [72, 0, 5],
        [92, 0, 3],
        [124, 0, 19],
    ]);
});
