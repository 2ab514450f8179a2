import { BASELINE_MS } from '../core/surges.ts';

/** A day, and the quarter of an hour that is compared with it. */
export const KEPT_MS = BASELINE_MS + 30 * 60_000;
/** Of the counts by ten seconds, which only tell of the last minute. */
export const RECENT_KEPT_MS = 10 * 60_000;
