/** What the bench and its load process say to each other. */

export interface LoadJob {
    readonly url: string;
    readonly secret: string;
    /** Makes message ids that no other job has. */
    readonly name: string;
    readonly requests: number;
    readonly reportsPerRequest: number;
    readonly connections: number;
    /** Requests per second, whether or not answers come in time; null asks again as soon as an answer is there. */
    readonly rate: number | null;
    readonly timeLimitMs: number;
}

export interface LoadResult {
    readonly requests: number;
    /** Answers other than 2xx. */
    readonly refused: number;
    readonly seconds: number;
    readonly p50Ms: number;
    readonly p95Ms: number;
    readonly p99Ms: number;
    readonly slowestMs: number;
}

export type FromLoad = { readonly kind: 'ready' } | { readonly kind: 'done'; readonly result: LoadResult };
