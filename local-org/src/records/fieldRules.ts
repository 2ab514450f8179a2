/** What a field may hold: values brought into stored form, and what the platform says of those it refuses. */
import { ERRORS } from '../errors.ts';
import { normaliseId } from './ids.ts';
import type { PlatformError } from '../errors.ts';
import type { FieldSchema, FieldType, FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';

const NUMERIC: ReadonlySet<FieldType> = new Set(['Number', 'Currency', 'Percent']);
// The platform's own pattern is not published; this one takes what the documentation's examples take.
const EMAIL = /^[^\s@,;<>()"]+@[^\s@,;<>()"]+\.[^\s@,;<>()"]+$/;

export function isEmailAddress(text: string): boolean {
    return EMAIL.test(text);
}

export function isReference(field: FieldSchema): boolean {
    return field.referenceTo.length > 0;
}

export function isNumeric(field: FieldSchema): boolean {
    return NUMERIC.has(field.type);
}

export function isWriteable(field: FieldSchema): boolean {
    return !field.readOnly && field.type !== 'Id';
}

/** Some of what is given when a record is created stays as it is. */
export const isUpdateable = (field: FieldSchema): boolean => isWriteable(field) && field.createOnly !== true;

/** What an update would change although it stays as it was created. */
export function fixedFieldErrors(
    object: ObjectSchema,
    record: StoredRecord,
    prior: StoredRecord | null,
): PlatformError[] {
    if (prior === null) return [];
    const changed = object.fields.filter(
        ({ name, createOnly }) => createOnly === true && (record[name] ?? null) !== (prior[name] ?? null),
    );
    return changed.length === 0 ? [] : [ERRORS.notWriteable(changed.map(({ name }) => name))];
}

/** Text without surrounding blanks, numbers to their scale, date-times to the second, ids of 18 characters. */
export function toStored(field: FieldSchema, value: FieldValue): FieldValue {
    if (field.type === 'Checkbox') return value === true;
    if (value === null) return null;
    if (typeof value === 'number') return isNumeric(field) ? roundTo(value, field.scale ?? 0) : value;
    if (typeof value !== 'string') return value;
    const text = value.trim();
    if (text === '') return null;
    if (isReference(field) || field.type === 'Id') return normaliseId(text) ?? text;
    if (field.type === 'DateTime') return `${text.slice(0, 19)}.000Z`;
    return text;
}

/** Half away from zero, on the decimal digits as they are written, not on their binary neighbours. */
function roundTo(value: number, scale: number): number {
    const rounded = Number(`${Math.round(Number(`${Math.abs(value)}e${scale}`))}e-${scale}`);
    return Number.isNaN(rounded) ? value : Math.sign(value) * rounded || 0;
}

/** Refusals that come before automation: references of the wrong kind, values outside restricted picklists. */
export function earlyErrors(object: ObjectSchema, values: StoredRecord): PlatformError[] {
    return object.fields.flatMap((field) => {
        const value = values[field.name];
        if (typeof value !== 'string') return [];
        if (isReference(field) && field.type !== 'MetadataRelationship') return referenceErrors(field, value);
        return picklistErrors(field, value);
    });
}

function referenceErrors(field: FieldSchema, value: string): PlatformError[] {
    return normaliseId(value) === undefined ? [ERRORS.malformedId(field, value)] : [];
}

function picklistErrors(field: FieldSchema, value: string): PlatformError[] {
    const { picklist } = field;
    if (!picklist?.restricted) return [];
    const allowed = new Set(picklist.values.map((entry) => entry.value));
    const chosen = field.type === 'MultiselectPicklist' ? value.split(';') : [value];
    return chosen.filter((one) => !allowed.has(one)).map((one) => ERRORS.badPicklistValue(field, one));
}

/** The system validation that follows the before-save automation. */
export function systemErrors(object: ObjectSchema, record: StoredRecord): PlatformError[] {
    const missing = object.fields.filter(
        (field) => field.required && field.type !== 'Checkbox' && (record[field.name] ?? null) === null,
    );
    const required = missing.length === 0 ? [] : [ERRORS.required(missing.map((field) => field.name))];
    return [...required, ...object.fields.flatMap((field) => valueErrors(field, record[field.name] ?? null))];
}

function valueErrors(field: FieldSchema, value: FieldValue): PlatformError[] {
    if (field.formula !== undefined || value === null) return [];
    if (typeof value === 'number') return isTooLarge(field, value) ? [ERRORS.numberTooLarge(field)] : [];
    if (typeof value !== 'string' || isReference(field)) return [];
    if (field.length !== undefined && value.length > field.length) return [ERRORS.tooLong(field, value, field.length)];
    if (field.type === 'Email' && !isEmailAddress(value)) return [ERRORS.badEmail(field, value)];
    return picklistErrors(field, value);
}

function isTooLarge(field: FieldSchema, value: number): boolean {
    if (!Number.isFinite(value)) return true;
    if (field.precision === undefined) return false;
    return Math.abs(value) >= 10 ** (field.precision - (field.scale ?? 0));
}
