/** The embedded store: two SQLite files, each behind a thread of its own. */
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../core/ports.ts';
import { unreadOf } from '../../core/store.ts';
import type { Erased, Erasure, JournalledRequest, NewRequest, Store } from '../../core/store.ts';
import { createGroupCommit } from '../groupCommit.ts';
import type { JournalEngine } from './journal.ts';
import { packRequests } from './packedRequests.ts';
import type { StateEngine } from './state.ts';
import { startThread } from './thread.ts';
import { walDamage } from './walDamage.ts';

export interface SqliteOptions {
    readonly directory: string;
    /** One relay at a time consumes and publishes; a command beside it must not. */
    readonly exclusive: boolean;
    readonly clock: Clock;
    /** A thread ended unasked: nothing works from here on. */
    readonly onDeath: (error: Error) => void;
    /** What was on disk is damaged, and the store goes on without it. */
    readonly onDamage?: (error: Error) => void;
}

/** Before they are opened, for then it is gone without a trace. Of a command beside a relay: the relay writes them. */
function damagedFiles(directory: string): string[] {
    return ['journal.db-wal', 'state.db-wal'].filter((name) => walDamage(join(directory, name)) !== null);
}

/** Buffers cross threads as plain bytes; adapters are promised a buffer. */
function reviveRequest(journalled: JournalledRequest): JournalledRequest {
    const { request } = journalled;
    const body = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
    return { ...journalled, request: { ...request, body } };
}

export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
    const { directory, exclusive, clock, onDeath, onDamage } = options;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const damaged = exclusive ? damagedFiles(directory) : [];
    const journal = startThread<JournalEngine>(
        new URL('./journalThread.ts', import.meta.url),
        { path: join(directory, 'journal.db') },
        onDeath,
    );
    const state = startThread<StateEngine>(
        new URL('./stateThread.ts', import.meta.url),
        { path: join(directory, 'state.db'), lock: exclusive ? join(directory, 'lock.db') : null },
        onDeath,
    );
    const commits = createGroupCommit<NewRequest>((requests) => journal.call('append', packRequests(requests)));
    const readUpTo = () => state.call('readUpTo');
    const unread = async (): Promise<number> => journal.call('unread', await readUpTo());
    const attach = async (): Promise<string> =>
        state.call('attach', await journal.call('id'), await journal.call('highest'));
    const id = await attach().catch(async (error: unknown) => {
        await Promise.allSettled([journal.close(), state.close()]); // a thread left behind would keep the process alive
        throw error;
    });
    for (const name of damaged) {
        onDamage?.(new Error(`${name} ends in something unfinished or damaged, which was left out`));
    }

    /** First the requests: whatever ends this half-way, the messages still name what is left to do. */
    async function erase({ messages, requestIds, now }: Erasure): Promise<Erased> {
        const requests = await journal.call('remove', requestIds, await readUpTo());
        return { requests, ...(await state.call('eraseMessages', messages, requestIds, now)) };
    }

    return {
        id,
        append: commits.add,
        waiting: commits.waiting,
        checkWritable: () => journal.call('check', clock.now()),
        async nextRequests(order) {
            const requests = await journal.call('next', await readUpTo(), order);
            return requests.map(reviveRequest);
        },
        consume({ requests, ...work }) {
            // Their bodies have no business on the other thread.
            return state.call('consume', {
                ...work,
                requests: requests.map(({ id: read, source }) => ({ id: read, source })),
            });
        },
        fireTimers: (due) => state.call('fireTimers', due),
        async oldestUnread() {
            return journal.call('oldestUnread', await readUpTo());
        },
        claimAlerts: (request) => state.call('claimAlerts', request),
        alertsTold: (told) => state.call('alertsTold', told),
        claimSummaries: (request) => state.call('claimSummaries', request),
        summariesTold: (told) => state.call('summariesTold', told),
        totalsSince: (org, day) => state.call('totalsSince', org, day),
        addPulses: (pulses, now) => state.call('addPulses', pulses, now),
        pulses: (request) => state.call('pulses', request),
        remember: (name, value) => state.call('remember', name, value),
        recall: (name) => state.call('recall', name),
        speaksTo: () => Promise.resolve(true),
        companions: () => Promise.resolve(0),
        exchange: () => Promise.resolve([]),
        outlook: (org, now) => state.call('outlook', org, now),
        claim: (request) => state.call('claim', request),
        takeCalls: (wanted) => state.call('takeCalls', wanted),
        report: (flights, now) => state.call('report', flights, now),
        awaited: (org, now, limit) => state.call('awaited', org, now, limit),
        nextCheckAt: (org) => state.call('nextCheckAt', org),
        makeControl: (org, now) => state.call('makeControl', org, now),
        deadLetters: (filter) => state.call('deadLetters', filter),
        deadLetter: (letterId) => state.call('deadLetter', letterId),
        async request(requestId) {
            const found = await journal.call('find', requestId);
            return found === null ? null : reviveRequest(found);
        },
        async replay(letterId, now) {
            const letter = await state.call('deadLetter', letterId);
            assert(letter !== null, `there is no dead letter ${letterId}`);
            if (letter.kind === 'message') return state.call('replayMessage', letter, now);
            const found = await journal.call('find', letter.requestId ?? 0);
            assert(found !== null, `the request of dead letter ${letterId} is no longer kept`);
            // Appended before it is marked: between the two a crash repeats it, and a repeated report changes nothing.
            const released = { ...found, request: { ...found.request, quarantined: false } };
            await journal.call('append', packRequests([released]));
            return state.call('markReplayed', letterId, now);
        },
        drop: (ids, now) => state.call('dropLetters', ids, now),
        correct: (corrections, now) => state.call('correct', corrections, now),
        republish: (org, messageKeys, now) => state.call('republish', org, messageKeys, now),
        noteReplay: (replay) => state.call('noteReplay', replay),
        replays: () => state.call('replays'),
        message: (org, messageKey) => state.call('message', org, messageKey),
        messagesAfter: (after, limit) => state.call('messagesAfter', after, limit),
        async requestsAfter(after, limit) {
            return (await journal.call('after', after, limit)).map(reviveRequest);
        },
        unread,
        async unreadBySource() {
            return journal.call('unreadBySource', await readUpTo());
        },
        async unreadAmong(ids) {
            return journal.call('unreadAmong', ids, await readUpTo());
        },
        async counts() {
            return { unread: await unread(), ...(await state.call('stateCounts')) };
        },
        async countsOf(org, sources) {
            const unread = unreadOf(await journal.call('unreadBySource', await readUpTo()), sources);
            return { unread, ...(await state.call('stateCountsOf', org, sources)) };
        },
        async purge(before, limit) {
            const requests = await journal.call('purge', before, await readUpTo(), limit);
            const letters = await state.call('purgeLetters', before, limit);
            const messages = await state.call('purgeMessages', before, limit);
            return requests + letters + messages + (await state.call('purgeAlerts', before, limit));
        },
        async expire(now, limit) {
            const messages = await state.call('expired', now, limit);
            const requestIds = messages.flatMap((message) => message.requestIds);
            return (await erase({ messages, requestIds, now })).messages;
        },
        erase,
        async compact() {
            await journal.call('compact');
            await state.call('compact');
        },
        async close() {
            await commits.drain();
            await journal.close();
            await state.close();
        },
    };
}
