/**
 * Asking providers what became of a message, against a small server that answers as their documentation says (the
 * addresses are in the table of src/providers/statusApis.ts), with invented people.
 */
import { strict as assert } from 'node:assert';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { createNumberHash } from '../../src/core/hashedNumbers.ts';
import type { NumberHash } from '../../src/core/hashedNumbers.ts';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { ParsedElement } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import type { KnownMessage, NewRequest } from '../../src/core/store.ts';
import { createReconciler } from '../../src/insight/reconciliation.ts';
import type { Tally } from '../../src/insight/reconciliation.ts';
import { adapterOf } from '../../src/providers/index.ts';
import { STATUS_APIS, statusSourcesOf } from '../../src/providers/statusApis.ts';

const TO = '+447700900123';
const NOW = Date.UTC(2026, 6, 17, 14);
const RECEIVED = '2026-07-17T12:00:00.000Z';

interface Case {
    readonly id: string;
    readonly path: string;
    readonly authorization: string;
    readonly answer: object;
    readonly status: string;
}

const BASIC = `Basic ${Buffer.from('account:s3cret').toString('base64')}`;
const UUID = '4f1c2c4e-6b52-4b7c-9a35-0a1b2c3d4e5f';

const CASES: Readonly<Record<string, Case>> = {
    twilio: {
        ...{ id: 'SM0123456789abcdef0123456789abcdef', authorization: BASIC, status: 'Undelivered' },
        path: '/2010-04-01/Accounts/account/Messages/SM0123456789abcdef0123456789abcdef.json',
        answer: {
            ...{ sid: 'SM0123456789abcdef0123456789abcdef', status: 'undelivered', error_code: 30005, to: TO },
            ...{ from: '+15005550010', num_segments: '1', date_updated: 'Fri, 17 Jul 2026 12:05:03 +0000' },
        },
    },
    plivo: {
        ...{ id: UUID, authorization: BASIC, status: 'Delivered', path: `/v1/Account/account/Message/${UUID}/` },
        answer: {
            message_uuid: UUID,
            message_state: 'delivered',
            to_number: '447700900123',
            units: 1,
            error_code: '000',
        },
    },
    telnyx: {
        ...{ id: UUID, authorization: 'Bearer s3cret', status: 'Delivered', path: `/v2/messages/${UUID}` },
        answer: {
            data: {
                ...{ id: UUID, record_type: 'message', direction: 'outbound', type: 'SMS', errors: [], parts: 1 },
                ...{ from: { phone_number: '+15005550010' }, to: [{ phone_number: TO, status: 'delivered' }] },
                ...{ received_at: RECEIVED, sent_at: RECEIVED, completed_at: '2026-07-17T12:05:03.000+00:00' },
            },
        },
    },
    sinch: {
        ...{ id: '01J2ZK6T8Q4VY0M2S1A9B3C4D5:447700900123', authorization: 'Bearer s3cret', status: 'Delivered' },
        path: '/xms/v1/account/batches/01J2ZK6T8Q4VY0M2S1A9B3C4D5/delivery_report/447700900123',
        answer: {
            ...{ batch_id: '01J2ZK6T8Q4VY0M2S1A9B3C4D5', recipient: '447700900123', code: 0, status: 'Delivered' },
            ...{ at: '2026-07-17T12:05:03.871Z', operator_status_at: '2026-07-17T12:05:03Z' },
        },
    },
    infobip: {
        ...{ id: UUID, authorization: 'App s3cret', status: 'Delivered', path: `/sms/3/logs?messageId=${UUID}` },
        answer: {
            results: [
                {
                    ...{ messageId: UUID, destination: '447700900123', sender: 'MyBrand' },
                    ...{ sentAt: '2026-07-17T12:05:00.120+0000', doneAt: '2026-07-17T12:05:03.871+0000' },
                    ...{ status: { groupId: 3, groupName: 'DELIVERED', id: 5, name: 'DELIVERED_TO_HANDSET' } },
                    ...{ error: { groupId: 0, id: 0, name: 'NO_ERROR', permanent: false } },
                },
            ],
        },
    },
    messagebird: {
        ...{ id: 'b6aae1b5dfb2427a8f7ea6a717ba31a9:447700900123', authorization: 'AccessKey s3cret' },
        ...{ path: '/messages/b6aae1b5dfb2427a8f7ea6a717ba31a9', status: 'Undelivered' },
        answer: {
            id: 'b6aae1b5dfb2427a8f7ea6a717ba31a9',
            recipients: {
                totalCount: 1,
                items: [
                    {
                        ...{ recipient: 447700900123, status: 'delivery_failed', statusErrorCode: 1 },
                        statusDatetime: '2026-07-17T12:05:03+00:00',
                    },
                ],
            },
        },
    },
    'vonage-sms': {
        ...{ id: '0C000000A1B2C3D4', authorization: BASIC, status: 'Delivered' },
        path: '/v2/reports/records?product=SMS&direction=outbound&account_id=account&id=0C000000A1B2C3D4',
        answer: {
            records: [
                {
                    ...{ message_id: '0C000000A1B2C3D4', status: 'delivered', error_code: '0', to: '447700900123' },
                    ...{ from: 'MyBrand', date_finalized: '2026-07-17T12:05:03+0000' },
                },
            ],
        },
    },
    clicksend: {
        ...{ id: UUID.toUpperCase(), authorization: BASIC, status: 'Delivered' },
        path: `/v3/sms/receipts/${UUID.toUpperCase()}`,
        answer: {
            ...{ http_code: 200, response_code: 'SUCCESS', response_msg: 'Here are your data.' },
            data: {
                ...{ timestamp_send: 1784289900, timestamp: 1784289903, message_id: UUID.toUpperCase() },
                ...{ status_code: '201', status_text: 'Success: Message received on handset.', message_type: 'sms' },
                ...{ error_code: null, error_text: null, custom_string: null, subaccount_id: 1716 },
            },
        },
    },
    smsworks: {
        ...{ id: '123456789', authorization: 'JWT s3cret', status: 'Delivered', path: '/v1/messages/123456789' },
        answer: {
            ...{ messageid: '123456789', destination: 447700900123, status: 'DELIVERED', sender: 'MyBrand' },
            ...{ created: '2026-07-17T12:05:00.120Z', modified: '2026-07-17T12:05:03.871Z' },
        },
    },
};

