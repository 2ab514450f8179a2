/** Brings the schema up to date: by one relay at a time, and never backwards. */
import { randomUUID } from 'node:crypto';
import { RelayError } from '../../core/errors.ts';
import type { Database, Queries } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** What is used of it works since version 13; older ones are no longer maintained. */
const OLDEST_SERVER = 14;

export async function checkServer(db: Queries): Promise<string> {
    const [server] = await db.rows<{ version: string; number: string }>(
        "SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number",
    );
    const version = server?.version ?? 'unknown';
    if (Number(server?.number ?? 0) < OLDEST_SERVER * 10_000) {
        const reason = `PostgreSQL ${version} is too old: ${OLDEST_SERVER} or later is needed`;
        throw new RelayError('RELAY_STORE_VERSION', reason);
    }
    return version;
}

/** How many steps a schema has seen; null where there is none yet. */
export async function schemaVersion(db: Queries, schema: string): Promise<number | null> {
    const [found] = await db.rows<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [
        `${schema}.meta`,
    ]);
    if (found?.exists !== true) return null;
    const [row] = await db.rows<{ value: string }>(`SELECT value FROM ${schema}.meta WHERE name = 'schema'`);
    return Number(row?.value ?? 0);
}

/** Returns the store's id. */
export async function migrate(db: Database, schema: string, migrations = MIGRATIONS): Promise<string> {
    await checkServer(db);
    return db.transaction(async (tx) => {
        // Held until the transaction ends: whoever comes second finds it all done.
        await tx.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`landed migrate ${schema}`]);
        const done = (await schemaVersion(tx, schema)) ?? 0;
        if (done > migrations.length) {
            const reason = `schema "${schema}" was written by a newer version of the relay`;
            throw new RelayError('RELAY_STORE_VERSION', reason);
        }
        if (done === 0) await begin(tx, schema);
        for (const sql of migrations.slice(done)) await tx.run(sql);
        await tx.run("UPDATE meta SET value = $1 WHERE name = 'schema'", [String(migrations.length)]);
        const [row] = await tx.rows<{ value: string }>("SELECT value FROM meta WHERE name = 'id'");
        return row?.value ?? '';
    });
}

async function begin(tx: Queries, schema: string): Promise<void> {
    // Asking for a schema that is there would need the right to make one.
    const [found] = await tx.rows<{ exists: boolean }>('SELECT to_regnamespace($1) IS NOT NULL AS exists', [schema]);
    if (found?.exists !== true) await tx.run(`CREATE SCHEMA ${schema}`);
    await tx.run('CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL)');
    await tx.run("INSERT INTO meta (name, value) VALUES ('schema', '0'), ('id', $1)", [randomUUID()]);
}
