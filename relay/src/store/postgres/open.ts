/** The shared store: one PostgreSQL for several relays, each of which may be killed, or take over, at any time. */
import type { ClientConfig } from 'pg';
import type { Clock } from '../../core/ports.ts';
import { unreadOf } from '../../core/store.ts';
import type { NewRequest, Store } from '../../core/store.ts';
import { startLoop } from '../../core/timing.ts';
import type { Timing } from '../../core/timing.ts';
import { createGroupCommit } from '../groupCommit.ts';
import { createConsumer } from './consume.ts';
import { createCorrections } from './corrections.ts';
import { openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { createErasure } from './erasure.ts';
import { createFlights } from './flights.ts';
import { createJournal } from './journal.ts';
import { createLetters } from './letters.ts';
import { join } from './membership.ts';
import { createPulseBook } from './pulses.ts';
import { migrate } from './schema.ts';
import { createTellings } from './tellings.ts';
import { createViews } from './views.ts';

export interface PostgresOptions {
    readonly connection: ClientConfig;
    readonly schema: string;
    /** A relay, which reads and publishes; a command beside it does not. */
    readonly serving: boolean;
    readonly timing: Timing;
    /** The lease could not be renewed, most likely because the server is away. */
    readonly onError: (error: unknown) => void;
}

/** Callers wait at the door: they hear soon that it is shut, and well before they give up by themselves. */
const DOOR = { connections: 3, connectMs: 4_000, statementMs: 4_000 };
const STATE = { connections: 6, connectMs: 30_000, statementMs: 30_000 };
/** Indexes of large tables, and tables that are written anew, take as long as they take. */
const UPKEEP = { connections: 1, connectMs: 10_000, statementMs: 12 * 3_600_000 };
/** So long a relay that is gone keeps what it holds; timers wait for it, too. */
const LEASE_MS = 5_000;
const RENEW_MS = 1_000;

export interface PostgresStore extends Store {
    /** What the store does by itself every second. */
    tend(): Promise<void>;
}

export interface StoreParts {
    /** What callers wait for: the journal and the lease. Its queue is never behind that of the state. */
    readonly door: Database;
    readonly state: Database;
    /** For what takes long: upgrading the schema, compacting. */
    readonly upkeep: Database;
    readonly schema: string;
    readonly serving: boolean;
    readonly clock: Clock;
}

/** Without the loop that renews the lease, and without closing the databases. */
export async function createPostgresStore({
    door,
    state,
    upkeep,
    schema,
    serving,
    clock,
}: StoreParts): Promise<PostgresStore> {
    const id = await migrate(upkeep, schema);
    const membership = await join({ db: door, leaseMs: LEASE_MS, serving });
    const journal = createJournal(door, membership);
    const commits = createGroupCommit<NewRequest>(journal.append);
    const { purge, ...letters } = createLetters(state, membership, journal);
    const { stateCounts, stateCountsOf, ...views } = createViews(state, membership);
    const { purgeMessages, ...erasure } = createErasure(state, upkeep, membership);
    return {
        id,
        append: commits.add,
        waiting: commits.waiting,
        checkWritable: () => journal.check(clock.now()),
        nextRequests: journal.next,
        oldestUnread: journal.oldestUnread,
        request: journal.find,
        requestsAfter: journal.after,
        unread: journal.unread,
        unreadAmong: journal.unreadAmong,
        ...createConsumer(state, membership),
        ...createTellings(state, membership),
        ...createFlights(state, membership),
        ...letters,
        ...createPulseBook(state),
        ...createCorrections(state, membership),
        ...views,
        ...erasure,
        async counts() {
            return { unread: await journal.unread(), ...(await stateCounts()) };
        },
        async countsOf(org, sources) {
            const unread = unreadOf(await views.unreadBySource(), sources);
            return { unread, ...(await stateCountsOf(org, sources)) };
        },
        async purge(before, limit) {
            const requests = await journal.purge(before, limit);
            return requests + (await purge(before, limit)) + (await purgeMessages(before, limit));
        },
        speaksTo: membership.keeps,
        companions: membership.others,
        exchange: membership.exchange,
        tend: membership.tend,
        async close() {
            await commits.drain();
            // Where the server is away, the lease ends by itself.
            await membership.leave().catch(() => undefined);
        },
    };
}

export async function openPostgresStore({
    connection,
    schema,
    serving,
    timing,
    onError,
}: PostgresOptions): Promise<Store> {
    const door = openDatabase(connection, schema, DOOR);
    const state = openDatabase(connection, schema, STATE);
    const upkeep = openDatabase(connection, schema, UPKEEP);
    const closeAll = (): Promise<unknown> => Promise.allSettled([door, state, upkeep].map((db) => db.close()));
    const opened = createPostgresStore({ door, state, upkeep, schema, serving, clock: timing });
    const { tend, ...store } = await opened.catch(async (error: unknown) => {
        await closeAll(); // a connection left behind would keep the process alive
        throw error;
    });
    const tending = startLoop(timing, tendOnce, onError);
    async function tendOnce(): Promise<number> {
        await tend();
        return RENEW_MS;
    }
    return {
        ...store,
        async close() {
            await tending.stop();
            await store.close();
            await closeAll();
        },
    };
}
