/** `landed reconcile`, beside a relay that is running: what the provider's API says ends in the CRM like a callback. */
import { strict as assert } from 'node:assert';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { reconcile } from '../../src/cli/reconcile.ts';
import { status } from '../../src/cli/status.ts';
import { UsageError } from '../../src/cli/surroundings.ts';
import { twilioSample } from '../../src/core/twilioSignature.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { bsrReport, configOf, post, SECRET, settled, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

const SID = 'SM0123456789abcdef0123456789abcdef';
/** Known to the provider's API only. */
const LOST = 'SM00000000000000000000000000000002';
const api = createServer((request, response) => {
    const known = request.url?.includes(SID) === true || request.url?.includes(LOST) === true;
    response.writeHead(known ? 200 : 404);
    response.end(
        JSON.stringify({
            sid: request.url?.includes(LOST) ? LOST : SID,
            status: 'delivered',
            to: '+447700900123',
            error_code: null,
        }),
    );
});

let harness: Harness;
let config: string;
let printed = '';
const surroundings = () => ({
    env: { ORG_TOKEN: harness.org.token },
    stdout: { write: (text: string) => void (printed += text) },
    asked: Promise.resolve(),
});

before(async () => {
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    const statusApi = { account: 'AC1', secret: { local: 'token' }, baseUrl };
    const sources = [
        { provider: 'twilio', name: 'demo', org: 'demo', secrets: [{ local: SECRET }], statusApi },
        { provider: 'bsr', name: 'demo', org: 'demo', secrets: [{ local: SECRET }] },
    ];
    harness = await startHarness({ sources });
    config = join(harness.directory, 'relay.json');
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory, { sources })));
});
after(async () => {
    await harness.close();
    await new Promise((resolve) => api.close(resolve));
});

test('a message that its provider never spoke of again is asked for, and its end is seen in the CRM', async () => {
    const order = { publicUrl: harness.url, path: '/hooks/twilio/demo?purpose=otp', secret: SECRET, id: '0', at: 0 };
    const { headers, body } = twilioSample(order, { MessageSid: SID, SmsSid: SID, MessageStatus: 'sent' });
    const request = { method: 'POST', headers, body: new Uint8Array(body) };
    assert.equal((await fetch(harness.url + order.path, request)).status, 204);
    await settled(harness);
    assert.equal(harness.org.rows.get(`twilio:${SID}`)?.['Status__c'], 'Sent');

    // The relay of the tests lives faster than we do: what it has just received may be ahead of us.
    const wide = { config, json: true, limit: 10, olderThan: -10_000 };
    printed = '';
    assert.equal(await reconcile(wide, surroundings()), 0);
    assert.deepEqual(JSON.parse(printed), { dryRun: false, asked: 1, news: 1, unchanged: 0, unknown: 0, failed: 0 });
    await until(
        () => harness.org.rows.get(`twilio:${SID}`)?.['Status__c'] === 'Delivered',
        () => JSON.stringify(harness.org.rows.get(`twilio:${SID}`)),
    );
    const row = harness.org.rows.get(`twilio:${SID}`);
    assert.equal(row?.['Purpose__c'], 'otp', 'what was known stays');

    printed = '';
    await reconcile({ ...wide, json: false }, surroundings());
    assert.match(printed, /^Asked 0 times: /, 'it has an end now');
});

test('its form is the one of a callback, so the real one that comes late has no second effect', async () => {
    const events = harness.org.events.length;
    const late = { MessageSid: SID, SmsSid: SID, MessageStatus: 'delivered' };
    const order = { publicUrl: harness.url, path: '/hooks/twilio/demo', secret: SECRET, id: '0', at: 0 };
    const { headers, body } = twilioSample(order, { ...late, To: '+447700900123' });
    await fetch(harness.url + order.path, { method: 'POST', headers, body: new Uint8Array(body) });
    await until(
        () => harness.logged.some((line) => line.includes('"duplicates":1')),
        () => 'it was not read as a copy',
    );
    await settled(harness);
    assert.equal(harness.org.events.length, events);
});

interface Found {
    readonly providers: readonly object[];
    readonly orgs: readonly Record<string, unknown>[];
    readonly log: Record<string, unknown> | null;
    readonly rows: readonly Record<string, unknown>[];
}

async function report(options: object): Promise<Found> {
    printed = '';
    // The relay of the tests lives faster than we do: what it has just received may be ahead of us.
    await reconcile({ config, json: true, limit: 10, olderThan: -10_000, ...options }, surroundings());
    return JSON.parse(printed) as Found;
}

const sids = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `SM${String(index + 10).padStart(32, '0')}`);

