/** Room on disk for what one command sorts: more than memory should hold, and gone with it. */
import { DatabaseSync } from 'node:sqlite';
import type { Scratch } from '../core/scratch.ts';

interface Row {
    readonly id: number;
    readonly name: string;
    readonly text: string | null;
}

/** SQLite removes the file as soon as it has made it: no other process finds it, and a crash leaves nothing. */
export function openScratch(): Scratch {
    const db = new DatabaseSync('');
    db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE entry (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE content (entry INTEGER NOT NULL, turn INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (entry, turn)) WITHOUT ROWID;
        BEGIN;`); // never ended: a commit would write to the disk, and nothing here outlives the command
    const insert = db.prepare('INSERT OR IGNORE INTO entry (name) VALUES (?)');
    const find = db.prepare('SELECT id FROM entry WHERE name = ?');
    const put = db.prepare('INSERT INTO content (entry, turn, text) SELECT id, ?, ? FROM entry WHERE name = ?');
    const all = db.prepare(
        'SELECT id, name, text FROM entry LEFT JOIN content ON content.entry = entry.id ORDER BY entry.id, turn',
    );
    let [size, turn] = [0, 0];
    return {
        open(name) {
            const isNew = insert.run(name).changes === 1;
            if (isNew) size += 1;
            return isNew;
        },
        has: (name) => find.get(name) !== undefined,
        add: (name, text) => void put.run((turn += 1), text, name),
        get size() {
            return size;
        },
        *entries() {
            let [last, name, texts] = [0, '', [] as string[]];
            // The cast holds: those are the columns.
            for (const row of all.iterate() as Iterable<unknown> as Iterable<Row>) {
                if (row.id !== last) {
                    if (last > 0) yield [name, texts] as const;
                    [last, name, texts] = [row.id, row.name, []];
                }
                if (row.text !== null) texts.push(row.text);
            }
            if (last > 0) yield [name, texts] as const;
        },
        close: () => db.close(),
    };
}
