/**
 * One client's way through the events of a channel. It keeps the place and reads on from there, so every event after
 * the place comes once and in order, however reading, publishing and dropped connections follow each other.
 */
import type { Allocation } from './allocation.ts';
import type { EventLog, KeptEvent } from './eventLog.ts';

/** `new`: what is published from now on (-1); `all`: whatever is kept (-2); else what follows this replay id. */
export type ReplayStart = 'new' | 'all' | number;

export interface StreamListener {
    /** There may be something to take; called in a turn of its own, once for all that was published since. */
    onEvents(): void;
    /** The org was put back to its start: the stream has nothing to read from any more. */
    onEnd(): void;
}

/** Events that the client has not read yet are not kept any more. */
export class EventsForgotten extends Error {}

/** More events wait than may still be delivered in these 24 hours. */
export class DeliveryLimitExceeded extends Error {}

export interface StreamSource {
    readonly log: EventLog;
    readonly deliveries: Allocation;
    readonly eventNames: ReadonlySet<string>;
}

export class EventStream {
    readonly #source: StreamSource;
    #position: number;

    constructor(source: StreamSource, position: number) {
        this.#source = source;
        this.#position = position;
    }

    /** The replay id from which another stream would go on where this one is. */
    get position(): number {
        return this.#position;
    }

    /** The next events, counted as delivered; none when none waits. */
    take(most: number): readonly KeptEvent[] {
        const { log, deliveries, eventNames } = this.#source;
        const events = log.after(this.#position, eventNames, Math.max(1, Math.min(most, deliveries.remaining())));
        if (log.hasForgotten(this.#position, eventNames)) throw new EventsForgotten();
        if (events.length > 0 && deliveries.remaining() <= 0) throw new DeliveryLimitExceeded();
        deliveries.use(events.length);
        this.#position = events.at(-1)?.replayId ?? log.last;
        return events;
    }

    /** Goes back to a place where it was: what was taken since did not arrive. */
    rewind(position: number): void {
        this.#position = Math.min(position, this.#position);
    }
}
