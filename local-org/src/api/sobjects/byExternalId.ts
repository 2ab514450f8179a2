/** Single records by an external id: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_upsert.htm */
import { ERRORS } from '../../errors.ts';
import { toStored } from '../../records/fieldRules.ts';
import { normaliseId } from '../../records/ids.ts';
import { noteRecent } from '../recent/recentItems.ts';
import { unlessModified } from '../requestHeaders.ts';
import { ok } from '../route.ts';
import { jsonObject, objectOf, readRow, requireSuccess, writeableObject } from '../rows.ts';
import { fromJson } from '../values.ts';
import { chosenFields, modifiedAt, recordBody } from './record.ts';
import { followRelationship } from './relationship.ts';
import type { FieldSchema, ObjectSchema, StoredRecord } from '../../schema/types.ts';
import type { Call, Route } from '../route.ts';

const PATH = '/sobjects/:object/:field/:value';

export const upsertRecord: Route = {
    method: 'PATCH',
    path: PATH,
    summary: 'Create or update a record by an external id; with `updateOnly=true` never create one',
    handle(call) {
        const object = writeableObject(call.org.schema, call.params['object'], 'upsert');
        const field = externalIdField(object, call.params['field']);
        const json = jsonObject(call.body);
        if (call.query['updateOnly'] === 'true' && matching(call, object, field).length === 0) throw ERRORS.notFound();
        if (Object.keys(json).some((name) => name.toLowerCase() === field.name.toLowerCase())) {
            throw ERRORS.externalIdInBody(field.name);
        }
        const row = {
            ...readRow(call.org.records, object, json),
            [field.name]: fromJson(field, call.params['value'] ?? ''),
        };
        const [outcome] = call.org.transact(`upsert ${object.name}`, (tx) =>
            tx.upsert(object.name, field.name, [row], [0]),
        );
        const { id, created } = requireSuccess(outcome);
        noteRecent(call, object, id);
        return { status: created ? 201 : 200, body: { id, success: true, errors: [], created } };
    },
};

export const getByExternalId: Route = {
    method: 'GET',
    path: PATH,
    summary: 'Read a record by an external id; or, with an id and a relationship in its place, its parent or children',
    handle(call) {
        const object = objectOf(call.org.schema, call.params['object']);
        const { field: id = '', value: relationship = '' } = call.params;
        const isId = object.field(id) === undefined && normaliseId(id)?.startsWith(object.keyPrefix) === true;
        if (isId) return followRelationship(call, object, id, relationship);
        const field = externalIdField(object, call.params['field']);
        const [row, ...others] = matching(call, object, field);
        if (!row) throw ERRORS.notFound();
        if (others.length > 0) return severalFound(call, object, [row, ...others]);
        const fields = chosenFields(object, call.query['fields']);
        noteRecent(call, object, row['Id']);
        return unlessModified(call, modifiedAt(row), () => ok(recordBody(call.org, object, row, fields)));
    },
};

export const deleteByExternalId: Route = {
    method: 'DELETE',
    path: PATH,
    summary: 'Delete a record by an external id',
    handle(call) {
        const object = writeableObject(call.org.schema, call.params['object'], 'delete');
        const [row, ...others] = matching(call, object, externalIdField(object, call.params['field']));
        if (!row) throw ERRORS.notFound();
        if (others.length > 0) return severalFound(call, object, [row, ...others]);
        const id = String(row['Id']);
        const [outcome] = call.org.transact(`delete ${object.name}`, (tx) => tx.delete(object.name, [id], [0]));
        requireSuccess(outcome);
        return { status: 204 };
    },
};

export function externalIdField(object: ObjectSchema, name: string | undefined): FieldSchema {
    const field = object.field(name ?? '');
    if (!field || !(field.externalId || field.type === 'Id')) throw ERRORS.notExternalId(name ?? '', object.name);
    return field;
}

function matching(call: Call, object: ObjectSchema, field: FieldSchema): readonly StoredRecord[] {
    const value = toStored(field, fromJson(field, call.params['value'] ?? ''));
    const where = { kind: 'compare', path: { parents: [], field }, operator: '=', value } as const;
    return value === null ? [] : call.org.select({ object, where });
}

/** "If the external ID isn't unique, the response is 300 with the list of matching records." */
function severalFound(
    call: Call,
    object: ObjectSchema,
    rows: readonly StoredRecord[],
): { status: number; body: string[] } {
    return { status: 300, body: rows.map((row) => `${call.base}/sobjects/${object.name}/${String(row['Id'])}`) };
}
