/** The session of one org: signed in when first needed, renewed once for all calls that find it expired, and not for ever. */
import { Connection } from 'jsforce/lib/core.js'; // without the APIs that the relay never calls, which take long to load
import type { Logger } from 'pino';
import type { Clock } from '../core/ports.ts';
import { SignInError } from './signIn.ts';
import type { Session } from './signIn.ts';

export interface Sessions {
    current(): Promise<Connection>;
    /** The connection to use instead of an expired one. */
    renew(expired: Connection): Promise<Connection>;
    /** A call went through: the org takes this session. */
    proved(): void;
}

export interface SessionsOptions {
    readonly org: string;
    readonly apiVersion: string;
    readonly signIn: () => Promise<Session>;
    readonly clock: Clock;
    readonly log: Logger;
}

/** Sign-ins in a row that no call has proved; after these there is a pause before each. */
const MOST_UNPROVED = 3;
const PAUSE_MS = 60_000;

export function createSessions({ org, apiVersion, signIn, clock, log }: SessionsOptions): Sessions {
    let connection: Connection | null = null;
    let signingIn: Promise<Connection> | null = null;
    let opened = false;
    let unproved = 0;
    let signedInAt = -Infinity;

    async function connect(): Promise<Connection> {
        if (unproved >= MOST_UNPROVED && clock.now() - signedInAt < PAUSE_MS) {
            throw new SignInError('SESSION_KEEPS_EXPIRING', 'session');
        }
        connection = null;
        signedInAt = clock.now();
        unproved += 1;
        try {
            const { instanceUrl, accessToken } = await signIn();
            // No refreshFn: jsforce would sign in again for as long as the org says no.
            connection = new Connection({ instanceUrl, accessToken, version: apiVersion });
            log.info({ org }, opened ? 'session.renewed' : 'session.opened');
            opened = true;
            return connection;
        } catch (error) {
            if (error instanceof SignInError && error.trouble !== 'session') unproved -= 1; // nobody has refused us
            throw error;
        }
    }

    /** Calls that need a session together share one sign-in. */
    function share(): Promise<Connection> {
        signingIn ??= connect().finally(() => (signingIn = null));
        return signingIn;
    }

    return {
        current: async () => connection ?? share(),
        // Whoever finds the session renewed already, or being renewed, takes that one.
        renew: async (expired) => (connection === null || connection === expired ? share() : connection),
        proved: () => {
            unproved = 0;
        },
    };
}
