/** Streams of events for clients: replay, order, retention, allocations, channels. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventBus } from '../src/events/eventBus.ts';
import { ProjectProblems } from '../src/index.ts';
import { channelOf, eventNamesOf } from '../src/events/channels.ts';
import { DeliveryLimitExceeded, EventsForgotten } from '../src/events/eventStream.ts';
import { PARCEL_NEWS, channelFile, memberFile } from './support/eventChannel.ts';
import { codes, field, makeOrg } from './support/project.ts';
import type { EventStream, ReplayStart, StreamListener } from '../src/events/eventStream.ts';
import type { Org } from '../src/org.ts';
import type { ObjectSchema, StoredRecord } from '../src/schema/types.ts';

const SCAN = 'Parcel_Scan__e';
const LATE = 'Parcel_Late__e';
const HOUR = 3_600_000;
const UNHEARD: StreamListener = { onEvents: () => undefined, onEnd: () => undefined };

/** A bus of its own on the events of an org, for many short histories. */
function newBus(org: Org): EventBus {
    const { clock, background } = org;
    const defaults = (event: ObjectSchema): StoredRecord => org.records.formulas.defaultValues(event);
    const limits = { batchSize: 200, hourlyAllocation: 1_000_000, dailyDeliveries: 1_000_000 };
    return new EventBus({ clock, background, faults: org.faults, ...limits, defaults });
}

function publish(org: Org, event: string, ...keys: readonly string[]): void {
    org.transact('publish', (tx) =>
        tx.publish(
            event,
            keys.map((Key__c) => ({ Key__c })),
        ),
    );
}

function open({ events }: Pick<Org, 'events'>, start: ReplayStart, names: readonly string[] = [SCAN]): EventStream {
    const stream = events.open(new Set(names), start, UNHEARD);
    assert.ok(stream, `no stream from ${start}`);
    return stream;
}

function keys(stream: EventStream, most = 1000): unknown[] {
    return stream.take(most).map(({ record }) => record['Key__c']);
}

/** What may happen, in any order: events on two channels, streams that open, read a few, lose what they read, resume. */
const STEP = fc.oneof(
    fc.record({ kind: fc.constant('publish' as const), event: fc.constantFrom(SCAN, LATE), count: fc.nat(4) }),
    fc.record({ kind: fc.constant('lose' as const) }),
    fc.record({ kind: fc.constant('open' as const), start: fc.constantFrom('new' as const, 'all' as const) }),
    fc.record({ kind: fc.constant('take' as const), stream: fc.nat(7), most: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('drop' as const), stream: fc.nat(7), most: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('resume' as const), stream: fc.nat(7) }),
);

test('any interleaving of publish, subscribe, replay and drop gives each stream exactly the events after its place, in order', () => {
    const org = makeOrg();
    const publishOne = (bus: EventBus, name: string, Key__c: string): void => {
        const event = org.schema.object(name);
        assert.ok(event && bus.publish(event, [{ Key__c }], null)[0]?.success);
    };
    fc.assert(
        fc.property(fc.array(STEP, { maxLength: 60 }), (steps) => {
            const events = newBus(org);
            const published: { event: string; key: string }[] = [];
            const streams: { stream: EventStream; expectedFrom: number; got: unknown[] }[] = [];
            let counter = 0;
            for (const step of steps) {
                const chosen = 'stream' in step ? streams[step.stream % Math.max(1, streams.length)] : undefined;
                if (step.kind === 'publish') {
                    const fresh = Array.from({ length: step.count }, () => `k${(counter += 1)}`);
                    for (const key of fresh) publishOne(events, step.event, key);
                    published.push(...fresh.map((key) => ({ event: step.event, key })));
                } else if (step.kind === 'lose') {
                    org.faults.order({ kind: 'loseEvents', times: 1 });
                    publishOne(events, SCAN, 'lost');
                } else if (step.kind === 'open') {
                    const expectedFrom = step.start === 'new' ? published.length : 0;
                    streams.push({ stream: open({ events }, step.start), expectedFrom, got: [] });
                } else if (step.kind === 'take') {
                    chosen?.got.push(...keys(chosen.stream, step.most));
                } else if (step.kind === 'drop' && chosen) {
                    const before = chosen.stream.position;
                    chosen.stream.take(step.most);
                    chosen.stream.rewind(before);
                } else if (step.kind === 'resume' && chosen) {
                    events.leave(chosen.stream);
                    chosen.stream = open({ events }, chosen.stream.position);
                }
            }
            for (const { stream, expectedFrom, got } of streams) {
                const expected = published.slice(expectedFrom).filter(({ event }) => event === SCAN);
                assert.deepEqual(
                    [...got, ...keys(stream)],
                    expected.map(({ key }) => key),
                );
            }
        }),
        { numRuns: 500 },
    );
});

test('the replay ids of one channel grow and have gaps, and reading on from one gives what follows it', () => {
    const org = makeOrg();
    publish(org, SCAN, 'a');
    publish(org, LATE, 'x', 'y');
    publish(org, SCAN, 'b', 'c');
    const [first, second] = open(org, 'all').take(2);
    assert.ok(first && second && second.replayId > first.replayId + 1);
    assert.deepEqual(keys(open(org, first.replayId)), ['b', 'c']);
});