const numbers = createNumberHash('an invented key of more than thirty-two bytes');
/** What cannot be asked by number is asked for with all that were sent together. */
const UNNUMBERED: Readonly<Record<string, Partial<Case>>> = {
    sinch: {
        path: '/xms/v1/account/batches/01J2ZK6T8Q4VY0M2S1A9B3C4D5/delivery_report?type=full',
        answer: {
            ...{ type: 'delivery_report_sms', batch_id: '01J2ZK6T8Q4VY0M2S1A9B3C4D5', total_message_count: 3 },
            statuses: [
                { code: 0, status: 'Delivered', count: 2, recipients: ['447700900456', '447700900123'] },
                { code: 402, status: 'Aborted', count: 1, recipients: ['447700900789'] },
            ],
        },
    },
};

type Reply = { readonly status: number; readonly body?: object; readonly retryAfter?: string };

let asked: { path: string; authorization: string }[] = [];
let reply: (path: string) => Reply = () => ({ status: 404 });
const server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? '';
    asked.push({ path, authorization: request.headers.authorization ?? '' });
    const { status, body, retryAfter } = reply(path);
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
    response.end(body === undefined ? '<html>no JSON</html>' : JSON.stringify(body));
});
let baseUrl = '';
before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
    asked = [];
});

function messageOf(provider: string, id: string, receivedAt = RECEIVED, recipient = TO): KnownMessage {
    const messageKey = `${provider}:${id}`;
    const report = makeReport({
        ...{ provider, messageKey, channel: 'SMS', status: 'Sent', rawStatus: 'a word before', recipient },
        receivedAt,
    });
    return {
        ...{ id: 1, org: 'main', messageKey, tracker: joinReports(emptyTracker(messageKey), [report]) },
        ...{ epoch: 0, version: 1, confirmed: 1, phase: 'idle', changedAt: NOW, publishedAt: NOW },
    };
}

