/** What an administrator does in Setup: registering who may sign in, and ending sessions. */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { parseBody } from '../rows.ts';
import type { Route } from '../route.ts';

const Client = z.strictObject({
    clientId: z.string().min(1),
    certificate: z.string().optional(),
    clientSecret: z.string().min(1).optional(),
});

const registerClient: Route = {
    method: 'POST',
    path: '//local/oauth-clients',
    summary: 'Register an app that may sign in: `clientId` with `certificate` (PEM), `clientSecret` or both',
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

export const OAUTH_CONTROLS: readonly Route[] = [registerClient, expireSessions];
