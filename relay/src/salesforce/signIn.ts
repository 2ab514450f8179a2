/** Three ways to a session of an org: a token that somebody made, a JWT signed with our key, or the app's own secret. */
import { createSign } from 'node:crypto';
import { z } from 'zod';
import { isLoopback } from '../core/addresses.ts';
import type { Clock } from '../core/ports.ts';
import { codeOf } from './callErrors.ts';
import type { Trouble } from './callErrors.ts';
import { adviceOn } from './signInAdvice.ts';

/** Secrets are functions: they may be replaced in their files while the relay runs. */
export type OrgAuth =
    | { readonly kind: 'accessToken'; readonly instanceUrl: string; readonly token: () => string }
    | {
          readonly kind: 'jwtBearer';
          readonly loginUrl: string;
          readonly audience: string;
          readonly clientId: string;
          readonly username: string;
          /** PEM. */
          readonly privateKey: () => string;
      }
    | {
          readonly kind: 'clientCredentials';
          readonly loginUrl: string;
          readonly clientId: string;
          readonly clientSecret: () => string;
      };

export interface Session {
    readonly instanceUrl: string;
    readonly accessToken: string;
}

export class SignInError extends Error {
    readonly code: string;
    readonly trouble: Exclude<Trouble, 'unanswered'>;
    readonly advice: string;

    constructor(code: string, trouble: SignInError['trouble'], options?: ErrorOptions) {
        const advice = adviceOn(code);
        super(`${code}: ${advice}`, options);
        this.name = 'SignInError';
        this.code = code;
        this.trouble = trouble;
        this.advice = advice;
    }
}

const TIMEOUT_MS = 30_000;
/** The platform takes assertions that end within three minutes. */
const ASSERTION_SECONDS = 150;

const Granted = z.object({ access_token: z.string().min(1), instance_url: z.url() });
const Refused = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) });

/** A token must not travel in the clear, wherever the answer says that the org lives. */
function trusted(instanceUrl: string): boolean {
    const { protocol, hostname } = new URL(instanceUrl);
    return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm (2026-11-21) */
function assertionOf(auth: OrgAuth & { readonly kind: 'jwtBearer' }, now: number): string {
    const { clientId, username, audience } = auth;
    const claims = { iss: clientId, sub: username, aud: audience, exp: Math.floor(now / 1000) + ASSERTION_SECONDS };
    const parts = [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signed = parts.join('.');
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(auth.privateKey(), 'base64url')}`;
}

function formOf(auth: Exclude<OrgAuth, { readonly kind: 'accessToken' }>, clock: Clock): Record<string, string> {
    if (auth.kind === 'jwtBearer') {
        return {
            grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
            assertion: assertionOf(auth, clock.now()),
        };
    }
    // https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_client_credentials_flow.htm (2026-11-21)
    return { grant_type: 'client_credentials', client_id: auth.clientId, client_secret: auth.clientSecret() };
}

async function ask(loginUrl: string, form: Record<string, string>): Promise<{ status: number; body: unknown }> {
    try {
        const response = await fetch(`${loginUrl}/services/oauth2/token`, {
            method: 'POST',
            body: new URLSearchParams(form),
            headers: { accept: 'application/json' },
            redirect: 'manual',
            signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        const text = await response.text();
        return { status: response.status, body: jsonOf(text) };
    } catch (cause) {
        throw new SignInError(codeOf(cause), 'unsent', { cause });
    }
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return null; // a proxy's page: the status says what matters
    }
}

function sessionOf({ status, body }: { status: number; body: unknown }): Session {
    if (status >= 300 && status < 400) throw new SignInError('REDIRECTED', 'setup');
    if (status === 429 || status >= 500) throw new SignInError(`ERROR_HTTP_${status}`, 'outage');
    const granted = Granted.safeParse(body);
    if (status === 200 && granted.success) {
        const { access_token: accessToken, instance_url: instanceUrl } = granted.data;
        if (!trusted(instanceUrl)) throw new SignInError('UNTRUSTED_INSTANCE', 'setup');
        return { instanceUrl: instanceUrl.replace(/\/+$/, ''), accessToken };
    }
    throw new SignInError(Refused.safeParse(body).data?.error ?? 'UNREADABLE_ANSWER', 'session');
}

/** Signs in; rejects with a SignInError that says what to check. */
export async function signIn(auth: OrgAuth, clock: Clock): Promise<Session> {
    let form: Record<string, string>;
    try {
        if (auth.kind === 'accessToken') return { instanceUrl: auth.instanceUrl, accessToken: auth.token() };
        form = formOf(auth, clock);
    } catch (cause) {
        throw new SignInError('SECRET_UNREADABLE', 'session', { cause });
    }
    return sessionOf(await ask(auth.loginUrl, form));
}
