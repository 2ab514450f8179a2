/** PostgreSQL as the store needs it: durable at every commit, never waiting for ever, its errors in our words. */
import { Pool, types } from 'pg';
import type { ClientConfig, PoolClient } from 'pg';
import { inOurWords } from './problems.ts';

export interface Queries {
    rows<R extends object>(sql: string, values?: readonly unknown[]): Promise<R[]>;
    /** How many rows it concerned. */
    run(sql: string, values?: readonly unknown[]): Promise<number>;
}

export interface Database extends Queries {
    /** All of it or nothing, and on disk when this resolves. */
    transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T>;
    close(): Promise<void>;
}

export interface Pacing {
    readonly connections: number;
    /** How long a caller waits for a connection. */
    readonly connectMs: number;
    /** How long for each statement. */
    readonly statementMs: number;
}

/** A transaction whose relay has stopped in the middle must not hold up the others. */
const IDLE_IN_TRANSACTION_MS = 5_000;

/** Ends a transaction without a trace, from within. */
export class TakenBack extends Error {}

/** The server has answered with a SQLSTATE, or was not asked at all: the connection is as good as before. */
const answered = (error: unknown): boolean =>
    error instanceof TakenBack ||
    (error instanceof Error && 'code' in error && /^(?!57|08)[0-9A-Z]{5}$/.test(String(error.code)));

export function openDatabase(
    connection: ClientConfig,
    schema: string,
    { connections, connectMs, statementMs }: Pacing,
): Database {
    const options = {
        // Only this makes each commit wait for the disk, whatever the server's default is
        // (https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-SYNCHRONOUS-COMMIT, 2026-11-26).
        synchronous_commit: 'on',
        search_path: schema,
        idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
        statement_timeout: statementMs,
    };
    const pool = new Pool({
        ...connection,
        application_name: 'landed',
        options: Object.entries(options)
            .map(([name, value]) => `-c ${name}=${value}`)
            .join(' '),
        max: connections,
        connectionTimeoutMillis: connectMs,
        // The server's own limit speaks first, where there is still a server.
        query_timeout: statementMs + 1_000,
        keepAlive: true,
        types: {
            // Ids, counts and times stay far below 2^53. The cast holds: each parser takes the text of a column.
            getTypeParser: (type, format) =>
                type === types.builtins.INT8
                    ? Number
                    : (types.getTypeParser(type, format) as (text: string) => unknown),
        },
    });
    // A connection that breaks between two statements tells nobody who waits: the next one finds it out.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));

    async function using<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
        const client = await pool.connect().catch((error: unknown) => {
            throw inOurWords(error);
        });
        try {
            const result = await work(client);
            client.release();
            return result;
        } catch (error) {
            client.release(!answered(error));
            throw inOurWords(error);
        }
    }
    const queriesOf = (client: PoolClient): Queries => ({
        rows: async <R extends object>(sql: string, values: readonly unknown[] = []) =>
            (await client.query<R>(sql, [...values])).rows,
        run: async (sql, values = []) => (await client.query(sql, [...values])).rowCount ?? 0,
    });
    return {
        rows: (sql, values) => using((client) => queriesOf(client).rows(sql, values)),
        run: (sql, values) => using((client) => queriesOf(client).run(sql, values)),
        transaction: (work) =>
            using(async (client) => {
                await client.query('BEGIN');
                try {
                    const result = await work(queriesOf(client));
                    await client.query('COMMIT');
                    return result;
                } catch (error) {
                    // A connection that is lost is thrown away, and the server takes back what it had begun.
                    if (answered(error)) await client.query('ROLLBACK');
                    throw error;
                }
            }),
        close: () => pool.end(),
    };
}
