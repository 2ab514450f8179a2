/** Bodies packed by gzip or deflate: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_compression.htm */
import { promisify } from 'node:util';
import { createGunzip, createInflate, gzip } from 'node:zlib';
import { ERRORS } from '../errors.ts';
import type { FastifyInstance, RequestPayload } from 'fastify';
import type { Transform } from 'node:stream';

/** Shorter answers are not worth the work. */
const LEAST = 4096;
const pack = promisify(gzip);

export function acceptCompression(app: FastifyInstance): void {
    app.addHook('preParsing', async (request, _reply, payload) => {
        const encoding = request.headers['content-encoding']?.toLowerCase();
        if (encoding === undefined || encoding === 'identity') return payload;
        return unpacked(payload, unpacker(encoding));
    });
    app.addHook('onSend', async (request, reply, payload: unknown) => {
        const isText = typeof payload === 'string' && payload.length >= LEAST;
        if (!isText || !/\bgzip\b/.test(String(request.headers['accept-encoding']))) return payload;
        reply.header('content-encoding', 'gzip').removeHeader('content-length');
        return pack(payload, { level: 1 });
    });
}

function unpacker(encoding: string): Transform {
    if (encoding === 'gzip') return createGunzip();
    if (encoding === 'deflate') return createInflate();
    throw ERRORS.unsupported(`the content encoding ${encoding}`);
}

/** Fastify compares the length of the packed body with the header, and of the unpacked one with the limit. */
function unpacked(payload: RequestPayload, through: Transform): RequestPayload {
    const stream: RequestPayload = payload.on('error', (error: Error) => through.destroy(error)).pipe(through);
    let received = 0;
    payload.on('data', (chunk: Buffer) => {
        received += chunk.length;
        stream.receivedEncodedLength = received;
    });
    return stream;
}
