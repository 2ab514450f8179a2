/** The local org: an sfdx project, served as a Salesforce org would serve it. */
import { randomBytes } from 'node:crypto';
import { OAuthClients } from './auth/oauthClients.ts';
import { Sessions } from './auth/sessions.ts';
import { openPubSub } from './api/pubsub/endpoint.ts';
import { createServer } from './api/server.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { COMETD_TIMING, DEFAULT_EVENT_BATCH_SIZE, PUBSUB_TIMING, orgLimits } from './options.ts';
import { Org } from './org.ts';
import { readProject } from './schema/project.ts';
import { API_VERSION } from './soql/run.ts';
import type { PubSubEndpoint } from './api/pubsub/endpoint.ts';
import type { FlowTraceEntry } from './flow/port.ts';
import type { LocalOrgOptions } from './options.ts';

export { ProjectProblems } from './schema/problems.ts';
export type { Assignment, LocalOrgOptions } from './options.ts';

export interface LocalOrg {
    readonly url: string;
    readonly accessToken: string;
    readonly version: string;
    /** Where the Pub/Sub API answers, unless it was left out. */
    readonly pubSub?: Pick<PubSubEndpoint, 'endpoint' | 'certificate'>;
    /** The org without HTTP, for tests that look inside. */
    readonly org: Org;
    /** Resolves once no event batch and no asynchronous path is left. */
    idle(): Promise<void>;
    /** Calls back for every flow element executed; returns the way to stop it. */
    trace(listener: (entry: FlowTraceEntry) => void): () => void;
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
    const sessions = new Sessions({
        clock: org.clock,
        fixedToken: accessToken,
        administratorId: () => String(org.records.administrator['Id']),
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
    const app = createServer({ org, host, auth, limits, cometd, pubSub, onError });
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
    return {
        url,
        accessToken,
        version: API_VERSION,
        org,
        ...(pubSub ? { pubSub } : {}),
        idle: () => org.background.idle(),
        trace: (listener) => org.trace(listener),
        async close() {
            org.close();
            await pubSub?.close();
            await app.close();
        },
    };
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
