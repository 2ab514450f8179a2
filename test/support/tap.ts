/** A wire between relay and org: passes calls on, counts what was published, cuts calls off or refuses them on order. */
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Tap {
    readonly url: string;
    /** Calls that published events. */
    readonly publishes: number;
    /** Snapshots (message and version) that were published more than once. */
    republished(): number;
    /**
     * Cuts the next publish call and resolves when that has happened: before the org has heard of it, or after the org
     * has taken the events but before the relay can hear so. Resolves with the number of events in the call.
     */
    cutPublish(where: Cut): Promise<number>;
    close(): Promise<void>;
}

export type Cut = 'before the org' | 'after the org';

/** An answer that the org never gave. */
export interface Refusal {
    readonly status: number;
    readonly errorCode: string;
}

/** Decides what becomes of a call: null lets it pass. */
export type Weather = () => Refusal | Cut | null;

const isPublish = (request: IncomingMessage, body: Buffer): boolean =>
    request.method === 'POST' && body.includes('Delivery_Report__e');

function refuse(response: ServerResponse, { status, errorCode }: Refusal): void {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify([{ errorCode, message: 'refused on the way' }]));
}

export async function openTap(orgUrl: string, weather: Weather = () => null): Promise<Tap> {
    const target = new URL(orgUrl);
    const agent = new Agent({ keepAlive: true });
    const published = new Map<string, number>();
    let publishes = 0;
    let cut: { readonly where: Cut; readonly done: (events: number) => void } | undefined;

    const count = (body: Buffer): number => {
        publishes += 1;
        // The body is what jsforce sends to composite/sobjects: { records: [...] }.
        const { records = [] } = JSON.parse(body.toString()) as { records?: Record<string, unknown>[] };
        for (const record of records) {
            const name = `${String(record['Message_Key__c'])} ${String(record['Version__c'])}`;
            published.set(name, (published.get(name) ?? 0) + 1);
        }
        return records.length;
    };

    /** Whether this is the place where the call is to be cut. */
    const cutHere = (where: Cut, events: number, response: ServerResponse): boolean => {
        if (events === 0 || cut?.where !== where) return false;
        response.destroy();
        cut.done(events);
        cut = undefined;
        return true;
    };

    const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const body = await buffer(request);
        const events = isPublish(request, body) ? count(body) : 0;
        if (cutHere('before the org', events, response)) return;
        const fate = weather();
        if (fate !== null && fate !== 'after the org') {
            if (fate === 'before the org') response.destroy();
            else refuse(response, fate);
            return;
        }
        const forward = httpRequest({
            host: target.hostname,
            port: target.port,
            path: request.url,
            method: request.method,
            headers: { ...request.headers, host: target.host },
            agent,
        });
        forward.end(body);
        const [answer] = (await once(forward, 'response')) as [IncomingMessage];
        const content = await buffer(answer);
        if (cutHere('after the org', events, response)) return;
        if (fate === 'after the org') response.destroy();
        else response.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
    };

    const server = createServer((request, response) => {
        pass(request, response).catch(() => response.destroy()); // a dead relay hangs up in the middle of a call
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The tap has no port');
    return {
        url: `http://127.0.0.1:${address.port}`,
        get publishes() {
            return publishes;
        },
        republished: () => [...published.values()].filter((times) => times > 1).length,
        cutPublish: (where) => new Promise((done) => (cut = { where, done })),
        close: async () => {
            agent.destroy();
            server.closeAllConnections();
            server.close();
            await once(server, 'close');
        },
    };
}
