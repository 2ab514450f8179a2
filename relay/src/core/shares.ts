/** Who is read next: of what waits, every org gets a share, so that a burst of one holds up the others by one reading. */

/** A request that waits to be read. */
export interface WaitingRequest {
    readonly id: number;
    readonly bytes: number;
}

export interface Room {
    readonly requests: number;
    readonly bytes: number;
}

/** What a request costs beside its body: one without any is not free. */
const REQUEST_BYTES = 512;

interface Queue {
    readonly requests: Iterator<WaitingRequest>;
    head: WaitingRequest | null;
    taken: number;
}

function step(queue: Queue): void {
    const next = queue.requests.next();
    queue.head = next.done === true ? null : next.value;
}

const queuesOf = (waiting: Iterable<Iterable<WaitingRequest>>): Queue[] =>
    Array.from(waiting, (requests): Queue => {
        const queue = { requests: requests[Symbol.iterator](), head: null, taken: 0 };
        step(queue);
        return queue;
    });

/** Of those that have something left the one with the least of it; of equals the first. */
function least(queues: readonly Queue[], of: (queue: Queue) => number): Queue | null {
    let found: Queue | null = null;
    for (const queue of queues) {
        if (queue.head !== null && (found === null || of(queue) < of(found))) found = queue;
    }
    return found;
}

/**
 * The ids of as many requests as there is room for, and always one, in the order of the ids. Each queue gives its own from
 * the front, the one that gave fewest bytes first; what does not fit is left, with all that is behind it in its queue.
 */
export function shareOut(waiting: Iterable<Iterable<WaitingRequest>>, room: Room): number[] {
    const queues = queuesOf(waiting);
    const ids: number[] = [];
    let bytes = 0;
    while (ids.length < room.requests) {
        const queue = least(queues, ({ taken }) => taken);
        if (queue === null || queue.head === null) break;
        const { head } = queue;
        if (ids.length > 0 && bytes + head.bytes > room.bytes) {
            queue.head = null;
            continue;
        }
        ids.push(head.id);
        bytes += head.bytes;
        queue.taken += head.bytes + REQUEST_BYTES;
        step(queue);
    }
    return ids.sort((a, b) => a - b);
}

/** The queues of one org as one: the oldest first. */
export function* inOrder(waiting: Iterable<Iterable<WaitingRequest>>): Generator<WaitingRequest> {
    const queues = queuesOf(waiting);
    for (;;) {
        const first = least(queues, ({ head }) => head?.id ?? Infinity);
        if (first === null || first.head === null) return;
        yield first.head;
        step(first);
    }
}

/** Begins at another one each time: whoever is first finds room even for what is larger than a share. */
export function rotated<T>(all: readonly T[], turn: number): T[] {
    const start = all.length === 0 ? 0 : turn % all.length;
    return [...all.slice(start), ...all.slice(0, start)];
}
