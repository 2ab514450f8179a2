/** R27: a steady load for as long as asked, and what grows meanwhile. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { keptAlive } from '../../test/support/send.ts';
import { bsrReport } from '../test/service/harness.ts';
import { postBytes } from './hostilePost.ts';
import { withRelay } from './relayProcess.ts';
import { extent, goal, law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const PER_SECOND = 500;
/** Reports of a request: half a thousand requests a second would measure the load and not the relay. */
const OF_A_REQUEST = 10;
const TICK_MS = (1_000 * OF_A_REQUEST) / PER_SECOND;
const WITHIN_MS = 300_000;
const HOUR_MS = 3_600_000;
const MB = 2 ** 20;

const MINUTES: Readonly<Record<Length, number>> = { short: 0.1, long: 1, full: 480 };
const WHY = 'minutes tell little of hours: --full runs eight of them, as before a release';

/** By least squares, of the second half: what a process takes into memory at first is no growth. */
function slope(points: readonly (readonly [number, number])[]): number {
    const late = points.slice(Math.floor(points.length / 2));
    const mean = (of: 0 | 1): number => late.reduce((sum, point) => sum + point[of], 0) / late.length;
    const [meanX, meanY] = [mean(0), mean(1)];
    const over = late.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
    return over / late.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

export const soak: Row = {
    id: 'R27',
    title: 'soak at 500 reports a second',
    passLine: '8 h before a release: memory grows by less than 1 MB an hour, open files stay, the log is bounded',
    test: 'relay/test/bench/bench.test.ts › a small run of the durable configuration gives every figure',
    run: ({ length, minutes = MINUTES[length], progress }) =>
        withRelay({ config: { publishing: {} } }, async (relay) => {
            const agent = keptAlive(16);
            const total = minutes * 60_000;
            const started = performance.now();
            const memory: [number, number][] = [];
            const files: number[] = [];
            let [sent, failed, log] = [0, 0, 0];
            const open = new Set<Promise<void>>();
            while (performance.now() - started < total) {
                const now = performance.now() - started;
                for (; sent * TICK_MS < now; sent += 1) {
                    const reports = Array.from({ length: OF_A_REQUEST }, (_, index) =>
                        bsrReport({
                            id: `m${sent}-${index}`,
                            to: `+4477${String((sent * 10 + index) % 1e8).padStart(8, '0')}`,
                        }),
                    );
                    const call = postBytes(relay.url, Buffer.from(JSON.stringify(reports)), agent).then(
                        ({ status }) => void (failed += status === 200 ? 0 : 1),
                        () => void (failed += 1),
                    );
                    open.add(call);
                    void call.then(() => open.delete(call));
                }
                if (memory.length * 1_000 < now) {
                    memory.push([now / HOUR_MS, relay.memoryMb()]);
                    files.push(relay.openFiles());
                    const wals = ['journal.db-wal', 'state.db-wal'].map((name) => path.join(relay.dataDir, name));
                    log = Math.max(log, ...wals.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0));
                }
                progress(now, total);
                await new Promise((resolve) => setTimeout(resolve, TICK_MS));
            }
            await Promise.all(open);
            agent.destroy();
            await relay.settled(WITHIN_MS);
            const late = files.slice(Math.floor(files.length / 2));
            return {
                lines: [
                    extent('hours', minutes / 60, 8, WHY),
                    none('refused or lost', failed + sent * OF_A_REQUEST - relay.org.rows.size),
                    goal('memory grows an hour by', slope(memory), 'at most', 1, 'MB', WHY),
                    law('open files more or less', Math.max(...late) - Math.min(...late), 'at most', 20),
                    law('log at most', log / MB, 'at most', 128, 'MB'),
                ],
                also: { reports: sent * OF_A_REQUEST, 'memory, MB': memory.at(-1)?.[1] ?? 0 },
            };
        }),
};
