/** Requests that no operation takes, each answered in the platform's form before its body is read. */
import { ERRORS } from '../errors.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import type { PlatformError } from '../errors.ts';
import type { Dispatcher } from './dispatcher.ts';

/** "414: The length of the URI exceeds the 16,384-byte limit", errorcodes.htm; 431 for it and the headers together. */
const MOST_BYTES = 16_384;

export function checkSize({ url, raw }: FastifyRequest): void {
    if (Buffer.byteLength(url) > MOST_BYTES) throw ERRORS.uriTooLong();
    const headers = raw.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
    if (Buffer.byteLength(url) + headers > MOST_BYTES) throw ERRORS.headersTooLong();
}

/** XML is a form of the platform's that the local org has not; anything else the platform refuses too. */
export function unsupportedBody(type: string | undefined): PlatformError {
    if (type !== undefined && /\bxml\b/i.test(type)) return ERRORS.unsupported('XML bodies');
    return ERRORS.unsupportedMediaType(type ?? 'none');
}

export function checkAccept({ headers: { accept = '' } }: FastifyRequest): void {
    if (/\bxml\b/i.test(accept) && !/json|\*/.test(accept)) throw ERRORS.unsupported('XML answers');
}

/** The path is known, the method is not; or nothing is. */
export function unknownRequest(request: FastifyRequest, dispatcher: Dispatcher): PlatformError {
    const [path = ''] = request.url.split('?');
    const allowed = dispatcher.methodsOf(path);
    if (allowed.length === 0) return ERRORS.unsupported(`${request.method} ${path}`);
    return ERRORS.methodNotAllowed(request.method, allowed);
}

/** What Node itself cannot read never becomes a request. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy();
        return;
    }
    const known = error.code === 'HPE_HEADER_OVERFLOW' ? ERRORS.headersTooLong() : ERRORS.unreadable();
    const body = JSON.stringify([{ message: known.message, errorCode: known.errorCode }]);
    socket.end(
        `HTTP/1.1 ${known.httpStatus} ${known.errorCode}\r\nContent-Type: application/json; charset=utf-8\r\n` +
            `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
}

/** Paths that are there on the platform and not here, whatever the method. */
export function refuseAll(app: FastifyInstance, url: string): void {
    app.all(url, {
        async onRequest(request) {
            throw ERRORS.unsupported(`${request.method} ${request.url.split('?')[0] ?? ''}`);
        },
        handler: () => undefined,
    });
}
