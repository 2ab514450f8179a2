/** Nothing of a person and no secret reaches the log, whatever goes wrong; nor a number an org that is to be told none. */
import { strict as assert } from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { forget } from '../../src/cli/forget.ts';
import { createNumberHash, isHash } from '../../src/core/hashedNumbers.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { acceptedOf, contextOf, PROVIDERS, RECEIVED_AT, requestOf, settingsOf } from '../contract/fixtures.ts';
import {
    bsrReport,
    configOf,
    fastTiming,
    PATIENCE_MS,
    post,
    SECRET,
    settled,
    startHarness,
    until,
} from '../service/harness.ts';
import { holdsNumber } from '../support/holdsNumber.ts';

const NUMBER = '+447700900666';
const MARKS = [
    '447700900666',
    '7700900666',
    SECRET,
    'marked@example.com',
    'marked words',
    'marked-key',
    '00Dinvented!token',
    'marked-id',
];

function assertClean(logged: string, where: string): void {
    for (const mark of MARKS) assert.ok(!logged.includes(mark), `${mark} in ${where}: ${logged}`);
}

/** Where whatever the first test started connected to: host and port. Other files' tests may run in this process. */
const started = new AsyncLocalStorage<Set<string>>();
const called = new Set<string>();
/** The org and the relay of the first test. */
let known: readonly string[] = [];
subscribe('net.client.socket', (message) => {
    const { socket } = message as { socket: Socket };
    const ways = started.getStore();
    socket.once('lookup', (_error, _address, _family, host) => ways?.add(host));
    socket.once('connectionAttempt', (ip: string, port: number) => ways?.add(`${ip}:${port}`));
});

test('no number, address, body, key or secret is in the log, the metrics or an answer, on any way that a report can take', async (t) => {
    started.enterWith(called);
    const answers: string[] = [];
    const harness = await startHarness({ publishing: { confirmAfterMs: 200, missingAfterMs: 2_000, maxAttempts: 2 } });
    t.after(() => harness.close());
    const { org, url } = harness;
    const read = async (response: Response): Promise<void> =>
        void answers.push(JSON.stringify([...response.headers]), await response.text());
    const send = async (id: string, more = {}): Promise<void> =>
        read(await post(url, { ...bsrReport({ id, to: NUMBER }), ...more }));

    await send('fine', { from: 'marked words' });
    await settled(harness);
    await read(await post(url, bsrReport({ id: 'x', to: NUMBER }), 'another-secret'));
    await read(await post(url, [{ to: NUMBER, text: 'marked words' }, 'marked@example.com']));
    const strange = `${url}/hooks/bsr/marked-key?ref=${encodeURIComponent(NUMBER)}`;
    await read(await fetch(strange, { headers: { authorization: 'marked-key' } }));
    const put = { method: 'PUT', body: 'marked words' };
    await read(await fetch(`${url}/hooks/bsr/demo?to=${encodeURIComponent(NUMBER)}`, put));
    const huge = { method: 'POST', body: `${NUMBER} marked words`.repeat(1_000_000) };
    await fetch(`${url}/hooks/bsr/demo`, huge).then(read, () => undefined); // the relay may hang up first

    org.faults.record = () => 'STRING_TOO_LONG';
    await send('refused');
    await settled(harness);
    org.faults = { effect: () => 'Failed' };
    await send('marked-id');
    await settled(harness);
    const logs = (line: RegExp): Promise<void> =>
        until(
            () => harness.logged.some((each) => line.test(each)),
            () => harness.logged.join(''),
        );
    org.faults = { call: () => ({ status: 500, code: `${NUMBER} marked@example.com` }) };
    await send('oddly');
    await logs(/bsr:oddly.*"outcome":"dead"/);
    org.faults = { call: () => ({ status: 503, code: 'SERVER_UNAVAILABLE' }) };
    await send('unavailable');
    await logs(/org\.unavailable/);
    for (const path of ['/metrics', '/ready', '/health']) await read(await fetch(url + path));
    await harness.close();
    const logged = harness.logged.join('');
    for (const event of [
        'request.refused',
        'report.unreadable',
        'delivery.attempted',
        'effect.failed',
        'org.unavailable',
    ]) {
        assert.ok(logged.includes(event), `${event} was not reached`);
    }
    // The path of a stranger's request is the stranger's own words.
    assertClean(logged.replaceAll('/hooks/bsr/marked-key', ''), 'the log');
    assert.ok(answers.some((text) => text.includes('landed_reports_total')));
    assert.ok(answers.some((text) => text.includes('RELAY_BAD_SIGNATURE')));
    assertClean(answers.join('\n'), 'an answer');
    known = [org.url, url];
});

test('reports stay where the operator has them: on all those ways the relay called nobody but its org', () => {
    assert.equal(known.length, 2);
    assert.deepEqual([...called].sort(), known.map((url) => new URL(url).host).sort());
});

/** Some of each provider's: messages to one person wait for each other. All are read in relay/test/contract. */
const SENT = PROVIDERS.flatMap((adapter) =>
    acceptedOf(adapter)
        .slice(0, 4)
        .map((fixture) => ({ adapter, fixture })),
);
/** The numbers that something is sent to, or that something comes from. */
const PEOPLE = new Set(
    SENT.map(({ fixture }) => fixture)
        .flatMap(({ expect }) => ('elements' in expect ? expect.elements : []))
        .flatMap((element) => ('report' in element ? String(element.report['recipient']) : []))
        .filter((recipient) => /^\+\d{8,}$/.test(recipient)),
);
const EARLIER = '+447700900777';
const NUMBER_KEY = 'an invented key of more than thirty-two bytes';

