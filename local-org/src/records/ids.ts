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
    const restored = restoreCase(id);
    return restored === undefined ? undefined : withChecksum(restored);
}

function withChecksum(id15: string): string {
    return id15 + [0, 5, 10].map((start) => checksumCharacter(id15.slice(start, start + 5))).join('');
}

function checksumCharacter(five: string): string {
    const capitals = Array.from(five, (character, index) => (/[A-Z]/.test(character) ? 1 << index : 0));
    return CHECKSUM.charAt(capitals.reduce((sum, bit) => sum + bit, 0));
}

/** The last three characters say which of the others are capitals, so an id survives a change of case. */
function restoreCase(id18: string): string | undefined {
    const characters = Array.from(id18.slice(0, 15), (character, index) => {
        const bits = CHECKSUM.indexOf(id18.charAt(15 + Math.floor(index / 5)).toUpperCase());
        if (bits < 0) return undefined;
        const isCapital = (bits & (1 << (index % 5))) !== 0;
        if (isCapital && !/[A-Za-z]/.test(character)) return undefined;
        return isCapital ? character.toUpperCase() : character.toLowerCase();
    });
    return characters.includes(undefined) ? undefined : characters.join('');
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
