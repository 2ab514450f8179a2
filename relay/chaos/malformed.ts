/** R13: bodies that are no reports, over HTTP and rightly signed, so that they reach the parser. */
import { keptAlive } from '../../test/support/send.ts';
import { Dice } from '../../test/support/dice.ts';
import { bsrReport } from '../test/service/harness.ts';
import { postBytes } from './hostilePost.ts';
import { NASTY } from './nasty.ts';
import { withRelay } from './relayProcess.ts';
import { extent, goal, memoryGrown, none } from './row.ts';
import type { Length, Row } from './row.ts';

const CONNECTIONS = 32;
/** Of a million, some 130 happen to be for the same nonsense of a number, and have their turn one after the other. */
const WITHIN_MS = 1_200_000;
const DEPTH = 10_000;

const whole = (): Buffer[] => [
    Buffer.from(`${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`),
    Buffer.from(`${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`),
    Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]),
    Buffer.from('event=delivery_report&message_id=1&to=%2B447700900123&status=DELIVRD'),
    Buffer.from('{"event":"delivery_report","event":1,"__proto__":{"status":"DELIVRD"}}'),
    Buffer.alloc(0),
];

/** A report with bytes taken out and nonsense put in, at a place or three. */
function mutated(dice: Dice, message: number): Buffer {
    if (dice.roll(50) === 0) return whole()[dice.roll(whole().length)] ?? Buffer.alloc(0);
    const report = bsrReport({ id: `m${message}`, to: `+4477${String(message).padStart(8, '0')}` });
    let body: Buffer = Buffer.from(JSON.stringify(dice.roll(3) === 0 ? [report, report] : report));
    for (let times = 1 + dice.roll(3); times > 0; times -= 1) {
        const at = dice.roll(body.length);
        const insert =
            dice.roll(2) === 0 ? Buffer.from([dice.roll(256)]) : Buffer.from(NASTY[dice.roll(NASTY.length)] ?? '');
        body = Buffer.concat([body.subarray(0, at), insert, body.subarray(at + dice.roll(12))]);
    }
    return body;
}

const BODIES: Readonly<Record<Length, number>> = { short: 500, long: 60_000, full: 1_000_000 };
/** What a process takes into memory in its first seconds is no leak. */
const WARM_UP = 5_000;

export const malformed: Row = {
    id: 'R13',
    title: 'malformed bodies',
    passLine:
        '1,000,000 bodies: no crash, no 5xx, each refused or set aside; memory up by less than 50 MB; no turn of the event loop over 50 ms',
    test: 'relay/test/contract/fuzz.test.ts › mutated requests end as elements or as a RelayError',
    run: ({ length, seed, progress }) =>
        withRelay({}, async (relay) => {
            const dice = new Dice(seed);
            const agent = keptAlive(CONNECTIONS);
            const { pid } = relay;
            const total = BODIES[length];
            let [sent, serverErrors, broken, refused] = [0, 0, 0, 0];
            let memory = relay.memoryMb();
            async function caller(): Promise<void> {
                while (sent < total) {
                    sent += 1;
                    if (sent === WARM_UP) memory = relay.memoryMb();
                    try {
                        const { status } = await postBytes(relay.url, mutated(dice, sent), agent);
                        if (status >= 500) serverErrors += 1;
                        if (status >= 400) refused += 1;
                    } catch {
                        broken += 1;
                    }
                    progress(sent, total);
                }
            }
            await Promise.all(Array.from({ length: CONNECTIONS }, caller));
            const lag = await relay.metric('nodejs_eventloop_lag_max_seconds');
            await relay.settled(WITHIN_MS);
            agent.destroy();
            return {
                lines: [
                    extent('bodies', total, BODIES.full),
                    none('crashes', relay.pid === pid ? 0 : 1),
                    none('5xx', serverErrors),
                    none('connections broken', broken),
                    memoryGrown(relay.memoryMb() - memory),
                    goal(
                        'longest turn of the loop',
                        lag * 1_000,
                        'at most',
                        50,
                        'ms',
                        'load and relay share the processors',
                    ),
                ],
                also: { refused, 'set aside': await relay.metric('landed_backlog{kind="dead"}') },
            };
        }),
};