/** Puts what all providers send in their fixtures into the journal of a relay that runs. */
async function sendFixtures(directory: string): Promise<void> {
    const nothing = (): undefined => undefined;
    const options = { serving: false, timing: fastTiming(), onDeath: nothing, onError: nothing };
    const store = await openStore({ kind: 'sqlite', directory }, options);
    const requests = SENT.map(({ adapter, fixture }) => ({
        source: `${adapter.id}/all`,
        receivedAt: Date.parse(RECEIVED_AT),
        request: adapter.verify(requestOf(fixture), contextOf(fixture)),
    }));
    await Promise.all(requests.map((request) => store.append(request)));
    await store.close();
}

test('an org that is told no numbers hears none, whatever a provider sends, and the relay keeps none but in what it was sent', async (t) => {
    const harness = await startHarness();
    t.after(() => harness.close());
    const { org, directory } = harness;
    // Known before, and still to be told.
    org.faults.call = () => ({ status: 503, code: 'SERVER_UNAVAILABLE' });
    await post(harness.url, [
        bsrReport({ id: 'before', to: EARLIER }),
        bsrReport({ id: `before-${EARLIER.slice(1)}`, to: EARLIER }),
    ]);
    await until(
        () => harness.logged.some((line) => line.includes('requests.consumed')),
        () => 'not read',
    );
    await harness.stop();
    org.faults = {};
    const said: string[] = [];
    org.faults.hear = (text) => void said.push(text);
    const auth = { kind: 'accessToken', token: { env: 'ORG_TOKEN' } };
    const custom = PROVIDERS.flatMap(({ id }) => (settingsOf(id) === null ? [] : [[id, settingsOf(id)] as const]));
    const overrides = {
        orgs: { demo: { instanceUrl: org.url, auth, hashedNumbers: { key: { local: NUMBER_KEY } } } },
        customProviders: Object.fromEntries(custom),
        sources: PROVIDERS.map(({ id }) => ({
            ...{ provider: id, name: 'all', org: 'demo', secrets: [{ local: 'an-invented-secret' }] },
        })),
        publicUrl: 'https://relay.example.com',
        publishing: { confirmAfterMs: 200, missingAfterMs: 3_600_000 },
    };
    await harness.start(overrides);
    await sendFixtures(directory);
    await until(
        () => org.events.length > 0,
        () => 'nothing published',
    );
    await settled(harness, 3 * PATIENCE_MS); // what is about one number goes one after the other
    said.push(await (await fetch(`${harness.url}/metrics`)).text(), ...harness.logged);
    await harness.stop();

    const hashes = Array.from(PEOPLE, createNumberHash(NUMBER_KEY).of);
    const told = new Set(org.events.map((event) => String(event['Recipient__c'])));
    assert.ok(
        hashes.every((hash) => told.has(hash)),
        [...told].join(),
    );
    const { length: aboutPeople } = org.events.filter((event) => isHash(String(event['Recipient__c'])));
    assert.ok(aboutPeople > 40, `${aboutPeople} events`);
    assert.ok(
        said.some((text) => text.includes('Message_Key__c IN')),
        'the org was not asked',
    );
    const kept = readdirSync(directory)
        .filter((file) => file.startsWith('state.db'))
        .map((file) => readFileSync(join(directory, file), 'latin1'));
    assert.ok(
        kept.some((text) => text.includes(hashes[0] ?? '')),
        'the state is not where it was looked for',
    );
    assert.equal(org.rows.get('bsr:before')?.['Recipient__c'], createNumberHash(NUMBER_KEY).of(EARLIER));
    assert.ok(harness.logged.some((line) => /delivery\.withheld/.test(line) && line.includes('"count":1')));
    for (const text of said) assert.ok(!holdsNumber(text, EARLIER), text.slice(0, 2_000));
    for (const text of [...said, ...kept])
        assert.ok(!holdsNumber(text, ...PEOPLE), `a number in ${text.slice(0, 2_000)}`);

    const config = join(directory, 'relay.json');
    writeFileSync(config, JSON.stringify(configOf(org, directory, overrides)));
    let printed = '';
    const stdout = { write: (text: string) => void (printed += text) };
    const surroundings = { env: { ORG_TOKEN: org.token }, stdout, asked: Promise.resolve() };
    await forget('+447700900123', { config, dryRun: true, json: true }, surroundings);
    const found = JSON.parse(printed) as { messages: number; requests: number; elsewhere: string[] };
    const hash = createNumberHash(NUMBER_KEY).of('+447700900123');
    const { length: about } = [...org.rows.values()].filter((row) => row['Recipient__c'] === hash);
    assert.deepEqual([found.messages, found.requests >= about], [about, true], printed);
    assert.ok(found.elsewhere.some((place) => place.includes(`Recipient__c IN ('+447700900123', '${hash}')`)));
});

test('the second lock: what should not be logged is not, even if somebody does', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    log.info({ body: 'marked words', request: { secrets: [SECRET], token: 'marked-key' }, recipient: NUMBER }, 'x');
    log.error({ err: Object.assign(new Error(`to ${NUMBER}`), { request: { body: 'marked words' } }) }, 'x');
    log.child({ to: encodeURIComponent(NUMBER) }).warn(`marked@example.com has ${NUMBER}`);
    assertClean(lines.join(''), 'the log');
    assert.equal(lines.length, 3);
    assert.ok(lines.every((line) => JSON.parse(line) !== null));
});
