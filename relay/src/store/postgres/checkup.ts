/** Whether a PostgreSQL would do as a store, and what to mend; changes nothing. */
import { describeError } from '../../core/errors.ts';
import type { Address } from './connection.ts';
import { openDatabase } from './database.ts';
import type { Queries } from './database.ts';
import { MIGRATIONS } from './migrations.ts';
import { checkServer, schemaVersion } from './schema.ts';

export interface StoreFinding {
    readonly check: string;
    readonly result: 'ok' | 'warning' | 'failed';
    readonly detail: string;
    readonly fix?: string;
}

const PATIENCE_MS = 5_000;
const OFF = 'off';

async function checkSchema(db: Queries, schema: string): Promise<StoreFinding> {
    const check = 'store schema';
    const done = await schemaVersion(db, schema);
    if (done !== null && done > MIGRATIONS.length) {
        const detail = `"${schema}" was written by a newer version of the relay`;
        return { check, result: 'failed', detail, fix: 'Start that version again.' };
    }
    const [rights] = await db.rows<{ exists: boolean; make: boolean; use: boolean | null }>(
        `SELECT to_regnamespace($1) IS NOT NULL AS exists,
                has_database_privilege(current_database(), 'CREATE') AS make,
                CASE WHEN to_regnamespace($1) IS NOT NULL THEN has_schema_privilege($1, 'USAGE, CREATE') END AS use`,
        [schema],
    );
    const { exists = false, make = false, use = null } = rights ?? {};
    if (exists ? use !== true : !make) {
        const detail = exists ? `the user may not make tables in "${schema}"` : `the user may not make "${schema}"`;
        const fix = `As an administrator: CREATE SCHEMA IF NOT EXISTS ${schema}; GRANT ALL ON SCHEMA ${schema} TO <user>;`;
        return { check, result: 'failed', detail, fix };
    }
    if (done === null) return { check, result: 'ok', detail: `"${schema}" will be made` };
    const detail = done < MIGRATIONS.length ? `"${schema}" will be brought up to date` : `"${schema}" is up to date`;
    return { check, result: 'ok', detail };
}

/** What is committed must be on the disk, whatever happens to the machine. */
async function checkDurability(db: Queries): Promise<StoreFinding> {
    const [settings] = await db.rows<{ fsync: string; pages: string }>(
        "SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages",
    );
    const check = 'store durability';
    if (settings?.fsync !== OFF && settings?.pages !== OFF) return { check, result: 'ok', detail: 'fsync is on' };
    const name = settings.fsync === OFF ? 'fsync' : 'full_page_writes';
    const fix = `Set ${name} = on in postgresql.conf: a report that was answered with 2xx must not be lost.`;
    return { check, result: 'failed', detail: `${name} is off: a power cut can lose everything`, fix };
}

export async function checkPostgres({ config, host, tls }: Address, schema: string): Promise<StoreFinding[]> {
    const db = openDatabase(config, schema, { connections: 1, connectMs: PATIENCE_MS, statementMs: PATIENCE_MS });
    const check = 'store';
    try {
        const version = await checkServer(db);
        const detail = `PostgreSQL ${version} at ${host}`;
        const server: StoreFinding =
            tls === 'require'
                ? { check, result: 'warning', detail: `${detail}, whose certificate is not checked`, fix: CHECKED }
                : { check, result: 'ok', detail };
        return [server, await checkDurability(db), await checkSchema(db, schema)];
    } catch (error) {
        const { code, message } = describeError(error);
        return [{ check, result: 'failed', detail: message, fix: `docs/errors.md explains ${code}.` }];
    } finally {
        await db.close();
    }
}

const CHECKED = 'Name the authority in store.certificates and leave sslmode out of the address.';
