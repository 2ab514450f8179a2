/** The rows of an ingest job's CSV, as rows to save. */
import { ERRORS, PlatformError } from '../../errors.ts';
import { isNumeric, isWriteable } from '../../records/fieldRules.ts';
import { normaliseId } from '../../records/ids.ts';
import { parentField, parentId } from '../parents.ts';
import { fromJson } from '../values.ts';
import { BadCsv } from './csv.ts';
import type { NewRecord } from '../../flow/port.ts';
import type { OrgRecords } from '../../records/orgRecords.ts';
import type { FieldSchema, FieldType, FieldValue, ObjectSchema } from '../../schema/types.ts';
import type { CollectionRow } from '../collections/saveCollection.ts';
import type { IngestJob } from './jobs.ts';

/** A header cell, resolved once for the whole file. */
type Column =
    | { readonly kind: 'field'; readonly field: FieldSchema }
    | {
          readonly kind: 'parent';
          readonly lookup: FieldSchema;
          readonly type: string | undefined;
          readonly keyField: string;
      };

const NULL_TEXT = '#N/A';
const NULL = Symbol('null');

/** Throws BadCsv for a header that does not fit the object and the operation. */
export function columnsOf(records: OrgRecords, job: IngestJob): readonly Column[] {
    const columns = job.table.header.map((name) => columnOf(records, job.object, name));
    const names = job.table.header.map((name) => name.toLowerCase());
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new BadCsv(`InvalidBatch : Field name duplicated : ${twice}`);
    const key = job.operation === 'upsert' ? job.externalIdField?.name : job.operation === 'insert' ? undefined : 'Id';
    if (key !== undefined && key !== 'Id' && !names.includes(key.toLowerCase())) throw fieldNotFound(key);
    if (key === 'Id' && job.operation !== 'upsert' && !names.includes('id')) throw fieldNotFound('Id');
    if (job.operation === 'delete' && names.length > 1) {
        // "The CSV file should contain only the Id column" (walkthrough for bulk delete)
        throw new BadCsv('InvalidBatch : The CSV of a delete job holds the Id column only');
    }
    return columns;
}

function columnOf(records: OrgRecords, object: ObjectSchema, name: string): Column {
    const field = object.field(name);
    if (field) return { kind: 'field', field };
    // RelationshipName.IndexedFieldName or, where a lookup has several objects, ObjectType:RelationshipName.IndexedFieldName
    // https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
    const match = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name);
    const lookup = match && object.parentRelationship(match[2] ?? '');
    if (!lookup) throw fieldNotFound(name);
    const key = { type: match[1], field: match[3] ?? '' };
    try {
        parentField(records, lookup, key);
    } catch (error) {
        if (error instanceof PlatformError) throw fieldNotFound(name);
        throw error;
    }
    return { kind: 'parent', lookup, type: key.type, keyField: key.field };
}

/** https://github.com/forcedotcom/cli/issues/720 shows the words (checked 2026-11-25). */
function fieldNotFound(name: string): BadCsv {
    return new BadCsv(`InvalidBatch : Field name not found : ${name}`);
}

export function toCollectionRow(
    records: OrgRecords,
    job: IngestJob,
    columns: readonly Column[],
    cells: readonly string[],
): CollectionRow | PlatformError {
    try {
        return rowOf(records, job, columns, cells);
    } catch (error) {
        if (error instanceof PlatformError && error.httpStatus !== 501) return error;
        throw error;
    }
}

function rowOf(
    records: OrgRecords,
    { object, operation, externalIdField }: IngestJob,
    columns: readonly Column[],
    cells: readonly string[],
): CollectionRow {
    const values: NewRecord = {};
    const readOnly: string[] = [];
    columns.forEach((column, index) => {
        // "Empty field values are ignored when you update records. To set a field value to null, use #N/A."
        const text = cells[index] ?? '';
        if (text === '') return;
        const given = text === NULL_TEXT ? NULL : text;
        if (column.kind === 'parent') {
            const key = { type: column.type, field: column.keyField, value: text };
            values[column.lookup.name] = given === NULL ? null : parentId(records, column.lookup, key);
        } else if (column.field.type === 'Id') {
            values['Id'] = normaliseId(text) ?? text;
        } else if (!isWriteable(column.field)) {
            readOnly.push(column.field.name);
        } else {
            values[column.field.name] = given === NULL ? null : cellValue(column.field, text, index);
        }
    });
    if (readOnly.length > 0) throw ERRORS.notWriteable(readOnly);
    if (operation === 'insert') {
        if (values['Id'] !== undefined) throw ERRORS.idOnInsert();
        return { object, operation: object.kind === 'event' ? 'publish' : 'insert', values };
    }
    if (operation === 'upsert') return { object, operation, externalIdField: externalIdField?.name ?? 'Id', values };
    return { object, operation, values: { ...values, Id: values['Id'] ?? '' } };
}

const TRUE = /^(yes|y|true|on|1)$/i;
const FALSE = /^(no|n|false|off|0)$/i;
const XSD: Partial<Record<FieldType, string>> = { Date: 'xsd:date', DateTime: 'xsd:dateTime', Checkbox: 'xsd:boolean' };

function cellValue(field: FieldSchema, text: string, index: number): FieldValue {
    // https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_valid_record_rows.htm
    if (field.type === 'Checkbox' && TRUE.test(text)) return true;
    if (field.type === 'Checkbox' && FALSE.test(text)) return false;
    try {
        return fromJson(field, field.type === 'Date' ? text.replace(/Z$/, '') : text);
    } catch (error) {
        if (!(error instanceof PlatformError) || error.errorCode !== 'JSON_PARSER_ERROR') throw error;
        const type = XSD[field.type] ?? (isNumeric(field) ? 'xsd:double' : 'xsd:string');
        throw ERRORS.badCell(index, text, type, field.name);
    }
}
