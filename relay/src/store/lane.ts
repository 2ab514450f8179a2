import type { Snapshot } from '../core/snapshot.ts';
import { LANES } from '../core/store.ts';

/** Purposes that the package's `Delivery_Policy__mdt` gives 90 seconds, in lower case. */
const HIGH_STAKES: ReadonlySet<string> = new Set(['otp', 'donation', 'event reminder']);

export type Lane = (typeof LANES)[keyof typeof LANES];

export function laneOf(snapshot: Snapshot): Lane {
    const urgent =
        snapshot.failureClass !== null ||
        snapshot.optedOutAt !== null ||
        snapshot.optedInAt !== null ||
        snapshot.complainedAt !== null ||
        HIGH_STAKES.has(snapshot.purpose?.toLowerCase() ?? '');
    return urgent ? LANES.fast : LANES.slow;
}
