/** What every store engine promises of signs that concern more than one message. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { DeliveryReport } from '../../src/core/ports.ts';
import type { Alert, Store } from '../../src/core/store.ts';
import { consumed, MINUTE, NOW, ORG, reportOf, storeForEachTest } from './fixtures.ts';
import type { Engine } from './fixtures.ts';

const CAMPAIGN = '701000000000001AAA';
const rejected = (messageKey: string, facts: Partial<DeliveryReport> = {}): DeliveryReport =>
    reportOf({ messageKey, status: 'Rejected', rawStatus: 'r', failureClass: 'Spam Filtered', ...facts });

export function alertSuite(name: string, createEngine: () => Engine): void {
    let store: Store;
    const reopen = storeForEachTest(createEngine, (opened) => (store = opened));

    const takeIn = (...reports: readonly DeliveryReport[]) => consumed(store, reports);
    const claim = (now = NOW): Promise<readonly Alert[]> =>
        store.claimAlerts({ org: ORG, now, againAt: now + MINUTE, limit: 10 });
    const counts = async (now = NOW): Promise<unknown[]> =>
        (await claim(now)).map((each) => [each.kind, each.campaignId, each.provider, each.observed]);

    test(`${name}: messages of one campaign and incident are one alert, which survives the relay`, async () => {
        const messages = Array.from({ length: 200 }, (_, index) => rejected(`acme:${index}`, { campaignId: CAMPAIGN }));
        await takeIn(...messages.slice(0, 120), ...messages.slice(0, 10));
        await takeIn(...messages.slice(100));
        await reopen();
        assert.deepEqual(await counts(), [['Spam Filtered', CAMPAIGN, '', 200]]);
    });

    test(`${name}: an incident is one alert, over the full hour and for as long as no hour passes without a sign`, async () => {
        const from = NOW + 59 * MINUTE;
        const at = (minute: number): DeliveryReport =>
            rejected(`acme:${minute}`, { receivedAt: new Date(from + minute * MINUTE).toISOString() });
        await takeIn(at(0), at(2));
        await takeIn(at(1), at(61));
        await takeIn(at(119));
        const [alert, ...others] = await claim();
        assert.deepEqual([alert?.windowStart, alert?.lastAt, alert?.observed], [from, from + 119 * MINUTE, 5]);
        assert.deepEqual(others, []);
        await takeIn(at(179));
        assert.equal((await claim(NOW + MINUTE)).length, 2, 'after an hour without any it is another');
    });

    test(`${name}: an alert is about a campaign, else a provider, one kind of sign and one incident`, async () => {
        await takeIn(
            rejected('acme:1'),
            rejected('acme:2', { campaignId: CAMPAIGN }),
            rejected('acme:3', { failureClass: 'Configuration', status: 'Failed' }),
            rejected('acme:4', { receivedAt: new Date(NOW + 60 * MINUTE).toISOString() }),
            rejected('other:5', { provider: 'other', failureClass: null }),
        );
        assert.deepEqual((await counts()).sort(), [
            ['Configuration', '', 'acme', 1],
            ['Spam Filtered', '', 'acme', 1],
            ['Spam Filtered', '', 'acme', 1],
            ['Spam Filtered', '', 'other', 1],
            ['Spam Filtered', CAMPAIGN, '', 1],
        ]);
    });

    test(`${name}: what one person is the cause of is no sign`, async () => {
        await takeIn(
            rejected('acme:1', { failureClass: 'Permanent' }),
            rejected('acme:2', { failureClass: 'Opted Out' }),
            rejected('acme:3', { status: 'Undelivered', failureClass: 'Temporary' }),
            reportOf({ messageKey: 'acme:4' }),
        );
        assert.deepEqual(await claim(), []);
    });

    test(`${name}: an alert is told until its newest count is taken, and not more often than asked for`, async () => {
        await takeIn(rejected('acme:1'));
        const [first] = await claim();
        assert.ok(first);
        await takeIn(rejected('acme:2'));
        assert.deepEqual(await claim(NOW + MINUTE - 1), []);
        await store.alertsTold([{ kind: 'taken', id: first.id, observed: first.observed }]);
        const [second] = await claim(NOW + MINUTE);
        assert.deepEqual([second?.id, second?.observed, second?.refusals], [first.id, 2, 0]);
        await store.alertsTold([{ kind: 'refused', id: first.id, againAt: NOW + 9 * MINUTE }]);
        assert.deepEqual(await claim(NOW + 9 * MINUTE - 1), []);
        const [third] = await claim(NOW + 9 * MINUTE);
        assert.equal(third?.refusals, 1);
        await store.alertsTold([{ kind: 'taken', id: first.id, observed: 2 }]);
        assert.deepEqual(await claim(NOW + 1e9), []);
    });

    test(`${name}: old alerts are forgotten`, async () => {
        await takeIn(rejected('acme:1'));
        assert.equal(await store.purge(NOW - 60 * MINUTE, 10), 0);
        assert.equal(await store.purge(NOW + 1, 10), 2, 'the request and the alert');
        assert.deepEqual(await claim(), []);
    });

    test(`${name}: counts of reports add up by time and name, stay over a restart, and are forgotten after a day`, async () => {
        const pulse = { org: ORG, provider: 'acme', at: NOW, name: 'reports', count: 3 };
        const recent = { ...pulse, name: 'recent' };
        await store.addPulses([pulse, recent, { ...pulse, org: 'other' }], NOW);
        await store.addPulses(
            [
                { ...pulse, count: 2 },
                { ...pulse, at: NOW + MINUTE, name: 'ended:GB' },
            ],
            NOW,
        );
        await reopen();
        const read = async (from: number, grain = MINUTE) => {
            const pulses = await store.pulses({ org: ORG, from, until: NOW + 60 * MINUTE, grain });
            return pulses.map(({ name: of, at, count }) => [of, (at - NOW) / MINUTE, count]);
        };
        assert.deepEqual(await read(NOW), [
            ['recent', 0, 3],
            ['reports', 0, 5],
            ['ended:GB', 1, 3],
        ]);
        assert.deepEqual(await read(NOW + 1), [['ended:GB', 1, 3]]);
        await store.addPulses([{ ...pulse, at: NOW + 2 * MINUTE, name: 'ended:GB' }], NOW);
        assert.deepEqual(
            await read(NOW + 1, 15 * MINUTE),
            [['ended:GB', 0, 6]],
            'added up, but for those of all reports',
        );
        await store.addPulses([], NOW + 11 * MINUTE);
        assert.deepEqual(await read(NOW), [
            ['reports', 0, 5],
            ['ended:GB', 1, 3],
            ['ended:GB', 2, 3],
        ]);
        await store.addPulses([], NOW + 25 * 60 * MINUTE);
        assert.deepEqual(await read(0), []);
    });

    test(`${name}: remembers what a part of the relay wants to know again`, async () => {
        assert.equal(await store.recall('incidents main'), null);
        await store.remember('incidents main', '[1]');
        await store.remember('incidents main', '[2]');
        await reopen();
        assert.equal(await store.recall('incidents main'), '[2]');
    });
}
