/** `npm start` as a script drives it: one line of JSON, clear messages, nothing left behind. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Connection } from 'jsforce';
import { GIFTS } from '../../scripts/simulator/donors.ts';
import { until } from '../support/until.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Nothing that this test is not about. */
const QUIET = ['--port', '0', '--relay-port', '0', '--quiet-simulator', '--no-history'];

interface Ready {
    readonly ready: boolean;
    readonly console: string;
    readonly org: { readonly url: string; readonly accessToken: string; readonly version: string };
    readonly relay: {
        readonly url: string;
        readonly sources: readonly { readonly provider: string; readonly path: string; readonly secret: string }[];
    };
}

function start(
    t: TestContext,
    ...args: readonly string[]
): { child: ChildProcess; stdout: string[]; stderr: string[] } {
    const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'start', ...args], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    // What a failed test leaves running would keep the process of the tests from ending.
    t.after(() => child.exitCode ?? child.kill('SIGINT'));
    const stdout: string[] = [];
    const stderr: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => stdout.push(line));
    createInterface({ input: child.stderr }).on('line', (line) => stderr.push(line));
    return { child, stdout, stderr };
}

interface Total {
    readonly name: string;
    readonly total: number;
    readonly delivered: number;
    readonly engaged: number;
}

/** What the real relay counted of the simulator's week, and that it concerned nobody of the sample people. */
async function assertWeek(org: Connection): Promise<void> {
    const { records } = await org.query<Total>(
        `SELECT Campaign__r.Name name, SUM(Total__c) total, SUM(Delivered__c) delivered, SUM(Engaged__c) engaged
         FROM Delivery_Summary__c GROUP BY Campaign__r.Name`,
    );
    const campaigns = new Map(records.map(({ name, ...counts }) => [name, counts]));
    const rate = (name: string): number => {
        const { delivered, total } = campaigns.get(name) ?? { delivered: 0, total: 0 };
        return delivered / total;
    };
    assert.equal(rate('Spring appeal'), 0.97);
    assert.ok(rate('Event reminders') < 0.9);
    assert.ok((campaigns.get('Donation')?.engaged ?? 0) > 0);
    for (const [field, least] of Object.entries({ Day__c: 6, Country__c: 4, Provider__c: 3 })) {
        const groups = await org.query(`SELECT ${field} FROM Delivery_Summary__c GROUP BY ${field}`);
        assert.ok(groups.totalSize >= least, `${groups.totalSize} values of ${field}`);
    }
    const priced = await org.query<{ cost: number; failed: number }>(
        'SELECT SUM(Cost__c) cost, SUM(Failed_Cost__c) failed FROM Delivery_Summary__c',
    );
    assert.ok((priced.records[0]?.cost ?? 0) > (priced.records[0]?.failed ?? 0), 'prices are shown');
    assert.ok((priced.records[0]?.failed ?? 0) > 0, 'and what failed messages cost');
    const kinds = await org.query("SELECT Id FROM Delivery_Summary__c WHERE Object_Type__c = 'Account'");
    assert.ok(kinds.totalSize > 0, 'kinds of record are shown');
    const parts = await org.query<{ Country__c: string; least: number; most: number }>(
        "SELECT Country__c, MIN(Segments__c) least, MAX(Segments__c) most FROM Message__c WHERE Provider__c = 'infobip' GROUP BY Country__c ORDER BY Country__c",
    );
    assert.deepEqual(
        parts.records.map(({ Country__c, least, most }) => [Country__c, least, most]),
        [
            ['DE', 1, 1],
            ['FR', 2, 2],
        ],
        'long texts have two parts',
    );
    const nowhere = await org.query('SELECT Id FROM Delivery_Summary__c WHERE Country__c = null');
    assert.equal(nowhere.totalSize, 0, 'where the provider names no country, the number does');
    const alerts = await until(
        async () =>
            await org.query("SELECT Campaign__r.Name FROM Delivery_Alert__c WHERE Kind__c = 'Low Delivery Rate'"),
        ({ totalSize }) => totalSize > 0,
    );
    assert.match(JSON.stringify(alerts.records), /Event reminders/);
    assert.equal(alerts.totalSize, 1);
    const messages = await org.query('SELECT COUNT() FROM Message__c');
    assert.equal(
        messages.totalSize,
        [...campaigns.values()].reduce((sum, { total }) => sum + total, 0),
    );
    const known = await org.query<{ Contact__r: { LastName: string } | null }>(
        'SELECT Contact__r.LastName FROM Message__c WHERE Contact__c != null OR Lead__c != null',
    );
    assert.deepEqual(
        known.records.map(({ Contact__r }) => Contact__r?.LastName).sort(),
        GIFTS.flatMap(({ donor }) => (typeof donor === 'string' ? [] : [donor.LastName])).sort(),
        'of the people, those alone who gave were written to',
    );
    const won = await org.query('SELECT COUNT() FROM Opportunity WHERE IsWon = TRUE AND CampaignId != null');
    assert.equal(won.totalSize, GIFTS.length);
}

