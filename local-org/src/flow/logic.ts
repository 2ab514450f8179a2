/** `and`, `or` and `1 AND (2 OR NOT 3)`: how conditions and filters combine. */

/** The numbers are positions in the list of conditions, from 0. */
export type Logic =
    | { readonly kind: 'condition'; readonly index: number }
    | { readonly kind: 'not'; readonly part: Logic }
    | { readonly kind: 'and' | 'or'; readonly parts: readonly Logic[] };

/** Undefined when the text is no logic over `count` conditions. No conditions hold, whatever the word. */
export function parseLogic(text: string, count: number): Logic | undefined {
    const word = text.trim().toLowerCase();
    if (word === 'and' || word === 'or')
        return {
            kind: count === 0 ? 'and' : word,
            parts: Array.from({ length: count }, (_, index) => ({ kind: 'condition', index })),
        };
    const parser = new LogicParser(word.match(/\d+|[a-z]+|\S/g) ?? [], count);
    const logic = parser.joined('or');
    return parser.done ? logic : undefined;
}

/** Evaluates from the left, only as far as needed. */
export function holdsBy(logic: Logic, holds: (index: number) => boolean): boolean {
    switch (logic.kind) {
        case 'condition':
            return holds(logic.index);
        case 'not':
            return !holdsBy(logic.part, holds);
        case 'and':
            return logic.parts.every((part) => holdsBy(part, holds));
        case 'or':
            return logic.parts.some((part) => holdsBy(part, holds));
    }
}

class LogicParser {
    readonly #tokens: readonly string[];
    readonly #count: number;
    #next = 0;

    constructor(tokens: readonly string[], count: number) {
        this.#tokens = tokens;
        this.#count = count;
    }

    get done(): boolean {
        return this.#next === this.#tokens.length;
    }

    /** Parts joined by one word; OR joins parts joined by AND. */
    joined(kind: 'and' | 'or'): Logic | undefined {
        const parts: Logic[] = [];
        do {
            const part = kind === 'or' ? this.joined('and') : this.#single();
            if (!part) return undefined;
            parts.push(part);
        } while (this.#accept(kind));
        const [only] = parts;
        return parts.length === 1 ? only : { kind, parts };
    }

    #single(): Logic | undefined {
        if (this.#accept('not')) {
            const part = this.#single();
            return part && { kind: 'not', part };
        }
        if (this.#accept('(')) {
            const inner = this.joined('or');
            return this.#accept(')') ? inner : undefined;
        }
        const number = Number(this.#tokens[this.#next]);
        if (!Number.isInteger(number) || number < 1 || number > this.#count) return undefined;
        this.#next++;
        return { kind: 'condition', index: number - 1 };
    }

    #accept(token: string): boolean {
        if (this.#tokens[this.#next] !== token) return false;
        this.#next++;
        return true;
    }
}
