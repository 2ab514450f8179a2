/** A wire between relay and org: passes every call on, counts what was published, and can hold an answer back. */
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Tap {
    readonly url: string;
    /** Calls that published events. */
    readonly publishes: number;
    /** Snapshots (message and version) that were published more than once. */
    republished(): number;
    /** Resolves when the org has answered the next publish call; the relay never sees that answer. */
    withholdPublishAnswer(): Promise<void>;
    close(): Promise<void>;
}

const isPublish = (request: IncomingMessage, body: Buffer): boolean =>
    request.method === 'POST' && body.includes('Delivery_Report__e');

export async function openTap(orgUrl: string): Promise<Tap> {
    const target = new URL(orgUrl);
    const agent = new Agent({ keepAlive: true });
    const published = new Map<string, number>();
    let publishes = 0;
    let withhold: (() => void) | undefined;

    const count = (body: Buffer): void => {
        publishes += 1;
        // The body is what jsforce sends to composite/sobjects: { records: [...] }.
        const { records = [] } = JSON.parse(body.toString()) as { records?: Record<string, unknown>[] };
        for (const record of records) {
            const name = `${String(record['Message_Key__c'])} ${String(record['Version__c'])}`;
            published.set(name, (published.get(name) ?? 0) + 1);
        }
    };

    const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const body = await buffer(request);
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
        if (isPublish(request, body)) {
            count(body);
            if (withhold !== undefined) {
                withhold();
                withhold = undefined;
                response.destroy();
                return;
            }
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
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
        withholdPublishAnswer: () => new Promise((resolve) => (withhold = resolve)),
        close: async () => {
            agent.destroy();
            server.closeAllConnections();
            server.close();
            await once(server, 'close');
        },
    };
}
