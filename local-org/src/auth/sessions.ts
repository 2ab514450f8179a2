/** Who is signed in: tokens that open the API until they end. */
import { createHash, randomBytes } from 'node:crypto';
import type { OrgClock } from '../clock.ts';

/** The default session timeout, counted from the last use. https://help.salesforce.com/s/articleView?id=xcloud.admin_sessions.htm (2026-11-21) */
const TIMEOUT = 2 * 3_600_000;

interface Session {
    readonly userId: string;
    readonly lastUse: number;
}

export interface SessionFacts {
    readonly clock: OrgClock;
    /** Opens the API for as long as the org runs, as its administrator. */
    readonly fixedToken: string;
    readonly administratorId: () => string;
}

export class Sessions {
    readonly #facts: SessionFacts;
    readonly #fixed: string;
    readonly #open = new Map<string, Session>();

    constructor(facts: SessionFacts) {
        this.#facts = facts;
        this.#fixed = digest(facts.fixedToken);
    }

    /** Tokens begin with the id of their org, as the platform's do. */
    issue(organizationId: string, userId: string): string {
        return this.#begin(organizationId, userId, this.#facts.clock.now());
    }

    /** A session that no time-out ends. */
    issueLasting(organizationId: string, userId: string): string {
        return this.#begin(organizationId, userId, Infinity);
    }

    #begin(organizationId: string, userId: string, lastUse: number): string {
        const token = `${organizationId.slice(0, 15)}!${randomBytes(48).toString('base64url')}`;
        this.#open.set(digest(token), { userId, lastUse });
        return token;
    }

    /** Whose session it is, while it is open. Looked up by digest: how long it takes tells nothing of the token. */
    userOf(token: string): string | undefined {
        const key = digest(token);
        if (key === this.#fixed) return this.#facts.administratorId();
        const session = this.#open.get(key);
        if (!session) return undefined;
        const now = this.#facts.clock.now();
        if (now - session.lastUse >= TIMEOUT) {
            this.#open.delete(key);
            return undefined;
        }
        this.#open.set(key, { ...session, lastUse: Math.max(session.lastUse, now) });
        return session.userId;
    }

    isOpen(token: string): boolean {
        return this.userOf(token) !== undefined;
    }

    /** Whether there was such a session. */
    revoke(token: string): boolean {
        return this.#open.delete(digest(token));
    }

    /** Ends every session but the fixed one. */
    expireAll(): void {
        this.#open.clear();
    }
}

function digest(text: string): string {
    return createHash('sha256').update(text).digest('base64');
}
