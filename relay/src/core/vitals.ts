/** How the relay is, as its heartbeats tell it. */

/**
 * `reported`: the provider's own time of the event until we received it. `published`: from then until its call was made.
 * `confirmed`: from then until its effect was seen in the CRM.
 */
export const HOPS = ['reported', 'published', 'confirmed'] as const;
/** `whole`: from the provider's own time, or from receipt where it says none, until the effect was seen in the CRM. */
export type Hop = (typeof HOPS)[number] | 'whole';

/** What one hop of an org's reports of one provider took in the last hour. */
export interface ProviderTimes {
    readonly org: string;
    readonly provider: string;
    readonly hop: Hop;
    /** How many there are in each bucket (see latency.ts). */
    readonly buckets: readonly (readonly [bucket: number, count: number])[];
}

export interface SourceVitals {
    /** `<provider>/<name>`. */
    readonly source: string;
    /** null: it has not called since the start. */
    readonly lastAt: number | null;
    /** Accepted since midnight UTC, or since the start. */
    readonly requests: number;
    readonly silent: boolean;
}

/** Calls of one source, of which the last was at `lastAt`. */
export interface HeardSource {
    readonly source: string;
    readonly firstAt: number;
    readonly lastAt: number;
    /** Since `firstAt`. */
    readonly calls: number;
    /** Since midnight UTC, or since the start. */
    readonly requests: number;
}

/** What one of several relays that share a store has heard, for the one that speaks of them all. */
export interface Heard {
    /** Of all orgs, since midnight UTC or since the start: relays of older versions add it up. */
    readonly confirmed: number;
    readonly sources: readonly HeardSource[];
    /** By org. Like `times` absent in the word of an older version. */
    readonly confirmedOf?: Readonly<Record<string, number>>;
    readonly times?: readonly ProviderTimes[];
}

/** In milliseconds; null when nothing was measured. */
interface HopTimes {
    readonly p50: number | null;
    readonly p95: number | null;
}

export interface Vitals {
    readonly startedAt: number;
    /** Requests of the org's sources, its snapshots confirmed, and calls, since midnight UTC or since the start. */
    readonly accepted: number;
    readonly confirmed: number;
    readonly apiCalls: number;
    /** Events published since the beginning of the hour. */
    readonly events: number;
    readonly hops: Readonly<Record<(typeof HOPS)[number], HopTimes>>;
    /** Of the org, by provider and hop. */
    readonly times: readonly ProviderTimes[];
    /** Those that are configured for the org. */
    readonly sources: readonly SourceVitals[];
}
