/** The state's file: report keys, messages and dead letters, and how far the journal has been read. */
import { randomUUID } from 'node:crypto';
import { createAlerts } from './alerts.ts';
import { createConsumer } from './consume.ts';
import { createCorrections } from './corrections.ts';
import { lockFile, openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { createErasure, createTombstones } from './erasure.ts';
import { createExpiry } from './expiry.ts';
import { createFlights } from './flights.ts';
import { createInspection } from './inspection.ts';
import { createLetters } from './letters.ts';
import { STATE_MIGRATIONS } from './migrations.ts';
import { createPulseBook } from './pulses.ts';
import { createQueue } from './queue.ts';
import { createReading } from './reading.ts';
import { createTimers } from './timers.ts';
import { createSummaries, createTotals } from './totals.ts';
import { createTracking } from './tracking.ts';

/**
 * A log of up to 32 MB. Each commit changes pages all over the indexes, and most of them are changed again by one of the
 * next: so the fewer are written to the file, the less often this is done.
 */
const CHECKPOINT_PAGES = 8_000;

export interface StateOptions {
    readonly path: string;
    /** Held while the state is open, so that one relay at a time consumes and publishes; null for a command beside it. */
    readonly lock: string | null;
}

export function openState({ path, lock }: StateOptions) {
    const unlock = lock === null ? null : lockFile(lock);
    const db = openDatabase(path, STATE_MIGRATIONS, CHECKPOINT_PAGES);
    return {
        ...createState(db),
        close(): void {
            db.close();
            unlock?.();
        },
    };
}

/** What the state can do, over a database that somebody else opens and closes. */
export function createState(db: Database) {
    const keep = db.prepare('INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)');
    const set = db.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
    const get = db.prepare<{ value: string }>('SELECT value FROM meta WHERE name = ?');
    const value = (name: string): string => get.get(name)?.value ?? '';
    const queue = createQueue(db);
    const totals = createTotals(db);
    const tracking = createTracking(db, queue, totals);
    const timers = createTimers(db, tracking, totals);
    const { note, ...alerts } = createAlerts(db);
    const tombstones = createTombstones(db);
    const expiry = createExpiry(db);
    const reading = createReading(db);

    return {
        /**
         * The store's id. A journal that is not the one read so far is read from its beginning; one that was put back
         * from a copy gives ids again that were read before, so it is read from where it stands.
         */
        attach(journalId: string, highestId: number): string {
            return db.transaction(() => {
                keep.run('id', randomUUID());
                if (value('journal') !== journalId) reading.begin();
                reading.atMost(highestId);
                set.run('journal', journalId);
                return value('id');
            });
        },
        ...createConsumer(db, { queue, tracking, timers, totals, tombstones, expiry, reading, noteAlert: note }),
        readUpTo: reading.readUpTo,
        ...alerts,
        ...createSummaries(db),
        fireTimers: timers.fireTimers,
        ...createFlights(db, queue, totals),
        ...createLetters(db, queue),
        ...createInspection(db),
        ...createPulseBook(db),
        ...createCorrections(db, tracking, totals),
        ...createErasure(db, queue, tombstones),
        compact: () => db.compact(),
    };
}

export type StateEngine = ReturnType<typeof openState>;
