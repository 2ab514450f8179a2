/**
 * Exponential backoff with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/,
 * 2026-11-21): any time between nothing and `base` doubled for each time before, at most `cap`.
 */
export function backoffMs(times: number, base: number, cap: number, random: () => number): number {
    return Math.round(random() * Math.min(cap, base * 2 ** Math.min(times, 30)));
}
