/** `landed test-webhook`, beside a relay that is running. */
import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { UsageError } from '../../src/cli/surroundings.ts';
import { testWebhook } from '../../src/cli/testWebhook.ts';
import { TEST_NUMBER, TEST_PURPOSE } from '../../src/core/sample.ts';
import { configOf, SECRET, settled, startHarness } from '../service/harness.ts';
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
