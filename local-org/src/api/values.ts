/** Values on the wire: JSON in and out of the form in which they are stored. */
import { ERRORS } from '../errors.ts';
import { isNumeric } from '../records/fieldRules.ts';
import type { FieldSchema, FieldValue } from '../schema/types.ts';

/** Date-times leave as `2026-01-31T09:30:00.000+0000`. */
export function toApiValue(field: FieldSchema, value: FieldValue): FieldValue {
    return field.type === 'DateTime' && typeof value === 'string' ? value.replace(/Z$/, '+0000') : value;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
// Seconds and their fraction may be missing; the zone may not.
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i;

/** A JSON value as the field takes it; refuses what has the wrong type, as the platform's parser does. */
export function fromJson(field: FieldSchema, value: unknown): FieldValue {
    if (value === null) return null;
    if (field.type === 'Checkbox') return booleanFrom(value);
    if (isNumeric(field)) return numberFrom(value);
    if (field.type === 'Date') return dateFrom(value);
    if (field.type === 'DateTime') return dateTimeFrom(value);
    if (typeof value === 'string') return value;
    throw wrongType('string', value);
}

function booleanFrom(value: unknown): boolean {
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    throw wrongType('boolean', value);
}

function numberFrom(value: unknown): FieldValue {
    if (typeof value === 'number') return value;
    if (value === '') return null;
    if (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim())) return Number(value);
    throw wrongType('double', value);
}

function dateFrom(value: unknown): FieldValue {
    if (value === '') return null;
    if (typeof value !== 'string') throw wrongType('date', value);
    const day = value.slice(0, 10);
    if (!DATE.test(day) || Number.isNaN(Date.parse(day)) || (value.length > 10 && !DATE_TIME.test(value))) {
        throw wrongType('date', value);
    }
    return day;
}

function dateTimeFrom(value: unknown): FieldValue {
    if (value === '') return null;
    if (typeof value !== 'string' || !(DATE.test(value) || DATE_TIME.test(value))) throw wrongType('datetime', value);
    const instant = new Date(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
    if (Number.isNaN(instant.getTime())) throw wrongType('datetime', value);
    return instant.toISOString();
}

function wrongType(type: string, value: unknown): Error {
    return ERRORS.wrongJsonType(type, ...tokenOf(value));
}

/** The value as the platform's parser names it, and its text if it has one. */
function tokenOf(value: unknown): [kind: string, text: string] {
    switch (typeof value) {
        case 'string':
            return ['VALUE_STRING', value];
        case 'number':
            return ['VALUE_NUMBER', String(value)];
        case 'boolean':
            return [value ? 'VALUE_TRUE' : 'VALUE_FALSE', String(value)];
        default:
            return [Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT', ''];
    }
}
