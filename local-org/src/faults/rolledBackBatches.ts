/** Transactions of a flow's event batches, of which those that a fault has chosen are rolled back. */
import { LimitExceeded } from '../flow/port.ts';
import type { Transact } from '../events/flowDelivery.ts';
import type { Faults } from './faults.ts';

/** A batch that a fault has chosen runs, and is then rolled back as by an exceeded limit. */
export function withRolledBackBatches(faults: Faults, flow: string, transact: Transact): Transact {
    return (origin, work, by) => {
        if (!faults.rollsBack(flow)) return transact(origin, work, by);
        return transact(
            origin,
            (tx) => {
                work(tx);
                throw new LimitExceeded('cpuMilliseconds', 'Apex CPU time limit exceeded');
            },
            by,
        );
    };
}
