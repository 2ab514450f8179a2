/** Formula text to tokens. */
import { FormulaError } from './language.ts';

export type Token =
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'text'; readonly value: string }
    /** A bare word: function, keyword or field path. */
    | { readonly kind: 'name'; readonly value: string }
    /** The inside of `{!…}`. */
    | { readonly kind: 'merge'; readonly value: string }
    | { readonly kind: 'operator'; readonly value: string }
    | { readonly kind: 'end' };

const BLANK = /(?:\s|\/\*[\s\S]*?\*\/)+/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const TEXT = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y;
const MERGE = /\{!\s*([^{}\s]+)\s*\}/y;
const NAME = /[$A-Za-z_][\w]*(?:\.[$A-Za-z_][\w]*)*/y;
const OPERATOR = /<>|<=|>=|==|!=|&&|\|\||[-+*/^&=<>(),!]/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\' };

export function tokenise(source: string): Token[] {
    const tokens: Token[] = [];
    let position = 0;
    const take = (pattern: RegExp): RegExpExecArray | null => {
        pattern.lastIndex = position;
        const match = pattern.exec(source);
        if (match) position = pattern.lastIndex;
        return match;
    };
    for (;;) {
        take(BLANK);
        if (position >= source.length) return [...tokens, { kind: 'end' }];
        let match: RegExpExecArray | null;
        if ((match = take(NUMBER))) tokens.push({ kind: 'number', value: Number(match[0]) });
        else if ((match = take(TEXT))) tokens.push({ kind: 'text', value: unescape(match[1] ?? match[2] ?? '') });
        else if ((match = take(MERGE))) tokens.push({ kind: 'merge', value: match[1] ?? '' });
        else if ((match = take(NAME))) tokens.push({ kind: 'name', value: match[0] });
        else if ((match = take(OPERATOR))) tokens.push({ kind: 'operator', value: match[0] });
        else throw new FormulaError(`Syntax error. Unexpected '${source[position]}' at position ${position + 1}`);
    }
}

function unescape(text: string): string {
    return text.replace(/\\([\s\S])/g, (whole, character: string) => ESCAPES[character] ?? whole);
}
