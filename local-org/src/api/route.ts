/** One operation of the API: where it is found, what it answers. The documentation's coverage is made from these. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Org } from '../org.ts';
import type { OAuthClients } from '../auth/oauthClients.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { BulkJobs } from './bulk/jobs.ts';
import type { CometdService } from './cometd/service.ts';
import type { Faults } from '../faults/faults.ts';
import type { MetadataJobs } from '../metadata/jobs.ts';
import type { PubSubEndpoint } from './pubsub/endpoint.ts';
import type { QueryPages } from './query/pages.ts';
import type { RecentItems } from './recent/recentItems.ts';
import type { SnapshotFile } from '../snapshot/snapshotFile.ts';

/** What a handler may use. */
export interface Call {
    readonly org: Org;
    readonly auth: Auth;
    readonly metadata: MetadataJobs;
    readonly faults: Faults;
    /** Bulk API 2.0. */
    readonly jobs: BulkJobs;
    readonly pages: QueryPages;
    readonly recent: RecentItems;
    readonly snapshot: SnapshotFile | undefined;
    readonly streaming: CometdService;
    readonly pubSub: PubSubEndpoint | undefined;
    readonly usage: ApiUsageView;
    /** Events that may be published in an hour. */
    readonly hourlyEvents: number;
    /** `/services/data/v67.0` */
    readonly base: string;
    /** Where the org answers: `http://127.0.0.1:3000`. */
    readonly origin: string;
    readonly params: Readonly<Record<string, string>>;
    readonly query: Readonly<Record<string, string>>;
    readonly headers: IncomingHttpHeaders;
    readonly body: unknown;
    /** Runs a request that came inside this one, and answers its errors too. */
    readonly dispatch: (request: SubRequest) => Answer;
}

export interface SubRequest {
    readonly method: string;
    /** From `/services` on, with the parameters. */
    readonly url: string;
    readonly body: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

export interface Auth {
    readonly sessions: Sessions;
    readonly clients: OAuthClients;
}

export interface ApiUsageView {
    readonly used: number;
    readonly max: number;
    /** One request more. Throws once the allocation is used up. */
    count(): void;
    /** What `Sforce-Limit-Info` says. */
    header(): string;
}

export interface Answer {
    readonly status: number;
    /** Absent: no body at all. */
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    /** Below `/services/data/vXX.X`, or absolute when it begins with `//`. */
    readonly path: string;
    /** One sentence for the documentation. */
    readonly summary: string;
    handle(call: Call): Answer | Promise<Answer>;
}

export function ok(body: unknown): Answer {
    return { status: 200, body };
}
