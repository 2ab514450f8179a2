/** Randomness that a seed repeats: mulberry32 (Tommy Ettinger, public domain). */
export class Dice {
    private state: number;

    constructor(seed: number) {
        this.state = seed | 0;
    }

    /** An integer from 0 up to but without `below`. */
    roll(below: number): number {
        this.state = (this.state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
    }

    shuffled<T>(items: readonly T[]): T[] {
        return items
            .map((item) => ({ item, order: this.roll(2 ** 31) }))
            .sort((a, b) => a.order - b.order)
            .map(({ item }) => item);
    }
}
