/** Events that a fault keeps back: until their time, or until so many have come that they go out the other way round. */
import type { OrgClock } from '../clock.ts';
import type { EventFate } from '../faults/faults.ts';
import type { ObjectSchema, StoredRecord } from '../schema/types.ts';

export interface PublishedEvent {
    readonly event: ObjectSchema;
    readonly record: StoredRecord;
}

export class Withheld {
    readonly #clock: OrgClock;
    readonly #release: (event: PublishedEvent) => void;
    #delayed: { readonly published: PublishedEvent; readonly dueAt: number }[] = [];
    #reordered: PublishedEvent[] = [];

    constructor(clock: OrgClock, release: (event: PublishedEvent) => void) {
        this.#clock = clock;
        this.#release = release;
    }

    /** Whether the event is kept back; those that are due for it go out. */
    takes(published: PublishedEvent, fate: EventFate): boolean {
        if (fate.kind === 'delayed') {
            const milliseconds = fate.seconds * 1000;
            this.#delayed.push({ published, dueAt: this.#clock.now() + milliseconds });
            setTimeout(() => this.releaseDue(), milliseconds).unref();
            return true;
        }
        if (fate.kind !== 'reordered') return false;
        this.#reordered.push(published);
        if (fate.isLast) for (const each of this.#reordered.splice(0).toReversed()) this.#release(each);
        return true;
    }

    releaseDue(): void {
        const now = this.#clock.now();
        const due = this.#delayed.filter(({ dueAt }) => dueAt <= now);
        this.#delayed = this.#delayed.filter(({ dueAt }) => dueAt > now);
        for (const { published } of due) this.#release(published);
    }

    clear(): void {
        this.#delayed = [];
        this.#reordered = [];
    }
}
