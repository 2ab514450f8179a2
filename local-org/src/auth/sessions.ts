/** Who is signed in: tokens that open the API until they end. */
import { createHash, randomBytes } from 'node:crypto';
import type { OrgClock } from '../clock.ts';

/** The default session timeout, counted from the last use. https://help.salesforce.com/s/articleView?id=xcloud.admin_sessions.htm (2026-11-21) */
const TIMEOUT = 2 * 3_600_000;

export class Sessions {
    readonly #clock: OrgClock;
    readonly #fixed: string;
    readonly #lastUse = new Map<string, number>();

    /** `fixedToken` opens the API for as long as the org runs. */
    constructor(clock: OrgClock, fixedToken: string) {
        this.#clock = clock;
        this.#fixed = digest(fixedToken);
    }

    /** Tokens begin with the id of their org, as the platform's do. */
    issue(organizationId: string): string {
        const token = `${organizationId.slice(0, 15)}!${randomBytes(48).toString('base64url')}`;
        this.#lastUse.set(digest(token), this.#clock.now());
        return token;
    }

    /** Looked up by digest: how long it takes tells nothing of the token. */
    isOpen(token: string): boolean {
        const key = digest(token);
        if (key === this.#fixed) return true;
        const lastUse = this.#lastUse.get(key);
        if (lastUse === undefined) return false;
        const now = this.#clock.now();
        if (now - lastUse >= TIMEOUT) return !this.#lastUse.delete(key);
        this.#lastUse.set(key, now);
        return true;
    }

    /** Whether there was such a session. */
    revoke(token: string): boolean {
        return this.#lastUse.delete(digest(token));
    }

    /** Ends every session but the fixed one. */
    expireAll(): void {
        this.#lastUse.clear();
    }
}

function digest(text: string): string {
    return createHash('sha256').update(text).digest('base64');
}
