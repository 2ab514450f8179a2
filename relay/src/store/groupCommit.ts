/** Many wait, one commits: what arrives while a commit is under way shares the next one. */

/** Rows of one commit: enough to amortise it, few enough to keep it short. */
const GROUP = 1_000;

export interface GroupCommit<T> {
    /** Resolves when the item is durable, rejects when its commit failed. */
    readonly add: (item: T) => Promise<void>;
    /** How many items are not durable yet. */
    readonly waiting: () => number;
    /** Resolves when nothing waits any more. */
    readonly drain: () => Promise<void>;
}

interface Waiting<T> {
    readonly item: T;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
}

export function createGroupCommit<T>(commit: (items: readonly T[]) => Promise<void>): GroupCommit<T> {
    let waiting: Waiting<T>[] = [];
    let underWay = 0;
    let committing: Promise<void> | null = null;

    async function run(): Promise<void> {
        while (waiting.length > 0) {
            const group = waiting.slice(0, GROUP);
            waiting = waiting.slice(GROUP);
            try {
                underWay = group.length;
                await commit(group.map(({ item }) => item));
                for (const { resolve } of group) resolve();
            } catch (error) {
                for (const { reject } of group) reject(error);
            }
        }
        underWay = 0;
        committing = null;
    }
    return {
        add: (item) =>
            new Promise((resolve, reject) => {
                waiting.push({ item, resolve, reject });
                committing ??= run();
            }),
        waiting: () => waiting.length + underWay,
        async drain() {
            await committing;
        },
    };
}
