/** Which functions there are: https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm (2026-11-25). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFormula, FUNCTION_NAMES, FormulaError, FormulaValueError } from '../../src/formula/index.ts';
import { REFUSED_FUNCTION_NAMES, UnsupportedInFormula } from '../../src/formula/index.ts';
import { evaluate, scopeOf } from './support.ts';

const DOCUMENTED =
    `ADDMONTHS DATE DATEVALUE DATETIMEVALUE DAY DAYOFYEAR FORMATDURATION FROMUNIXTIME HOUR ISOWEEK ISOYEAR
    MILLISECOND MINUTE MONTH NOW SECOND TIMENOW TIMEVALUE TODAY UNIXTIMESTAMP WEEKDAY YEAR
    AND BLANKVALUE CASE IF ISBLANK ISCLONE ISNEW ISNULL ISNUMBER NOT NULLVALUE OR PRIORVALUE
    ABS ACOS ASIN ATAN ATAN2 CEILING COS DISTANCE EXP FLOOR GEOLOCATION LN LOG MAX MCEILING MFLOOR MIN MOD PI ROUND SIN
    SQRT TAN TRUNC PICKLISTCOUNT
    ASCII BEGINS BR CASESAFEID CHR CONTAINS FIND GETSESSIONID HTMLENCODE HYPERLINK IMAGE INCLUDES INITCAP ISPICKVAL
    JSENCODE JSINHTMLENCODE LEFT LEN LOWER LPAD MID RIGHT RPAD REVERSE SUBSTITUTE TEXT TRIM UPPER URLENCODE VALUE
    PARENTGROUPVAL PREVGROUPVAL
    CURRENCYRATE GETRECORDIDS IMAGEPROXYURL INCLUDE ISCHANGED JUNCTIONIDLIST LINKTO PREDICT REGEX REQUIRESCRIPT URLFOR
    VLOOKUP`.split(/\s+/);

test('every documented function is run or refused by its name', () => {
    assert.deepEqual([...FUNCTION_NAMES, ...REFUSED_FUNCTION_NAMES].sort(), [...DOCUMENTED].sort());
    for (const name of REFUSED_FUNCTION_NAMES)
        assert.throws(
            () => evaluate(`${name}("a")`),
            (error) =>
                (error instanceof UnsupportedInFormula || error instanceof FormulaError) &&
                error.message.includes(name),
            name,
        );
});

test('a function that the platform does not have is unknown, also when its open-source engine has it', () => {
    for (const name of ['NOSUCH', 'IN', 'IFERROR', 'IFS', 'LIKE', 'SUBSTR', 'ENDS', 'JSONVALUE', 'FORMATCURRENCY'])
        assert.throws(() => evaluate(`${name}("a", "b")`), {
            name: 'FormulaError',
            message: `Unknown function ${name}. Check spelling.`,
        });
});

test('the functions of the open-source engine run for formula cases', () => {
    const results: readonly (readonly [string, unknown])[] = [
        ['IFERROR(1 / 0, 7)', 7],
        ['IN(2, 1, 2, 3)', true],
        ['IN(9, 1, 2, 3)', false],
        ['IFS(FALSE, 1, TRUE, 2, 3)', 2],
        ['IFS(FALSE, 1, 3)', 3],
        ['LIKE("Hello", "h_l%")', true],
        ['LIKE("50x", "50\\\\%")', false],
        ['LIKE("a", "[abc]")', false],
        ['SUBSTR("abcdef", 2)', 'bcdef'],
        ['SUBSTR("abcdef", -2)', 'ef'],
        ['SUBSTR("abcdef", -3, 2)', 'de'],
        ['SUBSTR("abcdef", 7)', null],
        ['ENDS("abc", "bc")', true],
        [`JSONVALUE('{"a": {"b": [1, "x"]}}', "a.b[1]")`, 'x'],
        [`JSONPATHVALUE('{"a": 5}', "$.a")`, '5'],
        [`JSONPATHVALUE('no json', "$.a")`, null],
        ['FORMATCURRENCY("JPY", -1234567.5)', 'JPY -1,234,568'],
        ['FORMATCURRENCY("KWD", 15.1)', 'KWD 15.100'],
    ];
    for (const [source, expected] of results)
        assert.equal(
            compileFormula(source, { ...scopeOf({}), engineFunctions: true }).evaluate(null),
            expected,
            source,
        );
});

test('links and images are tags, with their texts encoded', () => {
    assert.equal(
        evaluate('HYPERLINK("https://example.org/?a=1&b=2", "Bill & \\"Ben\\"")'),
        '<a href="https://example.org/?a=1&amp;b=2" target="_blank">Bill &amp; &quot;Ben&quot;</a>',
    );
    assert.equal(
        evaluate('IMAGE("/img/flag.gif", "Red", 10, 20)'),
        '<img src="/img/flag.gif" alt="Red" style="height:10px; width:20px;" border="0"/>',
    );
});

test('a distance is that of the great circle', () => {
    const source = (unit: string): string =>
        `ROUND(DISTANCE(GEOLOCATION(52.52, 13.405), GEOLOCATION(48.8566, 2.3522), "${unit}"), 0)`;
    assert.equal(evaluate(source('km')), 877);
    assert.equal(evaluate(source('mi')), 545);
    assert.throws(() => evaluate(source('ft')), FormulaError);
    assert.throws(() => evaluate('GEOLOCATION(1, 2)'), FormulaError);
    assert.throws(() => evaluate(source('km').replace('52.52', '95')), FormulaValueError);
});

test('a pattern may come from a field; what it cannot be read as has no result', () => {
    const values = (text: string, pattern: string) => ({
        values: { t: ['Text', text], p: ['Text', pattern] } as const,
    });
    assert.equal(evaluate('REGEX(t, p)', values('abc', '[a-c]+')), true);
    assert.equal(evaluate('REGEX(t, p)', values('abcd', '[a-c]+')), false);
    assert.equal(evaluate('REGEX(t, p)', values('aab', '(a*)+b')), true);
    assert.equal(evaluate('REGEX(t, p)', values('Ab1', '\\p{Upper}\\p{Alpha}\\d')), true);
    assert.throws(() => evaluate('REGEX(t, p)', values('a', '(')), FormulaValueError);
    assert.throws(() => evaluate('REGEX("a", "a++")'), UnsupportedInFormula);
});
