/** R25: windows that close on time, each once, also when the relay is started anew in between. */
import { pino } from 'pino';
import { makeReport } from '../src/core/report.ts';
import { startTimers } from '../src/worker/timers.ts';
import { createDisk, WINDOWS } from '../test/simulation/simulatedRelay.ts';
import { createVirtualTime, seededRandom } from '../test/simulation/virtualTime.ts';
import { START } from '../test/simulation/worlds.ts';
import { extent, law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** A relay that was away waits so long for what the provider repeats, before it calls anybody unconfirmed. */
const RETRY_DELAY_MS = MINUTE;
/** From 90 seconds to 48 hours. */
const PURPOSES = ['OTP', null] as const;
const CHUNK = 10_000;

const TIMERS: Readonly<Record<Length, number>> = { short: 5_000, long: 50_000, full: 1_000_000 };

const windowOf = (purpose: (typeof PURPOSES)[number]): number =>
    purpose === null ? WINDOWS.otherwise : (WINDOWS.byPurpose[purpose.toLowerCase()] ?? NaN);

interface Fired {
    readonly fired: number;
    readonly earliest: number;
    readonly latest: number;
    readonly latestAfterRestart: number;
}

/** Closes the windows of so many messages, received within ten minutes, with one restart while the short ones close. */
async function closeWindows(seed: number, total: number, progress: (done: number) => void): Promise<Fired> {
    const random = seededRandom(seed);
    const time = createVirtualTime(START);
    const { store, accept } = createDisk();
    const timers = Array.from({ length: total }, (_, index) => {
        const purpose = PURPOSES[index % PURPOSES.length] ?? null;
        const receivedAt = START + Math.floor(random() * 10 * MINUTE);
        return { purpose, receivedAt, due: receivedAt + windowOf(purpose) };
    });
    for (let from = 0; from < total; from += CHUNK) {
        const reports = timers.slice(from, from + CHUNK).map(({ purpose, receivedAt }, index) =>
            makeReport({
                ...{ provider: 'acme', messageKey: `acme:${from + index}`, channel: 'SMS', status: 'Sent', purpose },
                receivedAt: new Date(receivedAt).toISOString(),
            }),
        );
        accept(reports, START);
        const requests = await store.nextRequests({ limit: 1 });
        const parsed = reports.map((report) => ({ org: 'main', report }));
        await store.consume({ requests, reports: parsed, dead: [], windows: WINDOWS, now: START });
        progress(from / 2);
    }
    const firings: number[] = [];
    const watched = {
        oldestUnread: () => store.oldestUnread(),
        async fireTimers(due: Parameters<typeof store.fireTimers>[0]) {
            const count = await store.fireTimers(due);
            for (let index = 0; index < count; index += 1) firings.push(time.now());
            progress(total / 2 + firings.length / 2);
            return count;
        },
    };
    const start = () =>
        startTimers({
            store: watched,
            providers: [{ id: 'acme', retryDelayMs: RETRY_DELAY_MS }],
            orgOf: {},
            onFired: () => undefined,
            timing: time,
            log: pino({ level: 'silent' }),
        });
    const first = start();
    const restartAt = START + 6 * MINUTE;
    await time.run(restartAt);
    await first.stop();
    const second = start();
    // Between the short windows and the long ones nothing happens: a dozen seconds tell as much as two days.
    await time.run(START + 15 * MINUTE);
    await second.stop();
    await time.run(START + WINDOWS.otherwise - 2 * RETRY_DELAY_MS);
    const third = start();
    await time.run(START + WINDOWS.otherwise + 15 * MINUTE);
    await third.stop();
    const caughtUp = restartAt + RETRY_DELAY_MS;
    const waited = (due: number): boolean => due > restartAt - SECOND && due < caughtUp;
    const dues = timers.map(({ due }) => due).sort((a, b) => a - b);
    const errors = firings.map((at, index) => at - (dues[index] ?? 0));
    const byRestart = firings.filter((_, index) => waited(dues[index] ?? 0));
    return {
        fired: firings.length,
        earliest: errors.reduce((least, error) => Math.min(least, error), Infinity),
        latest: errors.reduce((most, error, index) => (waited(dues[index] ?? 0) ? most : Math.max(most, error)), 0),
        latestAfterRestart: byRestart.reduce((most, at) => Math.max(most, at - caughtUp), 0),
    };
}

export const timers: Row = {
    id: 'R25',
    title: 'timers of 90 s to 48 h',
    passLine:
        '10⁶ timers fire once, at most 1 s late; after a restart at most 5 s past the time that the provider takes to repeat',
    test: 'relay/test/simulation/timers.test.ts › R25: timers fire within a second of the end of the window, each once',
    async run({ length, seed, progress }) {
        const total = TIMERS[length];
        const { fired, earliest, latest, latestAfterRestart } = await closeWindows(seed, total, (done) =>
            progress(done, total),
        );
        return {
            lines: [
                extent('timers', total, TIMERS.full),
                none('not fired, or twice', Math.abs(total - fired)),
                law('earliest', earliest / SECOND, 'at least', 0, 's'),
                law('latest', latest / SECOND, 'at most', 1, 's'),
                law('latest after the restart', latestAfterRestart / SECOND, 'at most', 5, 's'),
            ],
        };
    },
};
