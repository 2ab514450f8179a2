/** What every store engine promises of messages on their way to the CRM. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import { snapshotOf, trackerOfSnapshot } from '../../src/core/snapshot.ts';
import type { Claim, ClaimRequest, FlightNews, Store } from '../../src/core/store.ts';
import { consumed, NOW, ORG, reportOf, requestOf, storeForEachTest, WINDOWS } from './fixtures.ts';
import type { Engine } from './fixtures.ts';

/** `runs`: of each property. */
export function messageSuite(name: string, createEngine: () => Engine, runs: number): void {
    let store: Store;
    const reopen = storeForEachTest(createEngine, (opened) => (store = opened));

    const takeIn = (reports: readonly DeliveryReport[], org = ORG) => consumed(store, reports, { org });

    const claim = (now = NOW, org = ORG): Promise<readonly Claim[]> =>
        store.claim({ org, now, limit: 100, pick: 'any', checkAt: now + 1_000 });

    const tell = ({ id, attempt }: Claim, news: FlightNews, now = NOW): Promise<void> =>
        store.report([{ id, attempt, news }], now);

    async function claimOne(now = NOW): Promise<Claim> {
        const [only, ...more] = await claim(now);
        assert.ok(only !== undefined && more.length === 0, `expected one claim, not ${more.length + (only ? 1 : 0)}`);
        return only;
    }

    test(`${name}: a report counts once, and only news makes a new version`, async () => {
        const report = reportOf({ messageKey: 'acme:1', occurredAt: '2026-07-17T12:00:00.000Z' });
        const news = { reports: 2, duplicates: 1, dropped: 0, changed: 1, unchanged: [] };
        assert.deepEqual(await takeIn([report, report]), news);
        const first = await claimOne();
        assert.equal(first.version, 1);
        await tell(first, { kind: 'confirmed' });
        const late = await takeIn([{ ...report, receivedAt: new Date(NOW + 5_000).toISOString() }]);
        assert.deepEqual([late.changed, late.unchanged], [0, [{ org: ORG, messageKey: 'acme:1' }]]);
        assert.deepEqual(await claim(), []);
        await takeIn([reportOf({ messageKey: 'acme:1', engagement: 'Read', status: null, rawStatus: 'read' })]);
        assert.equal((await claimOne()).version, 2);
    });

    test(`${name}: what is known of one org's message says nothing in another org`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' })], 'one');
        await takeIn([reportOf({ messageKey: 'acme:1' })], 'two');
        assert.equal((await claim(NOW, 'one')).length, 1);
        assert.equal((await claim(NOW, 'two')).length, 1);
    });

    test(`${name}: what waits, is in doubt or is dead of one org is counted in no other`, async () => {
        const counts = (org: string, source: string) => store.countsOf(org, [source]);
        await takeIn(
            ['acme:1', 'acme:2', 'acme:3'].map((messageKey) => reportOf({ messageKey })),
            'one',
        );
        await takeIn([reportOf({ messageKey: 'acme:1' })], 'two');
        const [dead, seen] = await claim(NOW, 'one');
        assert.ok(dead !== undefined && seen !== undefined);
        await tell(dead, { kind: 'dead', reason: 'STRING_TOO_LONG' });
        await tell(seen, { kind: 'confirmed' });
        await store.append(requestOf(Buffer.from('unreadable'), NOW, 'acme/one'));
        const requests = await store.nextRequests({ limit: 9 });
        const letter = { kind: 'request', source: 'acme/one', requestId: requests[0]?.id ?? 0, element: null } as const;
        const work = { requests, reports: [], dead: [{ ...letter, reason: 'no JSON' }], windows: WINDOWS, now: NOW };
        await store.consume(work);
        await store.append(requestOf(Buffer.from('unread'), NOW, 'acme/two'));
        assert.deepEqual(await counts('one', 'acme/one'), { unread: 0, unpublished: 1, inFlight: 1, dead: 2 });
        assert.deepEqual(await counts('two', 'acme/two'), { unread: 1, unpublished: 1, inFlight: 0, dead: 0 });
        assert.deepEqual(await store.counts(), { unread: 1, unpublished: 2, inFlight: 1, dead: 2 });
    });

    test(`${name}: of one message one snapshot is on its way, and the next is the newest`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1', status: 'Queued', rawStatus: 'q' })]);
        const first = await claimOne();
        await takeIn([reportOf({ messageKey: 'acme:1', status: 'Sent', rawStatus: 's' })]);
        await takeIn([reportOf({ messageKey: 'acme:1', status: 'Delivered', rawStatus: 'd' })]);
        assert.deepEqual(await claim(), []);
        await tell(first, { kind: 'confirmed' });
        const second = await claimOne();
        assert.deepEqual([second.version, second.snapshot.status], [3, 'Delivered']);
    });

    test(`${name}: messages to one address go one by one, urgent ones first`, async () => {
        const to = (messageKey: string, facts: Partial<DeliveryReport> = {}): DeliveryReport =>
            reportOf({ messageKey, recipient: '+447700900123', ...facts });
        await takeIn([to('acme:1'), to('acme:2'), to('acme:3', { status: 'Undelivered', failureClass: 'Permanent' })]);
        const order: string[] = [];
        for (let turn = 0; turn < 3; turn += 1) {
            const next = await claimOne();
            order.push(next.messageKey);
            await tell(next, { kind: 'confirmed' });
        }
        assert.deepEqual(order, ['acme:1', 'acme:3', 'acme:2']);
        assert.deepEqual(await claim(), []);
    });

    test(`${name}: who waits behind an urgent one's address is urgent, and the urgent lane goes first`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1', recipient: 'same' }), reportOf({ messageKey: 'acme:0' })]);
        await takeIn([reportOf({ messageKey: 'acme:2', recipient: 'same', purpose: 'OTP' })]);
        const outlook = await store.outlook(ORG, NOW);
        assert.deepEqual([outlook.fast, outlook.slow], [1, 1]);
        const [first] = await store.claim({ org: ORG, now: NOW, limit: 1, pick: 'any', checkAt: NOW });
        assert.equal(first?.messageKey, 'acme:1');
    });

    test(`${name}: a flight survives the relay, and its news is taken afterwards`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' })]);
        const flight = await claimOne();
        await reopen();
        assert.deepEqual(await claim(), []);
        assert.equal(await store.nextCheckAt(ORG), NOW + 1_000);
        assert.deepEqual(await store.awaited(ORG, NOW, 10), []);
        const [awaited] = await store.awaited(ORG, NOW + 1_000, 10);
        assert.deepEqual([awaited?.id, awaited?.attempt, awaited?.version], [flight.id, 1, 1]);
        await tell(flight, { kind: 'confirmed' });
        assert.deepEqual(await store.awaited(ORG, NOW + 9_000, 10), []);
        assert.deepEqual(await store.counts(), { unread: 0, unpublished: 0, inFlight: 0, dead: 0 });
    });

    test(`${name}: news of an earlier flight is ignored`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' })]);
        const first = await claimOne();
        await tell(first, { kind: 'returned', dueAt: NOW + 500, refused: true });
        assert.deepEqual(await claim(), []);
        const second = await claimOne(NOW + 500);
        assert.deepEqual([second.attempt, second.refusals], [2, 1]);
        await tell(first, { kind: 'dead', reason: 'too late' });
        await tell(first, { kind: 'confirmed' });
        assert.equal((await store.counts()).inFlight, 1);
        await tell(second, { kind: 'confirmed' });
        assert.equal((await store.counts()).unpublished, 0);
    });

    test(`${name}: counts what went wrong until it goes right`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' })]);
        await tell(await claimOne(), { kind: 'missing', dueAt: NOW });
        await tell(await claimOne(), { kind: 'failed', dueAt: NOW });
        const third = await claimOne();
        assert.deepEqual([third.refusals, third.misses, third.failures], [0, 1, 1]);
        assert.equal(third.version, 2, 'what is said of version 1 must not be taken for the answer');
        await tell(third, { kind: 'missing', dueAt: NOW });
        assert.deepEqual(await claim(), [], 'twice missing is a suspect, and those go apart');
        assert.equal((await store.outlook(ORG, NOW)).suspects, 1);
        const suspects = { org: ORG, now: NOW, limit: 9, pick: { suspects: 'all' }, checkAt: NOW } as const;
        const [suspect] = await store.claim(suspects);
        assert.equal(suspect?.misses, 2);
        await tell(suspect, { kind: 'confirmed' });
        assert.equal(await store.makeControl(ORG, NOW), true);
        const control = await claimOne();
        assert.deepEqual([control.messageKey, control.version, control.misses], ['acme:1', 3, 0]);
    });

    test(`${name}: what the CRM has lost is published again, unless it is on its way`, async () => {
        await takeIn([1, 2, 3].map((number) => reportOf({ messageKey: `acme:${number}`, recipient: 'to one' })));
        await tell(await claimOne(), { kind: 'confirmed' });
        await tell(await claimOne(), { kind: 'confirmed' });
        const third = await claimOne();
        const keys = ['acme:1', 'acme:2', 'acme:3', 'acme:4'];
        assert.equal(await store.republish(ORG, keys, NOW), 2, 'the third is in flight, nobody knows a fourth');
        assert.equal(await store.republish(ORG, keys, NOW), 0, 'they are on their way now');
        assert.deepEqual(await claim(), [], 'one at a time to one address');
        await tell(third, { kind: 'confirmed' });
        const again = await claimOne();
        assert.deepEqual([again.version, again.snapshot.status], [2, 'Delivered']);
        await tell(again, { kind: 'confirmed' });
        assert.equal((await claimOne()).version, 2);
    });

    test(`${name}: what is claimed counts as published, across restarts, until it comes back as not taken`, async () => {
        const three = [1, 2, 3].map((number) => reportOf({ messageKey: `acme:${number}` }));
        await takeIn(three);
        await takeIn([reportOf({ messageKey: 'acme:1' })], 'other');
        const [first, second] = await claim();
        await reopen();
        const minute = NOW - (NOW % 60_000);
        assert.deepEqual((await store.outlook(ORG, NOW)).published, [{ at: minute, count: 3 }]);
        assert.ok(first !== undefined && second !== undefined);
        await tell(first, { kind: 'returned', dueAt: NOW, refused: false }, NOW + 90_000);
        await tell(second, { kind: 'missing', dueAt: NOW });
        const later = NOW + 65 * 60_000;
        assert.deepEqual(
            (await store.outlook(ORG, later)).published,
            [{ at: minute, count: 2 }],
            'missing is not untaken',
        );
        assert.equal((await claim(later)).length, 2);
        const again = { at: minute + 65 * 60_000, count: 2 };
        assert.deepEqual((await store.outlook(ORG, later)).published, [{ at: minute, count: 2 }, again]);
        assert.deepEqual((await store.outlook(ORG, NOW + 100 * 60_000)).published, [again], 'long ago tells nothing');
        assert.deepEqual((await store.outlook('other', NOW)).published, []);
    });

    test(`${name}: calls are taken for a day, together never more than allowed, across restarts`, async () => {
        const take = (count: number, now = NOW, org = ORG) => store.takeCalls({ org, now, count, most: 50 });
        assert.deepEqual(await take(20), { granted: 20, used: 20 });
        await reopen();
        const both = await Promise.all([take(20, NOW + 3_600_000), take(20, NOW + 3_600_000)]);
        assert.deepEqual(both.map(({ granted }) => granted).sort(), [10, 20]);
        assert.deepEqual(await take(1, NOW + 24.5 * 3_600_000), { granted: 0, used: 50 });
        assert.deepEqual(await take(1, NOW, 'other'), { granted: 1, used: 1 });
        await store.addPulses([], NOW + 25.25 * 3_600_000);
        assert.deepEqual(await take(30, NOW + 25.25 * 3_600_000), { granted: 20, used: 50 });
        assert.deepEqual((await store.outlook(ORG, NOW)).published, []);
    });

    test(`${name}: only urgent ones are claimed where only those are wanted, suspects or not`, async () => {
        const failed = { status: 'Undelivered', failureClass: 'Permanent' } as const;
        await takeIn([1, 2].map((number) => reportOf({ messageKey: `acme:${number}` })));
        await takeIn([
            reportOf({ messageKey: 'acme:3', ...failed }),
            reportOf({ messageKey: 'acme:4', purpose: 'OTP' }),
        ]);
        const only = async (pick: ClaimRequest['pick']): Promise<readonly Claim[]> =>
            store.claim({ org: ORG, now: NOW, limit: 9, pick, checkAt: NOW });
        const keys = (claims: readonly Claim[]): string[] => claims.map(({ messageKey }) => messageKey).sort();
        const urgent = await only('fast');
        assert.deepEqual(keys(urgent), ['acme:3', 'acme:4']);
        assert.deepEqual(keys(await only('fast')), []);
        for (const each of [...urgent, ...(await only('any'))]) await tell(each, { kind: 'missing', dueAt: NOW });
        for (const each of await only('any')) await tell(each, { kind: 'missing', dueAt: NOW });
        const { suspects, urgentSuspects } = await store.outlook(ORG, NOW);
        assert.deepEqual([suspects, urgentSuspects], [4, 2]);
        const [named] = urgent;
        assert.ok(named);
        const some = await only({ suspects: [named.id, named.id - 2], urgentOnly: true });
        assert.deepEqual(keys(some), [named.messageKey]);
        assert.equal((await only({ suspects: 'all', urgentOnly: true })).length, 1);
        assert.deepEqual(keys(await only({ suspects: 'all' })), ['acme:1', 'acme:2']);
    });

    test(`${name}: only the named suspects are claimed`, async () => {
        await takeIn([1, 2, 3].map((number) => reportOf({ messageKey: `acme:${number}` })));
        for (let miss = 0; miss < 2; miss += 1) {
            for (const each of await claim()) await tell(each, { kind: 'missing', dueAt: NOW });
        }
        const all = await store.claim({ org: ORG, now: NOW, limit: 2, pick: { suspects: 'all' }, checkAt: NOW });
        for (const each of all) await tell(each, { kind: 'missing', dueAt: NOW });
        const [wanted] = all;
        assert.ok(wanted);
        const named = await store.claim({
            org: ORG,
            now: NOW,
            limit: 9,
            pick: { suspects: [wanted.id] },
            checkAt: NOW,
        });
        assert.deepEqual(
            named.map(({ id }) => id),
            [wanted.id],
        );
    });

    test(`${name}: another store's row is joined, and published above its version unless it says it all`, async () => {
        const ours = reportOf({
            messageKey: 'acme:1',
            status: 'Sent',
            rawStatus: 's',
            occurredAt: '2026-07-17T11:00:00.000Z',
        });
        const theirs = reportOf({
            messageKey: 'acme:1',
            carrier: 'Invented Mobile',
            occurredAt: '2026-07-17T11:00:05.000Z',
        });
        const tracker = joinReports(emptyTracker('acme:1'), [theirs]);
        await takeIn([ours]);
        await tell(await claimOne(), { kind: 'foreign', row: { tracker, epoch: 2, version: 9, applied: true } });
        const next = await claimOne();
        assert.deepEqual(
            [next.epoch, next.version, next.snapshot.status, next.snapshot.carrier],
            [2, 10, 'Delivered', 'Invented Mobile'],
        );
        assert.equal(next.snapshot.sentAt, '2026-07-17T11:00:00.000Z');
        const whole = trackerOfSnapshot(next.snapshot);
        const row = { tracker: whole, epoch: 2, version: 11 };
        await tell(next, { kind: 'foreign', row: { ...row, applied: false } });
        const again = await claimOne();
        assert.deepEqual(snapshotOf(whole), again.snapshot);
        await tell(again, { kind: 'foreign', row: { ...row, applied: true } });
        assert.deepEqual(await claim(), []);
    });

    test(`${name}: a dead message frees its address; a replay or a new report brings it back`, async () => {
        await takeIn([
            reportOf({ messageKey: 'acme:1', recipient: 'same' }),
            reportOf({ messageKey: 'acme:2', recipient: 'same' }),
        ]);
        await tell(await claimOne(), { kind: 'dead', reason: 'STRING_TOO_LONG' });
        await tell(await claimOne(), { kind: 'confirmed' });
        const [letter] = await store.deadLetters({ settled: false, limit: 10 });
        assert.deepEqual([letter?.kind, letter?.messageKey, letter?.reason], ['message', 'acme:1', 'STRING_TOO_LONG']);
        await reopen();
        await store.replay(letter?.id ?? 0, NOW);
        const back = await claimOne();
        assert.equal(back.messageKey, 'acme:1');
        assert.deepEqual(await store.deadLetters({ settled: false, limit: 10 }), []);
        await tell(back, { kind: 'dead', reason: 'again' });
        await takeIn([reportOf({ messageKey: 'acme:1', recipient: 'same', rawStatus: 'news' })]);
        assert.equal((await claimOne()).version, 2);
        assert.equal((await store.counts()).dead, 0);
    });

    test(`${name}: a dead message that is dropped is settled, kept, and brought back by a replay or by news alike`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' })]);
        await tell(await claimOne(), { kind: 'dead', reason: 'STRING_TOO_LONG' });
        const [letter] = await store.deadLetters({ settled: false, limit: 10 });
        const id = letter?.id ?? 0;
        await store.drop([id], NOW);
        await reopen();
        assert.equal((await store.counts()).dead, 0);
        assert.deepEqual(await store.deadLetters({ settled: false, limit: 10 }), []);
        const [kept] = await store.deadLetters({ settled: true, limit: 10 });
        assert.deepEqual([kept?.settledAt, kept?.droppedAt], [NOW, NOW]);
        assert.deepEqual(await claim(), []);
        await store.replay(id, NOW);
        assert.equal((await store.deadLetter(id))?.droppedAt, null);
        await tell(await claimOne(), { kind: 'dead', reason: 'again' });
        const open = await store.deadLetters({ settled: false, limit: 10 });
        await store.drop(
            open.map((one) => one.id),
            NOW,
        );
        await takeIn([reportOf({ messageKey: 'acme:1', rawStatus: 'news' })]);
        assert.equal((await claimOne()).version, 2);
    });

    test(`${name}: whatever happens to the flights, one at a time per address, and all are confirmed in the end`, async () => {
        let run = 0;
        const step = fc.record({
            message: fc.nat(5),
            word: fc.constantFrom('Queued', 'Sent', 'Delivered', 'Undelivered') as fc.Arbitrary<'Queued'>,
            news: fc.constantFrom('confirmed', 'missing', 'returned', 'failed', 'none'),
        });
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
                const org = `org-${run++}`;
                const flying = new Map<string, Claim>();
                const newest = new Map<string, number>();
                const take = async (pick: 'any' | { suspects: 'all' }): Promise<void> => {
                    for (const each of await store.claim({ org, now: NOW, limit: 3, pick, checkAt: NOW })) {
                        const address = each.snapshot.recipient ?? '';
                        assert.equal(flying.has(address), false, 'two of one address');
                        assert.ok(each.version >= (newest.get(each.messageKey) ?? 0), 'an older version');
                        newest.set(each.messageKey, each.version);
                        flying.set(address, each);
                    }
                };
                const land = async (address: string, claimed: Claim, news: FlightNews): Promise<void> => {
                    flying.delete(address);
                    await tell(claimed, news);
                };
                for (const { message, word, news } of steps) {
                    const recipient = `to ${message % 3}`;
                    await takeIn(
                        [reportOf({ messageKey: `acme:${message}`, recipient, status: word, rawStatus: word })],
                        org,
                    );
                    await take('any');
                    const [first] = flying;
                    if (first === undefined || news === 'none') continue;
                    if (news === 'confirmed') await land(...first, { kind: 'confirmed' });
                    else if (news === 'returned') await land(...first, { kind: 'returned', dueAt: NOW, refused: true });
                    else await land(...first, { kind: news as 'missing', dueAt: NOW });
                }
                for (let turns = 0; turns < 200; turns += 1) {
                    for (const [address, claimed] of flying) await land(address, claimed, { kind: 'confirmed' });
                    await take('any');
                    await take({ suspects: 'all' });
                    if (flying.size === 0) break;
                }
                const { fast, slow, suspects, inFlight, nextDueAt } = await store.outlook(org, NOW);
                assert.deepEqual([fast, slow, suspects, inFlight, nextDueAt], [0, 0, 0, 0, null]);
                assert.deepEqual(new Set(newest.keys()), new Set(steps.map(({ message }) => `acme:${message}`)));
            }),
            { numRuns: runs },
        );
        assert.equal((await store.counts()).unpublished, 0);
    });
}
