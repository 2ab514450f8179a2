/** POST /cometd/67.0: the Streaming API's one address. */
import { z } from 'zod';
import { API_VERSION } from '../../soql/run.ts';
import { tokenOf } from '../guards.ts';
import { ADVICE, Messages, STREAMING_ERRORS } from './messages.ts';
import { BROWSER_COOKIE } from './service.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, CometdService } from './service.ts';

/** https://developer.salesforce.com/docs/platform/api-streaming/guide/streaming-error-codes.html */
const MOST_BYTES = 32_768;
const OLDEST_VERSION = 37;

export function registerCometd(app: FastifyInstance, service: CometdService): void {
    app.register(async (cometd) => {
        cometd.setErrorHandler((error: FastifyError, _request, reply) => {
            if (error.statusCode === 413) return refuse(reply, 413, STREAMING_ERRORS.tooLarge());
            if (error.statusCode === undefined || error.statusCode >= 500) throw error;
            return refuse(reply, 400, STREAMING_ERRORS.badMessage(error.message));
        });
        const options = { bodyLimit: MOST_BYTES };
        cometd.post('/cometd', async (_request, reply) =>
            refuse(reply, 400, STREAMING_ERRORS.versionMissing(API_VERSION)),
        );
        cometd.post('/cometd/:version', options, (request, reply) => receive(request, reply, service));
        // How clients ask whether a WebSocket or an event source is there.
        cometd.get('/cometd/:version', async (request, reply) =>
            refuse(reply, 400, STREAMING_ERRORS.connectionType(request.headers.upgrade ?? 'callback-polling')),
        );
    });
    app.addHook('preClose', async () => service.forgetClients());
}

async function receive(request: FastifyRequest, reply: FastifyReply, service: CometdService): Promise<unknown> {
    const { version = '' } = request.params as { version?: string }; // Fastify makes strings of them
    if (!/^\d+\.\d+$/.test(version)) return refuse(reply, 400, STREAMING_ERRORS.versionMissing(API_VERSION));
    if (Number(version) < OLDEST_VERSION) return refuse(reply, 400, STREAMING_ERRORS.versionTooOld(API_VERSION));
    const parsed = Messages.safeParse(request.body);
    if (!parsed.success) return refuse(reply, 400, STREAMING_ERRORS.badMessage(z.prettifyError(parsed.error)));
    const { messages, undo, isCut } = await service.receive(parsed.data, callerOf(request, reply, Number(version)));
    if (isCut) {
        reply.hijack();
        request.raw.socket.destroy();
        return reply;
    }
    reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) undo();
    });
    const browser = messages
        .filter(({ channel, successful }) => channel === '/meta/handshake' && successful === true)
        .map(({ clientId }) => service.browserOf(clientId))
        .at(-1);
    if (browser !== undefined) reply.header('set-cookie', `${BROWSER_COOKIE}=${browser}; Path=/cometd/; HttpOnly`);
    return reply.header('cache-control', 'no-store').send(messages);
}

function callerOf({ headers }: FastifyRequest, { raw }: FastifyReply, version: number): Caller {
    const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim().split('='));
    return {
        version,
        token: tokenOf(headers.authorization),
        browser: cookies.find(([name]) => name === BROWSER_COOKIE)?.[1],
        onGone: (listener) => void raw.once('close', listener),
    };
}

function refuse(reply: FastifyReply, status: number, error: string): FastifyReply {
    return reply.code(status).send([{ error, successful: false, advice: ADVICE.none }]);
}
