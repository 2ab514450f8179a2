/** What Prometheus may ask. Labels are configured names and words of our vocabulary: never a person, never free text. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { OrgBacklog } from '../core/backlog.ts';
import type { Counts, FlightNews } from '../core/store.ts';
import type { Room } from '../core/usage.ts';
import type { Hop } from '../core/vitals.ts';

/** From one hop to the next, in seconds: within the relay fractions count, a carrier may take a day. */
const HOP_SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400];

export interface Metrics {
    /** `source` is `<provider>/<name>`; null when the request named none of ours. */
    answered(source: string | null, httpStatus: number): void;
    report(provider: string, status: string): void;
    duplicates(count: number): void;
    claimed(org: string): void;
    /** `org` is known of what was confirmed. */
    outcome(kind: FlightNews['kind'], org: string | null): void;
    apiCall(org: string): void;
    hop(hop: Hop, org: string, provider: string, milliseconds: number): void;
    /** In the text format of Prometheus. */
    text(): Promise<string>;
    readonly contentType: string;
}

/** What is not counted but is so now. */
export interface Standing {
    /** By source: seconds until its first reports are lost, all of them while providers can deliver. */
    outageSecondsLeft(): Readonly<Record<string, number>>;
    /** By org and name of the limit. */
    limits(): readonly { readonly org: string; readonly name: string; readonly used: number; readonly limit: number }[];
    /** By org: what waits to be read, and whether its providers have to wait for it. */
    backlogs(): readonly OrgBacklog[];
    /** As the last comparison with each org found it. */
    drift(): readonly Readonly<
        Record<'missing' | 'behind' | 'failed' | 'other' | 'dead' | 'agree', number> & { org: string }
    >[];
    /** By org: what of the hourly events is left to be published; null where nobody has looked yet. */
    paces(): readonly {
        readonly org: string;
        readonly pace: { readonly share: number; readonly used: number; readonly room: Room } | null;
    }[];
    /** Records of each org that say how a provider's codes are to be read. */
    codes(): readonly { readonly org: string; readonly used: number; readonly wrong: number }[];
}

function addStanding(registers: Registry[], standing: Standing): void {
    new Gauge({
        name: 'landed_outage_left_seconds',
        help: 'Time until what a source could not deliver is lost for good; where its provider says how long it repeats.',
        labelNames: ['source'],
        registers,
        collect() {
            this.reset();
            for (const [source, left] of Object.entries(standing.outageSecondsLeft())) this.set({ source }, left);
        },
    });
    new Gauge({
        name: 'landed_unread_requests',
        help: 'Requests of an org that wait to be read.',
        labelNames: ['org'],
        registers,
        collect() {
            for (const { org, unread } of standing.backlogs()) this.set({ org }, unread);
        },
    });
    new Gauge({
        name: 'landed_org_overloaded',
        help: 'Whether an org has more than its share of what waits to be read, so that its providers are answered 503.',
        labelNames: ['org'],
        registers,
        collect() {
            for (const { org, overShare } of standing.backlogs()) this.set({ org }, overShare ? 1 : 0);
        },
    });
    new Gauge({
        name: 'landed_limit_used_ratio',
        help: "Part of an org's allocation that is used, as the org last told.",
        labelNames: ['org', 'limit'],
        registers,
        collect() {
            for (const { org, name, used, limit } of standing.limits()) this.set({ org, limit: name }, used / limit);
        },
    });
    new Gauge({
        name: 'landed_compared_messages',
        help: "Messages compared with an org's rows the last time: how they stood, before what was missing was published again.",
        labelNames: ['org', 'state'],
        registers,
        collect() {
            for (const { org, agree, missing, behind, failed, other, dead } of standing.drift())
                for (const [state, count] of Object.entries({ agree, missing, behind, failed, other, dead }))
                    this.set({ org, state }, count);
        },
    });
    new Gauge({
        name: 'landed_hourly_events_left',
        help: 'Events that may still be published now without going over our share of the hourly allocation.',
        labelNames: ['org', 'lane'],
        registers,
        collect() {
            for (const { org, pace } of standing.paces()) {
                if (pace === null) continue;
                this.set({ org, lane: 'urgent' }, pace.room.urgent);
                this.set({ org, lane: 'ordinary' }, pace.room.ordinary);
            }
        },
    });
    new Gauge({
        name: 'landed_hourly_events_used_ratio',
        help: 'Part of our share of the hourly allocation that was published in the last hour.',
        labelNames: ['org'],
        registers,
        collect() {
            for (const { org, pace } of standing.paces()) if (pace) this.set({ org }, pace.used / pace.share);
        },
    });
    new Gauge({
        name: 'landed_code_overrides',
        help: "An org's records of provider codes: those that are used, and those that cannot be.",
        labelNames: ['org', 'state'],
        registers,
        collect() {
            for (const { org, used, wrong } of standing.codes()) {
                this.set({ org, state: 'used' }, used);
                this.set({ org, state: 'wrong' }, wrong);
            }
        },
    });
}

export function createMetrics(counts: () => Promise<Counts>, standing: Standing): Metrics {
    const registry = new Registry();
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
        new Counter({ name, help, labelNames, registers });

    const requests = counter('landed_requests_total', 'Answered requests.', ['source', 'status']);
    const reports = counter('landed_reports_total', 'Reports that were read.', ['provider', 'status']);
    const duplicates = counter('landed_duplicate_reports_total', 'Reports among them that were known.', []);
    const claims = counter('landed_publishes_total', 'Snapshots sent to the org, again or not.', ['org']);
    const outcomes = counter('landed_publish_outcomes_total', 'What became of them.', ['outcome']);
    const apiCalls = counter('landed_api_calls_total', "Calls of the org's API.", ['org']);
    const hops = new Histogram({
        name: 'landed_hop_seconds',
        help: 'Time of each hop of a report.',
        labelNames: ['hop', 'provider'],
        buckets: HOP_SECONDS,
        registers,
    });
    new Gauge({
        name: 'landed_backlog',
        help: 'What is on its way: requests unread, messages unpublished or in flight; and dead letters.',
        labelNames: ['kind'],
        registers,
        async collect() {
            const { unread, unpublished, inFlight, dead } = await counts();
            for (const [kind, count] of Object.entries({ unread, unpublished, in_flight: inFlight, dead }))
                this.set({ kind }, count);
        },
    });

    addStanding(registers, standing);

    /** By what is counted; looking a series up by its labels costs more than counting. */
    const answers = new Map<string, Counter.Internal>();
    function answered(source: string | null, httpStatus: number): void {
        const name = `${source} ${httpStatus}`;
        const series = answers.get(name) ?? requests.labels({ source: source ?? 'unknown', status: httpStatus });
        answers.set(name, series);
        series.inc();
    }

    return {
        answered,
        report: (provider, status) => reports.inc({ provider, status }),
        duplicates: (count) => duplicates.inc(count),
        claimed: (org) => claims.inc({ org }),
        outcome: (outcome) => outcomes.inc({ outcome }),
        apiCall: (org) => apiCalls.inc({ org }),
        // Clocks differ: a provider's may be ahead of ours.
        hop: (hop, _org, provider, milliseconds) => hops.observe({ hop, provider }, Math.max(0, milliseconds) / 1_000),
        text: () => registry.metrics(),
        contentType: registry.contentType,
    };
}
