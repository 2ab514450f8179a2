/** Real relay processes that share one PostgreSQL: killed, replaced, and cut off from it, while providers go on calling. */
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRelay } from '../../src/app.ts';
import { listDead, replayDead } from '../../src/cli/dead.ts';
import { systemTiming } from '../../src/cli/serve.ts';
import type { Surroundings } from '../../src/cli/surroundings.ts';
import { parseConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startPostgres } from '../postgres/server.ts';
import type { PostgresServer } from '../postgres/server.ts';
import { startFakeOrg } from '../service/fakeOrg.ts';
import type { FakeOrg } from '../service/fakeOrg.ts';
import { allConfirmed, bsrReport, configOf, PATIENCE_MS, post, until } from '../service/harness.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

interface Relay {
    readonly url: string;
    /** As SIGTERM does. */
    end(): Promise<void>;
    kill(): Promise<void>;
}

let server: PostgresServer;
let org: FakeOrg;
let directory: string;
let relays: Relay[];
let schemas = 0;
let config: object;
let environment: Record<string, string>;

before(async () => {
    server = await startPostgres();
});
after(() => server.stop());
beforeEach(async () => {
    org = await startFakeOrg();
    directory = await mkdtemp(join(tmpdir(), 'landed-relays-'));
    relays = [];
    const store = { kind: 'postgres', url: { env: 'DATABASE_URL' }, schema: `run_${(schemas += 1)}` };
    const publishing = { confirmAfterMs: 50, missingAfterMs: 1_000, totalsEverySeconds: 1 };
    config = configOf(org, '', { dataDir: undefined, store, publishing });
    environment = { ORG_TOKEN: org.token, DATABASE_URL: server.url('postgres') };
    await writeFile(join(directory, 'relay.json'), JSON.stringify(config));
});
afterEach(async () => {
    for (const relay of relays) await relay.kill();
    await org.close();
    await rm(directory, { recursive: true, force: true });
});

