/** The load process: signs all its requests first, then sends them over keep-alive connections and takes the time. */
import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { FromLoad, LoadJob, LoadResult } from './loadMessages.ts';

/** Country code 999 is not assigned to anybody. Each message has a number of its own, as in a campaign. */
const recipientOf = (index: number): string => `+999${String(index).padStart(10, '0')}`;

function reportOf(name: string, index: number): object {
    return {
        event: 'delivery_report',
        message_id: `${name}-${index}`,
        to: recipientOf(index),
        from: 'Landed',
        status: 'DELIVRD',
        submitted_at: '2026-07-17T12:05:00Z',
        delivered_at: '2026-07-17T12:05:03Z',
        segments: 1,
        network: 'Example Mobile',
        country: 'GB',
    };
}

function requestsOf({ url, secret, name, requests, reportsPerRequest }: LoadJob): Buffer[] {
    const { host, pathname } = new URL(url);
    return Array.from({ length: requests }, (_, request) => {
        const first = request * reportsPerRequest;
        const reports = Array.from({ length: reportsPerRequest }, (_, offset) => reportOf(name, first + offset));
        const body = JSON.stringify(reportsPerRequest === 1 ? reports[0] : reports);
        const head = [
            `POST ${pathname} HTTP/1.1`,
            `host: ${host}`,
            'content-type: application/json',
            `x-bsr-signature: sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
            `content-length: ${Buffer.byteLength(body)}`,
        ];
        return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
    });
}

/** Answers are short and come one at a time: the next request of a connection is sent after the answer to the last. */
const ANSWER = /^HTTP\/1\.1 (\d{3}) [^]*?\r\n\r\n/;
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/** The status of a whole answer; null while some of it is still to come. */
function statusOf(text: string): number | null {
    const [head, status] = ANSWER.exec(text) ?? [];
    if (head === undefined) return null;
    const length = Number(LENGTH.exec(head)?.[1] ?? 0);
    return text.length < head.length + length ? null : Number(status);
}

interface Connection {
    ask(request: Buffer): Promise<number>;
    close(): void;
}

async function openConnection(url: URL): Promise<Connection> {
    const socket: Socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    let text = '';
    let answered: (status: number) => void = () => undefined;
    let failed: (error: Error) => void = () => undefined;
    socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        const status = statusOf(text);
        if (status === null) return;
        text = '';
        answered(status);
    });
    socket.on('error', (error) => failed(error));
    socket.on('close', () => failed(new Error('the connection was closed before the answer')));
    return {
        ask: (request) =>
            new Promise((resolve, reject) => {
                answered = resolve;
                failed = reject;
                socket.write(request);
            }),
        close: () => socket.destroy(),
    };
}

const percentile = (sorted: Float64Array, part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

async function send(
    job: LoadJob,
    requests: readonly Buffer[],
    connections: readonly Connection[],
): Promise<LoadResult> {
    const times = new Float64Array(requests.length);
    const start = performance.now();
    let next = 0;
    let refused = 0;

    async function work(connection: Connection): Promise<void> {
        for (;;) {
            const index = next++;
            const request = requests[index];
            if (request === undefined) return;
            // At a fixed pace the clock starts when the request was due: one that had to wait for a connection is late.
            const due = job.rate === null ? performance.now() : start + (index * 1_000) / job.rate;
            const early = due - performance.now();
            if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
            if (performance.now() - start > job.timeLimitMs) throw new Error(`not done within ${job.timeLimitMs} ms`);
            const status = await connection.ask(request);
            times[index] = Math.max(0, performance.now() - due);
            if (status < 200 || status > 299) refused += 1;
        }
    }
    await Promise.all(connections.map(work));
    const seconds = (performance.now() - start) / 1_000;
    const sorted = times.sort();
    return {
        ...{ requests: requests.length, refused, seconds },
        ...{ p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95), p99Ms: percentile(sorted, 0.99) },
        slowestMs: sorted.at(-1) ?? 0,
    };
}

function tell(message: FromLoad): void {
    assert(process.send !== undefined, 'this file runs as a child process');
    process.send(message);
}

process.once('message', (job: LoadJob) => {
    void prepare(job);
});

async function prepare(job: LoadJob): Promise<void> {
    const requests = requestsOf(job);
    const connections = await Promise.all(
        Array.from({ length: job.connections }, () => openConnection(new URL(job.url))),
    );
    process.once('message', () => {
        void send(job, requests, connections).then((result) => {
            connections.forEach((connection) => connection.close());
            tell({ kind: 'done', result });
            process.disconnect();
        });
    });
    tell({ kind: 'ready' });
}
