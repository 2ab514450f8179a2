/** Literals of a query as values of the field they are compared with. */
import type { LiteralType } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { normaliseId } from '../records/ids.ts';
import type { FieldSchema, FieldValue } from '../schema/types.ts';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

export function unquote(text: string): string {
    const inner = text.startsWith("'") ? text.slice(1, -1) : text;
    return inner.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, escaped: string) =>
        escaped.startsWith('u') && escaped.length === 5
            ? String.fromCharCode(parseInt(escaped.slice(1), 16))
            : (ESCAPES[escaped.toLowerCase()] ?? escaped),
    );
}

export function literalValue(field: FieldSchema, type: LiteralType | undefined, text: string): FieldValue {
    switch (type) {
        case 'NULL':
            return null;
        case 'STRING':
            return textValue(field, unquote(text));
        case 'INTEGER':
        case 'DECIMAL':
            return expect(field, 'double', Number(text));
        case 'BOOLEAN':
            return expect(field, 'boolean', /^true$/i.test(text));
        case 'DATE':
            return expect(field, 'date', text);
        case 'DATETIME':
            return expect(field, 'dateTime', dateTimeValue(text));
        default:
            throw ERRORS.unsupported(`the SOQL literal ${text}`);
    }
}

function textValue(field: FieldSchema, text: string): FieldValue {
    if (field.type === 'Id' || field.referenceTo.length > 0) {
        if (text === '') return null;
        if (normaliseId(text) === undefined) throw ERRORS.badIdLiteral(text);
        return text;
    }
    // Nothing and the empty text are one to the platform.
    return expect(field, 'string', text === '' ? null : text);
}

function dateTimeValue(text: string): string {
    const instant = new Date(text);
    if (Number.isNaN(instant.getTime())) throw ERRORS.badDate(text);
    return instant.toISOString();
}

function expect(field: FieldSchema, type: string, value: FieldValue): FieldValue {
    const wanted = soqlType(field);
    if (wanted !== type) throw ERRORS.wrongLiteral(field.name, wanted);
    return value;
}

export function soqlType(field: FieldSchema): string {
    if (field.type === 'DateTime') return 'dateTime';
    if (field.type === 'Date') return 'date';
    if (field.type === 'Checkbox') return 'boolean';
    if (field.type === 'Number' || field.type === 'Currency' || field.type === 'Percent') return 'double';
    return 'string';
}
