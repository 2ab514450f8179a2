/** Nobody confirms a message that matters: relay and org both watch, each a process of its own, and one email leaves. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { keptAlive, send } from '../support/send.ts';
import { daytimeZone } from '../../scripts/daytime.ts';
import { until } from '../support/until.ts';
import { createLocalOrg } from '#local-org';
import { createLog, createRelay, readConfig, type Timing } from '../../relay/src/index.ts';
import { ROOT, scratch, signer, writeRelaySetting } from '../support/landed.ts';
import { copyPackage, turn } from '../support/projectCopy.ts';
import { startPath, type WholePath } from '../support/wholePath.ts';
import { OrgClient, type Row } from '../support/orgClient.ts';

/** Seconds until the relay gives up; the org's own timer waits 90 of its clock. */
const WINDOW = 5;

let path: WholePath;
const agent = keptAlive(4);
before(async () => {
    path = await startPath({ donationWindow: WINDOW });
});
after(async () => {
    agent.destroy();
    await path.stop();
});

/** What is sent now must not be overdue at once because an earlier test has moved the org's clock. */
beforeEach(() => path.org.client.control('POST', 'clock', { now: new Date().toISOString() }));

interface Report {
    readonly number: string;
    readonly status: string;
    readonly code?: string;
    readonly references?: string;
    readonly message?: string;
}

async function report({ number, status, code, references = '?purpose=Donation', message = number }: Report) {
    const messageId = `SM${message.replace(/\D/g, '').padStart(32, '0')}`;
    const callback = { messageId, status, code: code ?? null, to: number, from: '+14155550100', at: new Date() };
    const request = path.relay().sign({ provider: 'twilio', callbacks: [callback] }, [], references);
    assert.equal((await send(request, agent)).status, 204);
}

async function contact(number: string, fields: Row = {}): Promise<void> {
    const home = { Time_Zone__c: daytimeZone(new Date()) };
    const person = { LastName: 'Invented', MobilePhone: number, Email: `a${number.slice(1)}@example.com`, ...home };
    await path.org.client.create('Contact', [{ ...person, ...fields }]);
}

const messages = (number: string): Promise<Row[]> =>
    path.org.client.query(
        `SELECT Status__c, Fallback_Status__c, Is_Late_Delivery__c FROM Message__c WHERE Recipient__c = '${number}'`,
    );
const becomes = (number: string, field: string, value: unknown): Promise<Row[]> =>
    until(
        () => messages(number),
        (rows) => rows.length === 1 && rows[0]?.[field] === value,
    );

/** How many emails this number's contact has been sent, once the org is at rest. */
async function emailsTo(number: string): Promise<number> {
    await path.org.client.idle();
    const sent = await path.org.client.control<readonly Row[]>('GET', 'outbox');
    return sent.filter((email) => JSON.stringify(email).includes(`a${number.slice(1)}@example.com`)).length;
}

async function pass(seconds: number): Promise<void> {
    await path.org.client.control('POST', 'clock', { advanceSeconds: seconds });
    await path.org.client.idle();
}

test('two hundred refused messages of one campaign are one alert, and one task for its owner', async () => {
    const [campaign] = await path.org.client.create('Campaign', [{ Name: 'Invented appeal' }]);
    assert.ok(campaign);
    const references = `?campaign=${campaign}`;
    const numbers = Array.from({ length: 200 }, (_, index) => `+447700900${String(index).padStart(3, '0')}`);
    await Promise.all(
        numbers.map((number) =>
            report({ number, status: 'undelivered', code: '30007', references, message: `9${number}` }),
        ),
    );
    await until(
        () => path.org.client.query(`SELECT Id FROM Message__c WHERE Campaign__c = '${campaign}'`),
        (rows) => rows.length === numbers.length,
    );
    // Its count follows once a minute; relay/test tells that it ends at 200.
    const alerts = await until(
        () => path.org.client.query('SELECT Id, Kind__c, Campaign__c FROM Delivery_Alert__c'),
        (rows) => rows.length > 0,
    );
    await path.org.client.idle();
    const tasks = await path.org.client.query("SELECT WhatId FROM Task WHERE Subject LIKE 'Delivery alert%'");
    // The hour may strike between two of the messages: then each hour has its own.
    assert.ok(alerts.length === 1 || new Date().getUTCMinutes() < 5, `${alerts.length} alerts`);
    assert.deepEqual(tasks.map((task) => task['WhatId']).sort(), alerts.map((alert) => alert['Id']).sort());
    for (const alert of alerts) {
        assert.deepEqual([alert['Kind__c'], alert['Campaign__c']], ['Spam Filtered', campaign]);
    }
});

