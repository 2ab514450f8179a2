import { strict as assert } from 'node:assert';
import { afterEach, beforeEach, test } from 'node:test';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { bsrReport, fastTiming, PATIENT, post, settled, startHarness, until } from '../service/harness.ts';
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
    await relay.close();
    // A burst is one for a minute: of the fast clock that is over sooner than a slow machine looks.
    relay = await startHarness(PATIENT, { timing: { ...fastTiming(), now: Date.now } });
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

const GREY = { network: 'Grey Mobile', country: 'GB' };
const onRoute = (id: string, to: string, more: object = GREY): object => ({ ...bsrReport({ id, to }), ...more });

test('what did not arrive on our own phones lowers the trust in its route, whose receipts then count for nothing', async () => {
    await post(relay.url, [onRoute('before', '+447700900300')]);
    await settled(relay);
    await relay.stop();
    const canary = (hoursAgo: number, arrived: boolean) => ({
        ...{ Recipient__c: '+447700900999', Provider__c: 'bsr', Country__c: 'GB', Carrier__c: 'Grey Mobile' },
        Received_At__c: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
        ...(arrived ? { Arrived_At__c: new Date().toISOString() } : {}),
    });
    relay.org.answers.set('Delivery_Policy__mdt', [{ Least_Trust__c: 50 }]);
    relay.org.answers.set('Canary_Number__mdt', [{ Number__c: '+447700900999' }]);
    relay.org.answers.set('Message__c', [canary(30, false), canary(40, false), canary(50, true), canary(2, false)]);
    const registration = { Sender__c: 'Landed', Country__c: 'FR', State__c: 'Not Registered' };
    relay.org.answers.set('Sender_Registration__mdt', [registration]);
    await relay.start();
    const route = () => relay.org.routes.get('bsr:GB:Grey Mobile');
    const alert = () => relay.org.alerts.find(({ Kind__c: kind }) => kind === 'False Delivery');
    await until(
        () => route() !== undefined && alert() !== undefined,
        () => JSON.stringify([...relay.org.routes.values(), ...relay.org.alerts]),
    );
    const seen = '2 of 3 messages to numbers of your own were reported as delivered and did not arrive.';
    assert.deepEqual([route()?.['Score__c'], route()?.['Reasons__c']], [0, seen]);
    assert.match(
        String(alert()?.['Detail__c']),
        /^Of 3 messages to numbers of your own by bsr GB Grey Mobile, .* 2 had not arrived/,
    );

    await relay.stop();
    relay.org.faults = { call: (path) => (path === '/query' ? { status: 404, code: 'INVALID_TYPE' } : undefined) };
    await relay.start();
    await post(relay.url, [
        onRoute('grey', '+447700900301'),
        onRoute('fair', '+447700900302', { network: 'Fair Mobile', country: 'GB' }),
        onRoute('unregistered', '+33639980001', { network: 'Fair Mobile', country: 'FR' }),
        { ...onRoute('failed', '+447700900303'), status: 'UNDELIV' },
    ]);
    const fates = () =>
        ['grey', 'fair', 'unregistered', 'failed'].map((id) => {
            const row = relay.org.rows.get(`bsr:${id}`);
            return [row?.['Status__c'], row?.['Delivery_Confidence__c'], row?.['Delivered_At__c'] !== undefined];
        });
    await until(
        () => fates().every(([status]) => status !== undefined),
        () => JSON.stringify(fates()),
    );
    assert.deepEqual(fates(), [
        ['Unknown', 'Misleading', false],
        ['Delivered', 'Handset', true],
        ['Unknown', 'Misleading', false],
        ['Undelivered', 'Misleading', false],
    ]);
});
