/** The journal's file: requests as they arrived, in order. */
import { randomUUID } from 'node:crypto';
import type { JournalledRequest } from '../../core/store.ts';
import type { VerifiedRequest } from '../../core/ports.ts';
import { openDatabase } from './database.ts';
import { JOURNAL_MIGRATIONS } from './migrations.ts';
import { rowsOf } from './packedRequests.ts';
import type { PackedRequests } from './packedRequests.ts';

interface RequestRow {
    readonly id: number;
    readonly source: string;
    readonly received_at: number;
    readonly method: 'GET' | 'POST';
    readonly url: string;
    readonly headers: string;
    readonly body: Uint8Array;
    readonly quarantined: 0 | 1;
}

/** One reading brings at most this many bytes of bodies into memory (and always one request). */
const READ_BYTES = 8 * 1024 * 1024;

function requestOf(row: RequestRow): JournalledRequest {
    const { id, source, received_at: receivedAt, method, url, body } = row;
    const headers = JSON.parse(row.headers) as Record<string, string>; // written by packRequests
    // The cast holds: only verified requests are appended.
    const verified = { method, url, headers, body } as unknown as VerifiedRequest;
    const request = row.quarantined === 1 ? { ...verified, quarantined: true } : verified;
    return { id, source, receivedAt, request };
}

export function openJournal({ path }: { readonly path: string }) {
    const db = openDatabase(path, JOURNAL_MIGRATIONS);
    db.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('id', ?)").run(randomUUID());
    const insert = db.prepare(
        // node:sqlite binds an empty buffer as NULL; the body of a GET is empty, not absent.
        `INSERT INTO request (source, received_at, method, url, headers, quarantined, body)
         VALUES (?, ?, ?, ?, ?, ?, coalesce(?, zeroblob(0)))`,
    );
    const after = db.prepare<RequestRow>('SELECT * FROM request WHERE id > ? ORDER BY id LIMIT ?');
    const next = db.prepare<{ at: number }>('SELECT received_at AS at FROM request WHERE id > ? ORDER BY id LIMIT 1');
    const one = db.prepare<RequestRow>('SELECT * FROM request WHERE id = ?');
    const last = db.prepare<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM request');
    const given = db.prepare<{ id: number }>(
        "SELECT coalesce(max(seq), 0) AS id FROM sqlite_sequence WHERE name = 'request'",
    );
    const touch = db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('checked', ?)");
    const purge = db.prepare(
        'DELETE FROM request WHERE id IN (SELECT id FROM request WHERE received_at < ? AND id <= ? LIMIT ?)',
    );
    const remove = db.prepare('DELETE FROM request WHERE id <= ? AND id IN (SELECT value FROM json_each(?))');

    return {
        id(): string {
            return db.prepare<{ value: string }>("SELECT value FROM meta WHERE name = 'id'").get()?.value ?? '';
        },
        /** The highest id ever given, whether or not its request is still kept. */
        highest(): number {
            return given.get()?.id ?? 0;
        },
        append({ rows, bodies }: PackedRequests): void {
            let start = 0;
            db.transaction(() => {
                for (const [length, ...fields] of rowsOf(rows)) {
                    insert.run(...fields, bodies.subarray(start, start + length));
                    start += length;
                }
            });
        },
        check(now: number): void {
            db.transaction(() => touch.run(String(now)));
        },
        read(from: number, limit: number): JournalledRequest[] {
            const requests: JournalledRequest[] = [];
            let bytes = 0;
            for (const row of after.iterate(from, limit)) {
                bytes += row.body.length;
                if (requests.length > 0 && bytes > READ_BYTES) break;
                requests.push(requestOf(row));
            }
            return requests;
        },
        /** When the first request above this id was received; ids are given in the order of arrival. */
        receivedAfter(id: number): number | null {
            return next.get(id)?.at ?? null;
        },
        find(id: number): JournalledRequest | null {
            const row = one.get(id);
            return row === undefined ? null : requestOf(row);
        },
        last(): number {
            return last.get()?.id ?? 0;
        },
        /** Only up to `consumed`: what the state has not taken in is never forgotten. */
        purge(before: number, consumed: number, limit: number): number {
            return purge.run(before, consumed, limit).changes;
        },
        remove: (ids: readonly number[], consumed: number): number => remove.run(consumed, JSON.stringify(ids)).changes,
        compact: () => db.compact(),
        close(): void {
            db.close();
        },
    };
}

export type JournalEngine = ReturnType<typeof openJournal>;
