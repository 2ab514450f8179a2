/** Text functions. */
import { FormulaValueError } from '../language.ts';
import { parseNumber, plain } from '../numbers.ts';
import { argument, expectCount, expectType, form, functionOf } from './signature.ts';
import type { Decimal } from 'decimal.js';
import type { FunctionCompiler } from './signature.ts';

/** What TEXT() makes of each type: https://help.salesforce.com/s/articleView?id=sf.customize_functions_text.htm (2026-11-21). */
const TEXT = functionOf(
    form(['Number'], 'Text', plain),
    form(['Date'], 'Text', (date) => date),
    form(['DateTime'], 'Text', (at) => `${at.slice(0, 10)} ${at.slice(11, 19)}Z`),
    form(['Time'], 'Text', (time) => time.replace(/Z$/, '')),
    form(['Picklist'], 'Text', (value) => value),
);

/** https://help.salesforce.com/s/articleView?id=sf.customize_functions_value.htm: no letters or signs but a point and a minus (2026-11-21). */
function toNumber(text: string): Decimal | null {
    if (text.trim() === '') return null;
    const number = parseNumber(text);
    if (!number) throw new FormulaValueError(`'${text}' is not a number`);
    return number;
}

/** No text of a formula is longer than its field. */
const LONGEST = 131_072;

const pad = (text: string, length: number, filler: string, side: 'left' | 'right'): string => {
    if (text === '') return '';
    const size = Math.min(LONGEST, Math.max(0, length));
    if (text.length >= size) return text.slice(0, size);
    return side === 'left' ? text.padStart(size, filler) : text.padEnd(size, filler);
};

/** Positions count from 1; 0 is "not found". */
function find(wanted: string, text: string, start: number): number {
    if (wanted === '') return 0;
    return text.indexOf(wanted, Math.max(1, start) - 1) + 1;
}

function middle(text: string, start: number, length: number): string {
    const from = Math.max(1, start) - 1;
    return text.slice(from, from + Math.max(0, length));
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

const INCLUDES: FunctionCompiler = (call) => {
    expectCount(call, 2);
    const [list, value] = [argument(call, 0), argument(call, 1)];
    expectType(call, list, 'MultiselectPicklist');
    expectType(call, value, 'Text');
    return {
        type: 'Boolean',
        run: (env) => {
            const [chosen, wanted] = [list.run(env), value.run(env)];
            return typeof chosen === 'string' && chosen.split(';').includes(typeof wanted === 'string' ? wanted : '');
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

const isUpper = (character: string): boolean => /\p{Lu}/u.test(character);
const isLower = (character: string): boolean => /\p{Ll}/u.test(character);

/** Character by character, as the platform's engine does: a digit goes on with a word, any other sign ends it. */
function initialCapitals(text: string): string {
    let inWord = false;
    return Array.from(text, (character) => {
        const changed = inWord && isUpper(character) ? lowerOne(character) : character;
        const cased = !inWord && isLower(character) ? upperOne(character) : changed;
        inWord = isUpper(character) || isLower(character) || /\p{Nd}/u.test(character);
        return cased;
    }).join('');
}

/** One character stays one: İ becomes i, ß stays. */
const lowerOne = (character: string): string => String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0);
const upperOne = (character: string): string => {
    const upper = Array.from(character.toUpperCase());
    return upper.length === 1 ? (upper[0] ?? character) : character;
};

/** https://help.salesforce.com/s/articleView?id=sf.customize_functions_trim.htm: spaces and tabs (2026-11-25). */
const trim = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');

function characterOf(code: number): string | null {
    if (code < 0 || code > 0x10ffff) throw new FormulaValueError(`${code} is no character`);
    return code === 0 ? null : String.fromCodePoint(code);
}

export const TEXTUAL: Readonly<Record<string, FunctionCompiler>> = {
    TEXT,
    INCLUDES,
    PICKLISTCOUNT: functionOf(
        form(['MultiselectPicklist'], 'Number', (chosen) =>
            chosen === null || chosen === '' ? 0 : chosen.split(';').length,
        ),
    ),
    VALUE: functionOf(form(['Text'], 'Number', toNumber)),
    LEN: functionOf(form(['Text'], 'Number', (text) => text.length)),
    LEFT: functionOf(form(['Text', 'Whole'], 'Text', (text, length) => text.slice(0, Math.max(0, length)))),
    RIGHT: functionOf(
        form(['Text', 'Whole'], 'Text', (text, length) => text.slice(Math.max(0, text.length - Math.max(0, length)))),
    ),
    MID: functionOf(form(['Text', 'Whole', 'Whole'], 'Text', middle)),
    FIND: functionOf(
        form(['Text', 'Text'], 'Number', (wanted, text) => find(wanted, text, 1)),
        form(['Text', 'Text', 'Whole'], 'Number', find),
    ),
    SUBSTITUTE: functionOf(
        form(['Text', 'Text', 'Text'], 'Text', (text, from, to) =>
            from === '' ? text : text.replaceAll(from, () => to),
        ),
    ),
    TRIM: functionOf(form(['Text'], 'Text', trim)),
    UPPER: changeCase((text, locale) => text.toLocaleUpperCase(locale)),
    LOWER: changeCase((text, locale) => text.toLocaleLowerCase(locale)),
    CONTAINS: functionOf(form(['Text', 'Text'], 'Boolean', (text, part) => text.includes(part))),
    BEGINS: functionOf(form(['Text', 'Text'], 'Boolean', (text, start) => text.startsWith(start))),
    LPAD: functionOf(
        form(['Text', 'Whole'], 'Text', (text, length) => pad(text, length, ' ', 'left')),
        form(['Text', 'Whole', 'Text'], 'Text', (text, length, filler) => pad(text, length, filler, 'left')),
    ),
    RPAD: functionOf(
        form(['Text', 'Whole'], 'Text', (text, length) => pad(text, length, ' ', 'right')),
        form(['Text', 'Whole', 'Text'], 'Text', (text, length, filler) => pad(text, length, filler, 'right')),
    ),
    INITCAP: functionOf(form(['Text'], 'Text', initialCapitals)),
    ASCII: functionOf(form(['Text'], 'Number', (text) => text.codePointAt(0) ?? null)),
    CHR: functionOf(form(['Whole'], 'Text', characterOf)),
    REVERSE: functionOf(form(['Text'], 'Text', (text) => Array.from(text).reverse().join(''))),
    CASESAFEID: functionOf(form(['Text'], 'Text', caseSafeId)),
};
