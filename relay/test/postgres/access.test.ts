/** What an operator hears when PostgreSQL cannot be used, and how the schema comes to be. */
import { strict as assert } from 'node:assert';
import { after, before, test } from 'node:test';
import { RelayError } from '../../src/core/errors.ts';
import { checkPostgres } from '../../src/store/postgres/checkup.ts';
import { readAddress } from '../../src/store/postgres/connection.ts';
import { openDatabase } from '../../src/store/postgres/database.ts';
import { MIGRATIONS } from '../../src/store/postgres/migrations.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { migrate } from '../../src/store/postgres/schema.ts';
import { measureStore } from '../../bench/postgres.ts';
import { GUARDED, startPostgres } from './server.ts';
import type { PostgresServer } from './server.ts';

const PASSWORD = 'invented-password';
const timing = { now: () => 0, after: () => () => undefined };

let server: PostgresServer;

before(async () => {
    server = await startPostgres();
    await server.run('postgres', `CREATE ROLE ${GUARDED} LOGIN PASSWORD '${PASSWORD}'`);
});
after(() => server.stop());

async function refusal(url: string, schema = 'landed'): Promise<RelayError> {
    const { config } = readAddress(url);
    const onError = (): void => undefined;
    const error: unknown = await openPostgresStore({ connection: config, schema, serving: true, timing, onError }).then(
        () => assert.fail('it was opened'),
        (reason: unknown) => reason,
    );
    assert.ok(error instanceof RelayError, String(error));
    assert.ok(!error.message.includes(PASSWORD));
    return error;
}
const checkup = (url: string, schema = 'landed') => checkPostgres(readAddress(url), schema);
const verdicts = async (url: string, schema?: string): Promise<string[]> =>
    (await checkup(url, schema)).map(({ check, result }) => `${check}: ${result}`);

test('each reason why it cannot be used has its own words', async () => {
    const cases: readonly [url: string, code: string, words: RegExp][] = [
        [
            'postgres://u:p@127.0.0.1:1/d',
            'RELAY_STORE_UNREACHABLE',
            /cannot be reached: nothing answers at its address/,
        ],
        ['postgres://u:p@nowhere.invalid/d', 'RELAY_STORE_UNREACHABLE', /cannot be reached: its host has no address/],
        [server.url('postgres', GUARDED, 'wrong'), 'RELAY_STORE_REFUSED', /the password or the user name is wrong/],
        [server.url('missing'), 'RELAY_STORE_REFUSED', /there is no such database/],
        [server.url('postgres', GUARDED, PASSWORD), 'RELAY_STORE_REFUSED', /the user lacks a permission/],
        [`${server.url('postgres')}?sslmode=verify-full`, 'RELAY_STORE_REFUSED', /does not speak TLS/],
    ];
    for (const [url, code, words] of cases) {
        const error = await refusal(url);
        assert.deepEqual([error.code, words.test(error.message)], [code, true], error.message);
        const [finding] = (await checkup(url)).filter(({ result }) => result === 'failed');
        assert.ok(finding?.fix, `doctor says nothing about ${code}`);
    }
});

test('relays that start at once make one schema, and one of a newer version is refused', async () => {
    const { config } = readAddress(server.url('postgres'));
    const databases = [1, 2, 3, 4].map(() =>
        openDatabase(config, 'fresh', { connections: 1, connectMs: 20_000, statementMs: 20_000 }),
    );
    const ids = await Promise.all(databases.map((db) => migrate(db, 'fresh')));
    for (const db of databases) await db.close();
    assert.equal(new Set(ids).size, 1);
    await server.run('postgres', `UPDATE fresh.meta SET value = '${MIGRATIONS.length + 1}' WHERE name = 'schema'`);
    const error = await refusal(server.url('postgres'), 'fresh');
    assert.deepEqual(
        [error.code, error.message],
        ['RELAY_STORE_VERSION', 'schema "fresh" was written by a newer version of the relay'],
    );
    assert.ok((await verdicts(server.url('postgres'), 'fresh')).includes('store schema: failed'));
});

test('an older schema is brought up to date, step by step, and a step that fails leaves it as it was', async () => {
    const { config } = readAddress(server.url('postgres'));
    const db = openDatabase(config, 'steps', { connections: 1, connectMs: 20_000, statementMs: 20_000 });
    const id = await migrate(db, 'steps');
    const more = [...MIGRATIONS, 'CREATE TABLE later (id bigint)'];
    await assert.rejects(migrate(db, 'steps', [...more, 'SELECT wrong']), /wrong/);
    await assert.rejects(db.rows('SELECT * FROM later'), /does not exist/);
    assert.equal(await migrate(db, 'steps', more), id);
    assert.deepEqual(await db.rows('SELECT * FROM later'), []);
    await db.close();
});

test('doctor finds out before the relay does, and changes nothing', async () => {
    // The server of the tests does without fsync, and doctor must not let that pass.
    const broken = 'store durability: failed';
    assert.deepEqual(await verdicts(server.url('postgres'), 'unmade'), ['store: ok', broken, 'store schema: ok']);
    assert.deepEqual(await server.run('postgres', "SELECT to_regnamespace('unmade') AS made"), [{ made: null }]);
    const url = server.url('postgres', GUARDED, PASSWORD);
    assert.deepEqual(await verdicts(url, 'unmade'), ['store: ok', broken, 'store schema: failed']);
    const fix = (await checkup(url, 'unmade')).at(-1)?.fix ?? '';
    for (const statement of fix.replace('As an administrator: ', '').replaceAll('<user>', GUARDED).split(';')) {
        if (statement.trim() !== '') await server.run('postgres', statement);
    }
    assert.deepEqual(await verdicts(url, 'unmade'), ['store: ok', broken, 'store schema: ok']);
});

test('a small run of the measurement gives every figure', async () => {
    const figures = await measureStore(server, 30);
    assert.equal(figures.reports, 60);
    for (const [name, figure] of Object.entries(figures)) assert.ok(figure > 0, name);
});
