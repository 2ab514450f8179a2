/** Deciding, row by row, whether an upsert creates or updates. */
import { ERRORS } from '../errors.ts';
import { toStored } from './fieldRules.ts';
import { comparable } from './select.ts';
import type { NewRecord } from '../flow/port.ts';
import type { FieldSchema, FieldValue, ObjectSchema } from '../schema/types.ts';
import type { OrgRecords } from './orgRecords.ts';
import type { SaveRow } from './save.ts';

/**
 * Two rows of one call with one key both fail: "If the key is matched multiple times, then an error is generated and
 * the object record is neither inserted or updated." (Apex Developer Guide, Upserting Records, 2026-11-21)
 */
export function resolveUpsert(
    records: OrgRecords,
    object: ObjectSchema,
    field: FieldSchema,
    rows: readonly NewRecord[],
    units: readonly number[],
): SaveRow[] {
    const keys = rows.map((row) => comparable(field, toStored(field, row[field.name] ?? null)));
    const counts = Map.groupBy(keys, (key) => key);
    return rows.map((values, index): SaveRow => {
        const key = keys[index] ?? null;
        const unit = units[index] ?? index;
        const isRepeated = key !== null && (counts.get(key)?.length ?? 0) > 1;
        if (isRepeated)
            return {
                id: undefined,
                values,
                unit,
                refused: ERRORS.duplicateExternalId(field.name, String(values[field.name])),
            };
        return { id: undefined, values, unit, ...resolveKey(records, object, field, key) };
    });
}

/** The record that has the key, if one has; or why the row cannot be saved. */
function resolveKey(
    records: OrgRecords,
    object: ObjectSchema,
    field: FieldSchema,
    key: FieldValue,
): Partial<Pick<SaveRow, 'id' | 'refused'>> {
    if (field.type === 'Id') return key === null ? {} : { id: String(key) };
    if (key === null) return { refused: ERRORS.missingExternalId(field.name) };
    const where = { kind: 'in', path: { parents: [], field }, values: new Set([key]) } as const;
    const ids = records.select({ object, where }).map((row) => String(row['Id']));
    if (ids.length > 1) return { refused: ERRORS.manyForExternalId(field.name, ids) };
    return { id: ids[0] };
}
