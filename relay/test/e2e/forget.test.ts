/** `landed forget` and `landed purge`, beside a relay that is running; and messages whose senders want them forgotten. */
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { forget } from '../../src/cli/forget.ts';
import type { ForgetOptions } from '../../src/cli/forget.ts';
import { personOf } from '../../src/cli/people.ts';
import { purge } from '../../src/cli/purge.ts';
import { UsageError } from '../../src/cli/surroundings.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { bsrReport, configOf, PATIENCE_MS, post, settled, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

const PERSON = '+447700900666';
const OTHER = '+447700900667';
const MARKS = ['447700900666', 'MARKED-CONTENT'];

let harness: Harness;
let config: string;
let printed = '';

before(async () => {
    harness = await startHarness({ retention: { days: 1 } });
    config = join(harness.directory, 'relay.json');
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory, { retention: { days: 1 } })));
});
after(() => harness.close());

const surroundings = () => ({
    env: { ORG_TOKEN: harness.org.token },
    stdout: { write: (text: string) => void (printed += text) },
    asked: Promise.resolve(),
});

interface Outcome {
    readonly messages: number;
    readonly requests: number;
    readonly deadLetters: number;
    readonly onTheirWay: number;
    readonly unread: number;
}

async function forgotten(address: string, options: Omit<ForgetOptions, 'config'> = {}): Promise<[number, Outcome]> {
    printed = '';
    const code = await forget(address, { config, json: true, ...options }, surroundings());
    return [code, JSON.parse(printed) as Outcome];
}

/** The files of the store in which one of the marks is. */
function filesWithMarks(): string[] {
    return readdirSync(harness.directory)
        .filter((name) => /\.db(?:-wal|-shm)?$/.test(name))
        .filter((name) => {
            const bytes = readFileSync(join(harness.directory, name));
            return MARKS.some((mark) => bytes.includes(mark));
        });
}

const send = (id: string, to: string, more = {}, query = ''): Promise<Response> =>
    post(harness.url, { ...bsrReport({ id, to }), from: 'Landed', ...more }, undefined, query);

test('of a person who is forgotten no file of the store holds a trace, others stay, and late reports are dropped', async () => {
    await send('one', PERSON, { status: 'ENROUTE', delivered_at: null });
    await send('one', PERSON, { from: 'MARKED-CONTENT' });
    await send('other', OTHER);
    await post(harness.url, { to: PERSON, note: 'not a report' });
    harness.org.faults.record = ({ Message_Key__c: key }) => (key === 'bsr:refused' ? 'STRING_TOO_LONG' : undefined);
    await send('refused', PERSON, { from: 'MARKED-CONTENT' });
    await settled(harness);
    harness.org.faults = {};
    const totals = [...harness.org.summaries.values()].length;

    assert.deepEqual(
        await forgotten(PERSON, { dryRun: true }).then(([code, { messages }]) => [code, messages]),
        [0, 2],
    );
    assert.ok(filesWithMarks().length > 0, 'a dry run changes nothing');

    const [code, outcome] = await forgotten(PERSON);
    assert.equal(code, 0);
    assert.deepEqual(
        [outcome.messages, outcome.requests, outcome.deadLetters, outcome.onTheirWay, outcome.unread],
        [2, 4, 2, 0, 0],
    );
    assert.deepEqual(filesWithMarks(), []);

    const events = harness.org.events.length;
    await send('one', PERSON);
    await send('other', OTHER, { status: 'UNDELIV', error_code: 'x', delivered_at: '2026-07-17T12:05:09Z' });
    await settled(harness);
    assert.ok(harness.org.events.slice(events).every((event) => event['Message_Key__c'] !== 'bsr:one'));
    assert.ok(harness.logged.some((line) => line.includes('"dropped":1')));
    assert.ok([...harness.org.summaries.values()].length >= totals);

    const [, again] = await forgotten(PERSON);
    assert.deepEqual([again.messages, again.requests], [0, 1], 'the raw copy of the late report');
    assert.deepEqual(filesWithMarks(), []);
});

test('what is left of an erased message is a keyed hash, its outcome, its epoch and the time, and nothing else', () => {
    const db = new DatabaseSync(join(harness.directory, 'state.db'), { readOnly: true });
    const tombstones = db.prepare('SELECT * FROM tombstone').all();
    db.close();
    assert.deepEqual(tombstones.map(({ status }) => status).sort(), ['Delivered', 'Delivered']);
    for (const tombstone of tombstones) {
        assert.deepEqual(Object.keys(tombstone).sort(), ['at', 'epoch', 'hash', 'status']);
        assert.ok(Number(tombstone['at']) > Date.parse('2026-01-01'));
        for (const key of ['bsr:one', 'bsr:refused', 'demo\nbsr:one', 'one'])
            for (const encoding of ['hex', 'base64', 'base64url'] as const)
                assert.notEqual(
                    String(tombstone['hash']),
                    createHash('sha256').update(key).digest(encoding),
                    'without a key',
                );
    }
});

