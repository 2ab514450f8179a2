/** What is found again and again is one incident, from when it was first found until it has not been found for a while. */
import type { Finding } from './anomalies.ts';

export interface Incident extends Finding {
    /** When it was found last. */
    readonly foundAt: number;
    readonly endedAt: number | null;
}

/** An incident that pauses for less is the same one; one that has ended is known for as long, until everybody has heard. */
const QUIET_MS = 30 * 60_000;

const nameOf = ({ kind, subject }: Finding): string => `${kind} ${subject}`;

/** What is open, and what has ended not long ago, after these were found. The beginning of an incident stays. */
export function follow(before: readonly Incident[], found: readonly Finding[], now: number): readonly Incident[] {
    const ended = before.filter(({ endedAt }) => endedAt !== null && now - endedAt < QUIET_MS);
    const open = new Map(before.filter(({ endedAt }) => endedAt === null).map((each) => [nameOf(each), each]));
    for (const finding of found) {
        const since = open.get(nameOf(finding))?.since ?? finding.since;
        open.set(nameOf(finding), { ...finding, since, foundAt: now, endedAt: null });
    }
    return [
        ...ended,
        ...[...open.values()].map((each) => (now - each.foundAt < QUIET_MS ? each : { ...each, endedAt: now })),
    ];
}
