/** Functions that match a text with a pattern. */
import { FormulaError, FormulaValueError, UnsupportedInFormula } from '../language.ts';
import { argument, expectCount, expectType } from './signature.ts';
import type { FunctionCompiler } from './signature.ts';

type Matcher = (text: string) => boolean;

/** `NAME(text, pattern)`: a literal pattern is read once, when the formula is compiled. */
const matching = (read: (pattern: string) => Matcher): FunctionCompiler => {
    return (call) => {
        expectCount(call, 2);
        const [subject, pattern] = [argument(call, 0), argument(call, 1)];
        expectType(call, subject, 'Text');
        expectType(call, pattern, 'Text');
        const fixed = typeof pattern.literal === 'string' ? read(pattern.literal) : undefined;
        return {
            type: 'Boolean',
            run: (env) => {
                const [text, source] = [subject.run(env), pattern.run(env)];
                const matches = fixed ?? readAtRun(read, typeof source === 'string' ? source : '');
                return matches(typeof text === 'string' ? text : '');
            },
        };
    };
};

/** A pattern from a field that cannot be read has no result; it is no fault of the formula. */
function readAtRun(read: (pattern: string) => Matcher, pattern: string): Matcher {
    try {
        return read(pattern);
    } catch (error) {
        if (error instanceof FormulaError) throw new FormulaValueError(error.message);
        throw error;
    }
}

/** The whole text must match. The platform's patterns are Java's; one that JavaScript would read otherwise is refused. */
function javaPattern(pattern: string): Matcher {
    // Java's possessive quantifiers, inline flags, class set operations, quotes and input anchors. A `+` after a closed
    // group is no possessive quantifier.
    const java = /(?<!\\)[*+?}]\+|\(\?[a-z]|&&|\\[QEAGzZhHRX]/.exec(pattern);
    if (java) throw new UnsupportedInFormula(`REGEX pattern with '${java[0]}'`);
    try {
        const expression = new RegExp(`^(?:${pattern.replace(/\\p\{(?:Is|javaMirrored)?(\w+)\}/g, posixClass)})$`, 'v');
        return (text) => expression.test(text);
    } catch {
        return laxPattern(pattern);
    }
}

/** Java takes an escaped letter that means nothing and an unescaped bracket, JavaScript's strict reading does not. */
function laxPattern(pattern: string): Matcher {
    try {
        const expression = new RegExp(`^(?:${pattern})$`);
        return (text) => expression.test(text);
    } catch (error) {
        throw new FormulaError(`REGEX cannot read the pattern '${pattern}': ${String(error)}`);
    }
}

const POSIX: Readonly<Record<string, string>> = {
    Lower: '[a-z]',
    Upper: '[A-Z]',
    Alpha: '[a-zA-Z]',
    Digit: '[0-9]',
    Alnum: '[a-zA-Z0-9]',
    Space: '\\s',
    XDigit: '[0-9a-fA-F]',
};

function posixClass(whole: string, name: string): string {
    return POSIX[name] ?? whole;
}

/** As SQL reads it: `%` is any text, `_` any character, a backslash makes either plain; case does not matter. */
function sqlPattern(pattern: string): Matcher {
    const parts = pattern.match(/\\[^]|[^]/g) ?? [];
    const source = parts.map((part) => {
        if (part === '%') return '[^]*';
        if (part === '_') return '[^]';
        return (part.length === 2 ? part.slice(1) : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    });
    const expression = new RegExp(`^${source.join('')}$`, 'i');
    return (text) => expression.test(text);
}

export const REGEX: FunctionCompiler = matching(javaPattern);
export const LIKE: FunctionCompiler = matching(sqlPattern);
