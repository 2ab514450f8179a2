/** Laws that hold for any values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluate } from './support.ts';
import type { Given } from './support.ts';

const decimal = fc
    .tuple(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.integer({ min: 0, max: 6 }))
    .map(([digits, scale]) => digits / 10 ** scale);
const divisor = decimal.filter((value) => value !== 0);
const places = fc.integer({ min: -3, max: 6 });
const day = fc.date({ min: new Date('1700-01-01'), max: new Date('4000-12-31'), noInvalidDate: true });
const dateOf = (at: Date): string => at.toISOString().slice(0, 10);

const numbers = (a: number, b = 0): Given => ({ values: { a: ['Number', a], b: ['Number', b] } });
const dates = (date: string, days = 0): Given => ({ values: { date: ['Date', date], days: ['Number', days] } });
const holds = (source: string, given: Given): void => assert.equal(evaluate(source, given), true, source);

test('ROUND, FLOOR, CEILING, MFLOOR, MCEILING and TRUNC agree with each other', () => {
    fc.assert(
        fc.property(decimal, places, (a, b) => {
            const given = numbers(a, b);
            holds('ROUND(-a, b) = -ROUND(a, b)', given);
            holds('ROUND(ROUND(a, b), b) = ROUND(a, b)', given);
            holds('ABS(ROUND(a, b) - a) <= 0.5 * 10 ^ -b', given);
            holds('ABS(TRUNC(a, b)) <= ABS(a)', given);
            holds('MFLOOR(a) <= a && a <= MCEILING(a) && MCEILING(a) - MFLOOR(a) <= 1', given);
            holds('MFLOOR(a) = -MCEILING(-a) && FLOOR(a) = -FLOOR(-a) && CEILING(a) = -CEILING(-a)', given);
            holds('ABS(FLOOR(a)) <= ABS(a) && ABS(a) <= ABS(CEILING(a))', given);
            holds('FLOOR(a) = TRUNC(a) && IF(a >= 0, FLOOR(a) = MFLOOR(a), FLOOR(a) = MCEILING(a))', given);
        }),
    );
});

test('arithmetic is exact: what is divided comes back, and the order of a sum does not matter', () => {
    fc.assert(
        fc.property(decimal, divisor, (a, b) => {
            const given = numbers(a, b);
            holds('a / b * b = a', given);
            holds('a + b - b = a && a + b = b + a && a - b = -(b - a)', given);
            holds('a * b = b * a && (a + b) * 2 = a * 2 + b * 2', given);
        }),
    );
});

test('MOD is what whole division leaves, with the sign of the dividend', () => {
    fc.assert(
        fc.property(decimal, divisor, (a, b) => {
            holds('MOD(a, b) = a - b * FLOOR(a / b)', numbers(a, b));
            holds('ABS(MOD(a, b)) < ABS(b) && (MOD(a, b) = 0 || (MOD(a, b) > 0) = (a > 0))', numbers(a, b));
        }),
    );
});

test('TEXT and VALUE are each other’s inverse', () => {
    fc.assert(
        fc.property(fc.oneof(decimal, fc.double({ noNaN: true, min: -1e30, max: 1e30 })), (a) => {
            holds('VALUE(TEXT(a)) = a && ISNUMBER(TEXT(a)) && NOT(CONTAINS(TEXT(a), "e"))', numbers(a));
        }),
    );
});

test('days added to a date are the days between', () => {
    fc.assert(
        fc.property(day, fc.integer({ min: -40_000, max: 40_000 }), (at, days) => {
            const given = dates(dateOf(at), days);
            holds('date + days - date = days && date + days - days = date', given);
            holds('DATE(YEAR(date), MONTH(date), DAY(date)) = date && DATEVALUE(TEXT(date)) = date', given);
            holds('MOD(WEEKDAY(date + 7) - WEEKDAY(date), 7) = 0', given);
            holds('date - DATE(YEAR(date), 1, 1) + 1 = DAYOFYEAR(date)', given);
            holds('DATEVALUE(DATETIMEVALUE(TEXT(date) & " 23:59:59")) = date', given);
        }),
    );
});

test('ADDMONTHS moves by months and stays within the month', () => {
    fc.assert(
        fc.property(day, fc.integer({ min: -600, max: 600 }), (at, months) => {
            const given = dates(dateOf(at), months);
            const count = (of: string): string => `(YEAR(${of}) * 12 + MONTH(${of}))`;
            holds(`${count('ADDMONTHS(date, days)')} - ${count('date')} = days`, given);
            holds(
                'MONTH(date + 1) = MONTH(date) || MONTH(ADDMONTHS(date, days) + 1) <> MONTH(ADDMONTHS(date, days))',
                given,
            );
        }),
    );
});

test('a date and time, its text and its Unix time are the same moment', () => {
    fc.assert(
        fc.property(day, (at) => {
            const given: Given = { values: { at: ['DateTime', `${at.toISOString().slice(0, 19)}.000Z`] } };
            holds('FROMUNIXTIME(UNIXTIMESTAMP(at)) = at', given);
            holds('DATETIMEVALUE(LEFT(TEXT(at), 19)) = at', given);
            holds('at + 1.5 - at = 1.5', given);
        }),
    );
});

test('LEFT and the rest make the text; padding and reversing keep it', () => {
    fc.assert(
        fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 0, max: 20 }), (text, count) => {
            const given: Given = { values: { t: ['Text', text], n: ['Number', count] } };
            holds('LEFT(t, n) & MID(t, n + 1, LEN(t)) = t', given);
            holds('LEN(LPAD(t, n, "x")) = n && RIGHT(LPAD(t, LEN(t) + n, "x"), LEN(t)) = t', given);
            holds('REVERSE(REVERSE(t)) = t && CONTAINS(t & "x", t) && BEGINS(t & "x", t)', given);
        }),
    );
});
