/** R20: marked people and secrets through every trouble, and then a search for them in all that the relay says. */
import { keptAlive } from '../../test/support/send.ts';
import { Dice } from '../../test/support/dice.ts';
import { bsrReport, SECRET, until } from '../test/service/harness.ts';
import { postBytes } from './hostilePost.ts';
import { withRelay } from './relayProcess.ts';
import { extent, law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const OF_A_REQUEST = 100;
const CONNECTIONS = 8;
/** Before the org recovers. */
const TROUBLES = 3;
const WITHIN_MS = 300_000;
const MARKS = ['447700900', '7700900', 'marked.person', 'marked words', SECRET, '00Dinvented!token'];

const hitsIn = (text: string): number => MARKS.filter((mark) => text.includes(mark)).length;

/** Every so many bodies one that nobody can read, which a person's data is in all the same. */
function bodyOf(dice: Dice, request: number): Buffer {
    const reports = Array.from({ length: OF_A_REQUEST }, (_, index) => ({
        ...bsrReport({ id: `m${request}-${index}`, to: `+447700900${String(dice.roll(1_000)).padStart(3, '0')}` }),
        ...{ from: 'marked words', network: 'marked.person@example.com' },
    }));
    const text = JSON.stringify(reports);
    return Buffer.from(dice.roll(20) === 0 ? text.slice(0, -5) : text);
}

const EVENTS: Readonly<Record<Length, number>> = { short: 2_000, long: 20_000, full: 100_000 };

export const privacy: Row = {
    id: 'R20',
    title: 'people in logs, metrics and answers',
    passLine: '100,000 events with marked numbers, addresses and secrets, through troubles of all kinds: 0 hits',
    test: 'relay/test/e2e/privacy.test.ts › no number, address, body, key or secret is in the log, the metrics or an answer, on any way that a report can take',
    run: ({ length, seed, progress }) => {
        const publishing = { confirmAfterMs: 200, missingAfterMs: 5_000 };
        return withRelay({ config: { logLevel: 'debug', publishing } }, async (relay) => {
            const dice = new Dice(seed);
            const agent = keptAlive(CONNECTIONS);
            const requests = EVENTS[length] / OF_A_REQUEST;
            let troubles = 0;
            relay.org.faults.call = () => {
                if (dice.roll(4) > 0) return undefined;
                troubles += 1;
                return { status: 503, code: 'SERVER_UNAVAILABLE' };
            };
            relay.org.faults.record = () => (dice.roll(50) === 0 ? 'STRING_TOO_LONG' : undefined);
            relay.org.faults.effect = () => (dice.roll(50) === 0 ? 'Failed' : 'Applied');
            let [sent, hits] = [0, 0];
            async function caller(): Promise<void> {
                while (sent < requests) {
                    const request = (sent += 1);
                    const stranger = dice.roll(20) === 0 ? { 'x-bsr-signature': SECRET } : {};
                    const { text } = await postBytes(relay.url, bodyOf(dice, request), agent, stranger);
                    hits += hitsIn(text);
                    progress(request, requests);
                }
            }
            await Promise.all(Array.from({ length: CONNECTIONS }, caller));
            agent.destroy();
            await until(
                () => troubles >= TROUBLES,
                () => `${troubles} troubled calls`,
                WITHIN_MS,
            );
            relay.org.faults = {};
            await relay.settled(WITHIN_MS);
            for (const page of ['/metrics', '/ready', '/health']) {
                hits += hitsIn(await (await fetch(relay.url + page)).text());
            }
            for (const line of relay.lines) hits += hitsIn(line);
            return {
                lines: [
                    extent('events', EVENTS[length], EVENTS.full),
                    none('hits', hits),
                    law('lines of the log', relay.lines.length, 'at least', requests),
                    law('troubled calls', troubles, 'at least', TROUBLES),
                ],
            };
        });
    },
};
