/** Runs tasks beside each other so that those that compute fill the time in which others wait. */

export interface Task<T> {
    run(): Promise<T>;
}

/**
 * Tasks are in order from quick to slow, as they stand in their list: one worker takes from the front, the others from
 * the back. So short tasks that keep a core busy run beside long ones that mostly wait, and none of the long ones is
 * left for the end.
 */
export async function runFromBothEnds<T>(tasks: readonly Task<T>[], workers: number): Promise<T[]> {
    const waiting = [...tasks];
    const results: T[] = [];
    const work = async (take: () => Task<T> | undefined): Promise<void> => {
        for (let task = take(); task !== undefined; task = take()) results.push(await task.run());
    };
    const takes = Array.from({ length: workers }, (_, index) =>
        index === 0 ? () => waiting.shift() : () => waiting.pop(),
    );
    await Promise.all(takes.map(work));
    return results;
}
