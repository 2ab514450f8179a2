/**
 * Bad input over the whole path, each part a process of its own: what is refused changes nothing, what is authentic is
 * kept, and no process ever prints what it knows of people or secrets.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ROOT, scratch, type RunningOrg, type RunningRelay, type RelaySetting } from '../support/landed.ts';
import { signBsr, type Callback } from '../support/providerRequests.ts';
import { keptAlive, send } from '../support/send.ts';
import { until } from '../support/until.ts';
import { startPath, type WholePath } from '../support/wholePath.ts';

const MARKED_NUMBER = '+447700900666';
const MARKED_SENDER = 'MARKEDSENDER';
const MARKED_NAME = 'Markedperson';
const MARKED_MAIL = 'marked.person@example.com';
const RELAY = path.join(ROOT, 'relay/src/main.ts');

const agent = keptAlive(4);
let wholePath: WholePath;
let org: RunningOrg;
let relay: RunningRelay;
let setting: RelaySetting;
before(async () => {
    wholePath = await startPath();
    ({ org, setting } = wholePath);
    relay = wholePath.relay();
    await org.client.create('Contact', [{ LastName: MARKED_NAME, MobilePhone: MARKED_NUMBER, Email: MARKED_MAIL }]);
});
after(async () => {
    agent.destroy();
    await wholePath.stop();
});

let messages = 0;
const callback = (changes: Partial<Callback> = {}): Callback => ({
    messageId: `SM${String((messages += 1)).padStart(32, '0')}`,
    status: 'delivered',
    code: null,
    to: MARKED_NUMBER,
    from: MARKED_SENDER,
    at: new Date(),
    ...changes,
});

const keysInOrg = async (): Promise<string[]> =>
    (await org.client.query('SELECT Message_Key__c FROM Message__c')).map((row) => String(row['Message_Key__c']));

interface DeadLetter {
    readonly id: number;
    readonly reason: string;
    readonly droppedAt: number | null;
}

/** `landed dead …`; what it says. */
async function dead(...words: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(
        process.execPath,
        [RELAY, 'dead', ...words, '--config', setting.configFile],
        { env: { ...process.env, ...setting.environment } },
    );
    return stdout;
}

async function deadLetters(...more: readonly string[]): Promise<readonly DeadLetter[]> {
    return JSON.parse(await dead('list', '--json', ...more)) as DeadLetter[]; // as it documents
}

/** A good report sent after the bad ones has arrived: so whatever they were going to do is done. */
async function settled(): Promise<string[]> {
    const last = callback();
    assert.ok((await send(relay.sign({ provider: 'twilio', callbacks: [last] }), agent)).status < 300);
    return until(keysInOrg, (keys) => keys.includes(`twilio:${last.messageId}`));
}

