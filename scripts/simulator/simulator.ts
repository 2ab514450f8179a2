/**
 * Plays the messaging providers of the demo: signs callbacks as they do and sends them to the relay. It knows the relay's
 * webhook addresses and nothing else; it never talks to the org.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { SIMULATED_PROVIDERS, type SignedRequest, type SimulatedProvider } from './providers.ts';

export interface SimulatedSource {
    readonly provider: string;
    /** Full webhook address without a query. */
    readonly url: string;
    readonly secret: string;
}

export interface Person {
    readonly name: string;
    readonly number: string;
}

export interface SendRequest {
    readonly provider: string;
    readonly status: string;
    readonly code?: string;
    readonly to: string;
    /** Absent: a new message. */
    readonly messageId?: string;
    /** Sender's references, carried in the callback URL's query. */
    readonly ref?: string;
    readonly campaign?: string;
    readonly purpose?: string;
    readonly location?: string;
    /** How often the provider repeats the very same request; 1 when absent. */
    readonly times?: number;
    /** When the provider says that it happened; now when absent. */
    readonly at?: Date;
    /** Where the number is and who carries it, of providers that say so. */
    readonly country?: string;
    readonly network?: string;
}

const REFERENCES = ['ref', 'campaign', 'purpose', 'location'] as const;

export interface Sent {
    readonly messageId: string;
    readonly answers: readonly number[];
    readonly request: SignedRequest;
}

export interface Simulator {
    readonly url: string;
    connect(sources: readonly SimulatedSource[], people: readonly Person[]): void;
    send(request: SendRequest): Promise<Sent>;
    /** Numbers that somebody chose by hand; background traffic leaves them alone. */
    readonly touched: ReadonlySet<string>;
    close(): Promise<void>;
}

export class SimulatorError extends Error {
    readonly status: number;
    constructor(status: number, message: string) {
        super(message);
        this.status = status;
    }
}

/** A number, or a number's WhatsApp. */
const E164 = /^(?:whatsapp:)?\+[1-9]\d{6,14}$/;
const SENDER = '+15005550006';
const BODY_LIMIT = 64 * 1024;

export async function createSimulator(port = 0): Promise<Simulator> {
    let people: readonly Person[] = [];
    const sources = new Map<string, SimulatedSource>();
    const touched = new Set<string>();
    const recent: { messageId: string; provider: string; to: string; status: string }[] = [];

    async function send(request: SendRequest): Promise<Sent> {
        const provider = SIMULATED_PROVIDERS.find(({ id }) => id === request.provider);
        const source = sources.get(request.provider);
        if (!provider || !source) throw new SimulatorError(400, `No such provider here: ${request.provider}`);
        if (!E164.test(request.to))
            throw new SimulatorError(400, 'The number must be E.164, for example +447700900123');
        const messageId = request.messageId || provider.newMessageId();
        const signed = sign(provider, source, request, messageId);
        const answers: number[] = [];
        for (let time = 0; time < Math.min(Math.max(request.times ?? 1, 1), 100); time++) {
            answers.push(await post(signed));
        }
        recent.unshift({ messageId, provider: provider.id, to: request.to, status: request.status });
        recent.splice(30);
        return { messageId, answers, request: signed };
    }

    const server = createServer((request, response) => {
        route(request, response).catch((error: unknown) => {
            const status = error instanceof SimulatorError ? error.status : 500;
            answerJson(response, status, { message: error instanceof Error ? error.message : String(error) });
        });
    });

    async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { port } = server.address() as AddressInfo;
        // A page elsewhere must not reach this server through a name that resolves to loopback.
        if (request.headers.host !== `127.0.0.1:${port}`) throw new SimulatorError(403, 'Ask for 127.0.0.1 by address');
        const path = request.url?.split('?')[0];
        if (request.method === 'GET' && path === '/') {
            const page = await readFile(new URL('page.html', import.meta.url));
            response
                .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
                .end(page);
            return;
        }
        if (request.method === 'GET' && path === '/page.js') {
            const script = await readFile(new URL('page.js', import.meta.url));
            response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' }).end(script);
            return;
        }
        if (request.method === 'GET' && path === '/options') {
            const providers = SIMULATED_PROVIDERS.filter(({ id }) => sources.has(id)).map(
                ({ id, label, statuses, codes }) => ({ id, label, statuses, codes }),
            );
            answerJson(response, 200, { providers, people, recent });
            return;
        }
        if (request.method === 'POST' && path === '/send') {
            const wanted = parseSendRequest(await readJson(request));
            touched.add(wanted.to);
            answerJson(response, 200, await send(wanted));
            return;
        }
        throw new SimulatorError(404, 'Not here. The page is at /, the API at POST /send.');
    }

    await listen(server, port);
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        connect: (added, known) => {
            for (const source of added) sources.set(source.provider, source);
            people = known;
        },
        send,
        touched,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

function sign(
    provider: SimulatedProvider,
    source: SimulatedSource,
    request: SendRequest,
    messageId: string,
): SignedRequest {
    const url = new URL(source.url);
    for (const name of REFERENCES) {
        const value = request[name];
        if (value) url.searchParams.set(name, value);
    }
    const callback = {
        messageId,
        status: request.status,
        code: request.code ?? '',
        to: request.to,
        from: request.to.startsWith('whatsapp:') ? `whatsapp:${SENDER}` : SENDER,
        at: request.at ?? new Date(),
        country: request.country ?? 'GB',
        network: request.network ?? 'Invented Mobile',
    };
    return provider.sign(callback, url.href, source.secret);
}

async function post({ method, url, headers, body }: SignedRequest): Promise<number> {
    try {
        return (await fetch(url, { method, headers, body, redirect: 'manual' })).status;
    } catch {
        throw new SimulatorError(502, 'The relay does not answer. Is it running?');
    }
}

function parseSendRequest(value: unknown): SendRequest {
    const fields = value as Record<string, unknown> | null;
    if (typeof fields !== 'object' || fields === null) throw new SimulatorError(400, 'Send a JSON object');
    for (const name of ['provider', 'status', 'to']) {
        if (typeof fields[name] !== 'string' || !fields[name]) throw new SimulatorError(400, `"${name}" is missing`);
    }
    for (const name of ['code', 'messageId', ...REFERENCES]) {
        if (fields[name] !== undefined && typeof fields[name] !== 'string') {
            throw new SimulatorError(400, `"${name}" must be text`);
        }
    }
    if (fields['times'] !== undefined && !Number.isInteger(fields['times'])) {
        throw new SimulatorError(400, '"times" must be a whole number');
    }
    return fields as unknown as SendRequest; // every field was checked just now
}

async function readJson(request: IncomingMessage): Promise<unknown> {
    if (!request.headers['content-type']?.startsWith('application/json')) {
        throw new SimulatorError(415, 'Send application/json'); // a form of another site cannot
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > BODY_LIMIT) throw new SimulatorError(413, 'Too large');
        chunks.push(chunk);
    }
    try {
        return JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch {
        throw new SimulatorError(400, 'That is not JSON');
    }
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(value));
}

function listen(server: Server, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => resolve());
    });
}
