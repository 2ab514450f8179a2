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
    /** Opens the API for as long as the org runs, as that user. */
    readonly fixedToken: string;
    readonly fixedUserId: () => string;
}

export class Sessions {
    readonly #facts: SessionFacts;
    readonly #fixed: string;
    readonly #open = new Map<string, Session>();
    readonly #holders = new Map<string, Set<() => void>>();

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
        if (key === this.#fixed) return this.#facts.fixedUserId();
        const session = this.#open.get(key);
        if (!session) return undefined;
        const now = this.#facts.clock.now();
        if (now - session.lastUse >= TIMEOUT && !this.#holders.has(key)) {
            this.#open.delete(key);
            return undefined;
        }
        this.#open.set(key, { ...session, lastUse: Math.max(session.lastUse, now) });
        return session.userId;
    }

    isOpen(token: string): boolean {
        return this.userOf(token) !== undefined;
    }

    /**
     * Keeps an open session from timing out for as long as a client is connected, and hears when it is ended all the
     * same. Returns the way to let go of it.
     * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/streaming_handling_errors.htm
     */
    hold(token: string, onEnd: () => void): () => void {
        const key = digest(token);
        const holders = this.#holders.get(key) ?? new Set();
        const holder = (): void => onEnd(); // one function may hold twice
        this.#holders.set(key, holders.add(holder));
        return () => {
            holders.delete(holder);
            if (holders.size > 0 || this.#holders.get(key) !== holders) return;
            this.#holders.delete(key);
            const session = this.#open.get(key);
            if (session) this.#open.set(key, { ...session, lastUse: this.#facts.clock.now() });
        };
    }

    /** Whether there was such a session. */
    revoke(token: string): boolean {
        return this.#end(digest(token));
    }

    /** Ends every session but the fixed one. */
    expireAll(): void {
        for (const key of [...this.#open.keys()]) this.#end(key);
    }

    #end(key: string): boolean {
        const existed = this.#open.delete(key);
        const holders = this.#holders.get(key);
        if (!existed || !holders) return existed;
        this.#holders.delete(key);
        for (const holder of holders) holder();
        return true;
    }
}

function digest(text: string): string {
    return createHash('sha256').update(text).digest('base64');
}