const answers = (url: string): Promise<boolean> =>
    fetch(url).then(
        () => true,
        () => false,
    );

test('it prints one line of JSON, serves the console, and Ctrl-C ends everything it started', async (t) => {
    const { child, stdout, stderr } = start(t, '--port', '0', '--relay-port', '0', '--quiet-simulator');
    const ended = once(child, 'close') as Promise<[number | null]>;
    while (stdout.length === 0) {
        assert.equal(child.exitCode, null, `it ended early:\n${stderr.join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { ready, console: consoleUrl, org, relay } = JSON.parse(stdout[0]!) as Ready;
    assert.equal(ready, true);
    assert.equal(org.version, '67.0');
    assert.deepEqual(
        relay.sources.map(({ provider, path: hook, secret }) => [provider, hook.replace(secret, '<secret>')]),
        [
            ['twilio', '/hooks/twilio/demo'],
            ['bsr', '/hooks/bsr/demo'],
            ['smsworks', '/hooks/smsworks/demo/<secret>'],
            ['infobip', '/hooks/infobip/demo/<secret>'],
        ],
    );
    assert.match(await (await fetch(consoleUrl)).text(), /<!doctype html>/i);
    const connection = new Connection({ instanceUrl: org.url, accessToken: org.accessToken, version: org.version });
    assert.ok((await connection.query('SELECT Id FROM Contact')).totalSize >= 8, 'sample people are there');
    await assertWeek(connection);

    child.kill('SIGINT');
    assert.equal((await ended)[0], 0, stderr.join('\n'));
    assert.equal(stdout.length, 1, 'standard output carries nothing else');
    assert.equal(await answers(consoleUrl), false, 'the local org has ended');
    assert.equal(await answers(relay.url), false, 'the relay has ended');
});

test('npm itself may be ended by a script, and nothing is left behind', async () => {
    const npm = spawn('npm', ['start', '--silent', '--', ...QUIET], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'ignore'],
    });
    let ready: Ready | undefined;
    for await (const line of createInterface({ input: npm.stdout })) {
        ready = JSON.parse(line) as Ready;
        break;
    }
    assert.ok(ready);
    npm.kill('SIGTERM');
    const deadline = Date.now() + 60_000;
    while ((await answers(ready.console)) || (await answers(ready.relay.url))) {
        assert.ok(Date.now() < deadline, 'the local org or the relay still answers');
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
});

for (const [option, other] of [
    ['--port', '--relay-port'],
    ['--relay-port', '--port'],
] as const) {
    test(`a taken port is named when it is ${option}`, async (t) => {
        const holder = createServer().listen(0, '127.0.0.1');
        await once(holder, 'listening');
        const taken = String((holder.address() as AddressInfo).port);
        const { child, stderr } = start(t, option, taken, other, '0', '--quiet-simulator');
        const [code] = (await once(child, 'close')) as [number | null];
        holder.close();
        assert.notEqual(code, 0);
        assert.ok(
            stderr.some((line) => line.includes(taken) && /in use|taken/i.test(line)),
            stderr.join('\n'),
        );
        assert.ok(!stderr.some((line) => /^\s+at /.test(line)), 'a message, not a stack trace');
    });
}

test('an option that makes no sense is refused with a message', async (t) => {
    const { child, stderr } = start(t, '--port', 'eighty');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 1);
    assert.match(stderr.join('\n'), /--port must be a whole number/);
});