test('the relay gives up first, the timer of the org comes second, the delivery last: one email', async () => {
    const number = '+447700900301';
    await contact(number);
    await report({ number, status: 'sent' });
    await becomes(number, 'Status__c', 'Unconfirmed');
    await becomes(number, 'Fallback_Status__c', 'Sent');
    assert.equal(await emailsTo(number), 1);
    await pass(120);
    assert.equal(await emailsTo(number), 1);
    await report({ number, status: 'delivered' });
    await becomes(number, 'Is_Late_Delivery__c', true);
    assert.equal(await emailsTo(number), 1);
});

test('a message that is delivered in time is no concern of either', async () => {
    const number = '+447700900302';
    await contact(number);
    await report({ number, status: 'sent' });
    await report({ number, status: 'delivered' });
    await becomes(number, 'Fallback_Status__c', 'Not Needed');
    await pass(120);
    assert.equal(await emailsTo(number), 0);
});

test('whoever has opted out of email is called instead, once', async () => {
    const number = '+447700900303';
    await contact(number, { HasOptedOutOfEmail: true });
    await report({ number, status: 'sent' });
    await becomes(number, 'Status__c', 'Unconfirmed');
    await becomes(number, 'Fallback_Status__c', 'Task Created');
    await pass(120);
    assert.equal(await emailsTo(number), 0);
    const tasks = await path.org.client.query("SELECT Description FROM Task WHERE Status = 'Not Started'");
    assert.equal(tasks.filter((task) => String(task['Description']).includes(number)).length, 1);
});

test('with the relay stopped the org sees to it, and the relay that comes back adds nothing', async () => {
    const number = '+447700900304';
    await contact(number);
    await path.relay().process.stop();
    await path.restartRelay(); // from here on it waits for what Twilio may repeat
    await report({ number, status: 'sent' });
    await becomes(number, 'Fallback_Status__c', 'Armed');
    await path.relay().process.stop();
    await pass(120);
    await becomes(number, 'Fallback_Status__c', 'Sent');
    assert.equal(await emailsTo(number), 1);
    await path.restartRelay();
    await becomes(number, 'Status__c', 'Unconfirmed');
    assert.equal(await emailsTo(number), 1);
});

test('after an hour without the relay, what the provider repeats of a delivery leads to no fallback', async () => {
    const number = '+447700900305';
    await contact(number);
    await path.relay().process.stop();
    await path.restartRelay();
    const hourAgo = Date.now() - 3_600_000;
    const messageId = '00000000-0000-4000-8000-000000000305';
    const repeat = async (status: string, at: number): Promise<void> => {
        const callback = { messageId, status, code: null, to: number, from: '+14155550100', at: new Date(at) };
        const webhook = { provider: 'bsr', callbacks: [callback] } as const;
        const { status: answer } = await send(path.relay().sign(webhook, [], '?purpose=Donation'), agent);
        assert.equal(Math.floor(answer / 100), 2);
    };
    await repeat('ENROUTE', hourAgo);
    await becomes(number, 'Fallback_Status__c', 'Armed'); // its window opens with the repeat, not an hour ago
    assert.equal(await emailsTo(number), 0);
    await repeat('DELIVRD', hourAgo + 4_000);
    await becomes(number, 'Fallback_Status__c', 'Not Needed');
    await pass(3_600);
    assert.equal(await emailsTo(number), 0);
    assert.equal((await messages(number))[0]?.['Is_Late_Delivery__c'], false);
});

