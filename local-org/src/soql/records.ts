/** Rows as the REST API answers them: the selected fields, parents as records, children as results. */
import { toApiValue } from '../api/values.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { FieldPath } from '../records/select.ts';
import type { FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { FieldColumn } from './select.ts';
import type { TypeofColumn } from './typeof.ts';

export type QueryValue = FieldValue | QueryRecord | QueryResult;
/** A record of the answer: `attributes`, then the selected fields; parents are records, child queries are results. */
export interface QueryRecord {
    readonly attributes: { readonly type: string; readonly url?: string };
    readonly [field: string]: QueryValue | { readonly type: string; readonly url?: string };
}
export interface QueryResult {
    readonly totalSize: number;
    readonly done: true;
    readonly records: readonly QueryRecord[];
}

export const API_VERSION = '67.0';

export function complete(rows: readonly QueryRecord[]): QueryResult {
    return { totalSize: rows.length, done: true, records: rows };
}

export function attributesOf(object: ObjectSchema, row: StoredRecord): { type: string; url: string } {
    return { type: object.name, url: `/services/data/v${API_VERSION}/sobjects/${object.name}/${String(row['Id'])}` };
}

/** A record under construction. */
export type Draft = Record<string, unknown>;

/** Puts the value where the path leads: into the record, or into the records of its parents. */
export function setField(records: OrgRecords, record: Draft, row: StoredRecord, column: FieldColumn): void {
    const { path, relationships, alias } = column;
    let target = record;
    let current = row;
    for (const [index, lookup] of path.parents.entries()) {
        const name = relationships[index] ?? '';
        const parent = records.parentRow(lookup, current);
        if (!parent) {
            target[name] ??= null;
            return;
        }
        target[name] ??= { attributes: attributesOf(parent.object, parent.row) };
        target = target[name] as Draft; // set in the line above
        current = parent.row;
    }
    target[alias ?? path.field.name] = valueOf(records, row, path);
}

/** The fields of the branch that the parent's object has. */
export function setTypeof(records: OrgRecords, record: Draft, row: StoredRecord, column: TypeofColumn): void {
    const parent = records.parentRow(column.lookup, row);
    const branch = parent && column.branches.get(parent.object.name);
    const paths = branch ?? column.otherwise;
    if (!parent || !paths) {
        record[column.relationship] = null;
        return;
    }
    // A branch reads the parent's own fields, ELSE reads them over the lookup.
    const from = branch ? parent.row : row;
    const values = paths.map((path): [string, FieldValue] => [path.field.name, valueOf(records, from, path)]);
    record[column.relationship] = {
        attributes: attributesOf(parent.object, parent.row),
        ...Object.fromEntries(values),
    };
}

function valueOf(records: OrgRecords, row: StoredRecord, path: FieldPath): FieldValue {
    return toApiValue(path.field, records.read(row, path));
}
