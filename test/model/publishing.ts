/** Ways in which one set of reports may reach the CRM: any order, any coalescing, any repetition, any batches. */
import type { Dice } from '../support/dice.ts';
import { messageState, type MessageState, type Report } from './messages.ts';

const SECOND = 1_000;

export interface Snapshot {
    readonly state: MessageState;
    readonly store: string;
    readonly version: number;
    /** Each copy of a snapshot leaves at a time of its own. */
    readonly publishedAt: number;
}

/** What one store would publish of a message as its reports come in, in some order, some snapshots skipped. */
function snapshotsOf(reports: readonly Report[], store: string, dice: Dice): Omit<Snapshot, 'publishedAt'>[] {
    const arriving = dice.shuffled(reports);
    const versions = arriving.map((_, index) => ({
        state: messageState(arriving.slice(0, index + 1)),
        store,
        version: index + 1,
    }));
    return versions.filter(({ version }) => version === arriving.length || dice.roll(3) > 0);
}

/** The reports of one message as several relays that share no store receive them: each some, together all. */
function shares(reports: readonly Report[], stores: readonly string[], dice: Dice): [string, Report[]][] {
    const sure = new Map(reports.map((report) => [report, stores[dice.roll(stores.length)]]));
    return stores.map((store) => [
        store,
        reports.filter((report) => sure.get(report) === store || (stores.length > 1 && dice.roll(4) === 0)),
    ]);
}

/** Every snapshot at least once, some again, shuffled over all messages and stores. */
export function deliveries(reports: readonly Report[], stores: readonly string[], dice: Dice): Snapshot[] {
    const once = [...Map.groupBy(reports, ({ messageKey }) => messageKey).values()].flatMap((ofOne) =>
        shares(ofOne, stores, dice).flatMap(([store, share]) => snapshotsOf(share, store, dice)),
    );
    const again = once.filter(() => dice.roll(3) === 0);
    // After the last receipt of all; the order on the bus is none of the order in which they left.
    const start = Math.max(...reports.map(({ receivedAt }) => receivedAt));
    const copies = [...once, ...again].map((copy) => ({ ...copy, publishedAt: start + dice.roll(600) * SECOND }));
    return dice.shuffled(copies);
}

/** When a message's status was first published: of the copies that tell of the report which stands, the earliest. */
export function firstPublished(copies: readonly Snapshot[], final: MessageState): number {
    const telling = copies.filter(({ state }) => state.key === final.key && tellsTheSame(state, final));
    return Math.min(...telling.map(({ publishedAt }) => publishedAt));
}

const tellsTheSame = (a: MessageState, b: MessageState): boolean =>
    a.status === b.status && a.rawStatus === b.rawStatus && a.code === b.code && a.statusAt === b.statusAt;

/** Every snapshot so many times, each copy with a time of its own. */
export function repeated(snapshots: readonly Snapshot[], times: number, dice: Dice): Snapshot[] {
    const copies = snapshots.flatMap((each) =>
        Array.from({ length: times }, (_, copy) => ({ ...each, publishedAt: each.publishedAt + copy * SECOND })),
    );
    return dice.shuffled(copies);
}

/** The newest first: all that follows comes too late. */
export const newestFirst = (snapshots: readonly Snapshot[]): Snapshot[] =>
    snapshots.toSorted((a, b) => b.version - a.version);

/** Of random size, as a relay sends them. */
const RANDOM = (dice: Dice): number => 1 + dice.roll(40);

/** Cuts the deliveries into batches, each with at most one snapshot of a message. */
export function batches(snapshots: readonly Snapshot[], dice: Dice, size: number | null = null): Snapshot[][] {
    const cut: Snapshot[][] = [];
    let batch: Snapshot[] = [];
    let room = 0;
    for (const snapshot of snapshots) {
        if (room === 0 || batch.some(({ state }) => state.key === snapshot.state.key)) {
            batch = [];
            cut.push(batch);
            room = size ?? RANDOM(dice);
        }
        batch.push(snapshot);
        room -= 1;
    }
    return cut;
}
