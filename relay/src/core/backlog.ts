/** How much of each org waits to be read, and which of them has so much that its providers have to wait as well. */
import type { Unread } from './store.ts';
import { startLoop } from './timing.ts';
import type { Loop, Timing } from './timing.ts';

export interface OrgBacklog {
    readonly org: string;
    readonly unread: number;
    /** So many wait in all that whoever has more than its share takes in no more, and this org has. */
    readonly overShare: boolean;
}

export interface Backlogs {
    readonly unread: number;
    /** Of what may wait before anybody has to: 1 and more where somebody does. */
    readonly part: number;
    /** Nobody takes in any more. */
    readonly full: boolean;
    readonly orgs: readonly OrgBacklog[];
}

/** How a room is used. */
interface Use {
    readonly own: number;
    readonly total: number;
    readonly room: number;
    readonly sharers: number;
}

/** What of a room anybody may fill. */
const common = ({ room, sharers }: Pick<Use, 'room' | 'sharers'>): number => (sharers > 1 ? room / 2 : room);

/**
 * Whether one of those who share a room has had its part. Half of it anybody may fill; then whoever has an equal share of
 * that half takes no more, and the others may still come to theirs: together they never fill the room.
 */
export function isOverShare(use: Use): boolean {
    return use.total >= common(use) && use.own >= common(use) / use.sharers;
}

/** `orgs`: all that there are; `most`: of all of them together. */
export function backlogsOf(
    all: readonly Unread[],
    orgs: readonly string[],
    orgOf: Readonly<Record<string, string>>,
    most: number,
): Backlogs {
    const sumOf = (some: readonly Unread[]): number => some.reduce((sum, { requests }) => sum + requests, 0);
    const total = sumOf(all);
    const byOrg = Map.groupBy(all, ({ source }) => orgOf[source] ?? '');
    const shared = { total, room: most, sharers: orgs.length };
    return {
        unread: total,
        part: total / common(shared),
        full: total >= most,
        orgs: orgs.map((org) => {
            const own = sumOf(byOrg.get(org) ?? []);
            return { org, unread: own, overShare: isOverShare({ ...shared, own }) };
        }),
    };
}

export interface BacklogOptions {
    readonly unreadBySource: () => Promise<readonly Unread[]>;
    readonly orgs: readonly string[];
    readonly orgOf: Readonly<Record<string, string>>;
    readonly most: number;
    readonly timing: Timing;
    readonly onError: (error: unknown) => void;
}

export interface Backlog extends Pick<Loop, 'stop'> {
    /** As it was counted the last time. */
    now(): Backlogs;
    /** Who has to wait: everybody, this org, or nobody (null). */
    overloaded(org: string): 'relay' | 'org' | null;
}

const EVERY_MS = 1_000;
/** Counting millions takes its time: it is to be a twentieth of all time at most. */
const REST = 19;

export function startBacklog({ unreadBySource, orgs, orgOf, most, timing, onError }: BacklogOptions): Backlog {
    let last = backlogsOf([], orgs, orgOf, most);

    async function step(): Promise<number> {
        const since = timing.now();
        last = backlogsOf(await unreadBySource(), orgs, orgOf, most);
        return Math.max(EVERY_MS, (timing.now() - since) * REST);
    }
    const { stop } = startLoop(timing, step, onError);
    return {
        stop,
        now: () => last,
        overloaded(name) {
            if (last.full) return 'relay';
            return last.orgs.find(({ org }) => org === name)?.overShare === true ? 'org' : null;
        },
    };
}
