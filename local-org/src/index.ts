/** The local org: an sfdx project, served as a Salesforce org would serve it. */
import { randomBytes } from 'node:crypto';
import { OAuthClients } from './auth/oauthClients.ts';
import { Sessions } from './auth/sessions.ts';
import { ApiUsage } from './api/apiUsage.ts';
import { RecentItems } from './api/recent/recentItems.ts';
import { openPubSub } from './api/pubsub/endpoint.ts';
import { createServer } from './api/server.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { COMETD_TIMING, DEFAULT_EVENT_BATCH_SIZE, PUBSUB_TIMING, orgLimits } from './options.ts';
import { Org } from './org.ts';
import { readProject } from './schema/project.ts';
import { SnapshotFile } from './snapshot/snapshotFile.ts';
import { API_VERSION } from './soql/run.ts';
import type { PubSubEndpoint } from './api/pubsub/endpoint.ts';
import type { FlowTraceEntry } from './flow/port.ts';
import type { LocalOrgOptions } from './options.ts';
import type { StoredRecord } from './schema/types.ts';

export { ProjectProblems } from './schema/problems.ts';
export { SnapshotProblem } from './snapshot/snapshotFile.ts';
export type { AnsweredRequest, Assignment, LocalOrgOptions } from './options.ts';

export interface LocalOrg {
    readonly url: string;
    readonly accessToken: string;
    readonly version: string;
    /** Whether the org goes on from a snapshot. */
    readonly restored: boolean;
    /** Where the Pub/Sub API answers, unless it was left out. */
    readonly pubSub?: Pick<PubSubEndpoint, 'endpoint' | 'certificate'>;
    /** The org without HTTP, for tests that look inside. */
    readonly org: Org;
    /** Resolves once no event batch and no asynchronous path is left. */
    idle(): Promise<void>;
    /** Calls back for every flow element executed; returns the way to stop it. */
    trace(listener: (entry: FlowTraceEntry) => void): () => void;
    /** Creates records with their children as the administrator; resolves with the answer of `composite/tree`. */
    createTree(object: string, records: readonly unknown[]): Promise<unknown>;
    /** As `close`, and the snapshot stays as it was. */
    stop(): Promise<void>;
    /** Writes the snapshot, if there is one to write; rejects when that fails. */
    close(): Promise<void>;
}

export async function createLocalOrg(options: LocalOrgOptions): Promise<LocalOrg> {
    const { host = '127.0.0.1', port = 0, accessToken = newToken(), onProgress } = options;
    const limits = orgLimits(options.limits);
    const org = new Org({
        project: readProject(options.project, options.metadata),
        assignments: options.assignments ?? [],
        clock: options.clock ?? SYSTEM_CLOCK,
        eventBatchSize: options.eventBatchSize ?? DEFAULT_EVENT_BATCH_SIZE,
        limits,
    });
    const usage = new ApiUsage(limits.dailyApiRequests, org.clock, () => org.faults.isExhausted('apiRequests'));
    const recent = new RecentItems();
    const snapshot =
        options.snapshot === undefined ? undefined : new SnapshotFile(options.snapshot, { org, usage, recent });
    const restored = snapshot?.load() ?? false;
    const sessions = new Sessions({
        clock: org.clock,
        fixedToken: accessToken,
        fixedUserId: () => String(fixedUser(org, options.user)['Id']),
    });
    const auth = { sessions, clients: new OAuthClients(options.clients ?? []) };
    const cometd = { ...COMETD_TIMING, ...options.cometd };
    const onError = options.onError ?? throwLater;
    const pubSub =
        options.pubSub === false
            ? undefined
            : await openPubSub(
                  { org, sessions, timing: { ...PUBSUB_TIMING, ...options.pubSub }, onError },
                  host,
                  options.pubSub?.port ?? 0,
              );
    const { onRequest } = options;
    const served = { org, host, auth, limits, cometd, pubSub, usage, recent, snapshot, onError };
    const app = createServer({ ...served, ...(onRequest ? { onRequest } : {}) });
    if (options.console) {
        // The compilers behind it take seconds to load, and most orgs have no console.
        const { registerConsole } = await import('./console/index.ts');
        const panels = options.panels ?? [];
        await registerConsole(app, { org, accessToken, sessions, panels, ...(onProgress ? { onProgress } : {}) });
    }
    const url = await app.listen({ host, port }).catch(async (error: unknown) => {
        await pubSub?.close(); // or its open port would keep the process alive
        throw error;
    });
    const stop = async (): Promise<void> => {
        org.close();
        await pubSub?.close();
        await app.close();
    };
    return {
        url,
        accessToken,
        version: API_VERSION,
        restored,
        org,
        ...(pubSub ? { pubSub } : {}),
        idle: () => org.background.idle(),
        trace: (listener) => org.trace(listener),
        createTree: (object, records) =>
            asAdministrator({ org, sessions, url }, (call) => call(`/composite/tree/${object}`, { records })),
        stop,
        async close() {
            if (snapshot) {
                await app.close(); // what is answered is in it
                await snapshot.save();
            }
            await stop();
        },
    };
}

function fixedUser(org: Org, username: string | undefined): StoredRecord {
    const user = username === undefined ? org.records.administrator : org.userNamed(username);
    if (!user) throw new Error(`There is no active user ${String(username)}`);
    return user;
}

type Post = (path: string, body: unknown) => Promise<unknown>;

/** As a client would, in a session that ends with the work. */
async function asAdministrator<T>(
    { org, sessions, url }: { readonly org: Org; readonly sessions: Sessions; readonly url: string },
    work: (post: Post) => Promise<T>,
): Promise<T> {
    const token = sessions.issueLasting(String(org.organization['Id']), String(org.records.administrator['Id']));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    try {
        return await work(async (path, body) => {
            const init = { method: 'POST', headers, body: JSON.stringify(body) };
            return (await fetch(`${url}/services/data/v${API_VERSION}${path}`, init)).json();
        });
    } finally {
        sessions.revoke(token);
    }
}

function newToken(): string {
    return randomBytes(24).toString('base64url');
}

/** An error of ours that nobody listens for must not pass unseen. */
function throwLater(error: unknown): void {
    setImmediate(() => {
        throw error;
    });
}
