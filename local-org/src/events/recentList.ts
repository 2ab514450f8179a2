/** The last so many of a kind, for those who look afterwards: a ring, so that adding one costs the same always. */
export class RecentList<T> {
    readonly #capacity: number;
    #items: T[] = [];
    /** Where the next one goes, once the ring is full. */
    #next = 0;

    constructor(capacity: number) {
        this.#capacity = capacity;
    }

    add(item: T): void {
        if (this.#items.length < this.#capacity) {
            this.#items.push(item);
            return;
        }
        this.#items[this.#next] = item;
        this.#next = (this.#next + 1) % this.#capacity;
    }

    /** The newest, in the order in which they came. */
    last(count: number): readonly T[] {
        return count <= 0 ? [] : this.all().slice(-count);
    }

    all(): readonly T[] {
        return [...this.#items.slice(this.#next), ...this.#items.slice(0, this.#next)];
    }

    clear(): void {
        this.#items = [];
        this.#next = 0;
    }
}