test('what the CRM has not seen is left, and said so, unless it is forced', async () => {
    harness.org.faults.call = () => ({ status: 503, code: 'SERVER_UNAVAILABLE' });
    await send('waiting', PERSON);
    await until(
        () => harness.logged.some((line) => line.includes('org.unavailable')),
        () => 'the org was not asked',
    );
    const [code, outcome] = await forgotten(PERSON, { compact: false });
    assert.deepEqual([code, outcome.messages, outcome.onTheirWay], [3, 0, 1]);
    const [forced, all] = await forgotten(PERSON, { compact: false, force: true });
    assert.deepEqual([forced, all.messages, all.onTheirWay], [0, 1, 0]);
    harness.org.faults = {};
    await settled(harness);
    assert.ok(!harness.org.rows.has('bsr:waiting'));
});

test('says in words what it did and what is left elsewhere', async () => {
    printed = '';
    await forget(OTHER, { config, dryRun: true }, surroundings());
    assert.match(printed, /^Would erase 1 messages, \d requests, 0 dead letters\.\n/);
    assert.match(printed, /Message__c: SELECT Id FROM Message__c WHERE Recipient__c = '\+447700900667'/);
    const namespaced = configOf(harness.org, harness.directory) as { orgs: { demo: object } };
    const orgs = { demo: { ...namespaced.orgs.demo, namespace: 'landed' } };
    await writeFile(config, JSON.stringify({ ...namespaced, orgs }));
    await forget(OTHER, { config, dryRun: true }, surroundings());
    assert.match(printed, /SELECT Id FROM landed__Message__c WHERE landed__Recipient__c = '\+447700900667'/);
    assert.match(printed, /keep an opt-out/);
});

test('a message that its sender wants forgotten once delivered is erased when the CRM has seen that', async () => {
    await send('secret', PERSON, { from: 'MARKED-CONTENT' }, '?forget=delivered');
    await settled(harness);
    assert.ok(harness.org.rows.has('bsr:secret'));
    let left = 1;
    const end = Date.now() + PATIENCE_MS;
    while (left > 0) {
        assert.ok(Date.now() < end, 'it was not erased');
        const [, outcome] = await forgotten(PERSON, { dryRun: true });
        left = outcome.messages + outcome.requests;
        if (left > 0) await sleep(20);
    }
});

test('a purpose that the CRM keeps for minutes is erased as well, and no late report brings it back there', async () => {
    await harness.stop();
    const policy = { DeveloperName: 'OTP', Purpose__c: 'OTP', Keep_Minutes__c: 1 };
    harness.org.answers.set('Delivery_Policy__mdt', [policy]);
    await harness.start();
    await until(
        () => harness.logged.some((line) => line.includes('keeps.read')),
        () => 'the policies were not read',
    );
    await send('code', PERSON, {}, '?purpose=otp');
    await send('receipt', PERSON, {}, '?purpose=Receipt');
    await settled(harness);
    assert.ok(harness.org.rows.has('bsr:code'));
    let left = 2;
    const end = Date.now() + PATIENCE_MS;
    while (left > 1) {
        assert.ok(Date.now() < end, 'it was not erased');
        [, { messages: left }] = await forgotten(PERSON, { dryRun: true });
        if (left > 1) await sleep(20);
    }
    harness.org.rows.delete('bsr:code'); // as the flows of the CRM do, ten minutes later
    const events = harness.org.events.length;
    await send('code', PERSON, { status: 'UNDELIV', error_code: 'x' }, '?purpose=otp');
    await send('receipt', PERSON, { status: 'UNDELIV', error_code: 'x', delivered_at: '2026-07-17T12:05:09Z' });
    await settled(harness);
    const keys = new Set(harness.org.events.slice(events).map((event) => event['Message_Key__c']));
    assert.ok(!keys.has('bsr:code') && !harness.org.rows.has('bsr:code'));
    await forgotten(PERSON);
});

test('a purge leaves what is not older, and says what it did', async () => {
    const [, before] = await forgotten(OTHER, { dryRun: true });
    printed = '';
    await purge({ config, compact: true }, surroundings());
    assert.match(printed, /^Removed \d rows older than \d{4}-/);
    const [, left] = await forgotten(OTHER, { dryRun: true });
    assert.deepEqual([left.messages, left.requests], [before.messages, before.requests]);
    assert.equal(left.messages, 1);
});

