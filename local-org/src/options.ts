/** What may be set when a local org is made. */
import { PLATFORM_LIMITS } from './records/limits.ts';
import type { OAuthClient } from './auth/oauthClients.ts';
import type { OrgClock } from './clock.ts';
import type { EmailLimits } from './email/outbox.ts';
import type { TransactionLimits } from './records/limits.ts';

export interface OrgLimits {
    /** https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm (Enterprise) */
    readonly dailyApiRequests: number;
    /** https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_event_limits.htm (Enterprise) */
    readonly hourlyEvents: number;
    /** Deliveries to CometD, empApi and Pub/Sub API clients together, in 24 hours (same page, Enterprise). */
    readonly dailyDeliveredEvents: number;
    /** CometD clients with a subscription at one time (same page, Enterprise). */
    readonly cometdClients: number;
    /** Addresses a day. https://help.salesforce.com/s/articleView?id=xcloud.limits_general.htm and, for emails without template and log, the workflow limit of one licence. */
    readonly dailyEmails: EmailLimits;
    readonly transaction: TransactionLimits;
}

/** No value that a client sent is in it: such values may be about people. */
export interface AnsweredRequest {
    readonly method: string;
    /** The route, with names in place of values: `/services/data/:version/sobjects/:object`. */
    readonly route: string;
    readonly status: number;
    readonly milliseconds: number;
}

export interface Panel {
    readonly label: string;
    readonly url: string;
}

export interface Assignment {
    readonly username: string;
    readonly permissionSet: string;
}

/** How long CometD clients wait and may be away, in milliseconds. */
export interface CometdTiming {
    readonly timeout: number;
    readonly maxInterval: number;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_timeouts.htm */
export const COMETD_TIMING: CometdTiming = { timeout: 110_000, maxInterval: 40_000 };

/** Milliseconds after which a Pub/Sub subscriber that gets no events gets a sign of life: pubsub_api.proto, FetchResponse. */
export interface PubSubTiming {
    readonly keepAlive: number;
}
export const PUBSUB_TIMING: PubSubTiming = { keepAlive: 270_000 };

export interface LocalOrgOptions {
    /** The directory that holds sfdx-project.json. */
    readonly project: string;
    /** More directories of metadata, deployed beside the project's own. */
    readonly metadata?: readonly string[];
    /** Permission sets that users have from the start. */
    readonly assignments?: readonly Assignment[];
    readonly host?: string;
    /** 0 picks a free one. */
    readonly port?: number;
    readonly accessToken?: string;
    /** Username of the one whom that token acts for; the administrator unless named. */
    readonly user?: string;
    /** A file that the org's state is read from, if it is there, and written to when the org is closed. */
    readonly snapshot?: string;
    /** Apps that may sign in at the token endpoint. */
    readonly clients?: readonly OAuthClient[];
    readonly clock?: OrgClock;
    readonly eventBatchSize?: number;
    readonly limits?: Partial<Omit<OrgLimits, 'transaction'>> & { readonly transaction?: Partial<TransactionLimits> };
    readonly cometd?: Partial<CometdTiming>;
    /** The Pub/Sub API's port, any free one unless named; `false` leaves it out. */
    readonly pubSub?: (Partial<PubSubTiming> & { readonly port?: number }) | false;
    /** Serve the web console too. */
    readonly console?: boolean;
    /** Pages of others that the console shows beside its own. */
    readonly panels?: readonly Panel[];
    /** Hears how far the console's build has come. */
    readonly onProgress?: (text: string) => void;
    /** Hears of every request that was answered. */
    readonly onRequest?: (request: AnsweredRequest) => void;
    /** Hears of errors that are the local org's own; without it they end the process. */
    readonly onError?: (error: unknown) => void;
}

/** Newer documentation promises subscribed flows at most 200 events at once. */
export const DEFAULT_EVENT_BATCH_SIZE = 200;

export function orgLimits(given: LocalOrgOptions['limits'] = {}): OrgLimits {
    return {
        dailyApiRequests: given.dailyApiRequests ?? 100_000,
        hourlyEvents: given.hourlyEvents ?? 250_000,
        dailyDeliveredEvents: given.dailyDeliveredEvents ?? 25_000,
        cometdClients: given.cometdClients ?? 1000,
        dailyEmails: { single: 5000, workflow: 1000, ...given.dailyEmails },
        transaction: { ...PLATFORM_LIMITS, ...given.transaction },
    };
}
