/** Deciding, row by row, whether an upsert creates or updates. */
import { ERRORS } from '../errors.ts';
import { isReference, toStored } from './fieldRules.ts';
import { comparable } from './select.ts';
import type { NewRecord } from '../flow/port.ts';
import type { PlatformError } from '../errors.ts';
import type { FieldSchema, FieldValue, ObjectSchema } from '../schema/types.ts';
import type { OrgRecords } from './orgRecords.ts';

export type UpsertRow =
    | { readonly kind: 'save'; readonly id: string | undefined; readonly values: NewRecord }
    | { readonly kind: 'refused'; readonly error: PlatformError };

/**
 * Two rows of one call with one key both fail: "If the key is matched multiple times, then an error is generated and
 * the object record is neither inserted or updated." (Apex Developer Guide, Upserting Records, 2026-11-21)
 */
export function resolveUpsert(
    records: OrgRecords,
    object: ObjectSchema,
    field: FieldSchema,
    rows: readonly NewRecord[],
): UpsertRow[] {
    const keys = rows.map((row) => comparable(field, toStored(field, row[field.name] ?? null)));
    const counts = Map.groupBy(keys, (key) => key);
    return rows.map((values, index) => {
        const key = keys[index] ?? null;
        if (key !== null && (counts.get(key)?.length ?? 0) > 1) {
            return refused(ERRORS.duplicateExternalId(field.name, String(values[field.name])));
        }
        return resolveRow(records, object, field, values, key);
    });
}

function resolveRow(
    records: OrgRecords,
    object: ObjectSchema,
    field: FieldSchema,
    values: NewRecord,
    key: FieldValue,
): UpsertRow {
    if (field.type === 'Id') {
        return { kind: 'save', id: key === null ? undefined : String(key), values };
    }
    if (key === null) return refused(ERRORS.missingExternalId(field.name));
    const path = { parents: [], field };
    const found = records.select({ object, where: { kind: 'in', path, values: new Set([key]) } });
    if (found.length > 1 && !isReference(field)) {
        return refused(
            ERRORS.manyForExternalId(
                field.name,
                found.map((row) => String(row['Id'])),
            ),
        );
    }
    const id = found[0]?.['Id'];
    return { kind: 'save', id: id === undefined ? undefined : String(id), values };
}

function refused(error: PlatformError): UpsertRow {
    return { kind: 'refused', error };
}
