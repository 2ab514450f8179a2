/** R14: bodies over the limit, told beforehand or in chunks without an end, and a small one that unpacks to a huge one. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { keptAlive } from '../../test/support/send.ts';
import { twilio } from '../src/providers/twilio.ts';
import { postBytes } from './hostilePost.ts';
import { withRelay } from './relayProcess.ts';
import { law, memoryGrown, none } from './row.ts';
import type { Length, Row } from './row.ts';

const MB = 2 ** 20;
const LIMIT = twilio.bodyLimit;
/** What sockets on both sides hold besides. */
const IN_SOCKETS = 8 * MB;
const WITHIN_MS = 60_000;

interface Flood {
    readonly status: number;
    readonly written: number;
}

/** Sends a body of up to so many bytes and never stops by itself; returns the answer and how much went out. */
function flood(url: string, headers: string, body: (chunk: Buffer) => Buffer[], most: number): Promise<Flood> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let [answer, written] = ['', 0];
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    socket.write(`POST /hooks/twilio/demo HTTP/1.1\r\nhost: relay\r\n${headers}\r\n\r\n`);
    const pump = (): void => {
        while (written < most && !socket.destroyed) {
            written += chunk.length;
            const room = body(chunk).map((part) => socket.write(part));
            if (!room.every(Boolean)) return;
        }
    };
    socket.on('drain', pump).on('connect', pump);
    return new Promise((resolve) => {
        socket.on('error', () => undefined);
        socket.on('close', () => {
            const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
            resolve({ status, written: Math.min(written, socket.bytesWritten) });
        });
    });
}

const chunked = (chunk: Buffer): Buffer[] => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
];

const SIZES: Readonly<Record<Length, { readonly rounds: number; readonly gigabyte: number; readonly bomb: number }>> = {
    short: { rounds: 2, gigabyte: 64 * MB, bomb: 16 * MB },
    long: { rounds: 50, gigabyte: 1_024 * MB, bomb: 512 * MB },
    full: { rounds: 500, gigabyte: 1_024 * MB, bomb: 1_024 * MB },
};

export const oversized: Row = {
    id: 'R14',
    title: 'oversized bodies',
    passLine: 'limit + 1 byte, 1 GiB in chunks, a packed bomb: 413 after no more than the limit was read; memory flat',
    test: 'relay/test/service/ingest.test.ts › a chunked body is cut off at the limit, and the connection with it',
    run: ({ length, progress }) =>
        withRelay({}, async (relay) => {
            const { rounds, gigabyte, bomb } = SIZES[length];
            const { pid } = relay;
            let [wrong, told413, most] = [0, 0, 0];
            const told = `content-length: ${LIMIT + 1}`;
            const floods = [() => flood(relay.url, told, (chunk) => [chunk], LIMIT + 1)];
            floods.push(() => flood(relay.url, 'transfer-encoding: chunked', chunked, gigabyte));
            for (const each of floods) await each(); // what the first of all takes into memory stays there
            const memory = relay.memoryMb();
            for (let round = 0; round < rounds; round += 1) {
                for (const each of floods) {
                    const { status, written } = await each();
                    // Who goes on writing may find the connection gone before there is anything to read.
                    if (status === 413) told413 += 1;
                    else if (status !== 0) wrong += 1;
                    most = Math.max(most, written);
                }
                progress(round + 1, rounds);
            }
            const agent = keptAlive(1);
            const packed = gzipSync(Buffer.alloc(bomb));
            const { status } = await postBytes(relay.url, packed, agent, { 'content-encoding': 'gzip' });
            agent.destroy();
            await relay.settled(WITHIN_MS);
            return {
                lines: [
                    none('answers other than 413', wrong),
                    law('413 that were read', told413, 'at least', 1),
                    none('crashes', relay.pid === pid ? 0 : 1),
                    law('sent until the answer, most', most / MB, 'at most', (LIMIT + IN_SOCKETS) / MB, 'MB'),
                    law('bomb taken as the bytes that it is', status, 'at most', 299),
                    memoryGrown(relay.memoryMb() - memory),
                ],
                also: { rounds },
            };
        }),
};
