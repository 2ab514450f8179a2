/** Alarms to operators: what raises them, how seldom, and that they arrive at a real web and a real mail server. */
import { strict as assert } from 'node:assert';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import pino from 'pino';
import { SMTPServer } from 'smtp-server';
import { ADVICE, ALARM_KINDS, alarmsOf, throttle } from '../../src/core/alarms.ts';
import type { Alarm, Signs, Told } from '../../src/core/alarms.ts';
import { standardSignature } from '../../src/core/standardWebhooks.ts';
import { startAlarms } from '../../src/insight/alarms.ts';
import { mailWay, webhookWay } from '../../src/insight/alarmWays.ts';
import type { Message } from '../../src/insight/alarmWays.ts';
import { createVirtualTime } from '../simulation/virtualTime.ts';

const NOW = Date.UTC(2026, 6, 17, 12);
const MINUTE = 60_000;
const SETTINGS = { limitPercent: 80, storePercent: 85, orgMinutes: 10, hopSeconds: 30, againMinutes: 240 };
const WELL: Signs = { silentSources: [], dead: 3, limits: [], full: [], turnedAway: [], hops: [], paused: [] };

const raised = (signs: Partial<Signs>): string[] =>
    alarmsOf({ ...WELL, ...signs }, 3, SETTINGS, NOW).map(({ kind, subject }) => `${kind}: ${subject}`);

test('each sign raises its alarm, and a relay that is well raises none', () => {
    assert.deepEqual(raised({}), []);
    assert.deepEqual(raised({ silentSources: ['twilio/main'] }), ['Source Silent: twilio/main']);
    assert.deepEqual(raised({ dead: 4 }), ['Dead Letters: relay']);
    assert.deepEqual(raised({ dead: 2 }), []);
    const limit = { org: 'main', name: 'API calls', used: 79, limit: 100, emptyAt: null };
    assert.deepEqual(raised({ limits: [limit] }), []);
    assert.deepEqual(raised({ limits: [{ ...limit, used: 80 }] }), ['Limit Near: main API calls']);
    assert.deepEqual(raised({ limits: [{ ...limit, emptyAt: NOW }] }), ['Limit Near: main API calls']);
    assert.deepEqual(raised({ full: [{ what: 'disk of dataDir', part: 0.85 }] }), [
        'Store Nearly Full: disk of dataDir',
    ]);
    assert.deepEqual(raised({ turnedAway: [{ subject: 'relay', since: NOW }] }), ['Turning Away: relay']);
    assert.deepEqual(raised({ turnedAway: [{ subject: 'big', since: NOW }] }), ['Turning Away: big']);
    assert.deepEqual(raised({ hops: [{ hop: 'published', p95: 30_000 }] }), []);
    assert.deepEqual(raised({ hops: [{ hop: 'published', p95: 30_001 }] }), ['Slow: published']);
    const pause = { org: 'main', trouble: 'setup', since: NOW - 10 * MINUTE };
    assert.deepEqual(raised({ paused: [pause] }), ['Org Unreachable: main']);
    assert.deepEqual(raised({ paused: [{ ...pause, since: NOW - 9 * MINUTE }] }), []);
    assert.deepEqual(Object.keys(ADVICE), [...ALARM_KINDS]);
});

test('an alarm is told once while it lasts, again after four hours, and as over only when it has been for a while', () => {
    const alarm: Alarm = { kind: 'Source Silent', subject: 'twilio/main', detail: 'quiet' };
    fc.assert(
        fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 600 }), (minutes) => {
            let told: readonly Told[] = [];
            let lastRaised = -Infinity;
            let lastSeen = -Infinity;
            minutes.forEach((is, minute) => {
                const { notice, ...rest } = throttle(told, is ? [alarm] : [], SETTINGS, NOW + minute * MINUTE);
                told = rest.told;
                if (is) lastSeen = minute;
                if (notice.raised.length > 0) {
                    assert.ok(is && (minute - lastRaised >= 240 || minute - lastRaised > 10));
                    lastRaised = minute;
                }
                if (notice.cleared.length > 0) assert.equal(minute - lastSeen, 10);
            });
        }),
        { numRuns: 50 },
    );
    const steady = Array.from({ length: 600 }, () => [alarm]);
    let told: readonly Told[] = [];
    const times = steady.filter((alarms, minute) => {
        const result = throttle(told, alarms, SETTINGS, NOW + minute * MINUTE);
        told = result.told;
        return result.notice.raised.length > 0;
    });
    assert.equal(times.length, 3, 'at once, after four hours, after eight');
});