interface Round {
    readonly tally: Tally;
    readonly appended: readonly NewRequest[];
    /** Pauses in milliseconds, none of which was waited for. */
    readonly pauses: readonly number[];
}

async function round(
    provider: string,
    messages: readonly KnownMessage[],
    options: { perMinute?: number; dryRun?: boolean; numbers?: NumberHash } = {},
): Promise<Round> {
    const appended: NewRequest[] = [];
    const pauses: number[] = [];
    let now = NOW;
    const statusApi = { account: 'account', secret: 's3cret', baseUrl, perMinute: options.perMinute ?? 6_000 };
    const reconciler = createReconciler({
        store: {
            messagesAfter: (id) => Promise.resolve(id === 0 ? messages : []),
            append: (request) => Promise.resolve(void appended.push(request)),
        },
        sources: statusSourcesOf(
            [{ provider, name: 'demo', org: 'main', statusApi }],
            (id) => adapterOf(id, {}),
            () => options.numbers ?? null,
        ),
        timing: {
            now: () => now,
            after(milliseconds, call) {
                pauses.push(milliseconds);
                now += milliseconds;
                setImmediate(call);
                return () => undefined;
            },
        },
        log: { info: () => undefined, warn: () => undefined },
    });
    const range = { before: NOW - 3_600_000, since: NOW - 72 * 3_600_000, limit: 100 };
    const tally = await reconciler.reconcile({ ...range, dryRun: options.dryRun === true });
    return { tally, appended, pauses };
}

test('there is a case for every provider that can be asked', () => {
    assert.deepEqual(Object.keys(CASES).sort(), Object.keys(STATUS_APIS).sort());
});

for (const [provider, { id, path, authorization, answer, status }] of Object.entries(CASES)) {
    test(`${provider}: its answer is read as its own callback about the same message`, async () => {
        reply = () => ({ status: 200, body: answer });
        const { tally, appended } = await round(provider, [messageOf(provider, id)]);
        assert.deepEqual(asked, [{ path, authorization }]);
        assert.deepEqual(tally, { asked: 1, news: 1, unchanged: 0, unknown: 0, failed: 0 });
        const [request] = appended;
        assert.equal(request?.source, `${provider}/demo`);
        const elements: readonly ParsedElement[] = adapterOf(provider, {}).parse(request.request, {
            receivedAt: RECEIVED,
        });
        const [element] = elements;
        assert.ok(elements.length === 1 && element?.ok === true, JSON.stringify(elements));
        const { messageKey, recipient } = element.report;
        assert.deepEqual([messageKey, element.report.status, recipient], [`${provider}:${id}`, status, TO]);
    });

    test(`${provider}: a message whose number the relay does not know any more is asked for, and its answer is known`, async () => {
        const { path: asks = path, answer: says = answer } = UNNUMBERED[provider] ?? {};
        reply = () => ({ status: 200, body: says });
        const messageKey = `${provider}:${id.replace(TO.slice(1), numbers.of(TO))}`;
        const message = messageOf(provider, messageKey.slice(provider.length + 1), RECEIVED, numbers.of(TO));
        const { tally, appended } = await round(provider, [message], { numbers });
        assert.deepEqual(asked, [{ path: asks, authorization }]);
        assert.deepEqual(tally, { asked: 1, news: 1, unchanged: 0, unknown: 0, failed: 0 });
        const read = adapterOf(provider, {}).parse(appended[0]?.request ?? assert.fail('nothing'), {
            receivedAt: RECEIVED,
        });
        const reports = read.map((element) =>
            element.ok ? numbers.report(element.report) : assert.fail(element.reason),
        );
        assert.deepEqual(
            reports.map((report) => [report.messageKey, report.status, report.recipient]),
            [[messageKey, status, numbers.of(TO)]],
        );
    });

    test(`${provider}: an answer about nothing changes nothing`, async () => {
        for (const body of [{}, { results: [], records: [], data: null, recipients: {} }]) {
            reply = () => ({ status: 200, body });
            const { tally, appended } = await round(provider, [messageOf(provider, id)]);
            assert.deepEqual([tally.unknown, appended.length], [1, 0]);
        }
    });
}

