/** The parts of a multipart body by name. */
import { Busboy } from '@fastify/busboy';
import { ERRORS } from '../errors.ts';

export type Parts = ReadonlyMap<string, Buffer>;

const MOST_PARTS = 20;

export function readMultipart(contentType: string, body: Buffer): Promise<Parts> {
    return new Promise((resolve, reject) => {
        const parts = new Map<string, Buffer>();
        const fail = (error: unknown): void =>
            reject(ERRORS.badJson(`The multipart body cannot be read: ${error instanceof Error ? error.message : ''}`));
        try {
            const reader = new Busboy({
                headers: { 'content-type': contentType },
                limits: { parts: MOST_PARTS, fieldSize: body.length },
            });
            reader.on('field', (name: string, value: string) => parts.set(name, Buffer.from(value)));
            reader.on('file', (name: string, stream: NodeJS.ReadableStream) => {
                const chunks: Buffer[] = [];
                stream.on('data', (chunk: Buffer) => chunks.push(chunk));
                stream.on('end', () => parts.set(name, Buffer.concat(chunks)));
            });
            reader.on('finish', () => resolve(parts)).on('error', fail);
            reader.end(body);
        } catch (error) {
            fail(error);
        }
    });
}