const MESSAGE: Message = {
    ...{ relay: 'Harbour', at: new Date(NOW).toISOString() },
    raised: [{ kind: 'Dead Letters', subject: 'relay', detail: '4 are set aside, 1 of them new.' }],
    cleared: [{ kind: 'Source Silent', subject: 'twilio/main', detail: 'quiet' }],
};

test('the webhook gets JSON with a text, signed as Standard Webhooks has it; an error there is an error here', async (t) => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    let [status, body, headers] = [204, '', {} as Readonly<Record<string, unknown>>];
    const server = createServer((request, response) => {
        body = '';
        headers = request.headers;
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => response.writeHead(status).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const way = webhookWay({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alarm`, secret });
    await way(MESSAGE);
    const sent = JSON.parse(body) as { text: string; raised: { kind: string; advice: string }[] };
    assert.match(sent.text, /^Harbour: Dead Letters: 4 are set aside, 1 of them new\.\n {4}landed dead list says why/);
    assert.match(sent.text, /Harbour: over: Source Silent, twilio\/main$/);
    assert.deepEqual(
        sent.raised.map(({ kind, advice }) => [kind, advice]),
        [['Dead Letters', ADVICE['Dead Letters']]],
    );
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
    assert.equal(signature, standardSignature(secret, String(id), String(timestamp), Buffer.from(body)));
    status = 500;
    await assert.rejects(way(MESSAGE), /answered 500/);
});

test('the mail server gets one mail for all who are to know', async (t) => {
    let [mail, to, user] = ['', [] as string[], ''];
    const server = new SMTPServer({
        ...{ authOptional: true, allowInsecureAuth: true, disabledCommands: ['STARTTLS'] },
        onAuth: (auth, _session, done) => {
            user = `${auth.username} ${auth.password}`;
            done(null, { user: auth.username });
        },
        onData(stream, session, done) {
            to = session.envelope.rcptTo.map(({ address }) => address);
            stream.on('data', (chunk: Buffer) => (mail += chunk.toString()));
            stream.on('end', () => done());
        },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    t.after(() => server.close());
    const { port } = server.server.address() as AddressInfo;
    const settings = { host: '127.0.0.1', port, tls: 'none', user: 'relay', password: 'invented' } as const;
    const people = ['ada@example.com', 'bob@example.com'];
    await mailWay({ ...settings, from: 'landed@example.com', to: people })(MESSAGE);
    assert.deepEqual([to, user], [people, 'relay invented']);
    assert.match(mail, /^Subject: \[Harbour\] Dead Letters: relay\r$/m);
    assert.match(mail, /4 are set aside, 1 of them new/);
    const starttls = mailWay({ ...settings, tls: 'starttls', from: 'landed@example.com', to: people });
    await assert.rejects(starttls(MESSAGE), /STARTTLS/i, 'never without TLS where it is asked for');
});

test('what a way could not take is tried again, what was told is remembered, and old dead letters are no news', async () => {
    const time = createVirtualTime(NOW);
    const memory = new Map<string, string>();
    const told: Message[] = [];
    let [dead, broken] = [5, false];
    const start = () =>
        startAlarms({
            ...{ relay: 'Harbour', settings: SETTINGS, timing: time, log: pino({ level: 'silent' }) },
            store: {
                remember: (name, value) => Promise.resolve(void memory.set(name, value)),
                recall: (name) => Promise.resolve(memory.get(name) ?? null),
            },
            ways: {
                hook: (message) => {
                    if (broken) return Promise.reject(new Error('away'));
                    told.push(message);
                    return Promise.resolve();
                },
            },
            signs: () => Promise.resolve({ ...WELL, dead }),
        });
    let alarms = start();
    await time.run(NOW + MINUTE);
    assert.equal(told.length, 0);
    [dead, broken] = [7, true];
    await time.run(NOW + 3 * MINUTE);
    assert.equal(told.length, 0);
    broken = false;
    await time.run(NOW + 5 * MINUTE);
    assert.equal(told.length, 1);
    assert.match(told[0]?.raised[0]?.detail ?? '', /7 are set aside, 2 of them new/);
    await alarms.stop();
    alarms = start();
    await time.run(NOW + 60 * MINUTE);
    assert.equal(told.length, 1, 'not again after a restart, and not as over');
    await alarms.stop();
});