test('a replay id that was never given, or is older than 72 hours, is not known', () => {
    const org = makeOrg();
    publish(org, SCAN, 'a');
    const stream = open(org, 'all');
    const [{ replayId } = { replayId: 0 }] = stream.take(1);
    assert.deepEqual(
        [-5, 0.5, replayId + 1].map((id) => org.events.open(new Set([SCAN]), id, UNHEARD)),
        [undefined, undefined, undefined],
    );
    org.clock.advance(1);
    publish(org, SCAN, 'b');
    org.clock.advance(72 * HOUR + 1);
    publish(org, SCAN, 'c');
    assert.equal(org.events.open(new Set([SCAN]), replayId, UNHEARD), undefined);
    assert.deepEqual(keys(open(org, 'all')), ['c']);
});

test('a stream that reads nothing for 72 hours is told that it has missed events', () => {
    const org = makeOrg();
    const [slow, other] = [open(org, 'new'), open(org, 'new', [LATE])];
    publish(org, SCAN, 'a');
    org.clock.advance(73 * HOUR);
    publish(org, SCAN, 'b');
    publish(org, LATE, 'x');
    assert.throws(() => slow.take(1), EventsForgotten);
    assert.deepEqual(keys(other), ['x']);
});

test('deliveries are counted for all clients together, over the last 24 hours, and flows use none', async () => {
    const org = makeOrg({}, { limits: { dailyDeliveredEvents: 3 } });
    const [one, two] = [open(org, 'new'), open(org, 'new')];
    publish(org, SCAN, 'a', 'b');
    await org.background.idle();
    assert.equal(org.events.deliveries.remaining(), 3);
    assert.deepEqual([keys(one), keys(two)], [['a', 'b'], ['a']]);
    assert.throws(() => two.take(5), DeliveryLimitExceeded);
    assert.deepEqual(keys(one), [], 'who has nothing to get is not refused');
    org.clock.advance(23 * HOUR);
    assert.throws(() => two.take(5), DeliveryLimitExceeded);
    org.clock.advance(HOUR);
    assert.deepEqual(keys(two), ['b'], 'and nothing was missed');
});

test('a client is called once for all that was published in a turn, and when the org is put back', async () => {
    const org = makeOrg();
    const calls: string[] = [];
    const listener = { onEvents: () => void calls.push('events'), onEnd: () => void calls.push('end') };
    org.events.open(new Set([SCAN]), 'new', listener);
    publish(org, SCAN, 'a', 'b');
    publish(org, LATE, 'x');
    publish(org, SCAN, 'c');
    assert.deepEqual(calls, []);
    await new Promise(setImmediate);
    assert.deepEqual(calls, ['events']);
    org.reset();
    assert.deepEqual(calls, ['events', 'end']);
});

test('an event of more than 1 MB is refused, and uses no allocation', () => {
    const texts = Object.fromEntries(
        Array.from({ length: 9 }, (_, index) => [
            `objects/${LATE}/fields/Text${index}__c.field-meta.xml`,
            field(`Text${index}__c`, 'LongTextArea', '<length>131072</length>'),
        ]),
    );
    const org = makeOrg(texts);
    const before = org.events.remaining();
    const row = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`Text${index}__c`, 'x'.repeat(131_072)]));
    const outcomes = org.transact('publish', (tx) =>
        tx.publish(LATE, [row, { ...row, Text8__c: null, Text7__c: null }]),
    );
    assert.deepEqual(codes(outcomes), ['LIMIT_EXCEEDED', 'ok']);
    assert.equal(org.events.remaining(), before - 1);
});

test('a channel is an event, a custom channel of the project, unknown, or refused by name', () => {
    const { project } = makeOrg(PARCEL_NEWS);
    const kinds = [
        '/event/parcel_scan__e',
        '/event/Parcel_News__chn',
        '/event/Nope__e',
        '/event/Parcel__c',
        'Parcel_Scan__e',
    ];
    assert.deepEqual(
        kinds.map((name) => channelOf(project, name).kind),
        ['event', 'custom', 'unknown', 'unknown', 'unknown'],
    );
    const news = channelOf(project, '/event/Parcel_News__chn');
    assert.deepEqual('events' in news && [...eventNamesOf(news)].sort(), [LATE, SCAN]);
    for (const name of ['/data/ContactChangeEvent', '/topic/Parcels', '/u/notices']) {
        const channel = channelOf(project, name);
        assert.ok(channel.kind === 'unsupported' && channel.what.includes(name));
    }
});

test('a custom channel that filters, enriches or carries changed records stops the org with its file', () => {
    const refused: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
        [channelFile('data'), /Parcel_News__chn.*event channels of type data/],
        [memberFile('ContactChangeEvent'), /News_ContactChangeEvent.*ContactChangeEvent as member/],
        [memberFile(SCAN, '<filterExpression>Key__c = 1</filterExpression>'), /filter expressions/],
        [memberFile(SCAN, '<enrichedFields><name>Key__c</name></enrichedFields>'), /enriched fields/],
    ];
    for (const [files, message] of refused) {
        assert.throws(
            () => makeOrg({ ...channelFile('event'), ...files }),
            (error) => error instanceof ProjectProblems && message.test(error.problems.join('\n')),
        );
    }
});
