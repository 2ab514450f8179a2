/** `and`, `or` and `1 AND (2 OR NOT 3)`: how conditions and filters combine. Evaluated from the left, only as far as needed. */

export type Logic = (holds: (index: number) => boolean) => boolean;

/** Undefined when the text is no logic over `count` conditions. */
export function parseLogic(text: string, count: number): Logic | undefined {
    const word = text.trim().toLowerCase();
    const all = Array.from({ length: count }, (_, index) => index);
    if (word === 'and') return (holds) => all.every(holds);
    if (word === 'or') return (holds) => count === 0 || all.some(holds);
    const tokens = word.match(/\d+|\(|\)|[a-z]+|\S/g) ?? [];
    const parser = new LogicParser(tokens, count);
    const logic = parser.either();
    return parser.done ? logic : undefined;
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

    either(): Logic | undefined {
        let left = this.#both();
        while (left && this.#accept('or')) {
            const [first, second] = [left, this.#both()];
            left = second && ((holds) => first(holds) || second(holds));
        }
        return left;
    }

    #both(): Logic | undefined {
        let left = this.#single();
        while (left && this.#accept('and')) {
            const [first, second] = [left, this.#single()];
            left = second && ((holds) => first(holds) && second(holds));
        }
        return left;
    }

    #single(): Logic | undefined {
        if (this.#accept('not')) {
            const inner = this.#single();
            return inner && ((holds) => !inner(holds));
        }
        if (this.#accept('(')) {
            const inner = this.either();
            return this.#accept(')') ? inner : undefined;
        }
        const number = Number(this.#tokens[this.#next]);
        if (!Number.isInteger(number) || number < 1 || number > this.#count) return undefined;
        this.#next++;
        return (holds) => holds(number - 1);
    }

    #accept(token: string): boolean {
        if (this.#tokens[this.#next] !== token) return false;
        this.#next++;
        return true;
    }
}
