/** `landed dead`, beside a relay that is running. */
import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { listDead, replayDead, showDead } from '../../src/cli/dead.ts';
import { UsageError } from '../../src/cli/surroundings.ts';
import type { Surroundings } from '../../src/cli/surroundings.ts';
import type { DeadLetter } from '../../src/core/store.ts';
import { bsrReport, configOf, PATIENCE_MS, post, SECRET, settled, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

let harness: Harness;
let config: string;
let printed = '';
let surroundings: Surroundings;

before(async () => {
    const sources = ['bsr', 'mailgun'].map((provider) => {
        return { provider, name: 'demo', org: 'demo', secrets: [{ local: SECRET }] };
    });
    harness = await startHarness({ sources });
    config = join(harness.directory, 'relay.json');
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory)));
    surroundings = {
        env: { ORG_TOKEN: harness.org.token },
        stdout: { write: (text) => void (printed += text) },
        asked: Promise.resolve(),
    };
});
after(() => harness.close());

async function list(all = false): Promise<DeadLetter[]> {
    printed = '';
    await listDead({ config, all, json: true }, surroundings);
    return JSON.parse(printed) as DeadLetter[];
}

test('says so when there are none', async () => {
    printed = '';
    await listDead({ config }, surroundings);
    assert.equal(printed, 'No dead letters.\n');
});

test('what the org refused for good is listed, and published when it is replayed', async () => {
    harness.org.faults.record = () => 'STRING_TOO_LONG';
    await post(harness.url, bsrReport({ id: 'refused' }));
    await settled(harness);
    const [letter] = await list();
    assert.deepEqual([letter?.kind, letter?.messageKey, letter?.reason], ['message', 'bsr:refused', 'STRING_TOO_LONG']);
    harness.org.faults = {};
    await replayDead([letter?.id ?? 0], config, surroundings);
    assert.match(printed, /Replayed 1\./);
    await until(
        () => harness.org.rows.has('bsr:refused'),
        () => 'no row',
    );
    assert.deepEqual(await list(), []);
    assert.equal((await list(true)).length, 1);
});

test('what could not be read is shown with the request it came in, and read again when it is replayed', async () => {
    assert.equal((await post(harness.url, ['not a report', bsrReport({ id: 'good' })])).status, 200);
    await settled(harness);
    assert.ok(harness.org.rows.has('bsr:good'));
    const [letter] = await list();
    assert.deepEqual([letter?.kind, letter?.element, letter?.source], ['element', 0, 'bsr/demo']);
    printed = '';
    await showDead(letter?.id ?? 0, config, surroundings);
    const shown = JSON.parse(printed) as { request: { method: string; body: string } };
    assert.equal(shown.request.method, 'POST');
    assert.match(shown.request.body, /^\["not a report",/);
    const events = harness.org.events.length;
    await replayDead([], config, surroundings);
    let open: DeadLetter[] = [];
    const deadline = Date.now() + PATIENCE_MS;
    while (open[0]?.id === undefined || open[0].id === letter?.id) {
        assert.ok(Date.now() < deadline, 'it was not read again');
        await sleep(20);
        open = await list();
    }
    assert.equal(open.length, 1, 'still unreadable, so dead again');
    assert.equal(harness.org.events.length, events, 'the report beside it was known');
});

test('an id that does not exist is an error of whoever asked', async () => {
    await assert.rejects(showDead(999, config, surroundings), UsageError);
    await assert.rejects(replayDead([999], config, surroundings), UsageError);
});

/** As Mailgun signs: over the time and a token, so whoever saw one request can send it again. */
function mailgunRequest(signedAt: number): string {
    const [timestamp, token] = [String(Math.floor(signedAt / 1000)), 'a'.repeat(50)];
    const signature = createHmac('sha256', SECRET)
        .update(timestamp + token)
        .digest('hex');
    const event = {
        ...{ id: 'e1', timestamp: signedAt / 1000, event: 'delivered', recipient: 'amara@example.org' },
        ...{ message: { headers: { 'message-id': 'recorded@mg.example.com' } }, 'user-variables': {} },
    };
    return JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': event });
}

test('an authentic request that is far too old is answered and kept, and changes nothing until it is released by its id', async () => {
    const known = new Set((await list(true)).map(({ id }) => id));
    const recorded = mailgunRequest(Date.now() - 30 * 86_400_000);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${harness.url}/hooks/mailgun/demo`, { method: 'POST', headers, body: recorded });
    assert.ok(answer.ok, 'the provider must not think that it failed');
    await settled(harness);
    const letter = (await list()).find(({ id }) => !known.has(id));
    assert.match(letter?.reason ?? '', /^quarantined: /);
    const rowsOf = (): string[] => [...harness.org.rows.keys()].filter((key) => key.startsWith('mailgun:'));
    assert.deepEqual(rowsOf(), []);

    printed = '';
    await replayDead([], config, surroundings);
    assert.match(printed, /1 stays in quarantine; name its id to release it\.\n$/);
    await settled(harness);
    assert.deepEqual(rowsOf(), []);

    await replayDead([letter?.id ?? 0], config, surroundings);
    await until(
        () => rowsOf().length === 1,
        () => 'no row',
    );
});
