/** `landed test-webhook`, beside a relay that is running. */
import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { UsageError } from '../../src/cli/surroundings.ts';
import { testWebhook } from '../../src/cli/testWebhook.ts';
import { registerWebhook, showWebhooks } from '../../src/cli/webhooks.ts';
import { TEST_NUMBER, TEST_PURPOSE } from '../../src/core/sample.ts';
import type { ReportEvent } from '../../src/core/wanted.ts';
import { PROVIDERS } from '../../src/providers/index.ts';
import { WEBHOOK_APIS, WHERE_BY_HAND } from '../../src/providers/webhookApis.ts';
import { bsrReport, configOf, post, SECRET, settled, startHarness } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

interface Told {
    readonly ok: boolean;
    readonly messageKey: string;
    readonly hops: readonly { hop: string; ok: boolean; milliseconds: number; detail: string; fix?: string }[];
}

const SOURCES = ['bsr', 'twilio', 'vonage-messages', 'telnyx'].map((provider) => {
    return { provider, name: 'demo', org: 'demo', secrets: [{ local: SECRET }] };
});

let harness: Harness;
let printed = '';

before(async () => {
    harness = await startHarness({ sources: SOURCES });
});
afterEach(() => {
    harness.org.faults = {};
});
after(() => harness.close());

async function run(source: string, overrides: object = {}, json = true, wait = 20): Promise<number> {
    const config = join(harness.directory, 'relay.json');
    await writeFile(
        config,
        JSON.stringify(configOf(harness.org, harness.directory, { sources: SOURCES, ...overrides })),
    );
    printed = '';
    return testWebhook(
        source,
        { config, url: harness.url, wait, json },
        {
            env: { ORG_TOKEN: harness.org.token },
            stdout: { write: (text) => void (printed += text) },
            asked: Promise.resolve(),
        },
    );
}

const told = (): Told => JSON.parse(printed) as Told;

for (const provider of ['bsr', 'twilio', 'vonage-messages']) {
    test(`shows each hop of a sample of ${provider}, and that it was seen in the CRM`, async () => {
        assert.equal(await run(`${provider}/demo`), 0);
        const { ok, messageKey, hops } = told();
        assert.equal(ok, true);
        assert.deepEqual(
            hops.map((hop) => [hop.hop, hop.ok]),
            ['answered', 'journalled', 'parsed', 'published', 'confirmed'].map((hop) => [hop, true]),
        );
        const times = hops.map(({ milliseconds }) => milliseconds);
        assert.deepEqual(
            times,
            times.toSorted((a, b) => a - b),
        );
        const row = harness.org.rows.get(messageKey);
        assert.deepEqual(
            [row?.['Status__c'], row?.['Recipient__c'], row?.['Purpose__c']],
            ['Delivered', TEST_NUMBER, TEST_PURPOSE],
        );
    });
}

test('a test message counts in no total', async () => {
    await run('bsr/demo');
    await settled(harness);
    assert.deepEqual([...harness.org.summaries.keys()], []);
});

test('says in words what happened', async () => {
    await run('bsr/demo', {}, false);
    assert.match(printed, /^bsr:[0-9a-f]{32}, purpose "Landed Test", to nobody, by http/);
    assert.match(printed, /ok {6}answered +\d+ ms {2}200\n/);
    assert.match(printed, /The whole way works\.\n$/);
});

test('a secret that the running relay does not have is found at the first hop', async () => {
    const sources = [{ ...SOURCES[0], secrets: [{ local: 'another-secret' }] }];
    assert.equal(await run('bsr/demo', { sources }), 1);
    const { ok, hops } = told();
    assert.equal(ok, false);
    assert.deepEqual([hops.length, hops[0]?.detail], [1, '401 RELAY_BAD_SIGNATURE']);
    assert.match(hops[0]?.fix ?? '', /other secrets/);
});

