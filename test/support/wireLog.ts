/** A wire between relay and org that writes down what passes, so that it can be asked again. */
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface LoggedCall {
    readonly method: string;
    readonly path: string;
    readonly body: string;
}

export interface WireLog {
    readonly url: string;
    readonly calls: readonly LoggedCall[];
    close(): Promise<void>;
}

export async function openWireLog(orgUrl: string): Promise<WireLog> {
    const calls: LoggedCall[] = [];
    const passOn = async (request: IncomingMessage): Promise<Response> => {
        const { method = 'GET', url: path = '/' } = request;
        const body = await text(request);
        calls.push({ method, path, body });
        const { authorization = '' } = request.headers;
        return ask(orgUrl, authorization, { method, path, body });
    };
    const server = createServer((request, response) => {
        void passOn(request).then(async (answer) => {
            response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
            response.end(await answer.text());
        });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the wire has no port');
    return {
        url: `http://127.0.0.1:${address.port}`,
        calls,
        async close() {
            server.closeAllConnections();
            server.close();
            await once(server, 'close');
        },
    };
}

export function ask(orgUrl: string, authorization: string, { method, path, body }: LoggedCall): Promise<Response> {
    const json = body === '' ? {} : { body, headers: { 'content-type': 'application/json', authorization } };
    return fetch(orgUrl + path, { method, headers: { authorization }, ...json });
}
