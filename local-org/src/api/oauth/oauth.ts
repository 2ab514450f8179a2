/** Signing in and out. https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm (2026-11-21) */
import { z } from 'zod';
import { checkGrant, OAuthError } from '../../auth/grants.ts';
import { identityUrlOf } from '../identity/identity.ts';
import { ok } from '../route.ts';
import type { Answer, Call, Route } from '../route.ts';

const Form = z.record(z.string(), z.string());
const NO_STORE = { 'cache-control': 'no-store' } as const;

const token: Route = {
    method: 'POST',
    path: '//services/oauth2/token',
    summary: 'Give a session for a signed assertion (JWT bearer) or a client secret (client credentials)',
    handle(call) {
        const { auth, org, origin, headers } = call;
        let username: string;
        try {
            username = checkGrant(Form.safeParse(call.body).data ?? {}, headers.authorization, {
                clients: auth.clients,
                origin,
                administrator: String(org.user['Username'] ?? ''),
                isActiveUser: (name) => org.userNamed(name) !== undefined,
                now: org.clock.now(),
            });
        } catch (error) {
            if (error instanceof OAuthError) return refusal(error);
            throw error;
        }
        return { ...ok(newSession(call, username)), headers: NO_STORE };
    },
};

function newSession(call: Call, username: string): Record<string, string> {
    const { auth, org, origin } = call;
    const userId = String(org.userNamed(username)?.['Id'] ?? '');
    return {
        access_token: auth.sessions.issue(String(org.organization['Id'] ?? ''), userId),
        scope: 'api',
        instance_url: origin,
        id: identityUrlOf(call, userId),
        token_type: 'Bearer',
        issued_at: String(org.clock.now()),
    };
}

const revoke: Route = {
    method: 'POST',
    path: '//services/oauth2/revoke',
    summary: 'End a session',
    handle({ auth, body }) {
        const given = Form.safeParse(body).data?.['token'] ?? '';
        if (auth.sessions.revoke(given)) return { status: 200 };
        return refusal(new OAuthError('invalid_token', 'invalid token'));
    },
};

function refusal({ error, message }: OAuthError): Answer {
    return { status: 400, body: { error, error_description: message }, headers: NO_STORE };
}

/** Neither needs a session. Both take a form, as OAuth has it. */
export const OAUTH_ROUTES: readonly Route[] = [token, revoke];
