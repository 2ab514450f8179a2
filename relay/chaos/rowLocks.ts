/**
 * R26: locks as the platform takes them. A transaction locks the rows that it writes and those that they look up to, and
 * holds them until it ends; another that needs one of them waits, and fails after ten seconds with UNABLE_TO_LOCK_ROW
 * (https://resources.docs.salesforce.com/194/latest/en-us/sfdc/pdf/record_locking_cheatsheet.pdf,
 * https://developer.salesforce.com/docs/atlas.en-us.draes.meta/draes/draes_object_relationships_record_level_locking.htm,
 * https://help.salesforce.com/s/articleView?id=ind.dpe_configure_rowlock.htm, 2026-11-26). Here every message, total and
 * alert looks up to one account: more than the package's own rows do.
 */
import { systemTiming } from '../src/cli/serve.ts';
import type { Timing } from '../src/core/timing.ts';
import { bsrReport, post, until } from '../test/service/harness.ts';
import type { Fields } from '../test/service/fakeOrg.ts';
import { createVirtualTime } from '../test/simulation/virtualTime.ts';
import { withRelay } from './relayProcess.ts';
import { law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const ACCOUNT = 'the hot account';
const CAMPAIGN = '701000000000001AAA';
/** Newer documentation forms batches of at most so many for a flow (DESIGN 12). */
const FLOW_BATCH = 200;
/** How long a transaction lasts: for a batch of 200 as long as the package's flows took on a slow day. */
const BEGIN_MS = 30;
const RECORD_MS = 2;
/** Somebody edits the account this often. */
const EDIT_EVERY_MS = 200;
const CALLERS = 50;
const PATIENCE_MS = 10_000;
const WITHIN_MS = 600_000;

interface Locks {
    /** Writes while all of these rows are locked; false when that was not possible in time. */
    transaction(rows: readonly string[], lastsMs: number, write: () => void): Promise<boolean>;
    readonly counts: { transactions: number; waited: number; failed: number };
}

interface Waiting {
    readonly rows: readonly string[];
    readonly go: () => void;
}

/** Who came first is served first, and takes all of its rows at once. */
function createLocks(timing: Timing): Locks {
    const held = new Set<string>();
    const queue = new Set<Waiting>();
    const counts = { transactions: 0, waited: 0, failed: 0 };

    function serve(): void {
        const wanted = new Set(held);
        for (const waiting of queue) {
            const free = waiting.rows.every((row) => !wanted.has(row));
            for (const row of waiting.rows) wanted.add(row);
            if (!free) continue;
            queue.delete(waiting);
            for (const row of waiting.rows) held.add(row);
            waiting.go();
        }
    }

    function locked(rows: readonly string[]): Promise<boolean> {
        return new Promise((resolve) => {
            const waiting = { rows, go: () => granted() };
            const stay = timing.after(PATIENCE_MS, () => {
                queue.delete(waiting);
                counts.failed += 1;
                resolve(false);
            });
            const granted = (): void => {
                stay();
                resolve(true);
            };
            queue.add(waiting);
            serve();
            if (queue.has(waiting)) counts.waited += 1;
        });
    }
    return {
        counts,
        async transaction(rows, lastsMs, write) {
            counts.transactions += 1;
            const own = [...new Set(rows)];
            if (!(await locked(own))) return false;
            await sleep(timing, lastsMs);
            write();
            for (const row of own) held.delete(row);
            serve();
            return true;
        },
    };
}

const sleep = (timing: Timing, milliseconds: number): Promise<void> =>
    new Promise((resolve) => void timing.after(milliseconds, resolve));

const KEYS = ['Message_Key__c', 'Summary_Key__c', 'Alert_Key__c'];

/** The rows of these records and what they look up to. The heartbeat looks up to nothing. */
function rowsOf(records: readonly Fields[]): string[] {
    return records.flatMap((record) => {
        const key = KEYS.find((name) => name in record);
        return key === undefined ? ['the heartbeat'] : [`${key} ${String(record[key])}`, ACCOUNT];
    });
}

const reportOf = (index: number): object =>
    bsrReport({
        ...{ id: `h${index}`, to: `+4479${String(index).padStart(8, '0')}` },
        ...(index % 10 === 0 ? { status: 'UNDELIV', code: 1 } : {}),
    });

const lasts = (records: number): number => BEGIN_MS + RECORD_MS * records;

/** A program that writes each report by itself and at once, as a webhook without a relay does; returns how many failed. */
async function withoutRelay(messages: number): Promise<number> {
    const time = createVirtualTime(0);
    const locks = createLocks(time);
    for (let index = 0; index < messages; index += 1) {
        void locks.transaction([`Message_Key__c ${index}`, ACCOUNT], lasts(1), () => undefined);
    }
    await time.run(2 * PATIENCE_MS);
    return locks.counts.failed;
}

const MESSAGES: Readonly<Record<Length, number>> = { short: 400, long: 5_000, full: 80_000 };

export const rowLocks: Row = {
    id: 'R26',
    title: 'row locks',
    passLine: 'an org with pessimistic locks, one hot account: 0 UNABLE_TO_LOCK_ROW at default settings',
    test: 'relay/test/e2e/crash.test.ts › R26: with every message at one account nothing fails for its lock',
    run: ({ length, progress }) => {
        const messages = MESSAGES[length];
        const locks = createLocks(systemTiming);
        // Without settings for publishing: the defaults.
        const options = { config: { publishing: {} }, flowBatch: FLOW_BATCH, dailyApiCalls: 10_000_000 };
        return withRelay(options, async (relay) => {
            const { org } = relay;
            org.faults = {
                transaction: (records, write) => locks.transaction(rowsOf(records), lasts(records.length), write),
            };
            let editing = true;
            async function edit(): Promise<void> {
                while (editing) {
                    await locks.transaction([ACCOUNT], lasts(1), () => undefined);
                    await sleep(systemTiming, EDIT_EVERY_MS);
                }
            }
            const editor = edit();
            for (let index = 0; index < messages; index += CALLERS) {
                const together = Array.from({ length: CALLERS }, (_, caller) => reportOf(index + caller));
                await Promise.all(together.map((each) => post(relay.url, each, undefined, `?campaign=${CAMPAIGN}`)));
                progress(index, messages);
            }
            await relay.settled(WITHIN_MS);
            await until(
                () => org.summaries.size > 0,
                () => 'no total has been written',
                WITHIN_MS,
            );
            editing = false;
            await editor;
            const { transactions, waited, failed } = locks.counts;
            return {
                lines: [
                    none('UNABLE_TO_LOCK_ROW', failed),
                    none('lost', messages - org.rows.size),
                    law('transactions that waited for a lock', waited, 'at least', 1),
                    law('refused to a program without a relay', await withoutRelay(messages), 'at least', 1),
                ],
                also: { messages, transactions },
            };
        });
    },
};
