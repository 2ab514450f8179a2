/** How many snapshots may be unconfirmed at once: more while confirmations are timely, half when some go missing. */

const START = 200;
/** Older documentation lets a flow's batch grow to this; a batch that fails whole costs all of it. */
const MOST = 2_000;

export interface Window {
    readonly size: number;
    confirmed(count: number): void;
    lost(): void;
}

export function createWindow(): Window {
    let size = START;
    let threshold = MOST;
    return {
        get size() {
            return Math.floor(size);
        },
        confirmed(count) {
            // As TCP does: double until something was lost once, then grow by one batch for each full window.
            size = Math.min(MOST, size + (size < threshold ? count : (count * START) / size));
        },
        lost() {
            size = Math.max(1, size / 2);
            threshold = size;
        },
    };
}