test('what a purge removes is in the archive first, whole and for its owner only, and the totals stay', async () => {
    const path = join(harness.directory, 'archive.jsonl.gz');
    const store = await openSqliteStore({
        ...{ directory: harness.directory, exclusive: false, clock: { now: Date.now }, onDeath: () => undefined },
    });
    const totals = async () => (await store.totalsSince('demo', '2026-01-01')).map(({ figures }) => figures['total']);
    const before = await totals();
    assert.ok(before.length > 0);
    // The relay of the tests lives faster than we do: what it has just received may be ahead of us.
    printed = '';
    await purge({ config, days: -10_000, archive: path, json: true }, surroundings());
    const { archived, removed } = JSON.parse(printed) as { archived: Record<string, number>; removed: number };
    assert.ok(removed > 0);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as Record<string, string>);
    const messages = rows.filter(({ kind }) => kind === 'message');
    const requests = rows.filter(({ kind }) => kind === 'request');
    assert.deepEqual(archived, { messages: messages.length, requests: requests.length });
    const other = messages.find(({ messageKey }) => messageKey === 'bsr:other');
    assert.deepEqual([other?.['status'], other?.['recipient'], other?.['provider']], ['Delivered', OTHER, 'bsr']);
    const bodies = requests.map(({ body = '' }) => Buffer.from(body, 'base64').toString());
    assert.ok(bodies.some((body) => body.includes('"message_id":"other"') && body.includes('DELIVRD')));
    const [, left] = await forgotten(OTHER, { dryRun: true });
    assert.deepEqual([left.messages, left.requests], [0, 0]);
    assert.deepEqual(await totals(), before);
    await store.close();
    await assert.rejects(purge({ config, archive: path }, surroundings()), /is there already/);
});

test('of the thirteen fields of a report eleven reach the CRM, and all stay in the journal as they came', async () => {
    const path = join(harness.directory, 'thirteen.jsonl.gz');
    const told = {
        ...{ event: 'delivery_report', message_id: 'thirteen', to: '+447700900668', from: 'MyBrand' },
        ...{ status: 'UNDELIV', status_code: 1, error_code: '13', error_message: 'Invented words', segments: 2 },
        ...{ submitted_at: '2026-07-17T12:05:00Z', delivered_at: '2026-07-17T12:05:03Z', network: 'EE', country: 'GB' },
    };
    assert.equal((await post(harness.url, told)).status, 200);
    await settled(harness);
    const row = harness.org.rows.get('bsr:thirteen') ?? assert.fail('it did not arrive');
    const kept = ['Message_Key__c', 'Recipient__c', 'Sender__c', 'Provider_Status__c', 'Error_Code__c', 'Segments__c'];
    assert.deepEqual(
        kept.map((field) => row[field]),
        ['bsr:thirteen', told.to, told.from, told.status, told.error_code, told.segments],
    );
    assert.deepEqual(
        ['Queued_At__c', 'Failed_At__c', 'Carrier__c', 'Country__c', 'Status__c'].map((field) => row[field]),
        ['2026-07-17T12:05:00.000Z', '2026-07-17T12:05:03.000Z', told.network, told.country, 'Undelivered'],
    );
    await purge({ config, days: -10_000, archive: path, json: true }, surroundings());
    const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n');
    const bodies = lines
        .map((line) => JSON.parse(line) as Record<string, string>)
        .map(({ body = '' }) => Buffer.from(body, 'base64').toString());
    assert.ok(bodies.includes(JSON.stringify(told)));
});

test('a number is found in every way of writing it, and only that number', () => {
    const person = personOf(PERSON);
    for (const written of ['+447700900666', '447700900666', '00447700900666', 'whatsapp:+447700900666'])
        assert.ok(person.isIn(`{"to":"${written}"}`), written);
    assert.ok(person.isIn('to=%2B447700900666&x=1'));
    assert.ok(person.isIn('call me at +44 (7700) 900-666 please'));
    assert.ok(!person.isIn('{"to":"+447700900667"}'));
    assert.ok(person.isAddress('+44 7700 900666') && !person.isAddress('+447700900667') && !person.isAddress(null));
    const mail = personOf('Amara@example.org');
    assert.ok(mail.isAddress('amara@EXAMPLE.org') && mail.isIn('to=amara%40example.org'));
    for (const wrong of ['07700900666', '', 'amara', '+44']) assert.throws(() => personOf(wrong), UsageError);
});
