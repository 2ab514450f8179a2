/** What the tests of real clients share: an org of this project, sessions, events to publish, and a count of what passed. */
import path from 'node:path';
import { after, test } from 'node:test';
import { createLocalOrg } from '#local-org';
import type { LocalOrg, LocalOrgOptions } from '#local-org';

export const EVENT = 'Delivery_Error__e';
export const CHANNEL = `/event/${EVENT}`;
const CLIENT = { clientId: 'client', clientSecret: 'invented' };
const ROOT = path.join(import.meta.dirname, '../..');
const PATIENCE_MS = 10_000;

/** The event of the package that carries the fewest fields. */
export function eventOf(reason: string): { readonly Message_Key__c: string; readonly Reason__c: string } {
    return { Message_Key__c: 'invented:1', Reason__c: reason };
}

export interface ClientWorld {
    readonly org: LocalOrg;
    readonly organizationId: string;
    /** A session that can be ended, unlike the org's own token. */
    signIn(): Promise<string>;
    /** Publishes one event for each reason, over REST. */
    publish(...reasons: readonly string[]): Promise<void>;
    control(path: string, body?: unknown): Promise<void>;
}

export async function startWorld(options: Omit<LocalOrgOptions, 'project'> = {}): Promise<ClientWorld> {
    const org = await createLocalOrg({ ...options, project: ROOT, clients: [CLIENT] });
    const post = async (address: string, body?: unknown): Promise<Response> => {
        const headers = { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' };
        const response = await fetch(org.url + address, { method: 'POST', headers, body: JSON.stringify(body ?? {}) });
        if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
        return response;
    };
    return {
        org,
        organizationId: String(org.org.organization['Id']),
        async signIn() {
            const body = new URLSearchParams({
                grant_type: 'client_credentials',
                client_id: CLIENT.clientId,
                client_secret: CLIENT.clientSecret,
            });
            const response = await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body });
            return ((await response.json()) as { access_token: string }).access_token; // as OAuth has it
        },
        async publish(...reasons) {
            const records = reasons.map((reason) => ({ attributes: { type: EVENT }, ...eventOf(reason) }));
            const response = await post(`/services/data/v${org.version}/composite/sobjects`, {
                allOrNone: true,
                records,
            });
            const results = (await response.json()) as readonly { success: boolean }[]; // as the API has it
            if (!results.every(({ success }) => success)) throw new Error(JSON.stringify(results));
        },
        async control(address, body) {
            await post(`/local/${address}`, body);
        },
    };
}

/** Tests of one client; prints at the end how many passed. */
export function operationsOf(client: string): (name: string, run: () => Promise<void>) => void {
    let [passed, all] = [0, 0];
    after(() => console.log(`${client}: ${passed} of ${all} operations passed`));
    return (name, run) => {
        all += 1;
        test(`${client} ${name}`, async () => {
            await run();
            passed += 1;
        });
    };
}

/** What a client hears, to be waited for. */
export class Inbox<T> {
    readonly #received: T[] = [];
    readonly #waiting = new Set<() => void>();

    readonly add = (item: T): void => {
        this.#received.push(item);
        for (const look of [...this.#waiting]) look();
    };

    /** All that has come once there are so many. */
    async upTo(count: number): Promise<readonly T[]> {
        if (this.#received.length >= count) return this.#received;
        return new Promise((resolve, reject) => {
            const timer = setTimeout(
                () => reject(new Error(`${this.#received.length} of ${count}: ${JSON.stringify(this.#received)}`)),
                PATIENCE_MS,
            );
            const look = (): void => {
                if (this.#received.length < count) return;
                clearTimeout(timer);
                this.#waiting.delete(look);
                resolve(this.#received);
            };
            this.#waiting.add(look);
        });
    }
}
