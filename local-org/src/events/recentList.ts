/** The last so many of a kind, for those who look afterwards. */
export class RecentList<T> {
    readonly #capacity: number;
    #items: T[] = [];

    constructor(capacity: number) {
        this.#capacity = capacity;
    }

    add(item: T): void {
        this.#items.push(item);
        // Dropping in blocks keeps each addition cheap.
        if (this.#items.length >= this.#capacity * 2) this.#items = this.#items.slice(-this.#capacity);
    }

    /** The newest, in the order in which they came. */
    last(count: number): readonly T[] {
        return count <= 0 ? [] : this.#items.slice(-Math.min(count, this.#capacity));
    }

    all(): readonly T[] {
        return this.last(this.#capacity);
    }

    clear(): void {
        this.#items = [];
    }
}
