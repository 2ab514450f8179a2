/** Single records: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_retrieve.htm */
import { ERRORS } from '../../errors.ts';
import { attributesOf } from '../../soql/run.ts';
import { normaliseId } from '../../records/ids.ts';
import { noteRecent } from '../recent/recentItems.ts';
import { unlessModified } from '../requestHeaders.ts';
import { ok } from '../route.ts';
import { eventResult, jsonObject, objectOf, readRow, requireSuccess, writeableObject } from '../rows.ts';
import { toApiValue } from '../values.ts';
import type { Org } from '../../org.ts';
import type { FieldSchema, ObjectSchema, StoredRecord } from '../../schema/types.ts';
import type { Call, Route } from '../route.ts';

export const createRecord: Route = {
    method: 'POST',
    path: '/sobjects/:object',
    summary: 'Create a record, or publish a platform event',
    handle(call) {
        const object = writeableObject(call.org.schema, call.params['object'], 'create');
        const row = readRow(call.org.records, object, jsonObject(call.body));
        if (object.kind === 'event') {
            call.faults.check('publish');
            const [outcome] = call.org.transact(`publish ${object.name}`, (tx) => tx.publish(object.name, [row]));
            return { status: 201, body: eventResult(call.org, object, requireSuccess(outcome)) };
        }
        const [outcome] = call.org.transact(`create ${object.name}`, (tx) => tx.insert(object.name, [row], [0]));
        const { id } = requireSuccess(outcome);
        noteRecent(call, object, id);
        const headers = { Location: `${call.base}/sobjects/${object.name}/${id}` };
        return { status: 201, headers, body: { id, success: true, errors: [] } };
    },
};

export const getRecord: Route = {
    method: 'GET',
    path: '/sobjects/:object/:id',
    summary: 'Read a record by id, all fields or those in `fields`',
    handle(call) {
        const object = queriedObject(call);
        const row = existing(call, object, call.params['id'] ?? '');
        const fields = chosenFields(object, call.query['fields']);
        noteRecent(call, object, row['Id']);
        return unlessModified(call, modifiedAt(row), () => ok(recordBody(call.org, object, row, fields)));
    },
};

export const updateRecord: Route = {
    method: 'PATCH',
    path: '/sobjects/:object/:id',
    summary: 'Update a record by id',
    handle(call) {
        const object = writeableObject(call.org.schema, call.params['object'], 'update');
        const json = jsonObject(call.body);
        if (Object.keys(json).some((key) => key.toLowerCase() === 'id')) throw ERRORS.idInBody();
        const row = { ...readRow(call.org.records, object, json), Id: rowId(call, object) };
        const [outcome] = call.org.transact(`update ${object.name}`, (tx) => tx.update(object.name, [row], [0]));
        noteRecent(call, object, requireSuccess(outcome).id);
        return { status: 204 };
    },
};

export const deleteRecord: Route = {
    method: 'DELETE',
    path: '/sobjects/:object/:id',
    summary: 'Delete a record by id',
    handle(call) {
        const object = writeableObject(call.org.schema, call.params['object'], 'delete');
        const id = rowId(call, object);
        const [outcome] = call.org.transact(`delete ${object.name}`, (tx) => tx.delete(object.name, [id], [0]));
        requireSuccess(outcome);
        return { status: 204 };
    },
};

/** An event is never read back through this API. */
function queriedObject(call: Call): ObjectSchema {
    const object = objectOf(call.org.schema, call.params['object']);
    if (object.kind === 'event') throw ERRORS.eventOnlyCreated(object.name, 'retrieve');
    return object;
}

function rowId(call: Call, object: ObjectSchema): string {
    const given = call.params['id'] ?? '';
    const id = normaliseId(given);
    if (id === undefined || !id.startsWith(object.keyPrefix)) throw ERRORS.noSuchRecord(given);
    return id;
}

function existing(call: Call, object: ObjectSchema, given: string): StoredRecord {
    const id = rowId(call, object);
    const { records } = call.org;
    const row = records.table(object).get(id);
    if (row) return row;
    throw records.wasDeleted(object, id) ? ERRORS.deletedRow() : ERRORS.noSuchRecord(given);
}

/** Custom metadata has no such date, and counts as changed. */
export function modifiedAt(row: StoredRecord): number {
    return Date.parse(String(row['LastModifiedDate'] ?? '')) || Infinity;
}

export function chosenFields(object: ObjectSchema, fields: string | undefined): readonly FieldSchema[] {
    if (fields === undefined) return object.fields;
    return fields.split(',').map((name) => {
        const field = object.field(name.trim());
        if (!field) throw ERRORS.unknownField(name.trim(), object.name, '\n');
        return field;
    });
}

export function recordBody(org: Org, object: ObjectSchema, row: StoredRecord, fields: readonly FieldSchema[]): unknown {
    const values = fields.map((field) => [
        field.name,
        toApiValue(field, org.records.formulas.value(object, field, row)),
    ]);
    return { attributes: attributesOf(object, row), ...Object.fromEntries(values) };
}
