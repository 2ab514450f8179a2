/** Whose turn it is: of all messages to one address, one at a time is ready or in flight; the others wait. */
import type { Snapshot } from '../../core/snapshot.ts';
import { laneOf } from '../lane.ts';
import { addressOf } from './messages.ts';
import type { Message, Messages, Phase } from './messages.ts';

export interface Turns {
    /** A message that nobody has heard of yet, which has to be published as it is. */
    add(tracker: string, snapshot: Snapshot, now: number): Message;
    /** The message has something to publish. */
    enqueue(message: Message, snapshot: Snapshot, now: number): void;
    /** The flight is over. What has become new meanwhile queues behind the others of its address. */
    land(message: Message, now: number): void;
    /** Gives the address's turn to the next that waits, if nobody has it; an urgent one hurries the holder. */
    pass(address: string): void;
    /** Messages that were dead and are not any more. */
    readonly revived: readonly Message[];
}

export function createTurns(messages: Messages): Turns {
    const revived: Message[] = [];

    function enter(message: Message, place: Partial<Pick<Message, 'phase' | 'address' | 'lane'>>, now: number): void {
        Object.assign(message, place, { queuedAt: now, dueAt: now });
        messages.changed(message);
    }
    function pass(address: string): void {
        const first = messages.first(address);
        if (first === undefined) return;
        const holder = messages.holder(address);
        if (holder === undefined) {
            first.phase = 'ready';
            messages.changed(first);
        } else if (holder.phase === 'ready' && first.lane < holder.lane) {
            holder.lane = first.lane;
            messages.changed(holder);
        }
    }
    /** At its turn if nobody has it, else waiting. */
    function takePlace<T>(address: string, put: (phase: Phase) => T): T {
        const free = messages.holder(address) === undefined;
        const result = put(free ? 'ready' : 'waiting');
        if (!free) pass(address);
        return result;
    }

    return {
        revived,
        add(tracker, snapshot, now) {
            const place = { key: snapshot.messageKey, address: addressOf(snapshot), lane: laneOf(snapshot) };
            return takePlace(place.address, (phase) => messages.create({ ...place, phase }, tracker, now));
        },
        enqueue(message, snapshot, now) {
            const lane = laneOf(snapshot);
            if (message.phase === 'idle' || message.phase === 'dead') {
                if (message.phase === 'dead') revived.push(message);
                const address = addressOf(snapshot);
                takePlace(address, (phase) => enter(message, { phase, address, lane }, now));
            } else if (lane < message.lane) {
                message.lane = lane;
                messages.changed(message);
                if (message.phase === 'waiting') pass(message.address);
            }
        },
        land(message, now) {
            if (message.version > message.confirmed) enter(message, { phase: 'waiting' }, now);
            pass(message.address);
        },
        pass,
    };
}
