/** R15: many callers that send a byte now and then, beside one that behaves. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { keptAlive } from '../../test/support/send.ts';
import { bsrReport } from '../test/service/harness.ts';
import { postBytes } from './hostilePost.ts';
import { withRelay } from './relayProcess.ts';
import { extent, goal, law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const HEAD = 'POST /hooks/bsr/demo HTTP/1.1\r\nhost: relay\r\ncontent-length: 1000\r\n';
const BYTE_EVERY_MS = 2_000;
const GOOD_EVERY_MS = 20;
/** As long as no slow caller may be let in. */
const WATCHED_MS = 14_000;

/** Half of them never come to the end of the headers, half never to the end of the body. Resolves with its life in ms. */
function crawl(url: string, inBody: boolean): Promise<number> {
    const { hostname, port } = new URL(url);
    const socket: Socket = connect(Number(port), hostname);
    return new Promise((resolve) => {
        let since = 0;
        let timer: NodeJS.Timeout;
        const byte = (): void => void socket.write('x');
        socket.on('connect', () => {
            since = performance.now();
            socket.write(inBody ? `${HEAD}\r\n` : HEAD);
            timer = setInterval(byte, BYTE_EVERY_MS);
        });
        socket.on('error', () => undefined).on('data', () => undefined);
        socket.on('close', () => {
            clearInterval(timer);
            resolve(performance.now() - since);
        });
    });
}

const SOCKETS: Readonly<Record<Length, number>> = { short: 100, long: 2_000, full: 2_000 };

export const slowloris: Row = {
    id: 'R15',
    title: 'callers that are too slow',
    passLine:
        '2,000 sockets that send a byte now and then, in headers and bodies: closed within 10 s; good traffic p99 below 100 ms',
    test: 'relay/test/service/ingest.test.ts › R15: a caller that takes too long is cut off within ten seconds',
    run: ({ length, progress }) =>
        withRelay({}, async (relay) => {
            const sockets = SOCKETS[length];
            const lives = Promise.all(Array.from({ length: sockets }, (_, index) => crawl(relay.url, index % 2 === 0)));
            const agent = keptAlive(4);
            const times: number[] = [];
            let failed = 0;
            const end = performance.now() + WATCHED_MS;
            for (let message = 0; performance.now() < end; message += 1) {
                const since = performance.now();
                const body = Buffer.from(JSON.stringify(bsrReport({ id: `m${message}` })));
                const { status } = await postBytes(relay.url, body, agent);
                if (status !== 200) failed += 1;
                times.push(performance.now() - since);
                await new Promise((resolve) => setTimeout(resolve, GOOD_EVERY_MS));
                progress(WATCHED_MS - Math.max(0, end - performance.now()), WATCHED_MS);
            }
            agent.destroy();
            const longest = Math.max(...(await lives));
            const sorted = times.sort((a, b) => a - b);
            const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
            return {
                lines: [
                    extent('slow sockets', sockets, SOCKETS.full),
                    none('good calls that failed', failed),
                    law('slow socket closed after, longest', longest / 1_000, 'at most', 10.5, 's'),
                    goal(
                        'slow socket closed within 10 s, longest',
                        longest / 1_000,
                        'at most',
                        10,
                        's',
                        'the load’s own clock',
                    ),
                    goal('good traffic p99', p99, 'at most', 100, 'ms', 'load and relay share the processors'),
                ],
                also: { 'good calls': times.length },
            };
        }),
};
