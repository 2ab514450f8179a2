/** Text functions. */
import { FormulaError, FormulaValueError, UnsupportedInFormula } from '../language.ts';
import { plainText } from '../numbers.ts';
import { argument, expectCount, expectType, form, functionOf } from './signature.ts';
import type { FunctionCompiler } from './signature.ts';

/** What TEXT() makes of each type: https://help.salesforce.com/s/articleView?id=sf.customize_functions_text.htm (2026-11-21). */
const TEXT = functionOf(
    form(['Number'], 'Text', plainText),
    form(['Date'], 'Text', (date) => date),
    form(['DateTime'], 'Text', (at) => `${at.slice(0, 10)} ${at.slice(11, 19)}Z`),
    form(['Time'], 'Text', (time) => time.replace(/Z$/, '')),
    form(['Picklist'], 'Text', (value) => value),
);

function toNumber(text: string): number | null {
    const trimmed = text.trim();
    if (trimmed === '') return null;
    if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(trimmed))
        throw new FormulaValueError(`'${text}' is not a number`);
    return Number(trimmed);
}

const pad = (text: string, length: number, filler: string, side: 'left' | 'right'): string => {
    if (text === '') return '';
    const size = Math.max(0, Math.trunc(length));
    if (text.length >= size) return text.slice(0, size);
    return side === 'left' ? text.padStart(size, filler) : text.padEnd(size, filler);
};

/** Positions count from 1; 0 is "not found". */
function find(wanted: string, text: string, start: number): number {
    if (wanted === '') return 0;
    return text.indexOf(wanted, Math.max(1, Math.trunc(start)) - 1) + 1;
}

function middle(text: string, start: number, length: number): string {
    const from = Math.max(1, Math.trunc(start)) - 1;
    return text.slice(from, from + Math.max(0, Math.trunc(length)));
}

/** A 15-character id with its three characters of checksum: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/field_types.htm (2026-11-21). */
function caseSafeId(id: string): string {
    if (id.length !== 15) return id;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
    const checksum = [0, 5, 10].map((offset) => {
        const bits = Array.from(id.slice(offset, offset + 5), (character) => /[A-Z]/.test(character));
        return alphabet[bits.reduce((sum, upper, index) => sum + (upper ? 1 << index : 0), 0)] ?? '';
    });
    return id + checksum.join('');
}

/** The whole text must match. The platform's patterns are Java's; one that JavaScript cannot read is refused. */
const REGEX: FunctionCompiler = (call) => {
    expectCount(call, 2);
    const [subject, pattern] = [argument(call, 0), argument(call, 1)];
    expectType(call, subject, 'Text');
    expectType(call, pattern, 'Text');
    if (typeof pattern.literal !== 'string')
        throw new UnsupportedInFormula('REGEX with a pattern that is not a literal');
    const expression = compilePattern(pattern.literal);
    return { type: 'Boolean', run: (env) => expression.test(String(subject.run(env) ?? '')) };
};

function compilePattern(pattern: string): RegExp {
    // Java's possessive quantifiers, inline flags and class set operations read as something else in JavaScript.
    const java = /[*+?}]\+|\(\?[a-z]|&&|\\[pPQEAGzZ]/.exec(pattern);
    if (java) throw new UnsupportedInFormula(`REGEX pattern with '${java[0]}'`);
    try {
        return new RegExp(`^(?:${pattern})$`);
    } catch (error) {
        throw new FormulaError(`REGEX cannot read the pattern '${pattern}': ${String(error)}`);
    }
}

const INCLUDES: FunctionCompiler = (call) => {
    expectCount(call, 2);
    const [list, value] = [argument(call, 0), argument(call, 1)];
    expectType(call, list, 'MultiselectPicklist');
    expectType(call, value, 'Text');
    return {
        type: 'Boolean',
        run: (env) => {
            const chosen = String(list.run(env) ?? '').split(';');
            return chosen.includes(String(value.run(env) ?? ''));
        },
    };
};

const changeCase = (change: (text: string, locale?: string) => string): FunctionCompiler =>
    functionOf(
        form(['Text'], 'Text', (text) => change(text)),
        form(['Text', 'Text'], 'Text', (text, locale) => change(text, localeTag(locale))),
    );

/** `en_US` as the platform writes locales; one that nobody knows changes nothing. */
function localeTag(locale: string): string | undefined {
    try {
        return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
    } catch {
        return undefined;
    }
}

const initialCapitals = (text: string): string =>
    text.toLowerCase().replace(/\p{L}[\p{L}\p{M}\p{N}]*/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1));

export const TEXTUAL: Readonly<Record<string, FunctionCompiler>> = {
    TEXT,
    REGEX,
    INCLUDES,
    VALUE: functionOf(form(['Text'], 'Number', toNumber)),
    LEN: functionOf(form(['Text'], 'Number', (text) => text.length)),
    LEFT: functionOf(
        form(['Text', 'Number'], 'Text', (text, length) => text.slice(0, Math.max(0, Math.trunc(length)))),
    ),
    RIGHT: functionOf(
        form(['Text', 'Number'], 'Text', (text, length) =>
            text.slice(Math.max(0, text.length - Math.max(0, Math.trunc(length)))),
        ),
    ),
    MID: functionOf(form(['Text', 'Number', 'Number'], 'Text', middle)),
    FIND: functionOf(
        form(['Text', 'Text'], 'Number', (wanted, text) => find(wanted, text, 1)),
        form(['Text', 'Text', 'Number'], 'Number', find),
    ),
    SUBSTITUTE: functionOf(
        form(['Text', 'Text', 'Text'], 'Text', (text, from, to) =>
            from === '' ? text : text.replaceAll(from, () => to),
        ),
    ),
    TRIM: functionOf(form(['Text'], 'Text', (text) => text.trim())),
    UPPER: changeCase((text, locale) => text.toLocaleUpperCase(locale)),
    LOWER: changeCase((text, locale) => text.toLocaleLowerCase(locale)),
    CONTAINS: functionOf(form(['Text', 'Text'], 'Boolean', (text, part) => text.includes(part))),
    BEGINS: functionOf(form(['Text', 'Text'], 'Boolean', (text, start) => text.startsWith(start))),
    LPAD: functionOf(
        form(['Text', 'Number'], 'Text', (text, length) => pad(text, length, ' ', 'left')),
        form(['Text', 'Number', 'Text'], 'Text', (text, length, filler) => pad(text, length, filler, 'left')),
    ),
    RPAD: functionOf(
        form(['Text', 'Number'], 'Text', (text, length) => pad(text, length, ' ', 'right')),
        form(['Text', 'Number', 'Text'], 'Text', (text, length, filler) => pad(text, length, filler, 'right')),
    ),
    INITCAP: functionOf(form(['Text'], 'Text', initialCapitals)),
    ASCII: functionOf(form(['Text'], 'Number', (text) => text.codePointAt(0) ?? null)),
    CHR: functionOf(form(['Number'], 'Text', (code) => String.fromCodePoint(Math.trunc(code)))),
    BR: functionOf(form([], 'Text', () => '\n')),
    CASESAFEID: functionOf(form(['Text'], 'Text', caseSafeId)),
};
