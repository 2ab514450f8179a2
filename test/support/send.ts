/** Sends webhooks over a few kept-alive connections, as a provider's pool of senders does. */
import { Agent, request as httpRequest } from 'node:http';
import type { SignedRequest } from './providerRequests.ts';

export interface Reply {
    readonly status: number;
    readonly body: string;
}

/** Rejects when the connection breaks before the whole answer has arrived: such a request was not acknowledged. */
export function send(request: SignedRequest, agent: Agent): Promise<Reply> {
    return new Promise((resolve, reject) => {
        const headers = { ...request.headers, 'content-length': String(Buffer.byteLength(request.body)) };
        const outgoing = httpRequest(request.url, { method: 'POST', headers, agent }, (answer) => {
            let body = '';
            answer.setEncoding('utf8');
            answer.on('data', (chunk: string) => (body += chunk));
            answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
            answer.on('error', reject);
        });
        outgoing.on('error', reject);
        outgoing.end(request.body);
    });
}

export const keptAlive = (connections: number): Agent => new Agent({ keepAlive: true, maxSockets: connections });
