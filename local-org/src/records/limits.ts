/**
 * What one transaction may use. Percentages of these decide whether a flow is fit for a batch of 200.
 * https://help.salesforce.com/s/articleView?id=platform.flow_considerations_limit_transaction.htm (2026-11-21). The
 * former limit of 2,000 executed elements ended with API version 57.0; elements are counted for information.
 */
import { LimitExceeded } from '../flow/port.ts';

export interface TransactionLimits {
    readonly queries: number;
    readonly rowsRead: number;
    readonly statements: number;
    readonly rowsWritten: number;
    /** Null: not watched, because this machine's seconds are not the platform's. */
    readonly cpuMilliseconds: number | null;
    readonly duplicateUpdates: number;
    readonly depth: number;
}

export const PLATFORM_LIMITS: TransactionLimits = {
    queries: 100,
    rowsRead: 50_000,
    statements: 150,
    rowsWritten: 10_000,
    cpuMilliseconds: null,
    duplicateUpdates: 12,
    depth: 16,
};

export interface TransactionUsage {
    readonly queries: number;
    readonly rowsRead: number;
    readonly statements: number;
    readonly rowsWritten: number;
    readonly elements: number;
    readonly cpuMilliseconds: number;
}

const MESSAGES = {
    queries: 'Too many SOQL queries',
    rowsRead: 'Too many query rows',
    statements: 'Too many DML statements',
    rowsWritten: 'Too many DML rows',
} as const;
type Counter = keyof typeof MESSAGES;

export class LimitCounter {
    readonly #limits: TransactionLimits;
    readonly #started: number;
    #used = { queries: 0, rowsRead: 0, statements: 0, rowsWritten: 0, elements: 0 };

    constructor(limits: TransactionLimits) {
        this.#limits = limits;
        this.#started = performance.now();
    }

    count(counter: Counter, by: number): void {
        this.#used[counter] += by;
        if (this.#used[counter] > this.#limits[counter]) {
            const overflow = counter === 'rowsRead' ? this.#limits[counter] + 1 : this.#used[counter];
            throw new LimitExceeded(counter, `${MESSAGES[counter]}: ${overflow}`);
        }
    }

    countElements(elements: number): void {
        this.#used.elements += elements;
        const { cpuMilliseconds } = this.#limits;
        if (cpuMilliseconds !== null && this.#elapsed() > cpuMilliseconds) {
            throw new LimitExceeded('cpuMilliseconds', 'Apex CPU time limit exceeded');
        }
    }

    /** For a retry of part of a batch, which starts again with what was used before the first attempt. */
    snapshot(): () => void {
        const used = { ...this.#used };
        return () => void (this.#used = { ...used });
    }

    usage(): TransactionUsage {
        return { ...this.#used, cpuMilliseconds: Math.round(this.#elapsed()) };
    }

    #elapsed(): number {
        return performance.now() - this.#started;
    }
}
