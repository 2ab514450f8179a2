/** What every store engine promises of totals: they are a fold over the messages, whatever happened on the way. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DeliveryReport } from '../../src/core/ports.ts';
import type { Store, Summary } from '../../src/core/store.ts';
import type { Dimensions } from '../../src/core/totals.ts';
import { consumed, MINUTE, NOW, ORG, reportOf, requestOf, storeForEachTest, WINDOWS } from './fixtures.ts';
import type { Engine } from './fixtures.ts';
import { manyMessages, modelTotals, shuffled, totalsOf, withoutLocations } from './totalsModel.ts';

const CAMPAIGN = '701000000000001AAA';
const LATER = NOW + 60 * MINUTE;

export function totalsSuite(name: string, createEngine: () => Engine): void {
    let store: Store;
    storeForEachTest(createEngine, (opened) => (store = opened));

    const takeIn = (reports: readonly DeliveryReport[], org = ORG) => consumed(store, reports, { org });
    const claim = (now = LATER, org = ORG): Promise<readonly Summary[]> =>
        store.claimSummaries({ org, now, againAt: now + MINUTE, limit: 1_000 });
    const one = async (now = LATER): Promise<Summary> => {
        const [only, ...more] = await claim(now);
        assert.ok(only !== undefined && more.length === 0, `${more.length + (only ? 1 : 0)} summaries`);
        return only;
    };

    test(`${name}: in any order, repeated, in any batches and across restarts, totals are those of the messages`, () =>
        fc.assert(
            fc.asyncProperty(manyMessages, shuffled, async (reports, arrange) => {
                const own = createEngine();
                let current = await own.open();
                try {
                    for (const step of arrange(reports)) {
                        if (step === 'restart') {
                            await current.close();
                            current = await own.open();
                            continue;
                        }
                        await current.append(requestOf(Buffer.from('{}')));
                        const requests = await current.nextRequests({ limit: 1_000 });
                        const parsed = step.map((report) => ({ org: ORG, report }));
                        await current.consume({ requests, reports: parsed, dead: [], windows: WINDOWS, now: NOW });
                    }
                    const told = await current.claimSummaries({ org: ORG, now: LATER, againAt: LATER, limit: 1_000 });
                    const rows = totalsOf(told);
                    assert.deepEqual(rows, modelTotals(reports));
                    const nowhere = reports.map((report) => ({ ...report, branch: null }));
                    assert.deepEqual(withoutLocations(rows), modelTotals(nowhere), 'all locations are all messages');
                } finally {
                    await current.close();
                    await own.remove();
                }
            }),
            { numRuns: 3 },
        ));

    test(`${name}: a status that changes moves its message from one count to the other`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1', status: 'Sent' }), reportOf({ messageKey: 'acme:2' })]);
        assert.deepEqual((await one()).figures['status:Sent'], 1);
        await takeIn([reportOf({ messageKey: 'acme:1', status: 'Undelivered', failureClass: 'Permanent', code: '7' })]);
        const { figures } = await one(LATER + MINUTE);
        assert.deepEqual(
            ['total', 'status:Sent', 'status:Undelivered', 'status:Delivered', 'code:Permanent:7'].map(
                (figure) => figures[figure] ?? 0,
            ),
            [2, 0, 1, 1, 1],
        );
    });

    for (const [what, facts, valueOf] of [
        ['campaign', { campaignId: CAMPAIGN }, ({ campaignId }: Dimensions) => campaignId],
        ['location', { location: 'leeds', branch: 'Leeds' }, ({ location }: Dimensions) => location ?? ''],
    ] as const)
        test(`${name}: a ${what} that is learnt later takes the message with it`, async () => {
            await takeIn([reportOf({ messageKey: 'acme:1', status: 'Sent' })]);
            const before = await one();
            await takeIn([reportOf({ messageKey: 'acme:1', ...facts })]);
            const rows = await claim(LATER + MINUTE);
            assert.deepEqual(
                rows.map(({ id, dimensions, figures }) => [
                    ...[id === before.id, valueOf(dimensions), figures['total'] ?? 0],
                ]),
                [
                    [false, Object.values(facts).at(-1), 1],
                    [true, '', 0],
                ],
            );
        });

    test(`${name}: a list of locations that is begun, changed or ended moves no message that is counted`, async () => {
        const at = (branch: string | null, status: 'Sent' | 'Delivered') =>
            takeIn([reportOf({ messageKey: 'acme:1', status, ...(branch && { location: 'Leeds', branch }) })]);
        await at(null, 'Sent');
        const [before, ...none] = await claim();
        assert.deepEqual(
            [none, 'location' in (before?.dimensions ?? {})],
            [[], false],
            'such a row is as it always was',
        );
        await at('Other', 'Sent');
        await at(null, 'Delivered');
        const rows = (await claim(LATER + MINUTE)).filter(({ figures }) => 'total' in figures);
        assert.deepEqual(
            rows.map(({ dimensions, figures }) => [dimensions.location, figures]),
            [['Other', rows[0]?.figures]],
        );
        assert.equal(rows[0]?.figures['status:Delivered'], 1);
    });

    test(`${name}: a row that lost its only message before anybody heard of it is never told`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1', status: 'Sent' })]);
        await takeIn([reportOf({ messageKey: 'acme:1', campaignId: CAMPAIGN })]);
        assert.equal((await one()).dimensions.campaignId, CAMPAIGN);
    });

    test(`${name}: the day and hour are those of the first receipt, by UTC`, async () => {
        const at = (receivedAt: string): DeliveryReport => reportOf({ messageKey: 'acme:1', receivedAt });
        await takeIn([at('2026-07-18T00:00:01.000Z')]);
        await takeIn([at('2026-07-17T23:59:59.000Z')]);
        const { dimensions, figures } = await one();
        assert.equal(dimensions.day, '2026-07-17');
        assert.equal(figures['hour:23'], 1);
    });

    test(`${name}: a window that closes moves its message to unconfirmed`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1', status: 'Sent', purpose: 'OTP' })]);
        const fired = { providers: ['acme'], dueBy: NOW + MINUTE, now: NOW + MINUTE, limit: 10 };
        assert.equal(await store.fireTimers(fired), 1);
        const { figures } = await one();
        assert.deepEqual([figures['total'], figures['status:Unconfirmed'], figures['status:Sent']], [1, 1, undefined]);
    });

    test(`${name}: totals are told until the newest are taken, survive purges, and orgs do not mix`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' })]);
        await takeIn([reportOf({ messageKey: 'acme:1' })], 'other');
        assert.deepEqual(await claim(NOW), [], 'the first messages of a row come together');
        const first = await one();
        await takeIn([reportOf({ messageKey: 'acme:2' })]);
        assert.deepEqual(await claim(LATER + MINUTE - 1), [], 'not more often than asked for');
        await store.summariesTold([{ kind: 'taken', id: first.id, version: first.version }]);
        const second = await one(LATER + MINUTE);
        assert.deepEqual([second.id, second.figures['total']], [first.id, 2]);
        await store.summariesTold([{ kind: 'refused', id: first.id, unlink: true, againAt: LATER + 9 * MINUTE }]);
        assert.deepEqual(await claim(LATER + 9 * MINUTE - 1), []);
        const third = await one(LATER + 9 * MINUTE);
        assert.deepEqual([third.refusals, third.unlinked], [1, true]);
        await store.summariesTold([{ kind: 'taken', id: third.id, version: third.version }]);
        while ((await store.purge(LATER * 2, 100)) > 0);
        await takeIn([reportOf({ messageKey: 'acme:2' }), reportOf({ messageKey: 'acme:3' })]);
        assert.equal((await one(LATER * 2)).figures['total'], 3);
        assert.equal((await claim(LATER, 'other'))[0]?.figures['total'], 1);
    });
}
