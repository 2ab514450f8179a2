/** Ways in which one set of reports may reach the CRM: any order, any coalescing, any repetition, any batches. */
import type { Dice } from '../support/dice.ts';
import { messageState, type MessageState, type Report } from './messages.ts';

export interface Snapshot {
    readonly state: MessageState;
    readonly version: number;
}

/** What one store would publish of a message as its reports come in, in some order, some snapshots skipped. */
function snapshotsOf(reports: readonly Report[], dice: Dice): Snapshot[] {
    const arriving = dice.shuffled(reports);
    const versions = arriving.map((_, index) => ({
        state: messageState(arriving.slice(0, index + 1)),
        version: index + 1,
    }));
    return versions.filter(({ version }) => version === arriving.length || dice.roll(3) > 0);
}

/** Every snapshot at least once, some again, shuffled over all messages. */
export function deliveries(reports: readonly Report[], dice: Dice): Snapshot[] {
    const once = [...Map.groupBy(reports, ({ messageKey }) => messageKey).values()].flatMap((ofOne) =>
        snapshotsOf(ofOne, dice),
    );
    const again = once.filter(() => dice.roll(3) === 0);
    return dice.shuffled([...once, ...again]);
}

/** Cuts the deliveries into batches of random size, each with at most one snapshot of a message, as a relay sends them. */
export function batches(snapshots: readonly Snapshot[], dice: Dice): Snapshot[][] {
    const cut: Snapshot[][] = [];
    let batch: Snapshot[] = [];
    let room = 0;
    for (const snapshot of snapshots) {
        if (room === 0 || batch.some(({ state }) => state.key === snapshot.state.key)) {
            batch = [];
            cut.push(batch);
            room = 1 + dice.roll(40);
        }
        batch.push(snapshot);
        room -= 1;
    }
    return cut;
}
