/** How the relay is, as its heartbeats tell it. */

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
    readonly confirmed: number;
    readonly sources: readonly HeardSource[];
}

/** In milliseconds; null when nothing was measured. */
interface HopTimes {
    readonly p50: number | null;
    readonly p95: number | null;
}

export interface Vitals {
    readonly startedAt: number;
    /** Requests of the org's sources, snapshots of all orgs confirmed, and calls, since midnight UTC or since the start. */
    readonly accepted: number;
    readonly confirmed: number;
    readonly apiCalls: number;
    /** Events published since the beginning of the hour. */
    readonly events: number;
    readonly hops: Readonly<Record<'reported' | 'published' | 'confirmed', HopTimes>>;
    /** Those that are configured for the org. */
    readonly sources: readonly SourceVitals[];
}
