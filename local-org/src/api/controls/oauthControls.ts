/** What an administrator does in Setup: registering who may sign in, and ending sessions. */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import type { Route } from '../route.ts';

const Client = z.strictObject({
    clientId: z.string().min(1),
    certificate: z.string().optional(),
    clientSecret: z.string().min(1).optional(),
    runAs: z.string().min(1).optional(),
});
const SessionRequest = z.strictObject({ username: z.string() });

const registerClient: Route = {
    method: 'POST',
    path: '//local/oauth-clients',
    summary:
        'Register an app that may sign in: `clientId` with `certificate` (PEM), `clientSecret` or both; `runAs` names the user',
    handle({ auth, body }) {
        const client = parseBody(Client, body);
        try {
            auth.clients.register(client);
        } catch (error) {
            throw ERRORS.badJson(`certificate: ${error instanceof Error ? error.message : String(error)}`);
        }
        return { status: 204 };
    },
};

const expireSessions: Route = {
    method: 'POST',
    path: '//local/sessions/expire',
    summary: 'End every session that the token endpoint has given',
    handle({ auth }) {
        auth.sessions.expireAll();
        return { status: 204 };
    },
};

const openSession: Route = {
    method: 'POST',
    path: '//local/sessions',
    summary: 'Give a session of the user with that `username`, without asking for a secret; no time-out ends it',
    handle({ auth, org, body }) {
        const { username } = parseBody(SessionRequest, body);
        const user = org.userNamed(username);
        if (!user) throw ERRORS.badJson(`username: no active user ${username}`);
        const [organizationId, userId] = [String(org.organization['Id']), String(user['Id'])];
        return ok({
            accessToken: auth.sessions.issueLasting(organizationId, userId),
            userId,
            username: user['Username'],
        });
    },
};

export const OAUTH_CONTROLS: readonly Route[] = [registerClient, openSession, expireSessions];