test('with the timer of the org switched off the relay sees to it alone', async (t) => {
    const copy = await copyPackage();
    t.after(copy.remove);
    await turn(copy, 'Message_FallbackTimer', false);
    const watched = path;
    path = await startPath({ donationWindow: WINDOW, project: copy.directory });
    t.after(async () => {
        await path.stop();
        path = watched;
    });
    const number = '+447700900306';
    await contact(number);
    await report({ number, status: 'sent' });
    await becomes(number, 'Fallback_Status__c', 'Armed');
    await pass(3_600);
    await becomes(number, 'Fallback_Status__c', 'Sent');
    assert.equal(await emailsTo(number), 1);
    await report({ number, status: 'delivered' });
    await becomes(number, 'Is_Late_Delivery__c', true);
    assert.equal(await emailsTo(number), 1);
});

/** Each second of ours is twenty of the relay's; `skip` lets hours pass. */
function hurriedTiming() {
    const started = Date.now();
    let skipped = 0;
    const timing: Timing = {
        now: () => Math.floor(started + (Date.now() - started) * 20 + skipped),
        after(milliseconds, call) {
            const timer = setTimeout(call, milliseconds / 20);
            return () => clearTimeout(timer);
        },
    };
    return { timing, skip: (milliseconds: number) => void (skipped += milliseconds) };
}

test('an org that takes thirty events an hour refuses none: failures go first, and the rest follows in the next hour', async (t) => {
    const { directory, remove } = await scratch();
    const org = await createLocalOrg({ project: ROOT, limits: { hourlyEvents: 30 }, pubSub: false });
    const client = new OrgClient({ url: org.url, accessToken: org.accessToken });
    const setting = await writeRelaySetting(directory, { url: org.url, accessToken: org.accessToken });
    const config = readConfig(setting.configFile, setting.environment);
    const { proof } = config.orgs;
    assert.ok(proof);
    const publishing = { ...proof.publishing, urgentReserve: 0.25, missingAfterMs: 100 * 3_600_000 };
    const lines: string[] = [];
    const { timing, skip } = hurriedTiming();
    const relay = createRelay(
        { ...config, orgs: { proof: { ...proof, publishing } }, heartbeat: { everySeconds: 10, name: 'paced' } },
        {
            ...{ timing, random: () => 0.5, onFatal: (error: Error) => assert.fail(error) },
            log: createLog('info', { write: (line) => void lines.push(line) }),
        },
    );
    const { url } = await relay.start();
    t.after(async () => {
        await relay.stop();
        await org.close();
        await remove();
    });
    const sign = signer(url, setting);
    async function post(from: number, count: number, status: string): Promise<void> {
        const callbacks = Array.from({ length: count }, (_, index) => ({
            ...{
                messageId: `paced-${from + index}`,
                status,
                code: null,
                to: `+4477009${String(10_000 + from + index)}`,
            },
            ...{ from: '+14155550100', at: new Date(timing.now()) },
        }));
        const [first, ...rest] = callbacks;
        assert.ok(first);
        assert.equal((await send(sign({ provider: 'bsr', callbacks: [first, ...rest] }), agent)).status, 200);
    }
    const arrived = async (statuses: readonly string[]): Promise<number> => {
        const words = statuses.map((status) => `'${status}'`).join(', ');
        return (await client.query(`SELECT Id FROM Message__c WHERE Status__c IN (${words})`)).length;
    };
    const becomes = (statuses: readonly string[], count: number) =>
        until(
            () => arrived(statuses),
            (found) => found === count,
        );
    const says = (trouble: string | null) =>
        until(
            () => client.query('SELECT Trouble__c, Events_Limit__c FROM Relay_Status__c'),
            ([row]) => row?.['Trouble__c'] === trouble && row['Events_Limit__c'] === 30,
        );

    // Until the org has told its limits, the relay reckons with the least that any edition has, which is more than thirty.
    await says(null);
    await post(0, 30, 'DELIVRD');
    await becomes(['Delivered'], 18);
    await says('hourly events short: only urgent reports go');
    await post(100, 8, 'REJECTD');
    await becomes(['Rejected'], 6);
    await says('hourly events used up: all reports wait');
    assert.equal(await arrived(['Delivered']), 18, 'of 24, the last 6 were kept for failures');

    skip(70 * 60_000);
    await client.control('POST', 'clock', { advanceSeconds: 70 * 60 });
    await becomes(['Rejected'], 8);
    await becomes(['Delivered'], 30);
    await says(null);
    assert.doesNotMatch(lines.join('\n'), /LIMIT_EXCEEDED|org\.unavailable|"outcome":"(retry|dead)"/);
});
