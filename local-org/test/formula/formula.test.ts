import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileFormula, FormulaError, FormulaValueError, UnsupportedInFormula } from '../../src/formula/index.ts';
import type { FieldValue } from '../../src/schema/types.ts';
import { evaluate, scopeOf } from './support.ts';
import type { Given } from './support.ts';

const NUMBERS: Given = { values: { a: ['Number', 5], b: ['Number', null], text: ['Text', null], day: ['Date', null] } };

/** https://help.salesforce.com/s/articleView?id=sf.customize_functions.htm (2026-11-21) */
const RESULTS: readonly (readonly [string, FieldValue])[] = [
    ['1 + 2 * 3 - 4 / 2', 5],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 64],
    ['-2 + 5', 3],
    ['0.1 + 0.2', 0.3],
    ['1 / 9 * 9', 1],
    ['"a" & "b" + "c"', 'abc'],
    ['\'single\' & "double"', 'singledouble'],
    ['"a\\"b\\\\c\\n"', 'a"b\\c\n'],
    ['1 < 2 && NOT(2 < 1) || FALSE', true],
    ['1 = 1.0', true],
    ['OR(1 < 1, 1 > 1, NOT(1 <= 1), NOT(1 >= 1))', false],
    ['AND("a" < "b", DATE(2026, 1, 2) > DATE(2026, 1, 1))', true],
    ['"a" = "A"', false],
    ['/* nothing */ TRUE', true],
    ['IF(1 > 2, "yes", "no")', 'no'],
    ['IF(TRUE, 1, 1 / 0)', 1],
    ['CASE("b", "a", 1, "b", 2, 3)', 2],
    ['CASE(9, 1, "one", "other")', 'other'],
    ['AND(TRUE, TRUE, FALSE)', false],
    ['OR(FALSE, TRUE)', true],
    ['ISBLANK("")', true],
    ['BLANKVALUE("", "x")', 'x'],
    ['IF(TRUE, NULL, NULL)', null],
    ['LEN("häß")', 3],
    ['LEFT("abcdef", 2) & RIGHT("abcdef", 2) & MID("abcdef", 3, 2)', 'abefcd'],
    ['LEFT("abc", -1)', null],
    ['FIND("b", "abcb") * 10 + FIND("b", "abcb", 3)', 24],
    ['FIND("x", "abc")', 0],
    ['SUBSTITUTE("a-b-c", "-", "$&")', 'a$&b$&c'],
    ['TRIM("  a b ")', 'a b'],
    ['UPPER("a") & LOWER("B") & INITCAP("hello WORLD")', 'AbHello World'],
    ['CONTAINS("abc", "bc")', true],
    ['BEGINS("abc", "ab")', true],
    ['LPAD("7", 3, "0") & RPAD("7", 3) & "|"', '0077  |'],
    ['VALUE("-1.5e2")', -150],
    ['TEXT(1234567.5)', '1234567.5'],
    ['TEXT(DATE(2026, 1, 2))', '2026-01-02'],
    ['TEXT(DATETIMEVALUE("2026-01-02 03:04:05"))', '2026-01-02 03:04:05Z'],
    ['CASESAFEID("001000000000ABc")', '001000000000ABcAAM'],
    ['REGEX("+447700900123", "\\\\+44\\\\d{10}")', true],
    ['REGEX("x+447700900123", "\\\\+44\\\\d{10}")', false],
    ['ABS(-2) + MAX(1, 3) - MIN(4, 2)', 3],
    ['ROUND(2.5, 0) * 100 + ROUND(-2.5, 0)', 297],
    ['ROUND(1.005, 2)', 1.01],
    ['ROUND(1234, -2)', 1200],
    ['2 ^ 0.5 > 1.41 && 2 ^ -1 = 0.5', true],
    ['ISNUMBER("-1.5e3") && NOT(ISNUMBER("1,000")) && NOT(ISNUMBER(""))', true],
    ['TRIM("\t a\t") & "|"', 'a|'],
    ['INITCAP("mr. 123smith o\'neil")', "Mr. 123smith O'Neil"],
    ['REVERSE("abc")', 'cba'],
    ['CHR(8364) & TEXT(ASCII("A"))', '€65'],
    ['DATETIMEVALUE("2026-01-02 00:00:00") + 0.16666', '2026-01-02T03:59:59.000Z'],
    ['UNIXTIMESTAMP(TIMEVALUE("00:01:00"))', 60],
    ['ISOWEEK(DATETIMEVALUE("2027-01-01 00:00:00"))', 53],
    ['FORMATDURATION(90061.9, FALSE)', '25:01:01'],
    ['FLOOR(-2.5) * 10 + CEILING(-2.5)', -23],
    ['MFLOOR(-2.5) * 10 + MCEILING(-2.5)', -32],
    ['TRUNC(2.79, 1)', 2.7],
    ['MOD(-7, 3)', -1],
    ['SQRT(16) + EXP(0) + LN(1) + LOG(100)', 7],
    ['NOW()', '2026-11-21T12:30:15.000Z'],
    ['TODAY() + 1', '2026-11-22'],
    ['DATE(2026, 3, 1) - DATE(2026, 2, 1)', 28],
    ['DATETIMEVALUE("2026-01-02 00:00:00") - DATETIMEVALUE("2026-01-01 12:00:00")', 0.5],
    ['NOW() - 1 / 24', '2026-11-21T11:30:15.000Z'],
    ['DATEVALUE(NOW())', '2026-11-21'],
    ['YEAR(TODAY()) * 10000 + MONTH(TODAY()) * 100 + DAY(TODAY())', 20261121],
    ['WEEKDAY(DATE(2026, 11, 21))', 7],
    ['ISOWEEK(DATE(2027, 1, 1))', 53],
    ['ADDMONTHS(DATE(2026, 1, 31), 1)', '2026-02-28'],
    ['ADDMONTHS(DATE(2026, 2, 28), 12)', '2027-02-28'],
    ['HOUR(TIMEVALUE("17:45:12.500")) * 100 + MINUTE(TIMEVALUE("17:45:12.500"))', 1745],
    ['TIMEVALUE("23:00:00") + 7200000', '01:00:00.000Z'],
    ['FORMATDURATION(3725)', '01:02:05'],
    ['FORMATDURATION(90061, TRUE)', '1:01:01:01'],
    ['FORMATDURATION(TIMEVALUE("10:00:00"), TIMEVALUE("09:00:30"))', '00:59:30'],
    ['FORMATDURATION(NOW(), NOW() - 1.5)', '1:12:00:00'],
];

