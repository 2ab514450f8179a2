/** Posts bytes as they are, signed with the right secret: an authentic caller who sends nonsense. */
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { Agent, OutgoingHttpHeaders } from 'node:http';
import { SECRET } from '../test/service/harness.ts';

export interface Answer {
    readonly status: number;
    readonly text: string;
}

/** Rejects when the connection breaks before there was an answer. */
export function postBytes(url: string, body: Buffer, agent: Agent, more: OutgoingHttpHeaders = {}): Promise<Answer> {
    const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-bsr-signature': signature, ...more };
    return new Promise((resolve, reject) => {
        const outgoing = httpRequest(`${url}/hooks/bsr/demo`, { method: 'POST', headers, agent }, (answer) => {
            let text = '';
            answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
            answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
            answer.on('error', reject);
        });
        outgoing.on('error', reject);
        outgoing.end(body);
    });
}
