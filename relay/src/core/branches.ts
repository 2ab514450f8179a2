/**
 * The locations that an org's totals tell apart. A sender may write anything into `location`, so only names that the
 * configuration lists (`orgs.<name>.locations`) get rows of their own: a stray value adds none.
 */
import type { DeliveryReport } from './ports.ts';

/** What every location that is not listed counts as. */
export const OTHER_LOCATIONS = 'Other';
/** Rows of totals grow with it: docs/decisions/0006-totals-are-rows-and-bounded-lists.md. */
export const MOST_LOCATIONS = 200;

/** Capitals and spaces do not tell locations apart. */
export const plainLocation = (name: string): string => name.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** How the totals count a location; null of none, and of every one where none is listed. */
export type BranchOf = (location: string | null) => string | null;

export function branchesOf(listed: readonly string[]): BranchOf {
    if (listed.length === 0) return () => null;
    const names = new Map(listed.map((name) => [plainLocation(name), name]));
    return (location) => {
        const plain = plainLocation(location ?? '');
        return plain === '' ? null : (names.get(plain) ?? OTHER_LOCATIONS);
    };
}

/** The report with the location that the totals count it under, which then belongs to its message for good. */
export function branching(branchOf: BranchOf): (report: DeliveryReport) => DeliveryReport {
    return (report) => {
        const branch = branchOf(report.location);
        return branch === report.branch ? report : { ...report, branch };
    };
}
