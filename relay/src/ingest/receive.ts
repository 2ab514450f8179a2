/** Reads a request as the bytes that were sent, because signatures are over bytes. */
import type { IncomingMessage } from 'node:http';
import { RelayError } from '../core/errors.ts';
import type { ProviderAdapter, RawRequest } from '../core/ports.ts';

/** These name the caller's own secrets, and the disk must not keep them. */
const NOT_KEPT = new Set(['authorization', 'proxy-authorization', 'cookie']);

function headersOf(message: IncomingMessage, credentials: boolean): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const name in message.headers) {
        const value = message.headers[name];
        if (value === undefined || (NOT_KEPT.has(name) && !(credentials && name === 'authorization'))) continue;
        headers[name] = typeof value === 'string' ? value : value.join(', ');
    }
    return headers;
}

/** Rejects with RELAY_TOO_LARGE once more than `limit` bytes have come, and reads no further. */
export function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
        const tooLarge = (): void => {
            message.pause();
            reject(new RelayError('RELAY_TOO_LARGE', `more than ${limit} bytes`));
        };
        if (Number(message.headers['content-length'] ?? 0) > limit) {
            tooLarge();
            return;
        }
        const chunks: Buffer[] = [];
        let size = 0;
        message.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > limit) tooLarge();
            else chunks.push(chunk);
        });
        message.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
        message.on('error', reject);
        message.on('close', () => {
            // Every request is closed in the end, and an error costs as much as the rest of this.
            if (!message.readableEnded) reject(new Error('the caller hung up'));
        });
    });
}

type Wants = Pick<ProviderAdapter, 'bodyLimit' | 'proof' | 'readsAuthorization'>;

/** Only adapters for which credentials are the proof are shown them, and these take them out. */
export async function receive(message: IncomingMessage, wants: Wants): Promise<RawRequest> {
    const body = await readBody(message, wants.bodyLimit);
    const credentials = wants.proof !== 'signature' || wants.readsAuthorization === true;
    // The casts hold: only these two methods are routed, and a request that reached a route has an address.
    const method = message.method as 'GET' | 'POST';
    return { method, url: message.url as string, headers: headersOf(message, credentials), body };
}
