/** What every store engine promises of messages that nobody confirms. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import type { Claim, DueTimers, Store } from '../../src/core/store.ts';
import { consumed, MINUTE, NOW, ORG, reportOf, requestOf, storeForEachTest, WINDOWS } from './fixtures.ts';
import type { Engine } from './fixtures.ts';

const sent = (messageKey: string, facts: Partial<DeliveryReport> = {}): DeliveryReport =>
    reportOf({ messageKey, status: 'Sent', rawStatus: 'sent', ...facts });
const otp = (messageKey: string, facts: Partial<DeliveryReport> = {}): DeliveryReport =>
    sent(messageKey, { purpose: 'OTP', ...facts });
const iso = (time: number): string => new Date(time).toISOString();

/** `runs`: of each property. */
export function timerSuite(name: string, createEngine: () => Engine, runs: number): void {
    let store: Store;
    const reopen = storeForEachTest(createEngine, (opened) => (store = opened));

    const takeIn = (...reports: readonly DeliveryReport[]) => consumed(store, reports);
    const fire = (dueBy: number, over: Partial<DueTimers> = {}): Promise<number> =>
        store.fireTimers({ providers: ['acme'], dueBy, now: dueBy, limit: 100, ...over });

    /** The newest snapshots that wait for the CRM, confirmed by taking them. */
    async function published(): Promise<readonly Claim[]> {
        const claims = await store.claim({ org: ORG, now: NOW + 1e9, limit: 1_000, pick: 'any', checkAt: NOW });
        await store.report(
            claims.map(({ id, attempt }) => ({ id, attempt, news: { kind: 'confirmed' } })),
            NOW,
        );
        return claims;
    }

    test(`${name}: a message that nobody confirms is unconfirmed at the end of its window, once`, async () => {
        await takeIn(otp('acme:1'));
        await published();
        assert.equal(await fire(NOW + MINUTE - 1), 0);
        assert.equal(await fire(NOW + MINUTE), 1);
        const [news, ...more] = await published();
        assert.deepEqual(more, []);
        assert.deepEqual(
            [news?.messageKey, news?.version, news?.snapshot.status, news?.snapshot.statusAt],
            ['acme:1', 2, 'Unconfirmed', iso(NOW + MINUTE)],
        );
        assert.equal(news?.snapshot.receivedAt, iso(NOW), 'the word of the relay is no report of the provider');
        await takeIn(otp('acme:1', { rawStatus: 'sent again' }));
        assert.equal(await fire(NOW + 1e9), 0);
    });

    test(`${name}: a purpose has its own window, in any spelling; others have the common one`, async () => {
        await takeIn(sent('acme:1', { purpose: 'otp' }), sent('acme:2', { purpose: 'Newsletter' }), sent('acme:3'));
        assert.equal(await fire(NOW + 60 * MINUTE - 1), 1);
        assert.equal(await fire(NOW + 60 * MINUTE), 2);
    });

    test(`${name}: a message that says for how long it is valid is awaited that long, and in its purpose's window`, async () => {
        await takeIn(
            sent('acme:short', { validityMinutes: 2 }),
            sent('acme:long', { validityMinutes: 90 }),
            otp('acme:code', { validityMinutes: 90 }),
            otp('acme:sudden', { validityMinutes: 1, scheduledAt: iso(NOW - MINUTE) }),
        );
        await takeIn(sent('acme:later'));
        await takeIn(sent('acme:later', { rawStatus: 'sent again', validityMinutes: 3 }));
        const ends = new Map<string, number>();
        for (let minute = 1; minute <= 90; minute += 1) {
            await fire(NOW + minute * MINUTE);
            for (const { messageKey, snapshot } of await published())
                if (snapshot.status === 'Unconfirmed') ends.set(messageKey, minute);
        }
        assert.deepEqual(Object.fromEntries(ends), {
            'acme:code': 1,
            'acme:sudden': 1,
            'acme:short': 2,
            'acme:later': 3,
            'acme:long': 90,
        });
    });

    test(`${name}: the window opens with the first report, or when the message is to leave, if that is later`, async () => {
        await takeIn(otp('acme:1', { status: 'Scheduled', scheduledAt: iso(NOW + 5 * MINUTE) }));
        await takeIn(otp('acme:2', { scheduledAt: iso(NOW - 5 * MINUTE) }));
        await takeIn(otp('acme:2', { rawStatus: 'sent again', receivedAt: iso(NOW + MINUTE / 2) }));
        assert.equal(await fire(NOW + 6 * MINUTE - 1), 1);
        assert.deepEqual(
            (await published())
                .filter(({ snapshot }) => snapshot.status === 'Unconfirmed')
                .map((each) => each.messageKey),
            ['acme:2'],
        );
        assert.equal(await fire(NOW + 6 * MINUTE), 1);
    });

    test(`${name}: a final status, a sign of life or no status at all: nothing is awaited`, async () => {
        const finals = ['Delivered', 'Undelivered', 'Rejected', 'Failed', 'Expired', 'Canceled', 'Unknown'] as const;
        for (const status of finals)
            await takeIn(otp(`acme:${status}`), otp(`acme:${status}`, { status, rawStatus: 'x' }));
        await takeIn(otp('acme:read'));
        await takeIn(otp('acme:read', { status: null, rawStatus: 'read', engagement: 'Read' }));
        await takeIn(otp('acme:stop', { status: null, rawStatus: 'received', engagement: 'Opted Out' }));
        assert.equal(await fire(NOW + 1e9), 0);
    });

    test(`${name}: what another relay has heard counts as well`, async () => {
        await takeIn(otp('acme:1'));
        const [claim] = await store.claim({ org: ORG, now: NOW, limit: 1, pick: 'any', checkAt: NOW });
        assert.ok(claim);
        const tracker = joinReports(emptyTracker('acme:1'), [reportOf({ messageKey: 'acme:1' })]);
        const row = { tracker, epoch: 0, version: 7, applied: true };
        await store.report([{ id: claim.id, attempt: claim.attempt, news: { kind: 'foreign', row } }], NOW);
        assert.equal(await fire(NOW + 1e9), 0);
    });

    test(`${name}: timers survive the relay, fire in order, a few at a time, and only for the providers asked for`, async () => {
        const at = (key: string, second: number): DeliveryReport => otp(key, { receivedAt: iso(NOW + second * 1_000) });
        await takeIn(at('acme:3', 3), at('acme:1', 1), at('acme:2', 2), { ...at('other:1', 0), provider: 'other' });
        await published();
        await reopen();
        assert.equal(await fire(NOW + 1e9, { limit: 2 }), 2);
        assert.deepEqual((await published()).map(({ messageKey }) => messageKey).sort(), ['acme:1', 'acme:2']);
        assert.equal(await fire(NOW + 1e9), 1);
        assert.equal(await fire(NOW + 1e9, { providers: ['other'] }), 1);
        assert.equal(await fire(NOW + 1e9, { providers: ['other', 'acme'] }), 0);
    });

    test(`${name}: the oldest request of each source that waits is known by the time of its receipt`, async () => {
        assert.deepEqual(await store.oldestUnread(), {});
        await store.append(requestOf(Buffer.from('1'), NOW + 1));
        await store.append(requestOf(Buffer.from('2'), NOW + 2));
        await store.append(requestOf(Buffer.from('3'), NOW + 3, 'beta/demo'));
        assert.deepEqual(await store.oldestUnread(), { 'acme/demo': NOW + 1, 'beta/demo': NOW + 3 });
        const [first] = await store.nextRequests({ limit: 1 });
        assert.ok(first);
        await store.consume({ requests: [first], reports: [], dead: [], windows: WINDOWS, now: NOW });
        assert.deepEqual(await store.oldestUnread(), { 'acme/demo': NOW + 2, 'beta/demo': NOW + 3 });
    });

    test(`${name}: what one org still waits for holds back its own timers and no other's`, async () => {
        for (const org of ['held', 'free', 'strange'])
            await consumed(store, [otp(`acme:${org}`), otp(`late:${org}`, { provider: 'late' })], { org });
        const both = ['acme', 'late'];
        const dueBy = NOW + MINUTE;
        const held = { providers: both, dueBy: dueBy - 1 };
        const strange = { providers: ['acme'], dueBy };
        assert.equal(await fire(dueBy, { providers: both, orgs: { held, strange } }), 3);
        assert.equal(await fire(dueBy, { providers: both, orgs: { held } }), 1, 'the provider of the strange one');
        assert.equal(await fire(dueBy, { providers: both, orgs: { free: held } }), 2, 'those that were held');
    });

    test(`${name}: in any order of reports and firings, a message is late at most once and never after its end`, async () => {
        const step = fc.record({
            status: fc.constantFrom('Queued', 'Sent', 'Delivered', 'fire') as fc.Arbitrary<'Queued' | 'fire'>,
            message: fc.nat(3),
        });
        let run = 0;
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
                run += 1;
                const waiting = new Set<string>();
                const over = new Set<string>();
                for (const [index, { status, message }] of steps.entries()) {
                    if (status === 'fire') {
                        assert.equal(await fire(NOW + 1e9), waiting.size);
                        for (const key of waiting) over.add(key);
                        waiting.clear();
                        continue;
                    }
                    const key = `acme:${run}-${message}`;
                    await takeIn(otp(key, { status, rawStatus: `${status} ${index}` }));
                    if ((status as string) === 'Delivered') {
                        over.add(key);
                        waiting.delete(key);
                    } else if (!over.has(key)) waiting.add(key);
                }
                await fire(NOW + 1e9);
            }),
            { numRuns: runs },
        );
    });
}
