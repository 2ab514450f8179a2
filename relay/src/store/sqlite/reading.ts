/** How far the journal has been read: each source by itself, in the order of its requests. */
import type { ReadRequest } from '../../core/store.ts';
import type { Database } from './database.ts';
import type { ReadUpTo } from './waiting.ts';

export type Reading = ReturnType<typeof createReading>;

export function createReading(db: Database) {
    const get = db.prepare<{ value: string }>("SELECT value FROM meta WHERE name = 'cursor'");
    const set = db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('cursor', ?)");
    const all = db.prepare<{ source: string; cursor: number }>('SELECT source, cursor FROM reading');
    const put = db.prepare('INSERT OR REPLACE INTO reading (source, cursor) VALUES (?, ?)');
    const cap = db.prepare('UPDATE reading SET cursor = min(cursor, ?)');
    const forget = db.prepare('DELETE FROM reading');

    const readUpTo = (): ReadUpTo => ({
        floor: Number(get.get()?.value ?? 0),
        sources: Object.fromEntries(all.all().map(({ source, cursor }) => [source, cursor])),
    });

    return {
        readUpTo,
        /** Whether any of them is news. Within a transaction. */
        advance(requests: readonly ReadRequest[]): boolean {
            const { floor, sources } = readUpTo();
            let news = false;
            for (const [source, own] of Map.groupBy(requests, (request) => request.source)) {
                const upTo = Math.max(...own.map(({ id }) => id));
                if (upTo <= (sources[source] ?? floor)) continue;
                put.run(source, upTo);
                news = true;
            }
            return news;
        },
        /** Nothing of this journal has been read. Within a transaction. */
        begin(): void {
            set.run('0');
            forget.run();
        },
        /** What is above this has not been read, whatever was said before. Within a transaction. */
        atMost(id: number): void {
            set.run(String(Math.min(readUpTo().floor, id)));
            cap.run(id);
        },
    };
}
