/** How reports come, minute by minute: what a sudden change is measured against. */
import type { DeliveryReport } from './ports.ts';
import type { DeliveryStatus } from './vocabulary.ts';

/** So many reports of one provider and kind that were received in the time from `at` on. */
export interface Pulse {
    readonly org: string;
    readonly provider: string;
    /** Epoch milliseconds: the beginning of a minute; of ten seconds where the name is `RECENT`. */
    readonly at: number;
    /** `RECENT`, `reports`, and by country `ended:GB`, `delivered:GB`, `rejected:GB`, `class:GB:Temporary`. */
    readonly name: string;
    readonly count: number;
}

/** The same as `reports`, by ten seconds: a burst is seen while it lasts. */
export const RECENT = 'recent';
export const RECENT_MS = 10_000;
export const MINUTE_MS = 60_000;

const FAILED: ReadonlySet<DeliveryStatus | null> = new Set(['Expired', 'Failed', 'Undelivered', 'Rejected']);
/** Free text of a provider must not become a name. */
const COUNTRY = /^[A-Z]{2}$/;

function namesOf({ status, failureClass, country }: DeliveryReport): string[] {
    const place = country !== null && COUNTRY.test(country) ? country : '';
    if (status === 'Delivered') return [`ended:${place}`, `delivered:${place}`];
    if (!FAILED.has(status)) return [];
    const failure = [`ended:${place}`, `class:${place}:${failureClass ?? 'Unknown'}`];
    return status === 'Rejected' ? [...failure, `rejected:${place}`] : failure;
}

export interface Pulses {
    /** Dated by now: when the report was read, which is within a second of its receipt unless there is a backlog. */
    count(org: string, report: DeliveryReport, now: number): void;
    /** What was counted since it was last taken. */
    take(): readonly Pulse[];
}

/** Counts in memory, for somebody who writes it down now and then. */
export function createPulses(): Pulses {
    let counts = new Map<string, { count: number; readonly pulse: Omit<Pulse, 'count'> }>();

    function add(org: string, provider: string, at: number, name: string): void {
        const key = `${org}\n${provider}\n${at}\n${name}`;
        const known = counts.get(key);
        if (known === undefined) counts.set(key, { count: 1, pulse: { org, provider, at, name } });
        else known.count += 1;
    }
    return {
        count(org, report, now) {
            const minute = now - (now % MINUTE_MS);
            add(org, report.provider, now - (now % RECENT_MS), RECENT);
            add(org, report.provider, minute, 'reports');
            for (const name of namesOf(report)) add(org, report.provider, minute, name);
        },
        take() {
            const taken = [...counts.values()].map(({ count, pulse }) => ({ ...pulse, count }));
            counts = new Map();
            return taken;
        },
    };
}
