/**
 * Finds out which of the suspects spoils a flow's batch. The bus forms the batches, not our call, so a group is
 * published while nothing else is on its way, and quartered when it does not arrive. Before each group something else has
 * to be confirmed: else the org does not work at all, and nobody is to blame.
 */
import type { Outlook } from '../core/store.ts';

export type Turn =
    | { readonly kind: 'normal' }
    /** Nothing may be published until all that is on its way has arrived or gone missing. */
    | { readonly kind: 'drain' }
    /** Something healthy has to be published, to see whether the org works. */
    | { readonly kind: 'control' }
    | { readonly kind: 'suspects'; readonly group: readonly number[] | 'all' };

export interface Rounds {
    next(outlook: Outlook): Turn;
    begin(group: readonly number[]): void;
    /** The org said that it took the group: only then does it tell something when it goes missing. */
    taken(): void;
    controlMade(made: boolean): void;
    confirmed(ids: readonly number[]): void;
    /** Whether this message, now missing, has failed alone while the org worked. */
    missing(id: number): boolean;
    /** Suspects of a working org are sorted out without delay; else they wait, for nothing would arrive. */
    retryAt(now: number, later: number): number;
}

/**
 * One of 200 is found in as many rounds by quarters as by halves, but only half of them are waited for in vain; and no
 * message takes part in more than four, so that a round which told nothing may be repeated.
 */
const PARTS = 4;

export function createRounds(): Rounds {
    let groups: (readonly number[])[] = [];
    /** Published alone just now. */
    let group: ReadonlySet<number> | null = null;
    let survivors: number[] = [];
    let wasTaken = false;
    /** Whether something outside the suspects was confirmed since the last round, and before this one. */
    let worksNow = false;
    let workedBefore = false;
    let control: 'possible' | 'made' | 'impossible' = 'possible';

    function endRound(): void {
        // Parts only tell something when the org works and had them all; else the same suspects come again, together.
        if (workedBefore && wasTaken && survivors.length > 1) {
            const size = Math.ceil(survivors.length / PARTS);
            for (let end = survivors.length; end > 0; end -= size)
                groups.push(survivors.slice(Math.max(0, end - size), end));
        } else if (!workedBefore) groups = [];
        group = null;
        worksNow = false;
    }

    return {
        next({ suspects, inFlight, fast, slow }) {
            if (group !== null) {
                if (inFlight > 0) return { kind: 'drain' };
                endRound();
            }
            if (suspects === 0) {
                groups = [];
                return { kind: 'normal' };
            }
            if (!worksNow && fast + slow + inFlight > 0) return { kind: 'normal' };
            if (!worksNow && control === 'possible') return { kind: 'control' };
            if (inFlight > 0) return { kind: 'drain' };
            return { kind: 'suspects', group: groups.pop() ?? 'all' };
        },
        begin(ids) {
            group = new Set(ids);
            survivors = [];
            wasTaken = false;
            workedBefore = worksNow;
        },
        taken() {
            wasTaken = true;
        },
        controlMade(made) {
            control = made ? 'made' : 'impossible';
        },
        confirmed(ids) {
            // One control at a time: while it is not confirmed, another would tell no more and become a suspect itself.
            if (ids.length > 0) control = 'possible';
            if (ids.some((id) => group === null || !group.has(id))) worksNow = true;
        },
        missing(id) {
            if (group?.has(id) !== true) {
                worksNow = false; // what was confirmed before this loss is no proof after it
                return false;
            }
            survivors.push(id);
            return workedBefore && wasTaken && group.size === 1;
        },
        retryAt(now, later) {
            return group !== null && workedBefore ? now : later;
        },
    };
}
