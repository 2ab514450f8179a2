/** How long providers may fail to reach the relay until what they report is lost for good. */

/** A provider's own word on how long it repeats what it could not deliver. */
export interface RetrySchedule {
    /** After so long the first reports of an outage are given up; null: no page says. */
    readonly lostAfterMs: number | null;
    /** Whether the provider's own documentation says so for delivery reports; else it is our reading of it. */
    readonly documented: boolean;
    readonly words: string;
    /** Address, and the day on which it was read. */
    readonly source: string;
}

/** A time in which reports could not be taken in. */
export interface Outage {
    readonly from: number;
    readonly to: number;
    /** The one whose reports they were; everybody's when absent. */
    readonly org?: string;
}

/** What is left until reports are lost, below 0 since they are; null where nobody knows. All of it while there is no outage. */
export function budgetLeft(schedule: RetrySchedule, since: number | null, now: number): number | null {
    if (schedule.lostAfterMs === null) return null;
    return schedule.lostAfterMs - (since === null ? 0 : now - since);
}

const UNITS = [
    ['day', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
] as const;

/** `22 h 45 min`: the two largest units. */
export function durationText(milliseconds: number): string {
    let left = Math.round(milliseconds / 1_000);
    const words: string[] = [];
    for (const [unit, seconds] of UNITS) {
        const count = Math.floor(left / seconds);
        if (count === 0 || words.length === 2) continue;
        words.push(`${count} ${unit === 'day' && count > 1 ? 'days' : unit}`);
        left -= count * seconds;
    }
    return words.length === 0 ? '0 s' : words.join(' ');
}
