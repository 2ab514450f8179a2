/** What both engines say of reports that were taken in. */
import type { ConsumeResult, ParsedReport } from '../core/store.ts';

/** They were consumed before, or are another relay's by now. */
export const NOTHING: ConsumeResult = { reports: 0, duplicates: 0, dropped: 0, changed: 0, unchanged: [] };

/** The messages of those that are not among the living, mostly none. */
export function erasedAmong(
    reports: readonly ParsedReport[],
    living: readonly ParsedReport[],
): ConsumeResult['unchanged'][number][] {
    if (living.length === reports.length) return [];
    const alive = new Set(living);
    return reports
        .filter((parsed) => !alive.has(parsed))
        .map(({ org, report: { messageKey } }) => ({ org, messageKey }));
}