/** A process of its own, which can be killed. */
async function spawnRelay(): Promise<Relay> {
    const child = spawn(process.execPath, [MAIN, 'serve', '--config', join(directory, 'relay.json')], {
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
    const url = await new Promise<string>((resolve, reject) => {
        void ended.then((how) => reject(new Error(`ended before it started: ${String(how)}`)));
        createInterface({ input: child.stdout }).on('line', (line) => {
            const said = JSON.parse(line) as { msg: string; url?: string };
            if (said.msg === 'relay.started') resolve(said.url ?? '');
        });
    });
    async function finish(signal: NodeJS.Signals): Promise<void> {
        relays = relays.filter((each) => each !== relay);
        child.kill(signal);
        await ended;
    }
    const relay: Relay = { url, end: () => finish('SIGTERM'), kill: () => finish('SIGKILL') };
    relays.push(relay);
    return relay;
}

/** In this process: the same relay, sooner. */
async function startRelay(): Promise<Relay> {
    const inside = createRelay(parseConfig(config, environment, directory), {
        log: createLog('error', { write: () => undefined }),
        timing: systemTiming,
        random: Math.random,
        onFatal: (error) => assert.fail(error),
    });
    const { url } = await inside.start();
    async function end(): Promise<void> {
        await inside.stop();
        relays = relays.filter((each) => each !== relay);
    }
    const relay: Relay = { url, end, kill: end };
    relays.push(relay);
    return relay;
}

/** `npm run chaos -- --only R24` asks for more. */
const REPLACEMENTS = Number(process.env['LANDED_REPLACEMENTS'] ?? 2);
const STAGES = ['ENROUTE', 'DELIVRD'] as const;
const numberOf = (message: number): string => `+4477009${String(message).padStart(5, '0')}`;

/** What a balancer does: turns to the next relay when one does not answer. Returns the answer, or null when none did. */
async function balanced(turn: number, report: object): Promise<Response | null> {
    for (let index = 0; index < relays.length; index += 1) {
        const relay = relays[(turn + index) % relays.length];
        const answer = relay === undefined ? null : await post(relay.url, report).catch(() => null);
        if (answer !== null) return answer;
    }
    return null;
}

interface Load {
    accepted: number;
    /** Of answers other than 2xx, the code; of calls that no relay took, null. */
    readonly refused: (string | null)[];
    /** Ends it after the reports under way; resolves with the number of messages. */
    stop(): Promise<number>;
}

/** Callers that repeat what was refused, as providers do, each with messages of its own. */
function startLoad(callers = 6): Load {
    let stopping = false;
    let messages = 0;
    const load: Load = { accepted: 0, refused: [], stop };
    async function send(turn: number, report: object): Promise<void> {
        for (;;) {
            const answer = await balanced(turn, report);
            if (answer?.ok === true) break;
            const { code = null } = answer === null ? {} : ((await answer.json()) as { code?: string });
            load.refused.push(code);
            await sleep(20);
        }
        load.accepted += 1;
    }
    async function call(): Promise<void> {
        while (!stopping) {
            const message = (messages += 1);
            for (const [second, status] of STAGES.entries()) {
                const at = `2026-07-17T12:05:0${second}Z`;
                await send(message + second, bsrReport({ id: `m${message}`, to: numberOf(message), status, at }));
            }
        }
    }
    const all = Promise.all(Array.from({ length: callers }, call));
    async function stop(): Promise<number> {
        stopping = true;
        await all;
        return messages;
    }
    return load;
}

/** Nothing is lost, nothing doubled: each message delivered, each counted once, in one row of one store. */
async function assertAllThere(messages: number): Promise<void> {
    const [alive] = relays;
    await allConfirmed(alive?.url ?? '');
    const rows = [...org.rows.values()];
    assert.equal(rows.filter((row) => row['Status__c'] === 'Delivered').length, messages);
    assert.equal(rows.length, messages);
    assert.equal(new Set(rows.map((row) => row['Store__c'])).size, 1);
    const count = (): number => [...org.summaries.values()].reduce((sum, row) => sum + Number(row['Delivered__c']), 0);
    await until(
        () => count() === messages,
        () => `${count()} of ${messages} are counted`,
    );
    const ready = (await (await fetch(`${alive?.url ?? ''}/ready`)).json()) as Record<string, unknown>;
    assert.equal(ready['dead'], 0);
}

async function waitFor(load: Load, more: number): Promise<void> {
    const enough = load.accepted + more;
    await until(
        () => load.accepted >= enough,
        () => `${load.accepted} of ${enough} are accepted; refused: ${load.refused.slice(-5).join(' ')}`,
    );
}

test('three relays under load, two of them killed: the third takes over, nothing is lost and nothing doubled', async () => {
    const [first, second] = [await spawnRelay(), await spawnRelay(), await startRelay()];
    const load = startLoad();
    await waitFor(load, 80);
    await first.kill(); // it came first, so it speaks to the org
    await waitFor(load, 40);
    await second.kill();
    await waitFor(load, 40);
    const messages = await load.stop();
    await assertAllThere(messages);
    console.log(
        `R01, several relays: 2 kills, ${load.accepted} accepted, 0 lost, ${org.events.length} events published`,
    );
});

test('relays are replaced one by one under load: no call is refused, nothing is lost', async () => {
    await startRelay();
    await startRelay();
    const load = startLoad();
    await waitFor(load, 40);
    let longest = 0;
    for (let replaced = 0; replaced < REPLACEMENTS; replaced += 1) {
        const [oldest] = relays;
        await startRelay();
        const since = Date.now();
        await oldest?.end();
        longest = Math.max(longest, Date.now() - since);
        await waitFor(load, 40);
    }
    assert.ok(longest < 25_000, 'it waited for its calls to time out');
    const messages = await load.stop();
    assert.deepEqual(load.refused, []);
    await assertAllThere(messages);
    const states = org.heartbeats.map((beat) => beat['State__c']);
    assert.ok(!states.includes('Stopped on Purpose'), 'another relay goes on, so the alarm stays armed');
    console.log(
        `R24, two relays: ${REPLACEMENTS} replaced, ${load.accepted} accepted, ${load.refused.length} refused, 0 lost, longest end ${longest} ms`,
    );
});

test('while PostgreSQL is away every call is answered 503 with Retry-After; then all goes on by itself', async () => {
    await startRelay();
    await startRelay();
    const load = startLoad();
    await waitFor(load, 40);
    await server.cut();
    for (const { url } of relays) {
        const refusal = await post(url, bsrReport({ id: 'm1', to: numberOf(1), status: 'DELIVRD' }));
        assert.deepEqual([refusal.status, refusal.headers.get('retry-after')], [503, '5']);
        assert.equal((await fetch(`${url}/ready`)).status, 503);
        assert.equal((await fetch(`${url}/health`)).status, 200);
    }
    await server.restore();
    await waitFor(load, 40);
    const messages = await load.stop();
    assert.deepEqual(new Set(load.refused), new Set(['RELAY_JOURNAL_UNAVAILABLE']));
    await assertAllThere(messages);
});

test('a command works beside the relays: it lists what could not be read, and puts it back', async () => {
    const [relay] = [await startRelay(), await startRelay()];
    const printed: string[] = [];
    const surroundings: Surroundings = {
        ...{ env: environment, asked: Promise.resolve() },
        stdout: { write: (text) => void printed.push(text) },
    };
    const path = join(directory, 'relay.json');
    async function openLetters(without: number | null): Promise<{ readonly id: number; readonly reason: string }[]> {
        for (const end = Date.now() + PATIENCE_MS; ;) {
            await listDead({ config: path, json: true }, surroundings);
            // The cast holds: letters are printed as they are.
            const letters = JSON.parse(printed.splice(0).join('')) as {
                readonly id: number;
                readonly reason: string;
            }[];
            if (letters.length > 0 && letters.every(({ id }) => id !== without)) return letters;
            assert.ok(Date.now() < end, 'no dead letter');
            await sleep(50);
        }
    }
    assert.equal((await post(relay.url, { event: 'delivery_report' })).status, 200);
    const [first = assert.fail()] = await openLetters(null);
    await replayDead([first.id], path, surroundings);
    assert.equal(printed.splice(0).join(''), 'Replayed 1.\n');
    const again = await openLetters(first.id);
    assert.deepEqual([again.length, again[0]?.reason], [1, first.reason], 'it was read again, by one of the relays');
});