test('a wrong, missing or foreign signature is answered 401 and changes nothing', async () => {
    const good = relay.sign({ provider: 'twilio', callbacks: [callback()] });
    const unsigned = { ...good, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const changed = { ...good, body: good.body.replace('delivered', 'undelivered') };
    const foreign = signBsr(`${relay.url}/hooks/bsr/proof`, JSON.stringify({}), 'a secret of somebody else');
    for (const bad of [unsigned, changed, foreign]) {
        const { status, body } = await send(bad, agent);
        assert.equal(status, 401);
        assert.deepEqual(Object.keys(JSON.parse(body) as object).sort(), ['code', 'message']);
    }
    assert.equal((await settled()).length, 1);
});

test('an unreadable authentic body is answered 2xx and kept as a dead letter with its reason', async () => {
    const before = (await deadLetters()).length;
    const hook = `${relay.url}/hooks/bsr/proof`;
    const unreadable = ['{"event":"delivery_report",', 'not JSON at all', '[1,2,3', JSON.stringify({ event: 'other' })];
    for (const body of unreadable) {
        assert.equal(Math.floor((await send(signBsr(hook, body, setting.secrets.bsr), agent)).status / 100), 2);
    }
    await settled();
    const letters = await until(deadLetters, (found) => found.length >= before + unreadable.length);
    assert.equal(letters.length, before + unreadable.length);
    for (const { reason } of letters) assert.ok(reason.length > 0);
});

test('dead letters that an operator drops count no longer and are still shown; dropping twice is refused', async () => {
    const [first, ...others] = await deadLetters();
    assert.ok(first);
    assert.match(await dead('drop', String(first.id)), /^Dropped 1\./);
    const again = [others[0], first].flatMap((one) => (one === undefined ? [] : [String(one.id)]));
    await assert.rejects(dead('drop', ...again), new RegExp(`nothing is left to drop of ${first.id}`));
    const dropped = (await deadLetters('--all')).filter(({ droppedAt }) => droppedAt !== null);
    assert.deepEqual(
        dropped.map(({ id }) => id),
        [first.id],
        'all of them, or none',
    );
    assert.deepEqual(await deadLetters(), others);
});

test('one bad element of a batch is set aside and the others arrive', async () => {
    const before = (await deadLetters()).length;
    const delivered = callback({ messageId: 'msg_good_1', status: 'DELIVRD' });
    const expired = callback({ messageId: 'msg_good_2', status: 'EXPIRED' });
    const signed = relay.sign({ provider: 'bsr', callbacks: [delivered, expired] });
    const elements = JSON.parse(signed.body) as object[];
    elements.splice(1, 0, { event: 'delivery_report', message_id: 'msg_bad', status: 'DELIVRD' });
    const batch = signBsr(signed.url, JSON.stringify(elements), setting.secrets.bsr);
    assert.equal(Math.floor((await send(batch, agent)).status / 100), 2);
    const keys = await until(
        keysInOrg,
        (found) => found.includes('bsr:msg_good_1') && found.includes('bsr:msg_good_2'),
    );
    assert.ok(!keys.includes('bsr:msg_bad'));
    assert.equal((await deadLetters()).length, before + 1);
});

/** As a message's id: text that ends a line, a literal, a query or an address where it is not escaped. */
const ODD_IDS = [
    'a\u2028b',
    'a\u2029b',
    "a'b",
    'a\\',
    'a\\u0041',
    'a%00b',
    'a%_b',
    '\u202Ea',
    '"a',
    '😀',
    "') OR (Name LIKE '%",
];

test('a message with an odd id is confirmed like any other, and keeps none waiting', async () => {
    for (const messageId of ODD_IDS) {
        const signed = relay.sign({ provider: 'bsr', callbacks: [callback({ messageId, status: 'DELIVRD' })] });
        assert.equal(Math.floor((await send(signed, agent)).status / 100), 2);
    }
    await send(relay.sign({ provider: 'twilio', callbacks: [callback({ messageId: `SM${'f'.repeat(32)}` })] }), agent);
    const wanted = [...ODD_IDS.map((id) => `bsr:${id}`), `twilio:SM${'f'.repeat(32)}`];
    await until(keysInOrg, (found) => wanted.every((key) => found.includes(key)));
    const counts = async () =>
        (await (await fetch(`${relay.url}/ready`)).json()) as { unpublished: number; inFlight: number };
    await until(counts, ({ unpublished, inFlight }) => unpublished + inFlight === 0);
});

/** Announces 17 MiB and sends only the beginning: a server that answers at once may hang up on the rest. */
async function statusOfOversized(hook: string): Promise<number | undefined> {
    const headers = { 'content-type': 'application/json', 'content-length': String(17 * 1024 * 1024) };
    const outgoing = request(hook, { method: 'POST', headers });
    outgoing.write('x'.repeat(1024));
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    outgoing.destroy();
    return answer.statusCode;
}

test('an oversized body is answered 413, an unknown source 404', async () => {
    assert.equal(await statusOfOversized(`${relay.url}/hooks/bsr/proof`), 413);
    const good = relay.sign({ provider: 'twilio', callbacks: [callback()] });
    for (const place of ['/hooks/twilio/nobody', '/hooks/acme/proof', '/hooks/twilio', '/']) {
        assert.equal((await send({ ...good, url: relay.url + place }, agent)).status, 404, place);
    }
});

test('a configuration with several faults is refused with all of them at once', async (t) => {
    const { directory, remove } = await scratch();
    t.after(remove);
    const file = path.join(directory, 'bad.json');
    const configuration = {
        listen: { port: 'x' },
        orgs: {
            main: {
                instanceUrl: 'https://example.my.salesforce.com',
                auth: { kind: 'accessToken', token: { env: 'PROOF_TOKEN_THAT_IS_NOT_SET' } },
            },
        },
        sources: [
            { provider: 'twilio', name: 'a', org: 'nowhere', secrets: [{ env: 'PROOF_SECRET_THAT_IS_NOT_SET' }] },
            { provider: 'acme', name: 'b', org: 'main', secrets: [] },
        ],
    };
    await writeFile(file, JSON.stringify(configuration));
    const child = spawn(process.execPath, [RELAY, 'serve', '--config', file]);
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    assert.equal(child.exitCode, 78, complained);
    const output = said + complained;
    const named = [
        /dataDir/,
        /listen\.port/,
        /PROOF_TOKEN_THAT_IS_NOT_SET/,
        /nowhere/,
        /PROOF_SECRET_THAT_IS_NOT_SET/,
        /sources\.1\.provider/,
        /sources\.1\.secrets/,
    ];
    for (const name of named) assert.match(output, name);
});

test('no process prints numbers, names, addresses, secrets or tokens', async () => {
    await settled();
    const printed = [...relay.output.lines, ...org.output.lines].filter((line) => !line.startsWith('{"ready":true'));
    assert.ok(printed.length > 10, 'there is nothing to search');
    const secrets = [
        MARKED_NUMBER,
        encodeURIComponent(MARKED_NUMBER),
        MARKED_NUMBER.slice(1),
        MARKED_SENDER,
        MARKED_NAME,
        MARKED_MAIL,
        org.accessToken,
        ...Object.values(setting.secrets),
    ];
    for (const secret of secrets) {
        assert.deepEqual(
            printed.filter((line) => line.includes(secret)),
            [],
        );
    }
});
