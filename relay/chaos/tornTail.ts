/** R03: the journal's log is damaged at its end, by a bit or by missing bytes, and the relay is started on it. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { VerifiedRequest } from '../src/core/ports.ts';
import { openJournal } from '../src/store/sqlite/journal.ts';
import { packRequests } from '../src/store/sqlite/packedRequests.ts';
import { walDamage } from '../src/store/sqlite/walDamage.ts';
import { Dice } from '../../test/support/dice.ts';
import { extent, none } from './row.ts';
import type { Length, Row } from './row.ts';

const COMMITS = 60;
const MOST_BYTES = 4_096;

interface Written {
    readonly file: string;
    readonly log: string;
    /** After each commit, how long the log was and how many requests it had taken in all. */
    readonly commits: readonly { readonly end: number; readonly requests: number }[];
}

/** A request by its number, so that a prefix can be told. */
const requestOf = (number: number) => ({
    source: 'acme/demo',
    receivedAt: number,
    // The cast holds: the journal does not look inside.
    request: {
        ...{ method: 'POST', url: '/hooks/acme/demo', headers: {} },
        body: Buffer.alloc(1 + ((number * 37) % 900), number % 251),
    } as unknown as VerifiedRequest,
});

/** What a process leaves that ends without a word. */
function write(directory: string, dice: Dice): Written {
    const file = path.join(directory, 'written.db');
    const journal = openJournal({ path: file });
    const commits: { end: number; requests: number }[] = [];
    let requests = 0;
    for (let commit = 0; commit < COMMITS; commit += 1) {
        const some = Array.from({ length: 1 + dice.roll(8) }, () => requestOf((requests += 1)));
        journal.append(packRequests(some));
        commits.push({ end: statSync(`${file}-wal`).size, requests });
    }
    const copy = path.join(directory, 'left.db');
    copyFileSync(file, copy);
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    journal.close();
    return { file: copy, log: `${copy}-wal`, commits };
}

interface Round {
    readonly started: boolean;
    /** Requests that were committed before the damage and are gone, or are not what was written. */
    readonly lost: number;
    readonly reported: boolean;
}

function damageAndStart(directory: string, { file, log, commits }: Written, dice: Dice): Round {
    const target = path.join(directory, 'damaged.db');
    for (const suffix of ['', '-wal', '-shm']) rmSync(target + suffix, { force: true });
    copyFileSync(file, target);
    const bytes = readFileSync(log);
    const from = bytes.length - 1 - dice.roll(Math.min(MOST_BYTES, bytes.length - 1));
    let damagedAt = from;
    if (dice.roll(2) === 0) {
        writeFileSync(`${target}-wal`, bytes);
        truncateSync(`${target}-wal`, from);
    } else {
        damagedAt = from + dice.roll(bytes.length - from);
        bytes[damagedAt] = (bytes[damagedAt] ?? 0) ^ (1 << dice.roll(8));
        writeFileSync(`${target}-wal`, bytes);
    }
    const reported = walDamage(`${target}-wal`) !== null;
    const safe = commits.findLast(({ end }) => end <= damagedAt)?.requests ?? 0;
    let journal: ReturnType<typeof openJournal>;
    try {
        journal = openJournal({ path: target });
    } catch {
        return { started: false, lost: safe, reported };
    }
    try {
        const kept = journal.after(0, 1_000_000);
        const wrong = kept.filter(({ request, receivedAt }, index) => {
            const wanted = requestOf(index + 1);
            return receivedAt !== wanted.receivedAt || !wanted.request.body.equals(request.body);
        });
        journal.append(packRequests([requestOf(0)])); // and it goes on
        return { started: true, lost: Math.max(0, safe - kept.length) + wrong.length, reported };
    } finally {
        journal.close();
    }
}

const ROUNDS: Readonly<Record<Length, number>> = { short: 10, long: 1_000, full: 1_000 };

export const tornTail: Row = {
    id: 'R03',
    title: 'a damaged end of the journal',
    passLine:
        '1,000 times 1 to 4,096 bytes of the log flipped or cut: it starts, what was committed before is whole, the damage is reported',
    test: 'relay/test/conformance/restore.test.ts › R03: a journal whose log is damaged at its end starts with all that came before, and the damage is reported',
    async run({ length, seed, progress }) {
        const dice = new Dice(seed);
        const directory = mkdtempSync(path.join(tmpdir(), 'landed-torn-'));
        let [notStarted, lost, silent] = [0, 0, 0];
        try {
            const written = write(directory, dice);
            for (let round = 0; round < ROUNDS[length]; round += 1) {
                const result = damageAndStart(directory, written, dice);
                notStarted += result.started ? 0 : 1;
                lost += result.lost;
                silent += result.reported ? 0 : 1;
                progress(round + 1, ROUNDS[length]);
            }
        } finally {
            rmSync(directory, { recursive: true });
        }
        return {
            lines: [
                extent('rounds', ROUNDS[length], ROUNDS.full),
                none('not started', notStarted),
                none('committed requests lost or changed', lost),
                none('damage that nobody reported', silent),
            ],
        };
    },
};
