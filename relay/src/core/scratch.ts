/** Texts by name, in the order in which the names came first: more of them than memory should hold. */
export interface Scratch {
    /** Whether the name is new. */
    open(name: string): boolean;
    has(name: string): boolean;
    add(name: string, text: string): void;
    readonly size: number;
    /** Each name with its texts in the order of their coming. */
    entries(): Iterable<readonly [name: string, texts: readonly string[]]>;
    close(): void;
}
