/** External Client Apps: who may ask for a session, and how they prove who they are. */
import { createHash, createPublicKey, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface OAuthClient {
    /** The consumer key. */
    readonly clientId: string;
    /** PEM: the certificate, or only its public key, for the JWT bearer flow. */
    readonly certificate?: string | undefined;
    /** The consumer secret, for the client credentials flow. */
    readonly clientSecret?: string | undefined;
    /** Username that the client credentials flow acts as, the app's "Run As"; without it, the administrator. */
    readonly runAs?: string | undefined;
}

interface KnownClient {
    readonly key: KeyObject | undefined;
    readonly secret: string | undefined;
    readonly runAs: string | undefined;
}

export class OAuthClients {
    readonly #known = new Map<string, KnownClient>();

    constructor(clients: readonly OAuthClient[]) {
        for (const client of clients) this.register(client);
    }

    /** Replaces what was registered under the key before. Throws when the certificate cannot be read. */
    register({ clientId, certificate, clientSecret, runAs }: OAuthClient): void {
        const key = certificate === undefined ? undefined : createPublicKey(certificate);
        this.#known.set(clientId, { key, secret: clientSecret, runAs });
    }

    has(clientId: string): boolean {
        return this.#known.has(clientId);
    }

    keyOf(clientId: string): KeyObject | undefined {
        return this.#known.get(clientId)?.key;
    }

    runAs(clientId: string): string | undefined {
        return this.#known.get(clientId)?.runAs;
    }

    hasSecret(clientId: string, given: string): boolean {
        const secret = this.#known.get(clientId)?.secret;
        return secret !== undefined && timingSafeEqual(digest(secret), digest(given));
    }
}

function digest(text: string): Buffer {
    return createHash('sha256').update(text).digest();
}
