/**
 * The events of the last 72 hours in the order of their replay ids, and places in them to read on from. Clients must
 * take replay ids for opaque; here they grow by one over all events, so that those of one channel have gaps:
 * https://developer.salesforce.com/docs/platform/pub-sub-api/guide/event-message-durability.html
 */
import type { OrgClock } from '../clock.ts';
import type { ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';

export interface KeptEvent {
    readonly replayId: number;
    readonly at: number;
    readonly event: ObjectSchema;
    readonly record: StoredRecord;
}

export interface EventLogState {
    readonly last: number;
    readonly kept: readonly (Omit<KeptEvent, 'event'> & { readonly event: string })[];
    readonly forgotten: Readonly<Record<string, number>>;
}

const RETENTION = 72 * 3_600_000;
/** The platform keeps them all; here the oldest go first, so that a day of load fits in memory. */
const MOST_KEPT = 20_000;
const BEFORE_THE_FIRST = 0;

export class EventLog {
    readonly #clock: OrgClock;
    #kept: KeptEvent[] = [];
    #last = BEFORE_THE_FIRST;
    /** The newest replay id of each event that is not kept any more. */
    readonly #forgotten = new Map<string, number>();

    constructor(clock: OrgClock) {
        this.#clock = clock;
    }

    state(): EventLogState {
        const kept = this.#kept.map(({ event, ...rest }) => ({ ...rest, event: event.name }));
        return { last: this.#last, kept, forgotten: Object.fromEntries(this.#forgotten) };
    }

    restore({ last, kept, forgotten }: EventLogState, schema: Schema): void {
        this.#last = last;
        this.#kept = kept.flatMap(({ event: name, ...rest }) => {
            const event = schema.object(name);
            return event ? [{ ...rest, event }] : [];
        });
        this.#forgotten.clear();
        for (const [name, replayId] of Object.entries(forgotten)) this.#forgotten.set(name, replayId);
    }

    /** The newest replay id: where those stand who have read everything. */
    get last(): number {
        return this.#last;
    }

    append(event: ObjectSchema, values: StoredRecord): KeptEvent {
        const replayId = this.skip();
        const record = { ...values, ReplayId: String(replayId) };
        const kept = { replayId, at: this.#clock.now(), event, record };
        this.#kept.push(kept);
        if (this.#kept.length >= 2 * MOST_KEPT) this.#forget(this.#kept.length - MOST_KEPT);
        return kept;
    }

    /** Uses up a replay id for an event that nobody will see. */
    skip(): number {
        this.#last += 1;
        return this.#last;
    }

    /** Oldest first. */
    all(eventName: string): readonly KeptEvent[] {
        this.#forgetOld();
        return this.#kept.filter(({ event }) => event.name === eventName);
    }

    /** At most so many events of these names that follow the replay id. */
    after(replayId: number, eventNames: ReadonlySet<string>, most: number): readonly KeptEvent[] {
        this.#forgetOld();
        const found: KeptEvent[] = [];
        for (let at = this.#indexAfter(replayId); at < this.#kept.length && found.length < most; at += 1) {
            const kept = this.#kept[at];
            if (kept && eventNames.has(kept.event.name)) found.push(kept);
        }
        return found;
    }

    /** Whether one may read on from here: from an event that is kept, or from where everything has been read. */
    isKnown(replayId: number): boolean {
        this.#forgetOld();
        if (replayId === this.#last || (replayId === BEFORE_THE_FIRST && this.#forgotten.size === 0)) return true;
        return Number.isInteger(replayId) && replayId > this.#newestForgotten() && replayId < this.#last;
    }

    /** Whether events of these names that follow the replay id are gone. */
    hasForgotten(replayId: number, eventNames: ReadonlySet<string>): boolean {
        return [...eventNames].some((name) => (this.#forgotten.get(name) ?? 0) > replayId);
    }

    /** The place before the oldest event that is kept. */
    beginning(): number {
        this.#forgetOld();
        return this.#newestForgotten();
    }

    #newestForgotten(): number {
        return Math.max(BEFORE_THE_FIRST, ...this.#forgotten.values());
    }

    #indexAfter(replayId: number): number {
        let [low, high] = [0, this.#kept.length];
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.#kept[middle]?.replayId ?? 0) <= replayId) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    #forgetOld(): void {
        const oldest = this.#clock.now() - RETENTION;
        const first = this.#kept.findIndex(({ at }) => at >= oldest);
        if (first !== 0) this.#forget(first < 0 ? this.#kept.length : first);
    }

    #forget(count: number): void {
        for (const { event, replayId } of this.#kept.splice(0, count)) this.#forgotten.set(event.name, replayId);
    }
}
