/**
 * Record ids: 15 case-sensitive characters (key prefix, instance, counter) and 3 that spell the case of the others.
 * https://help.salesforce.com/s/articleView?id=000385008 (2026-11-21)
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const INSTANCE = 'LO0';
const COUNTER_LENGTH = 9;

export class IdAllocator {
    readonly #next = new Map<string, number>();

    /** The number of the next record, by prefix. */
    state(): Readonly<Record<string, number>> {
        return Object.fromEntries(this.#next);
    }

    restore(state: Readonly<Record<string, number>>): void {
        this.#next.clear();
        for (const [prefix, number] of Object.entries(state)) this.#next.set(prefix, number);
    }

    allocate(keyPrefix: string): string {
        const number = this.#next.get(keyPrefix) ?? 1;
        this.#next.set(keyPrefix, number + 1);
        return withChecksum(keyPrefix + INSTANCE + base62(number).padStart(COUNTER_LENGTH, '0'));
    }
}

/** The 18-character form of a 15- or 18-character id, or undefined when it is neither. */
export function normaliseId(id: string): string | undefined {
    if (!/^[0-9A-Za-z]+$/.test(id)) return undefined;
    if (id.length === 15) return withChecksum(id);
    if (id.length !== 18) return undefined;
    if (withChecksum(id.slice(0, 15)) === id) return id;
    const restored = restoreCase(id);
    return restored === undefined ? undefined : withChecksum(restored);
}

/** Ids are read and written for every field of every record, hence character codes instead of texts. */
function withChecksum(id15: string): string {
    return id15 + checksumCharacter(id15, 0) + checksumCharacter(id15, 5) + checksumCharacter(id15, 10);
}

function checksumCharacter(id15: string, start: number): string {
    let capitals = 0;
    for (let index = 0; index < 5; index++) {
        if (isCapitalLetter(id15.charCodeAt(start + index))) capitals |= 1 << index;
    }
    return CHECKSUM.charAt(capitals);
}

/** The last three characters say which of the others are capitals, so an id survives a change of case. */
function restoreCase(id18: string): string | undefined {
    let restored = '';
    for (let index = 0; index < 15; index++) {
        const bits = CHECKSUM.indexOf(id18.charAt(15 + Math.floor(index / 5)).toUpperCase());
        if (bits < 0) return undefined;
        const character = id18.charAt(index);
        const isCapital = (bits & (1 << (index % 5))) !== 0;
        const cased = isCapital ? character.toUpperCase() : character.toLowerCase();
        if (isCapital && !isCapitalLetter(cased.charCodeAt(0))) return undefined;
        restored += cased;
    }
    return restored;
}

function isCapitalLetter(code: number): boolean {
    return code >= 65 && code <= 90;
}

function base62(number: number): string {
    let rest = number;
    let text = '';
    do {
        text = DIGITS.charAt(rest % 62) + text;
        rest = Math.floor(rest / 62);
    } while (rest > 0);
    return text;
}