const TWILIO = CASES['twilio'] ?? assert.fail('there is one');

test('only messages without an end, neither too young nor too old, are asked for', async () => {
    reply = () => ({ status: 404 });
    const delivered = joinReports(messageOf('twilio', 'SM1').tracker, [
        makeReport({
            provider: 'twilio',
            messageKey: 'twilio:SM1',
            channel: 'SMS',
            status: 'Delivered',
            receivedAt: RECEIVED,
        }),
    ]);
    const { tally } = await round('twilio', [
        { ...messageOf('twilio', 'SM1'), tracker: delivered },
        messageOf('twilio', 'SM2', '2026-07-17T13:30:00.000Z'),
        messageOf('twilio', 'SM3', '2026-07-01T12:00:00.000Z'),
        { ...messageOf('twilio', 'SM4'), org: 'another' },
        messageOf('bsr', 'SM5'),
        messageOf('twilio', 'SM6'),
    ]);
    assert.deepEqual([tally.asked, tally.unknown], [1, 1]);
    assert.match(asked[0]?.path ?? '', /SM6\.json$/);
});

test('what is known already, and a dry run, put nothing into the journal', async () => {
    reply = () => ({ status: 200, body: { ...TWILIO.answer, status: 'a word before' } });
    const same = await round('twilio', [messageOf('twilio', TWILIO.id)]);
    assert.deepEqual([same.tally.unchanged, same.appended.length], [1, 0]);
    reply = () => ({ status: 200, body: TWILIO.answer });
    const dry = await round('twilio', [messageOf('twilio', TWILIO.id)], { dryRun: true });
    assert.deepEqual([dry.tally.news, dry.appended.length], [1, 0]);
});

test('questions keep their pace', async () => {
    reply = () => ({ status: 404 });
    const messages = [1, 2, 3].map((number) => messageOf('twilio', `SM${number}`));
    const { pauses } = await round('twilio', messages, { perMinute: 6 });
    assert.deepEqual(pauses, [10_000, 10_000]);
});

test('a provider that is busy is left alone for as long as it asks, and given up after three attempts', async () => {
    let attempts = 0;
    reply = () => {
        attempts += 1;
        return attempts < 3 ? { status: 429, retryAfter: '7' } : { status: 200, body: TWILIO.answer };
    };
    const patient = await round('twilio', [messageOf('twilio', TWILIO.id)]);
    assert.equal(patient.tally.news, 1);
    assert.equal(patient.pauses.filter((pause) => pause === 7_000).length, 2);
    reply = () => ({ status: 503 });
    const given = await round('twilio', [messageOf('twilio', TWILIO.id)]);
    assert.deepEqual([given.tally.failed, asked.length], [1, 6]);
    assert.deepEqual(given.pauses, [2_000, 4_000]);
});

test('a provider that does not let us in is not asked again in this round, and nothing follows it elsewhere', async () => {
    reply = () => ({ status: 401 });
    const messages = [1, 2, 3].map((number) => messageOf('twilio', `SM${number}`));
    assert.deepEqual((await round('twilio', messages)).tally, {
        asked: 1,
        news: 0,
        unchanged: 0,
        unknown: 0,
        failed: 1,
    });
    reply = () => ({ status: 302 });
    assert.equal((await round('twilio', messages)).tally.failed, 1);
});
