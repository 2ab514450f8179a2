import { strict as assert } from 'node:assert';
import { afterEach, beforeEach, test } from 'node:test';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { bsrReport, PATIENT, post, settled, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

let relay: Harness;

beforeEach(async () => {
    relay = await startHarness(PATIENT);
});
afterEach(() => relay.close());

const rejected = (id: string): object => bsrReport({ id, to: `+4477009${id.padStart(5, '0')}`, status: 'REJECTD' });
const newest = (): unknown => relay.org.alerts.at(-1)?.['Observed__c'];
const told = (count: number): Promise<void> =>
    until(
        () => newest() === count,
        () => `${JSON.stringify(relay.org.alerts)}, not ${count}`,
    );
const calls = (): number => relay.org.calls.filter(({ path }) => path.includes('Delivery_Alert__c')).length;

test('two hundred rejected messages are one alert, told in a call or two', async () => {
    await post(
        relay.url,
        Array.from({ length: 200 }, (_, index) => rejected(String(index))),
    );
    await told(200);
    await settled(relay);
    assert.equal(new Set(relay.org.alerts.map((alert) => alert['Alert_Key__c'])).size, 1);
    assert.ok(calls() <= 2, `${calls()} calls`);
    const { Kind__c: kind, Subject__c: subject, Provider__c: provider } = relay.org.alerts[0] ?? {};
    assert.deepEqual([kind, subject, provider], ['Spam Filtered', 'bsr', 'bsr']);
});

test('an alert outlives the relay, and an org that is down', async () => {
    relay.org.faults = { call: () => ({ status: 503, code: 'SERVER_UNAVAILABLE' }) };
    await post(relay.url, [rejected('1'), rejected('2')]);
    await until(
        () => relay.org.calls.length > 0,
        () => 'no call',
    );
    await relay.stop();
    relay.org.faults = {};
    await relay.start();
    await told(2);
});

test('an alert that the org refuses holds up no report, and is told without its campaign', async () => {
    const campaign = '701000000000001AAA';
    relay.org.faults = {
        record: (record) => (record['Campaign__c'] === campaign ? 'INVALID_CROSS_REFERENCE_KEY' : undefined),
    };
    await post(relay.url, rejected('1'), undefined, `?campaign=${campaign}`);
    await settled(relay);
    assert.equal(relay.org.events.length, 1);
    await told(1);
    assert.equal(relay.org.alerts[0]?.['Subject__c'], `Campaign ${campaign}`);
});

test('a burst of reports raises one alert that says what was usual', async () => {
    await relay.stop();
    const beside = { directory: relay.directory, exclusive: false, clock: { now: Date.now }, onDeath: () => undefined };
    const store = await openSqliteStore(beside);
    const minute = Math.floor(Date.now() / 60_000) * 60_000;
    const past = Array.from({ length: 30 }, (_, index) => ({
        ...{ org: 'demo', provider: 'bsr', name: 'reports', count: 4, at: minute - (index + 3) * 60_000 },
    }));
    await store.addPulses(past, Date.now());
    await store.close();
    await relay.start();
    await post(
        relay.url,
        Array.from({ length: 150 }, (_, index) => bsrReport({ id: `burst-${index}`, to: `+44770090${1_000 + index}` })),
    );
    const alerts = () => relay.org.alerts.filter((alert) => alert['Kind__c'] === 'Traffic Spike');
    await until(
        () => alerts().length > 0,
        () => JSON.stringify(relay.org.alerts),
    );
    const { Subject__c: subject, Observed__c: observed, Expected__c: expected, Status__c: status } = alerts()[0] ?? {};
    assert.deepEqual([subject, observed, expected, status], ['bsr', 150, 4, undefined]);
    assert.equal(new Set(alerts().map((alert) => alert['Alert_Key__c'])).size, 1);
});
