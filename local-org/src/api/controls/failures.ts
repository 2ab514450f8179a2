/** Outages on order: the next so many calls of a kind are answered with a platform error. */
import { ERRORS } from '../../errors.ts';

export const FAILING_OPERATIONS = ['publish', 'query', 'any'] as const;
export type FailingOperation = (typeof FAILING_OPERATIONS)[number];

export interface Failure {
    readonly operation: FailingOperation;
    readonly errorCode: string;
    readonly status: number;
    readonly times: number;
}

export class Failures {
    readonly #ordered = new Map<FailingOperation, Failure>();

    /** Replaces what was ordered for the operation before; zero times ends it. */
    order(failure: Failure): void {
        this.#ordered.set(failure.operation, failure);
    }

    /** Throws the ordered error, and counts it. */
    check(operation: FailingOperation): void {
        const failure = this.#ordered.get(operation);
        if (!failure || failure.times <= 0) return;
        this.#ordered.set(operation, { ...failure, times: failure.times - 1 });
        throw ERRORS.failureOrdered(failure.errorCode, failure.status);
    }

    clear(): void {
        this.#ordered.clear();
    }
}
