/** `landed dead`, beside a relay that is running. */
import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { listDead, replayDead, showDead, UsageError } from '../../src/cli/dead.ts';
import type { Surroundings } from '../../src/cli/surroundings.ts';
import type { DeadLetter } from '../../src/core/store.ts';
import { bsrReport, configOf, post, settled, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

let harness: Harness;
let config: string;
let printed = '';
let surroundings: Surroundings;

before(async () => {
    harness = await startHarness();
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
    const deadline = Date.now() + 5_000;
    while (open[0]?.id === undefined || open[0].id === letter?.id) {
        assert.ok(Date.now() < deadline, 'it was not read again');
        open = await list();
    }
    assert.equal(open.length, 1, 'still unreadable, so dead again');
    assert.equal(harness.org.events.length, events, 'the report beside it was known');
});

test('an id that does not exist is an error of whoever asked', async () => {
    await assert.rejects(showDead(999, config, surroundings), UsageError);
    await assert.rejects(replayDead([999], config, surroundings), UsageError);
});
