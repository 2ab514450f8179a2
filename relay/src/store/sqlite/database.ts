/** SQLite as the store needs it: durable at every commit, migrated at opening, one transaction at a time. */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';

/** `R` is the row that the statement's SQL answers with. */
export interface Statement<R> {
    run(...values: SQLInputValue[]): { readonly changes: number; readonly lastInsertRowid: number };
    get(...values: SQLInputValue[]): R | undefined;
    all(...values: SQLInputValue[]): R[];
    iterate(...values: SQLInputValue[]): Iterable<R>;
}

export interface Database {
    prepare<R>(sql: string): Statement<R>;
    /** All of it or nothing, and on disk when this returns. */
    transaction<T>(work: () => T): T;
    /** Writes the file anew and empties the log beside it: nothing that was deleted is in either. */
    compact(): void;
    close(): void;
}

/** How long to wait for another process, such as `landed dead replay` beside `landed serve`. */
const BUSY_MS = 5_000;

/** SQLite's own default. */
const CHECKPOINT_PAGES = 1_000;

/** `checkpointPages`: how many changed pages wait in the log before they are written to the file itself. */
export function openDatabase(
    path: string,
    migrations: readonly string[],
    checkpointPages = CHECKPOINT_PAGES,
): Database {
    const db = new DatabaseSync(path, { timeout: BUSY_MS });
    // FULL: in WAL mode only this makes each commit wait for the disk (https://sqlite.org/pragma.html#pragma_synchronous,
    // 2026-11-21). NORMAL, the default of many bindings, loses the last commits when power fails.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    db.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);

    function transaction<T>(work: () => T): T {
        db.exec('BEGIN IMMEDIATE');
        try {
            const result = work();
            db.exec('COMMIT');
            return result;
        } catch (error) {
            if (db.isTransaction) db.exec('ROLLBACK');
            throw error;
        }
    }

    transaction(() => {
        // The casts hold: the pragma answers one row with this column, an integer.
        const { user_version: done } = db.prepare('PRAGMA user_version').get() as { user_version: number };
        if (done > migrations.length) throw new Error(`${path} was written by a newer version of the relay`);
        for (const sql of migrations.slice(done)) db.exec(sql);
        db.exec(`PRAGMA user_version = ${migrations.length}`);
    });
    return {
        // The cast holds: integers below 2^53 come as numbers, and rows have the columns that the SQL names.
        prepare: <R>(sql: string) => db.prepare(sql) as unknown as Statement<R>,
        transaction,
        compact: () => db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);'),
        close: () => db.close(),
    };
}

/** Held until the process ends, however it ends; throws when another process holds it. */
export function lockFile(path: string): () => void {
    const db = new DatabaseSync(path, { timeout: 0 });
    try {
        db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
        db.close();
        throw new Error('another relay is using this data directory', { cause: error });
    }
    return () => db.close();
}