test('an org that does not take the event is found where the way ends', async () => {
    harness.org.faults.record = () => 'STRING_TOO_LONG';
    assert.equal(await run('bsr/demo'), 1);
    const last = told().hops.at(-1);
    assert.deepEqual([last?.hop, last?.ok], ['confirmed', false]);
    assert.equal(last?.detail, 'set aside: STRING_TOO_LONG');
});

test('an effect that does not show is waited for as long as asked', async () => {
    harness.org.faults.loseEvent = () => true;
    assert.equal(await run('bsr/demo', {}, true, 1), 1);
    const last = told().hops.at(-1);
    assert.equal(last?.hop, 'confirmed');
    assert.match(last.detail, /^not within 1 s; the relay says of the org: /);
    assert.match(last.fix ?? '', /shows no effect/);
    harness.org.faults = {};
    await settled(harness);
});

test('a relay that is not there is named with its address', async () => {
    const config = join(harness.directory, 'relay.json');
    printed = '';
    const nobody = 'http://127.0.0.1:9';
    const surroundings = {
        env: { ORG_TOKEN: harness.org.token },
        stdout: { write: (text: string) => void (printed += text) },
        asked: Promise.resolve(),
    };
    assert.equal(await testWebhook('bsr/demo', { config, url: nobody, wait: 1, json: true }, surroundings), 1);
    const [hop] = told().hops;
    assert.deepEqual([hop?.hop, hop?.ok], ['answered', false]);
    assert.match(hop?.fix ?? '', /127\.0\.0\.1:9\?/);
});

test('a source that is not configured, or that only its provider can sign for, is an error of whoever asked', async () => {
    await assert.rejects(run('bsr/other'), UsageError);
    await assert.rejects(run('telnyx/demo'), /only Telnyx itself can sign for Telnyx/);
});

/** A provider's API that takes webhooks, and then calls them: what it was asked, by path. */
async function startVendor(onAsked: (path: string, body: string, authorization: string) => void) {
    const server = createServer((request, response) => {
        let body = '';
        request.on('data', (part: Buffer) => (body += part.toString()));
        request.on('end', () => {
            onAsked(request.url ?? '', body, request.headers.authorization ?? '');
            response.writeHead(request.headers.authorization === 'Bearer wrong' ? 401 : 201).end('{}');
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // The cast holds: it listens at a port.
    return { server, apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('a webhook that is registered through the API is called with the secret it was given, and seen in the CRM', async (t) => {
    let asked: { url: string; events: string[]; secret: string } | null = null;
    const vendor = await startVendor((path, body) => {
        if (path === '/v1/webhooks') asked = JSON.parse(body) as NonNullable<typeof asked>;
    });
    t.after(() => vendor.server.close());
    const config = join(harness.directory, 'registered.json');
    const [bsr] = SOURCES;
    const more = { publicUrl: harness.url, sources: [{ ...bsr, events: ['delivered', 'expired', 'engagement'] }] };
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory, more)));
    const env = { ORG_TOKEN: harness.org.token, PROVIDER_API_KEY: 'a-key', WRONG: 'wrong' };
    const surroundings = { env, stdout: { write: (text: string) => void (printed += text) }, asked: Promise.resolve() };
    const options = { config, keyEnv: 'PROVIDER_API_KEY', apiUrl: vendor.apiUrl };

    await registerWebhook('bsr/demo', { ...options, dryRun: true }, surroundings);
    assert.equal(asked, null, 'a dry run asks nobody');
    printed = '';
    await registerWebhook('bsr/demo', options, surroundings);
    assert.deepEqual(asked, { url: `${harness.url}/hooks/bsr/demo`, events: ['delivered', 'expired'], secret: SECRET });
    assert.match(
        printed,
        /^Registered http:\S+\/hooks\/bsr\/demo at 127\.0\.0\.1:\d+, events: delivered,expired,engagement\.\n/,
    );
    assert.ok(!printed.includes(SECRET) && !printed.includes('a-key'));

    const { url, secret } = asked as unknown as { url: string; secret: string };
    assert.ok((await post(new URL(url).origin, bsrReport({ id: 'registered' }), secret)).ok);
    await settled(harness);
    assert.equal(harness.org.rows.get('bsr:registered')?.['Status__c'], 'Delivered');

    const refused = registerWebhook('bsr/demo', { ...options, keyEnv: 'WRONG' }, surroundings);
    await assert.rejects(refused, { code: 'RELAY_PROVIDER_API', message: /answered 401: the key may not/ });
    await assert.rejects(registerWebhook('bsr/demo', { ...options, keyEnv: 'NONE' }, surroundings), UsageError);
    const nowhere = { config, keyEnv: 'PROVIDER_API_KEY' };
    await assert.rejects(registerWebhook('bsr/demo', nowhere, surroundings), /--api-url/);
    await assert.rejects(
        registerWebhook('bsr/demo', { ...options, apiUrl: 'http://api.example.com' }, surroundings),
        /must be https/,
    );
});

test('where a provider has no such API, the command says where the address is given by hand', async () => {
    const config = join(harness.directory, 'registered.json');
    const more = { publicUrl: harness.url, sources: SOURCES };
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory, more)));
    const env = { ORG_TOKEN: harness.org.token, PROVIDER_API_KEY: 'a-key' };
    const surroundings = { env, stdout: { write: (text: string) => void (printed += text) }, asked: Promise.resolve() };
    await assert.rejects(
        registerWebhook('twilio/demo', { config, keyEnv: 'PROVIDER_API_KEY' }, surroundings),
        /\/hooks\/twilio\/demo by hand: the messaging service, or StatusCallback/,
    );
    printed = '';
    showWebhooks({ config }, surroundings);
    assert.match(printed, /^bsr\/demo: http:\S+\n {2}events: all\n {2}where: landed webhooks register bsr\/demo\n/);
    for (const { id } of PROVIDERS)
        assert.equal(Number(Object.hasOwn(WEBHOOK_APIS, id)) + Number(Object.hasOwn(WHERE_BY_HAND, id)), 1, id);
});

