/** Work of which a part may fail: what fails is set aside, the rest is done again without it. */

/** The first run and two more: https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.automate_flow_troubleshoot_retries.htm (2026-11-21) */
const ATTEMPTS = 3;

/**
 * `attempt` gives what failed and why, and has then done nothing at all. Every failure is told; returns what was not done.
 */
export function retrying<T>(
    items: readonly T[],
    attempt: (alive: readonly T[]) => ReadonlyMap<T, string>,
    tell: (size: number, message: string) => void,
): readonly T[] {
    const failed: T[] = [];
    let alive = items;
    for (let count = 1; alive.length > 0; count += 1) {
        const failures = attempt(alive);
        if (failures.size === 0) break;
        for (const message of failures.values()) tell(1, message);
        failed.push(...failures.keys());
        alive = alive.filter((item) => !failures.has(item));
        if (count < ATTEMPTS || alive.length === 0) continue;
        tell(alive.length, 'Too many batch retries');
        return [...failed, ...alive];
    }
    return failed;
}

export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
