/** Everyday traffic for the demo: a message to somebody every few seconds, each through its stages. */
import type { Person, Simulator } from './simulator.ts';

const PAUSE_MS = 4_000;
const STAGE_MS = 1_500;

/** Endings of a Twilio message and how often each happens; only passing failures, so that nobody is suppressed unasked. */
const ENDINGS: readonly { share: number; status: string; code: string }[] = [
    { share: 0.88, status: 'delivered', code: '' },
    { share: 0.07, status: 'undelivered', code: '30003' },
    { share: 0.03, status: 'undelivered', code: '30008' },
    { share: 0.02, status: 'undelivered', code: '30007' },
];

/** Starts the traffic and returns the function that stops it. Numbers that somebody chose by hand are left alone. */
export function startTraffic(simulator: Simulator, people: readonly Person[], onError: (error: unknown) => void) {
    const stop = new AbortController();
    void (async () => {
        for (let turn = 0; !stop.signal.aborted; turn++) {
            const person = people[turn % people.length];
            if (person && !simulator.touched.has(person.number)) {
                await playMessage(simulator, person.number, stop.signal).catch(onError);
            }
            await pause(PAUSE_MS, stop.signal);
        }
    })();
    return () => stop.abort();
}

async function playMessage(simulator: Simulator, to: string, signal: AbortSignal): Promise<void> {
    const { messageId } = await simulator.send({ provider: 'twilio', status: 'queued', to });
    const ending = pickEnding(Math.random());
    for (const stage of [{ status: 'sent', code: '' }, ending]) {
        await pause(STAGE_MS, signal);
        if (signal.aborted) return;
        await simulator.send({ provider: 'twilio', to, messageId, ...stage });
    }
}

function pickEnding(random: number): { status: string; code: string } {
    let below = 0;
    for (const { share, status, code } of ENDINGS) {
        below += share;
        if (random < below) return { status, code };
    }
    return { status: 'delivered', code: '' };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
        const timer = setTimeout(done, milliseconds);
        function done(): void {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            resolve();
        }
        signal.addEventListener('abort', done);
        if (signal.aborted) done();
    });
}