for (const [source, expected] of RESULTS)
    test(`${source} is ${JSON.stringify(expected)}`, () => {
        assert.equal(evaluate(source), expected);
    });

test('blank numbers and dates spread through arithmetic and compare with nothing', () => {
    for (const source of ['b + 1', 'a * b', 'day + 1', 'ROUND(b, 0)', 'MAX(a, b)', 'YEAR(day)'])
        assert.equal(evaluate(source, NUMBERS), null, source);
    for (const source of ['b = 0', 'b <> 0', 'b < 1', 'b >= 0', 'day = TODAY()', 'day <> TODAY()'])
        assert.equal(evaluate(source, NUMBERS), false, source);
    assert.equal(evaluate('b = NULL', NUMBERS), true);
    assert.equal(evaluate('a <> NULL', NUMBERS), true);
    assert.equal(evaluate('ISBLANK(b) && ISNULL(b)', NUMBERS), true);
});

test('blank numbers count as zero where the formula says so', () => {
    const given = { ...NUMBERS, blanksAsZero: true };
    assert.equal(evaluate('b + 1', given), 1);
    assert.equal(evaluate('b = 0', given), true);
    assert.equal(evaluate('day + 1', given), null);
});

test('a blank text is the empty text, and never null', () => {
    assert.equal(evaluate('"<" & text & ">"', NUMBERS), '<>');
    assert.equal(evaluate('LEN(text)', NUMBERS), 0);
    assert.equal(evaluate('text = ""', NUMBERS), true);
    assert.equal(evaluate('ISNULL(text)', NUMBERS), false);
    assert.equal(evaluate('NULLVALUE(text, "x")', NUMBERS), null);
    assert.equal(evaluate('NULLVALUE(b, 7) + NULLVALUE(a, 7)', NUMBERS), 12);
    assert.equal(evaluate('ISBLANK(text)', NUMBERS), true);
});

test('a picklist is used through ISPICKVAL, TEXT and CASE only', () => {
    const given: Given = { values: { p: ['Picklist', 'New'], m: ['MultiselectPicklist', 'A;B'] } };
    assert.equal(evaluate('ISPICKVAL(p, "New")', given), true);
    assert.equal(evaluate('TEXT(p) & "!"', given), 'New!');
    assert.equal(evaluate('CASE(p, "New", 1, 0)', given), 1);
    assert.equal(evaluate('INCLUDES(m, "B")', given), true);
    for (const source of ['p = "New"', 'p & "x"', 'IF(TRUE, p, p)', 'LEN(p)'])
        assert.throws(() => evaluate(source, given), FormulaError, source);
});

