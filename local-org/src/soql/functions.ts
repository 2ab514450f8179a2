/**
 * Functions of one field: parts of dates, labels, formatted values. The user's time zone is GMT and the fiscal year is
 * the calendar's, the standard.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_date_functions.htm (2026-11-25)
 */
import type { FunctionExp } from '@jetstreamapp/soql-parser-js';
import { displayValue, labelOf } from '../api/displayValue.ts';
import { ERRORS } from '../errors.ts';
import type { FieldSchema, FieldType, FieldValue } from '../schema/types.ts';
import type { FieldPath } from '../records/select.ts';

const DAY = 86_400_000;
const TIME_ZONE = 'GMT';

const startOfYear = (at: Date): number => Date.UTC(at.getUTCFullYear(), 0, 1);
const dayOfYear = (at: Date): number => Math.floor((at.getTime() - startOfYear(at)) / DAY) + 1;
const quarter = (at: Date): number => Math.floor(at.getUTCMonth() / 3) + 1;
const month = (at: Date): number => at.getUTCMonth() + 1;
const year = (at: Date): number => at.getUTCFullYear();

/** What each makes of a date or a date and time. */
const DATE_PARTS: Readonly<Record<string, (at: Date) => number>> = {
    CALENDAR_MONTH: month,
    CALENDAR_QUARTER: quarter,
    CALENDAR_YEAR: year,
    DAY_IN_MONTH: (at) => at.getUTCDate(),
    DAY_IN_WEEK: (at) => at.getUTCDay() + 1,
    DAY_IN_YEAR: dayOfYear,
    FISCAL_MONTH: month,
    FISCAL_QUARTER: quarter,
    FISCAL_YEAR: year,
    WEEK_IN_MONTH: (at) => Math.ceil(at.getUTCDate() / 7),
    WEEK_IN_YEAR: (at) => Math.ceil(dayOfYear(at) / 7),
    HOUR_IN_DAY: (at) => at.getUTCHours(),
};
/** These need a time. */
const OF_DATE_TIMES: ReadonlySet<string> = new Set(['HOUR_IN_DAY', 'DAY_ONLY']);

export const DATE_FUNCTIONS: readonly string[] = [...Object.keys(DATE_PARTS), 'DAY_ONLY'];
/** Functions of a field that need no GROUP BY. */
export const SHOWING_FUNCTIONS = ['toLabel', 'FORMAT'] as const;

export function nameOfFunction(fn: FunctionExp): string {
    return (fn.functionName ?? '').toUpperCase();
}

export function isDateFunction(fn: FunctionExp): boolean {
    return DATE_FUNCTIONS.includes(nameOfFunction(fn));
}

/** `FUNCTION(field)` as a path; `resolve` finds the field. */
export function functionPath(fn: FunctionExp, resolve: (field: string) => FieldPath): FieldPath {
    const name = nameOfFunction(fn);
    if (name === 'TOLABEL') return labelPath(fieldOf(fn, resolve));
    if (name === 'FORMAT') return formattedPath(fieldOf(fn, resolve));
    if (!isDateFunction(fn)) throw ERRORS.unsupported(`the SOQL function ${fn.functionName ?? ''}`);
    return datePath(name, fieldOf(fn, resolve));
}

/** The one field that a function takes, also inside of convertTimezone(), which changes nothing for a user in GMT. */
function fieldOf(fn: FunctionExp, resolve: (field: string) => FieldPath): FieldPath {
    const [parameter, ...others] = fn.parameters ?? [];
    if (parameter === undefined || others.length > 0)
        throw ERRORS.malformedQuery(`${fn.functionName ?? ''} takes one field`);
    if (typeof parameter === 'string') return resolve(parameter);
    if (nameOfFunction(parameter) !== 'CONVERTTIMEZONE')
        throw ERRORS.unsupported(`${parameter.functionName ?? ''} inside of ${fn.functionName ?? ''} in SOQL`);
    const path = fieldOf(parameter, resolve);
    if (path.field.type !== 'DateTime') throw wrongType('convertTimezone', path.field);
    return path;
}

function datePath(name: string, path: FieldPath): FieldPath {
    const { type } = path.field;
    if (type !== 'DateTime' && (type !== 'Date' || OF_DATE_TIMES.has(name))) throw wrongType(name, path.field);
    const part = DATE_PARTS[name];
    const apply = (value: FieldValue): FieldValue => {
        if (typeof value !== 'string') return null;
        return part ? part(new Date(value)) : value.slice(0, 10);
    };
    return computed(path, name, part ? 'Number' : 'Date', `${name}(${path.field.name})`, apply);
}

function labelPath(path: FieldPath): FieldPath {
    const { field } = path;
    if (field.type !== 'Picklist' && field.type !== 'MultiselectPicklist') throw wrongType('toLabel', field);
    const apply = (value: FieldValue): FieldValue =>
        typeof value === 'string'
            ? value
                  .split(';')
                  .map((each) => labelOf(field, each))
                  .join(';')
            : null;
    return computed(path, 'toLabel', 'Text', field.name, apply);
}

function formattedPath(path: FieldPath): FieldPath {
    const apply = (value: FieldValue): FieldValue => formatted(path.field, value);
    return computed(path, 'FORMAT', 'Text', path.field.name, apply);
}

/** As FORMAT() gives a value to a user whose language is English (United States). */
export function formatted(field: FieldSchema, value: FieldValue): FieldValue {
    return displayValue(field, value, TIME_ZONE) ?? value;
}

function computed(
    path: FieldPath,
    fn: string,
    type: FieldType,
    name: string,
    apply: (value: FieldValue) => FieldValue,
): FieldPath {
    return {
        parents: path.parents,
        field: { ...plainField(path.field), type, name, referenceTo: [] },
        computed: { name: `${fn}(${path.field.name})`, from: path.field, apply },
    };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What a value is like that is already computed. */
export function withoutFormula(field: FieldSchema): Writable<FieldSchema> {
    const plain: Writable<FieldSchema> = { ...field };
    delete plain.formula;
    return plain;
}

/** What a value is like that no longer is a field: neither computed by a formula nor chosen from a list. */
function plainField(field: FieldSchema): FieldSchema {
    const plain = withoutFormula(field);
    delete plain.picklist;
    return plain;
}

function wrongType(fn: string, field: FieldSchema): Error {
    return ERRORS.malformedQuery(`field ${field.name} does not support ${fn}`);
}

/** The same expression has the same key, however it is written. */
export function pathKey(path: FieldPath): string {
    const names = path.parents.map((lookup) => lookup.relationshipName ?? lookup.name);
    return [...names, path.computed?.name ?? path.field.name].join('.').toLowerCase();
}
