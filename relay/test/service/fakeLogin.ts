/** A token endpoint that grants sessions of the fake org, or refuses; the real verification is the local org's. */
import { createVerify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Reply {
    readonly status: number;
    readonly body: unknown;
    readonly location?: string;
}

export interface FakeLogin {
    readonly url: string;
    /** Every form that was sent. */
    readonly forms: URLSearchParams[];
    /** What the next requests are answered with. */
    answer: (form: URLSearchParams) => Reply | Promise<Reply>;
    close(): Promise<void>;
}

export async function startFakeLogin(answer: FakeLogin['answer']): Promise<FakeLogin> {
    const server = createServer((request, response) => {
        void (async () => {
            const form = new URLSearchParams((await buffer(request)).toString());
            login.forms.push(form);
            const { status, body, location } = await login.answer(form);
            response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) });
            response.end(JSON.stringify(body));
        })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a server that listens at a port has one
    const login: FakeLogin = {
        url: `http://127.0.0.1:${port}`,
        forms: [],
        answer,
        async close() {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        },
    };
    return login;
}

/** The claims of an assertion that this key has signed; null for any other. */
export function claimsOf(assertion: string, key: KeyObject): Record<string, unknown> | null {
    const [header = '', claims = '', signature = ''] = assertion.split('.');
    const valid = createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(key, signature, 'base64url');
    return valid ? (JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>) : null;
}