test('ISCHANGED, PRIORVALUE and ISNEW know the save', () => {
    const values = { s: ['Text', 'new'] } as const;
    const updated: Given = { values, prior: { s: 'old' }, isNew: false };
    assert.deepEqual(
        ['ISCHANGED(s)', 'PRIORVALUE(s)', 'ISNEW()'].map((source) => evaluate(source, updated)),
        [true, 'old', false],
    );
    const created: Given = { values, prior: {}, isNew: true };
    assert.deepEqual(
        ['ISCHANGED(s)', 'PRIORVALUE(s)', 'ISNEW()'].map((source) => evaluate(source, created)),
        [false, 'new', true],
    );
    for (const source of ['ISNEW()', 'ISCHANGED(s)', 'PRIORVALUE(s)'])
        assert.throws(() => evaluate(source, { values }), FormulaError, source);
    assert.throws(() => evaluate('ISCHANGED(s & "x")', updated), FormulaError);
});

test('references stand alone in one dialect and in {!…} in the other', () => {
    const values = { x: ['Number', 2] } as const;
    assert.equal(evaluate('{!x} + 1', { values, syntax: 'merge' }), 3);
    assert.throws(() => evaluate('x + 1', { values, syntax: 'merge' }), /Field x does not exist/);
    assert.throws(() => evaluate('{!x} + 1', { values }), /Field x does not exist/);
});

test('formulas that do not fit together are refused when they are compiled', () => {
    const refused = [
        '1 + "a" * 2',
        '"a" - 1',
        'IF(1, 2, 3)',
        'IF(TRUE, 1, "a")',
        'NOT(1)',
        '1 = "1"',
        'TODAY() = NOW()',
        'TODAY() + TODAY()',
        'TRUE < FALSE',
        'LEN(1)',
        'TEXT("a")',
        'LEFT("a")',
        'CASE(1, 2, 3)',
        '1 +',
        '(1',
        'nothing',
        '1 2',
        'LEN("a"',
        '#',
        'REGEX("a", "(")',
    ];
    for (const source of refused) assert.throws(() => compileFormula(source, scopeOf({})), FormulaError, source);
});

test('a function that is not known is refused by its name', () => {
    const unsupported = (error: unknown): boolean =>
        error instanceof UnsupportedInFormula && error.feature === 'Function VLOOKUP';
    assert.throws(() => evaluate('VLOOKUP(1, 2, 3)'), unsupported);
});

test('what has no result says so', () => {
    for (const source of [
        '1 / 0',
        'MOD(1, 0)',
        'SQRT(-1)',
        'LN(0)',
        'VALUE("x")',
        'VALUE("0x10")',
        'VALUE("1 2")',
        'DATETIMEVALUE("2026-01-02")',
        'DATETIMEVALUE("2026-01-02 25:00:00")',
        'TIMEVALUE("soon")',
        'DATE(2026, 2, 30)',
        'DATEVALUE("soon")',
        'DATEVALUE("26-1-2")',
        '10 ^ 65',
        '0 ^ -1',
        'DATE(9999, 12, 31) + 1',
        'CHR(-1)',
    ])
        assert.throws(() => evaluate(source), FormulaValueError, source);
});

test('sums, differences and products of two-decimal numbers are exact', () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
        fc.property(cents, cents, (x, y) => {
            const given: Given = { values: { a: ['Number', x / 100], b: ['Number', y / 100] } };
            assert.equal(evaluate('a + b', given), (x + y) / 100 + 0);
            assert.equal(evaluate('a - b = (a * 100 - b * 100) / 100', given), true);
        }),
    );
});

test('any text survives being written as a literal and read back', () => {
    fc.assert(
        fc.property(fc.string({ minLength: 1 }), (text) => {
            const literal = `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
            assert.equal(evaluate(literal), text);
        }),
    );
});

test('any text is a formula or refused with a reason, never anything else', () => {
    const word = fc.constantFrom(
        '1',
        '"a"',
        'x',
        '(',
        ')',
        ',',
        '+',
        '-',
        '&',
        '=',
        '<',
        'IF',
        'LEN(',
        'DATE(',
        'NULL',
        'TRUE',
        '!',
    );
    const source = fc.oneof(
        fc.string(),
        fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    );
    const given: Given = { values: { x: ['Number', null] } };
    fc.assert(
        fc.property(source, (text) => {
            try {
                evaluate(text, given);
            } catch (error) {
                const known = [FormulaError, FormulaValueError, UnsupportedInFormula].some(
                    (kind) => error instanceof kind,
                );
                assert.ok(known, String(error));
            }
        }),
        { numRuns: 2000 },
    );
});
