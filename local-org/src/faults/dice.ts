/** Dice that fall the same for the same seed: mulberry32, by Tommy Ettinger, in the public domain. */
export function nextNumber(state: number): { readonly next: number; readonly value: number } {
    const next = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return { next, value: ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 };
}
