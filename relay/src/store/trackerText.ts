/** A tracker as text. What one report said shares its mark, which is written once: a third of the bytes and the time. */
import type { Mark, Sourced, Tracker } from '../core/merge.ts';

/** A value, and which of the marks it has. */
type Marked = readonly [value: unknown, mark: number];

interface Packed extends Pick<Tracker, 'messageKey' | 'history'> {
    readonly marks: readonly Mark[];
    readonly outcome: Marked | null;
    readonly fields: Readonly<Record<string, Marked>>;
    readonly times: Readonly<Record<string, Marked>>;
}

type Sources = Readonly<Record<string, Sourced<unknown>>>;

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
    const changed: Record<string, B> = {};
    for (const name in record) changed[name] = change(record[name] as A); // the cast holds: its own names
    return changed;
}

/** The same text for the same tracker. */
export function writeTracker({ messageKey, outcome, fields, times, history }: Tracker): string {
    const marks: Mark[] = [];
    const pack = ({ value, rank, at, key }: Sourced<unknown>): Marked => {
        let index = marks.findIndex((mark) => mark.key === key && mark.rank === rank && mark.at === at);
        if (index < 0) index = marks.push({ rank, at, key }) - 1;
        return [value, index];
    };
    // The casts hold: what is absent has no entry.
    const packed: Packed = {
        ...{ messageKey, marks, outcome: outcome && pack(outcome) },
        ...{ fields: mapValues(fields as Sources, pack), times: mapValues(times as Sources, pack), history },
    };
    return JSON.stringify(packed);
}

/** Only of what `writeTracker` wrote, or of a tracker's plain JSON, as it was kept at first. */
export function readTracker(text: string): Tracker {
    const kept = JSON.parse(text) as Packed | Tracker;
    if (!('marks' in kept)) return kept;
    const { messageKey, marks, outcome, fields, times, history } = kept;
    const unpack = ([value, mark]: Marked): Sourced<unknown> => {
        const { rank, at, key } = marks[mark] as Mark; // the cast holds: written together
        return { value, rank, at, key };
    };
    return {
        ...{ messageKey, outcome: outcome && unpack(outcome) },
        ...{ fields: mapValues(fields, unpack), times: mapValues(times, unpack), history },
    } as Tracker; // the cast holds: each value was packed from a field of this name
}
