/** Amazon SNS at the relay's door, with a certificate that a server of the tests hands out by HTTPS. */
import { strict as assert } from 'node:assert';
import { sign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonical } from '../../src/core/sns.ts';
import { createKeys } from '../../src/ingest/keys.ts';
import { PATIENT, settled, startHarness } from './harness.ts';
import type { Harness } from './harness.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:sms-dlr';
const HOST = 'https://sns.eu-west-1.amazonaws.com';
const CERTIFICATE = `${HOST}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem`;
const SUBSCRIBE = `${HOST}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336`;
const pem = (name: string): string => readFileSync(new URL(`../sns/${name}.pem`, import.meta.url), 'utf8');
const [key, certificate] = [pem('key'), pem('certificate')];

/** What SNS's own host would answer; each address that was asked for. */
const asked: string[] = [];
let away = false;
const server = createServer({ key, cert: certificate }, ({ url = '' }, response) => {
    asked.push(url);
    response.writeHead(away ? 500 : 200).end(url.endsWith('.pem') ? certificate : '<ConfirmSubscriptionResponse/>');
});

/** As the relay's own, but for the host: every name of SNS is the server of the tests. */
async function get(url: string): Promise<string> {
    const { pathname, search } = new URL(url);
    const { port } = server.address() as AddressInfo;
    const call = request({
        host: '127.0.0.1',
        port,
        path: pathname + search,
        ca: certificate,
        checkServerIdentity: () => undefined,
    });
    call.end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    const answer = await text(response);
    if (response.statusCode !== 200) throw new Error(`HTTP_${response.statusCode}`);
    return answer;
}

let harness: Harness;
before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sources = [{ provider: 'aws-sms', name: 'demo', org: 'demo', secrets: [{ local: TOPIC }] }];
    harness = await startHarness({ ...PATIENT, sources }, { get });
});
after(async () => {
    await harness.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
});

/** The relay of the tests lives faster than we do: SNS's own hour of repetition covers it. */
async function post(facts: Readonly<Record<string, string>>): Promise<number> {
    const envelope: Record<string, string> = {
        ...{ Type: 'Notification', MessageId: '1', TopicArn: TOPIC, Timestamp: new Date().toISOString() },
        ...{ SignatureVersion: '2', ...facts },
    };
    const signed = canonical(envelope, envelope['Type'] as 'Notification');
    const Signature = sign('RSA-SHA256', Buffer.from(signed), key).toString('base64');
    const body = JSON.stringify({ ...envelope, Signature, SigningCertURL: CERTIFICATE });
    return (await fetch(`${harness.url}/hooks/aws-sms/demo`, { method: 'POST', body })).status;
}
const event = (messageId: string): string =>
    JSON.stringify({
        ...{ eventType: 'TEXT_DELIVERED', messageId, eventTimestamp: Date.UTC(2026, 6, 17, 12) },
        destinationPhoneNumber: '+447700900123',
    });

test('a certificate that cannot be fetched is no refusal: SNS is told to repeat', async () => {
    away = true;
    assert.equal(await post({ Message: event('1') }), 503);
    away = false;
    assert.ok(harness.logged.some((line) => line.includes('RELAY_KEY_UNAVAILABLE')));
    asked.length = 0;
});

test('a subscription to an allowed topic is confirmed, to another one nothing is fetched', async () => {
    const subscription = { Type: 'SubscriptionConfirmation', Message: 'Confirm.', Token: '2336' };
    const other = TOPIC.replace('sms-dlr', 'another');
    assert.equal(await post({ ...subscription, TopicArn: other, SubscribeURL: SUBSCRIBE }), 401);
    assert.deepEqual(asked, []);
    // What could not be fetched a moment ago is asked for again after five seconds of the relay's.
    const confirmed = { ...subscription, SubscribeURL: SUBSCRIBE };
    let status = await post(confirmed);
    for (; status === 503; status = await post(confirmed)) await sleep(20);
    assert.equal(status, 200);
    assert.deepEqual(asked, [CERTIFICATE.slice(HOST.length), SUBSCRIBE.slice(HOST.length)]);
    const elsewhere = SUBSCRIBE.replace('sns.eu-west-1.amazonaws.com', 'sns.eu-west-1.amazonaws.com.example.com');
    assert.equal(await post({ ...subscription, SubscribeURL: elsewhere }), 200);
    assert.equal(asked.length, 2, 'signed, and yet fetched from nobody else');
});

test('reports reach the CRM, and the certificate is fetched once', async () => {
    asked.length = 0;
    for (const id of ['2', '3']) assert.equal(await post({ Message: event(id) }), 200);
    await settled(harness);
    assert.deepEqual([...harness.org.rows.keys()].sort(), ['aws-sms:2', 'aws-sms:3']);
    assert.deepEqual(asked, []);
});

test('keys are kept for a day, what failed for some seconds, and callers that wait share one question', async () => {
    let [now, calls, broken] = [0, 0, false];
    const keys = createKeys(
        () => {
            calls += 1;
            return broken ? Promise.reject(new Error('away')) : Promise.resolve('pem');
        },
        { now: () => now },
    );
    assert.deepEqual(await Promise.all([keys.key('a'), keys.key('a')]), ['pem', 'pem']);
    now = 23 * 3_600_000;
    await keys.key('a');
    assert.equal(calls, 1);
    now = 25 * 3_600_000;
    broken = true;
    await assert.rejects(keys.key('a'), { code: 'RELAY_KEY_UNAVAILABLE' });
    await assert.rejects(keys.key('a'), { code: 'RELAY_KEY_UNAVAILABLE' });
    assert.equal(calls, 2);
    [now, broken] = [now + 5_000, false];
    assert.equal(await keys.key('a'), 'pem');
});
