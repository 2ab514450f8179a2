/**
 * What is between the braces of FIND: words, phrases in quotes, `*` and `?`, AND, OR, AND NOT and parentheses.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm (2026-11-26)
 */
import { ERRORS } from '../errors.ts';
import { escapePattern } from '../records/select.ts';

/** Whether the words of a record, field by field, are what is looked for. */
export type Matcher = (fields: readonly (readonly string[])[]) => boolean;

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | { readonly text: string };

/** Spaces and punctuation stand between words. */
export function wordsOf(text: string): readonly string[] {
    return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

export function parseTerms(query: string): Matcher {
    const tokens = tokenize(query);
    if (tokens.length === 0) throw ERRORS.malformedSearch('search term must be longer than one character: ');
    const matcher = anyOf(tokens);
    if (tokens.length > 0) throw ERRORS.malformedSearch(`unexpected token: ${query}`);
    return matcher;
}

function tokenize(query: string): Token[] {
    const found = query.match(/"(?:\\[^]|[^"\\])*"|[()]|(?:\\[^]|[^\s()"\\])+/g) ?? [];
    return found.map((text): Token => {
        if (text === '(' || text === ')') return text;
        const upper = text.toUpperCase();
        return upper === 'AND' || upper === 'OR' || upper === 'NOT' ? upper : { text };
    });
}

function anyOf(tokens: Token[]): Matcher {
    const parts = [allOf(tokens)];
    while (tokens[0] === 'OR') {
        tokens.shift();
        parts.push(allOf(tokens));
    }
    return (fields) => parts.some((part) => part(fields));
}

/** Words beside each other are looked for all together. */
function allOf(tokens: Token[]): Matcher {
    const parts = [one(tokens)];
    while (tokens.length > 0 && tokens[0] !== 'OR' && tokens[0] !== ')') {
        if (tokens[0] === 'AND') tokens.shift();
        const isNot = tokens[0] === 'NOT';
        if (isNot) tokens.shift();
        const part = one(tokens);
        parts.push(isNot ? (fields) => !part(fields) : part);
    }
    return (fields) => parts.every((part) => part(fields));
}

function one(tokens: Token[]): Matcher {
    const token = tokens.shift();
    if (token === '(') {
        const inner = anyOf(tokens);
        if (tokens.shift() !== ')') throw ERRORS.malformedSearch('expecting a right parentheses');
        return inner;
    }
    if (typeof token !== 'object') throw ERRORS.malformedSearch(`unexpected token: ${token ?? '<EOF>'}`);
    return phrase(token.text);
}

const ANY = '\u0001';
const ANY_ONE = '\u0002';

/** A word with punctuation in it is several words that follow one another, as in a phrase. */
function phrase(text: string): Matcher {
    const plain = text.replace(/^"([^]*)"$/, '$1');
    const marked = plain.replaceAll(/\\([^])|[*?]/g, (sign, escaped: string | undefined) =>
        escaped === undefined ? (sign === '*' ? ANY : ANY_ONE) : ' ',
    );
    const patterns = marked.toLowerCase().match(/[\p{L}\p{N}\u0001\u0002]+/gu) ?? [];
    if (patterns.join('').replaceAll(ANY, '').length < 2)
        throw ERRORS.malformedSearch(`search term must be longer than one character: ${text}`);
    if (patterns.some((pattern) => pattern.startsWith(ANY) || pattern.startsWith(ANY_ONE)))
        throw ERRORS.unsupported(`a wildcard at the beginning of a search term: ${text}`);
    const words = patterns.map(
        (pattern) => new RegExp(`^${escapePattern(pattern).replaceAll(ANY, '.*').replaceAll(ANY_ONE, '.')}$`, 'u'),
    );
    return (fields) =>
        fields.some((field) => field.some((_, at) => words.every((word, index) => word.test(field[at + index] ?? ''))));
}
