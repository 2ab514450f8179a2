/** Naming a parent by its external id instead of its id, in JSON and in CSV. */
import { ERRORS } from '../errors.ts';
import { toStored } from '../records/fieldRules.ts';
import { comparable } from '../records/select.ts';
import { fromJson } from './values.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { FieldSchema, ObjectSchema } from '../schema/types.ts';

export interface ParentKey {
    /** Which of a lookup's objects; needed only where it has several. */
    readonly type: string | undefined;
    readonly field: string;
    readonly value: unknown;
}

export function parentId(records: OrgRecords, lookup: FieldSchema, key: ParentKey): string {
    const { parent, field } = parentField(records, lookup, key);
    const value = comparable(field, toStored(field, fromJson(field, key.value)));
    if (value === null) throw ERRORS.noSuchParent('', field.name, parent.name);
    const where = { kind: 'in', path: { parents: [], field }, values: new Set([value]) } as const;
    const [row, ...others] = records.select({ object: parent, where });
    if (!row) throw ERRORS.noSuchParent(String(key.value), field.name, parent.name);
    if (others.length > 0) {
        throw ERRORS.manyForExternalId(
            field.name,
            [row, ...others].map((one) => String(one['Id'])),
        );
    }
    return String(row['Id']);
}

export function parentField(
    records: OrgRecords,
    lookup: FieldSchema,
    { type, field: name }: Pick<ParentKey, 'type' | 'field'>,
): { parent: ObjectSchema; field: FieldSchema } {
    const [only, ...others] = lookup.referenceTo;
    const target = type ?? (others.length === 0 ? only : undefined);
    const parent = target === undefined ? undefined : records.schema.object(target);
    if (!parent || !lookup.referenceTo.includes(parent.name)) {
        throw ERRORS.unknownColumn(`${lookup.relationshipName ?? lookup.name}.${name}`, target ?? lookup.name);
    }
    const field = parent.field(name);
    if (!field) throw ERRORS.unknownColumn(name, parent.name);
    if (!(field.externalId || field.type === 'Id')) throw ERRORS.notExternalId(name, parent.name);
    return { parent, field };
}