test('each API is asked in its own form for what the source wants, and always for opt-outs and complaints', () => {
    const order = { url: 'https://relay.example.com/hooks/x/main', secret: 'invented-secret', scope: 'mg.example.com' };
    const of = (id: string, events?: readonly ReportEvent[]) => {
        const { path, headers, body } = WEBHOOK_APIS[id]!.register({ ...order, events, key: 'a-key' });
        return { path, headers, body };
    };
    const mailgun = of('mailgun', ['delivered']);
    assert.equal(mailgun.path, '/v4/domains/mg.example.com/webhooks');
    assert.equal(mailgun.headers['authorization'], `Basic ${Buffer.from('api:a-key').toString('base64')}`);
    const types = new URLSearchParams(mailgun.body).getAll('event_types');
    assert.deepEqual(types, ['delivered', 'unsubscribed', 'complained']);
    const postmark = JSON.parse(of('postmark', ['failed']).body) as Record<string, Record<string, unknown>>;
    assert.deepEqual(postmark['HttpAuth'], { Username: 'landed', Password: 'invented-secret' });
    const enabled = Object.entries(postmark['Triggers'] as Record<string, { Enabled: boolean }>);
    assert.deepEqual(
        enabled.flatMap(([name, { Enabled }]) => (Enabled ? [name] : [])),
        ['Bounce', 'SpamComplaint', 'SubscriptionChange'],
    );
    const sendgrid = JSON.parse(of('sendgrid', ['delivered']).body) as Record<string, unknown>;
    assert.deepEqual([sendgrid['delivered'], sendgrid['bounce'], sendgrid['spam_report']], [true, false, true]);
    const all = JSON.parse(of('bsr').body) as { events: string[] };
    assert.deepEqual(all.events, ['delivered', 'failed', 'expired', 'rejected']);
});