async function callBack(id: string, status: string): Promise<void> {
    const order = { publicUrl: harness.url, path: '/hooks/twilio/demo', secret: SECRET, id: '0', at: 0 };
    const to = `+4477009${id.slice(-5)}`;
    const { headers, body } = twilioSample(order, { MessageSid: id, SmsSid: id, MessageStatus: status, To: to });
    await fetch(harness.url + order.path, { method: 'POST', headers, body: new Uint8Array(body) });
}

test('the report finds rows that the org has lost, set back or had edited, and what it can is published again', async () => {
    const [lost = '', old = '', edited = '', well = ''] = sids(4).map((id) => `twilio:${id}`);
    for (const id of sids(4)) await callBack(id, 'undelivered');
    await settled(harness);
    const { rows } = harness.org;
    const rowOf = (key: string) => rows.get(key) ?? assert.fail();
    rows.delete(lost);
    rows.set(old, { ...rowOf(old), Version__c: 0, Status__c: 'Queued' });
    rows.set(edited, { ...rowOf(edited), Status__c: 'Delivered' });
    const wanted = [
        [lost, 'missing', 'Undelivered', null],
        [old, 'behind', 'Undelivered', 'Queued'],
        [edited, 'other', 'Undelivered', 'Delivered'],
    ];
    const drift = ({ rows: found }: Found) =>
        found
            .filter(({ where }) => where === 'org')
            .map((row) => [row['messageKey'], row['drift'], row['ours'], row['theirs']]);

    const looked = await report({ report: true, dryRun: true });
    assert.deepEqual(drift(looked), wanted);
    assert.equal(rows.has(lost), false, 'a dry run changes nothing');
    const file = join(harness.directory, 'drift.csv');
    const repaired = await report({ report: true, rows: file });
    assert.deepEqual(drift(repaired), wanted);
    assert.deepEqual([repaired.orgs[0]?.['missing'], repaired.orgs[0]?.['republished']], [1, 2]);
    assert.match(await readFile(file, 'utf8'), new RegExp(`org,demo,${lost},missing,Undelivered,,yes`));
    await until(
        () => rows.get(lost)?.['Status__c'] === 'Undelivered' && rows.get(old)?.['Status__c'] === 'Undelivered',
        () => JSON.stringify([rows.get(lost), rows.get(old)]),
    );
    await settled(harness);
    const again = await report({ report: true });
    assert.deepEqual(drift(again), wanted.slice(2), 'what stands in the row as final is not overwritten');
    assert.equal(rowOf(well)['Version__c'], 1, 'what agreed was left alone');
});

test('what only a sender in the CRM knows of is asked for, and is found', async () => {
    const key = `twilio:${LOST}`;
    harness.org.rows.set(key, { Message_Key__c: key, Status__c: 'Queued' });
    const { providers, orgs } = await report({ report: true });
    assert.deepEqual(orgs[0]?.['unheard'], [key]);
    assert.deepEqual(providers, [
        { provider: 'twilio', stuck: 0, asked: 1, same: 0, different: 1, unknown: 0, unanswered: 0 },
    ]);
    await until(
        () => harness.org.rows.get(key)?.['Status__c'] === 'Delivered',
        () => JSON.stringify(harness.org.rows.get(key)),
    );
    await settled(harness);
});

test("a provider's own log shows what never came, and its rows are read as callbacks", async () => {
    const [stuck = '', told = '', ahead = ''] = sids(7).slice(4);
    const unheard = 'SM00000000000000000000000000000099';
    await callBack(stuck, 'sent');
    await callBack(told, 'delivered');
    await callBack(ahead, 'delivered');
    await settled(harness);
    const log = join(harness.directory, 'log.csv');
    const template = join(harness.directory, 'callback.txt');
    const lines = [
        'Sid,State,Error,To',
        `${stuck},Undelivered,30003,+447700900014`,
        `${told},Delivered,,+447700900015`,
    ];
    lines.push(
        `${ahead},Sent,,+447700900016`,
        `${unheard},Delivered,,+447700900099`,
        `${unheard},Teleported,,+447700900099`,
    );
    await writeFile(log, lines.join('\n'));
    await writeFile(template, 'MessageSid={{Sid}}&MessageStatus={{State|lower}}&ErrorCode={{Error}}&To={{To}}');
    const options = { csv: log, template, source: 'twilio/demo' };
    const { log: found, rows } = await report(options);
    const counts = { rows: 5, same: 1, different: 1, weaker: 1, unheard: 1, unreadable: 1, taken: 2, notThere: null };
    assert.deepEqual(found, { source: 'twilio/demo', ...counts, bill: null, reasons: ['unlisted status: teleported'] });
    assert.deepEqual(
        rows.map((row) => [row['messageKey'], row['drift'], row['repaired']]),
        [
            [`twilio:${stuck}`, 'different', true],
            [`twilio:${ahead}`, 'weaker', false],
            [`twilio:${unheard}`, 'unheard', true],
        ],
    );
    await until(
        () => harness.org.rows.has(`twilio:${unheard}`),
        () => [...harness.org.rows.keys()].join(),
    );
    await settled(harness);
    const row = harness.org.rows.get(`twilio:${stuck}`);
    assert.deepEqual([row?.['Status__c'], row?.['Failure_Class__c']], ['Undelivered', 'Temporary']);
    const { log: later } = await report(options);
    assert.deepEqual([later?.['same'], later?.['taken']], [3, 0]);

    await writeFile(template, 'MessageSid={{Id}}');
    await assert.rejects(report(options), UsageError);
    await assert.rejects(report({ csv: log }), UsageError);
});

