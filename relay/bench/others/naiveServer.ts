/**
 * What many a team writes first: Express and jsforce, each webhook verified and published as one event before it is
 * answered. It keeps nothing: what the org does not take, the provider has to send again.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Connection } from 'jsforce';
import { eventOf } from './event.ts';

interface ParsedRequest extends IncomingMessage {
    readonly body: Buffer;
}

/** Of Express 5, what this uses; its types are no dependency of ours. */
interface Express {
    (): {
        post(path: string, parse: unknown, handle: (request: ParsedRequest, response: ServerResponse) => void): void;
        listen(port: number, host: string, listening: () => void): Server;
    };
    raw(options: object): unknown;
}

const { BENCH_SECRET = '', BENCH_ORG_URL = '', BENCH_ORG_TOKEN = '', BENCH_OTHERS = '' } = process.env;
// The cast holds: installOthers put it there.
const express = createRequire(path.join(BENCH_OTHERS, 'package.json'))('express') as Express;
const connection = new Connection({ instanceUrl: BENCH_ORG_URL, accessToken: BENCH_ORG_TOKEN, version: '67.0' });

function isAuthentic({ headers, body }: ParsedRequest): boolean {
    const given = Buffer.from(String(headers['x-bsr-signature']).slice('sha256='.length), 'hex');
    const expected = createHmac('sha256', BENCH_SECRET).update(body).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
}

async function handle(request: ParsedRequest): Promise<number> {
    if (!isAuthentic(request)) return 401;
    const { type, ...event } = eventOf(JSON.parse(request.body.toString('utf8')));
    // An array of one: jsforce then makes the same kind of call as the relay does.
    const [result] = await connection.create(type, [event]);
    return result?.success === true ? 204 : 502;
}

const app = express();
app.post('/hooks/bsr/bench', express.raw({ type: '*/*', limit: '16mb' }), (request, response) => {
    handle(request)
        .catch(() => 502)
        .then((status) => response.writeHead(status).end())
        .catch(() => response.destroy());
});
const server = app.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ msg: 'naive.started', url: `http://127.0.0.1:${port}` })}\n`);
});
