/**
 * R04: the disk takes no more. The relay's files get a limit from outside (prlimit of RLIMIT_FSIZE, which needs no root): a
 * write beyond it fails in the middle of an insert, of the log or of a checkpoint, and works again once it is lifted.
 */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import koffi from 'koffi';
import { bsrReport, post } from '../test/service/harness.ts';
import { Dice } from '../../test/support/dice.ts';
import { withRelay } from './relayProcess.ts';
import type { RelayProcess } from './relayProcess.ts';
import { law, none } from './row.ts';
import type { Length, Row } from './row.ts';

/** include/uapi/asm-generic/resource.h */
const RLIMIT_FSIZE = 1;
const UNLIMITED = 2n ** 64n - 1n;
const CALLERS = 8;
const REFUSALS = 20;
const AFTERWARDS = 40;
const PAUSE_MS = 20;
const WITHIN_MS = 120_000;
/** Requests of some weight, so that the database's own file grows as well as its log. */
const PADDING = 'x'.repeat(3_000);

function limitFiles(pid: number, bytes: bigint): void {
    const libc = koffi.load(null);
    const prlimit = libc.func('int prlimit(int pid, int resource, const void *limit, void *old)');
    const limit = Buffer.alloc(16);
    limit.writeBigUInt64LE(bytes, 0);
    limit.writeBigUInt64LE(UNLIMITED, 8);
    if (Number(prlimit(pid, RLIMIT_FSIZE, limit, null)) !== 0)
        throw new Error(`prlimit failed: errno ${koffi.errno()}`);
}

const largestFile = (directory: string): number =>
    Math.max(...readdirSync(directory).map((name) => statSync(path.join(directory, name)).size));

interface Tally {
    readonly acknowledged: Set<string>;
    refused: number;
    /** Refusals that were not 503 with Retry-After. */
    odd: number;
}

/** Callers that repeat what is refused, as providers do, until `done` says so. */
async function load(relay: RelayProcess, tally: Tally, name: string, done: () => boolean): Promise<void> {
    let next = 0;
    async function call(): Promise<void> {
        while (!done()) {
            const message = (next += 1);
            const id = `${name}-${message}`;
            const report = { ...bsrReport({ id, to: `+4477${String(message).padStart(8, '0')}` }), padding: PADDING };
            const { status, headers } = await post(relay.url, report);
            if (status === 200) tally.acknowledged.add(`bsr:${id}`);
            else {
                tally.refused += 1;
                if (status !== 503 || headers.get('retry-after') === null) tally.odd += 1;
                await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
            }
        }
    }
    await Promise.all(Array.from({ length: CALLERS }, call));
}

/** Fills the disk, sees calls refused, makes room, and returns how long it took until a call was taken again. */
async function fill(relay: RelayProcess, tally: Tally, round: number, spare: number): Promise<number> {
    const { size: before } = tally.acknowledged;
    await load(relay, tally, `a${round}`, () => tally.acknowledged.size >= before + AFTERWARDS);
    limitFiles(relay.pid, BigInt(largestFile(relay.dataDir) + spare));
    const refusals = tally.refused + REFUSALS;
    await load(relay, tally, `b${round}`, () => tally.refused >= refusals);
    limitFiles(relay.pid, UNLIMITED);
    const [since, taken] = [performance.now(), tally.acknowledged.size];
    await load(relay, tally, `c${round}`, () => tally.acknowledged.size > taken);
    return performance.now() - since;
}

const ROUNDS: Readonly<Record<Length, number>> = { short: 2, long: 12, full: 100 };
/** Room for the next writes, up to more than a checkpoint of SQLite's log moves at once. */
const MOST_SPARE = 6 * 1024 * 1024;

export const diskFull: Row = {
    id: 'R04',
    title: 'a full disk',
    passLine:
        'insert, log and checkpoint refused: 503 with Retry-After and no 200; goes on by itself when there is room; 0 lost',
    test: 'relay/test/e2e/crash.test.ts › R04: on a full disk calls are refused for a while, nothing that was answered is lost, and all goes on by itself',
    async run({ length, seed, progress }) {
        const dice = new Dice(seed);
        const tally: Tally = { acknowledged: new Set(), refused: 0, odd: 0 };
        let recovery = 0;
        const lost = await withRelay({}, async (relay) => {
            const { pid } = relay;
            for (let round = 0; round < ROUNDS[length]; round += 1) {
                const spare = length === 'short' ? 0 : dice.roll(MOST_SPARE);
                recovery = Math.max(recovery, await fill(relay, tally, round, spare));
                progress(round + 1, ROUNDS[length]);
            }
            await relay.settled(WITHIN_MS);
            if (relay.pid !== pid) throw new Error('it was not the same process');
            return [...tally.acknowledged].filter((key) => !relay.org.rows.has(key)).length;
        });
        return {
            lines: [
                none('acknowledged and lost', lost),
                none('answers that were neither 200 nor 503 with Retry-After', tally.odd),
                law('refused', tally.refused, 'at least', REFUSALS * ROUNDS[length]),
                law('recovered in, longest', recovery / 1_000, 'at most', 10, 's'),
            ],
            also: { rounds: ROUNDS[length], acknowledged: tally.acknowledged.size },
        };
    },
};