test("what a provider's log charges is held against what was reported, message by message", async () => {
    const sent = ['bill-1', 'bill-2', 'bill-3'].map((id) => ({ ...bsrReport({ id }), segments: 2 }));
    await post(harness.url, [...sent, bsrReport({ id: 'bill-4' })]);
    await settled(harness);
    const log = join(harness.directory, 'bill.csv');
    const template = join(harness.directory, 'bsr.json');
    const lines = ['bill-1,2,-0.08', 'bill-2,3,-0.12', 'bill-2,3,-0.12', 'bill-3,,', 'bill-4,1,-0.04'];
    await writeFile(log, ['Id,Parts,Price', ...lines].join('\n'));
    await writeFile(template, JSON.stringify(bsrReport({ id: '{{Id}}' })));
    const options = { csv: log, template, source: 'bsr/demo', bill: 'Parts,Price' };
    const { log: found, rows } = await report(options);
    assert.deepEqual(found?.['bill'], {
        ...{ messages: 3, different: 1, unreported: 1, costs: {} },
        segments: { billed: 5, reported: 4 },
    });
    assert.deepEqual(
        rows.map((row) => [row['messageKey'], row['drift'], row['ours'], row['theirs'], row['repaired']]),
        [['bsr:bill-2', 'charged', '2 segments', '3 segments, 0.12', false]],
    );
    for (const bill of ['', 'Parts,Price,Currency,More', 'Nothing'])
        await assert.rejects(report({ ...options, bill }), UsageError, bill);
});

test('after an outage the gap is asked for by itself, and status says how long it was and what it would cost', async () => {
    const order = { publicUrl: harness.url, path: '/hooks/twilio/demo', secret: SECRET, id: '0', at: 0 };
    const { headers, body } = twilioSample(order, {
        MessageSid: LOST,
        SmsSid: LOST,
        MessageStatus: 'sent',
        To: '+447700900124',
    });
    await fetch(harness.url + order.path, { method: 'POST', headers, body: new Uint8Array(body) });
    await settled(harness);
    await harness.stop();
    const beside = {
        directory: harness.directory,
        exclusive: false,
        clock: { now: Date.now },
        onDeath: () => undefined,
    };
    const store = await openSqliteStore(beside);
    await store.remember('alive', String(Date.now() - 600_000));
    printed = '';
    assert.equal(await status({ config }, surroundings()), 1);
    assert.match(printed, /^Down: it last took in reports .*, 1\d min( \d+ s)? ago\./);
    assert.match(printed, /twilio\/demo: reports of the outage's first \d+ min( \d+ s)? are lost; reconcile once/);
    await store.close();

    await harness.start();
    await until(
        () => harness.logged.some((line) => line.includes('outage.ended')),
        () => 'no outage',
    );
    await until(
        () => harness.org.rows.get(`twilio:${LOST}`)?.['Status__c'] === 'Delivered',
        () => JSON.stringify(harness.org.rows.get(`twilio:${LOST}`)),
    );
    printed = '';
    await status({ config, json: true }, surroundings());
    const { outages, sources } = JSON.parse(printed) as { outages: object[]; sources: Record<string, unknown>[] };
    assert.equal(outages.length, 1);
    assert.equal(sources[0]?.['source'], 'twilio/demo');
});

test('an org that will not be asked is told, and is no clean report', async () => {
    harness.org.faults.call = (path) => (path === '/query' ? { status: 400, code: 'INVALID_TYPE' } : undefined);
    printed = '';
    assert.equal(await reconcile({ config, limit: 1, report: true }, surroundings()), 1);
    assert.match(printed, /^(?:Org demo could not be asked: INVALID_TYPE\.|.* not compared \(INVALID_TYPE\)\.)$/m);
    harness.org.faults = {};
});

test('nobody to ask is an error of whoever asks', async () => {
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory)));
    await assert.rejects(reconcile({ config, limit: 1 }, surroundings()), UsageError);
});
