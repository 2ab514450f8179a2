/** The journal's file: requests as they arrived, in order. */
import { randomUUID } from 'node:crypto';
import type { JournalledRequest, ReadingOrder } from '../../core/store.ts';
import type { VerifiedRequest } from '../../core/ports.ts';
import { openDatabase } from './database.ts';
import { JOURNAL_MIGRATIONS } from './migrations.ts';
import { rowsOf } from './packedRequests.ts';
import type { PackedRequests } from './packedRequests.ts';
import { createWaiting, READ, READ_BYTES, readMarks } from './waiting.ts';
import type { ReadUpTo } from './waiting.ts';

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
    const one = db.prepare<RequestRow>('SELECT * FROM request WHERE id = ?');
    const given = db.prepare<{ id: number }>(
        "SELECT coalesce(max(seq), 0) AS id FROM sqlite_sequence WHERE name = 'request'",
    );
    const touch = db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('checked', ?)");
    const purge = db.prepare(
        `DELETE FROM request WHERE id IN (SELECT id FROM request WHERE received_at < ? AND ${READ} LIMIT ?)`,
    );
    const remove = db.prepare(`DELETE FROM request WHERE id IN (SELECT value FROM json_each(?)) AND ${READ}`);
    const waiting = createWaiting(db);

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
        next: (readUpTo: ReadUpTo, order: ReadingOrder): JournalledRequest[] =>
            waiting.next(readUpTo, order).flatMap((id) => {
                const row = one.get(id);
                return row === undefined ? [] : [requestOf(row)];
            }),
        unread: waiting.count,
        unreadBySource: waiting.bySource,
        unreadAmong: waiting.among,
        oldestUnread: waiting.oldest,
        after(from: number, limit: number): JournalledRequest[] {
            const requests: JournalledRequest[] = [];
            let bytes = 0;
            for (const row of after.iterate(from, limit)) {
                bytes += row.body.length;
                if (requests.length > 0 && bytes > READ_BYTES) break;
                requests.push(requestOf(row));
            }
            return requests;
        },
        find(id: number): JournalledRequest | null {
            const row = one.get(id);
            return row === undefined ? null : requestOf(row);
        },
        /** Only what the state has taken in: the rest is never forgotten. */
        purge: (before: number, readUpTo: ReadUpTo, limit: number): number =>
            purge.run(before, ...readMarks(readUpTo), limit).changes,
        remove: (ids: readonly number[], readUpTo: ReadUpTo): number =>
            remove.run(JSON.stringify(ids), ...readMarks(readUpTo)).changes,
        compact: () => db.compact(),
        close(): void {
            db.close();
        },
    };
}

export type JournalEngine = ReturnType<typeof openJournal>;
