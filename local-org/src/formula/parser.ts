/** Tokens to a tree: a Pratt parser. */
import { FormulaError } from './language.ts';
import { tokenise } from './lexer.ts';
import type { Token } from './lexer.ts';

export type Expression =
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'reference'; readonly name: string; readonly merge: boolean }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
    | { readonly kind: 'unary'; readonly operator: '-' | '+' | '!'; readonly operand: Expression }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression };

/** How tightly an operator binds; all of them group from the left. */
const BINDING: Readonly<Record<string, number>> = {
    '||': 1,
    '&&': 2,
    '=': 3,
    '==': 3,
    '<>': 3,
    '!=': 3,
    '<': 4,
    '>': 4,
    '<=': 4,
    '>=': 4,
    '+': 5,
    '-': 5,
    '&': 5,
    '*': 6,
    '/': 6,
    '^': 7,
};
const UNARY_BINDING = 8;

const KEYWORDS: ReadonlyMap<string, boolean | null> = new Map([
    ['TRUE', true],
    ['FALSE', false],
    ['NULL', null],
]);

export function parseFormula(source: string): Expression {
    const parser = new Parser(tokenise(source));
    const expression = parser.expression(0);
    parser.expectEnd();
    return expression;
}

class Parser {
    readonly #tokens: readonly Token[];
    #next = 0;

    constructor(tokens: readonly Token[]) {
        this.#tokens = tokens;
    }

    expression(binding: number): Expression {
        let left = this.#operand();
        for (;;) {
            const token = this.#peek();
            const strength = token.kind === 'operator' ? BINDING[token.value] : undefined;
            if (token.kind !== 'operator' || strength === undefined || strength <= binding) return left;
            this.#next++;
            left = { kind: 'binary', operator: token.value, left, right: this.expression(strength) };
        }
    }

    expectEnd(): void {
        const token = this.#peek();
        if (token.kind !== 'end') throw new FormulaError(`Syntax error. Extra ${describe(token)}`);
    }

    #peek(): Token {
        return this.#tokens[this.#next] ?? { kind: 'end' };
    }

    #operand(): Expression {
        const token = this.#peek();
        this.#next++;
        switch (token.kind) {
            case 'number':
            case 'text':
                return { kind: 'literal', value: token.value };
            case 'merge':
                return { kind: 'reference', name: token.value, merge: true };
            case 'name':
                return this.#named(token.value);
            case 'operator':
                return this.#prefixed(token.value);
            case 'end':
                throw new FormulaError('Syntax error. The formula ends where a value is expected');
        }
    }

    #named(name: string): Expression {
        if (this.#accept('(')) return { kind: 'call', name: name.toUpperCase(), args: this.#arguments() };
        const keyword = KEYWORDS.get(name.toUpperCase());
        if (keyword !== undefined) return { kind: 'literal', value: keyword };
        return { kind: 'reference', name, merge: false };
    }

    #arguments(): Expression[] {
        const args: Expression[] = [];
        if (this.#accept(')')) return args;
        do args.push(this.expression(0));
        while (this.#accept(','));
        this.#expect(')');
        return args;
    }

    #prefixed(operator: string): Expression {
        if (operator === '(') {
            const inner = this.expression(0);
            this.#expect(')');
            return inner;
        }
        if (operator === '-' || operator === '+' || operator === '!')
            return { kind: 'unary', operator, operand: this.expression(UNARY_BINDING) };
        throw new FormulaError(`Syntax error. Found '${operator}' where a value is expected`);
    }

    #accept(operator: string): boolean {
        const token = this.#peek();
        if (token.kind !== 'operator' || token.value !== operator) return false;
        this.#next++;
        return true;
    }

    #expect(operator: string): void {
        if (!this.#accept(operator))
            throw new FormulaError(`Syntax error. Missing '${operator}' before ${describe(this.#peek())}`);
    }
}

function describe(token: Token): string {
    return token.kind === 'end' ? 'the end' : `'${token.value}'`;
}
