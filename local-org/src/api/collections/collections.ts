/** Many records in one call: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm */
import { z } from 'zod';
import { ERRORS, PlatformError } from '../../errors.ts';
import { normaliseId } from '../../records/ids.ts';
import { externalIdField } from '../sobjects/byExternalId.ts';
import { chosenFields, recordBody } from '../sobjects/record.ts';
import { ok } from '../route.ts';
import { objectOf, parseBody, readRow, writeableObject } from '../rows.ts';
import { saveCollection } from './saveCollection.ts';
import type { ObjectSchema } from '../../schema/types.ts';
import type { Answer, Call, Route } from '../route.ts';
import type { CollectionRow } from './saveCollection.ts';

const MAX_WRITTEN = 200;
const MAX_READ = 2000;

const JsonRecord = z.looseObject({ attributes: z.looseObject({ type: z.string() }) });
const SaveRequest = z.strictObject({ allOrNone: z.boolean().default(false), records: z.array(JsonRecord) });
const ReadRequest = z.strictObject({ ids: z.array(z.string()), fields: z.array(z.string()) });
type JsonRecord = z.infer<typeof JsonRecord>;

export const createRecords: Route = {
    method: 'POST',
    path: '/composite/sobjects',
    summary: 'Create up to 200 records, or publish up to 200 platform events',
    handle(call) {
        const request = saveRequest(call);
        const rows = request.records.map((record) =>
            toRow(call, record, 'create', (object) => ({
                object,
                operation: object.kind === 'event' ? 'publish' : 'insert',
                values: readRow(call.org.records, object, record),
            })),
        );
        if (rows.some((row) => !(row instanceof PlatformError) && row.operation === 'publish'))
            call.faults.check('publish');
        return ok(saveCollection(call.org, rows, request.allOrNone));
    },
};

export const updateRecords: Route = {
    method: 'PATCH',
    path: '/composite/sobjects',
    summary: 'Update up to 200 records by id',
    handle(call) {
        const request = saveRequest(call);
        const ids = request.records.map(idOf);
        const rows = request.records.map((record, index) =>
            toRow(call, record, 'update', (object) => {
                const id = ids[index] ?? '';
                if (id !== '' && ids.indexOf(id) !== index) throw ERRORS.duplicateId(id);
                return {
                    object,
                    operation: 'update',
                    values: { ...readRow(call.org.records, object, record, ['Id']), Id: id },
                };
            }),
        );
        return ok(saveCollection(call.org, rows, request.allOrNone));
    },
};

export const upsertRecords: Route = {
    method: 'PATCH',
    path: '/composite/sobjects/:object/:field',
    summary: 'Create or update up to 200 records by an external id',
    handle(call) {
        const target = writeableObject(call.org.schema, call.params['object'], 'upsert');
        const field = externalIdField(target, call.params['field']);
        const request = saveRequest(call);
        const rows = request.records.map((record) =>
            toRow(call, record, 'upsert', (object) => {
                if (object !== target) throw ERRORS.unsupportedObjectInRow(object.name);
                const values =
                    field.type === 'Id'
                        ? { ...readRow(call.org.records, object, record, ['Id']), Id: idOf(record) || null }
                        : readRow(call.org.records, object, record);
                return { object, operation: 'upsert', externalIdField: field.name, values };
            }),
        );
        return ok(saveCollection(call.org, rows, request.allOrNone));
    },
};

export const deleteRecords: Route = {
    method: 'DELETE',
    path: '/composite/sobjects',
    summary: 'Delete up to 200 records by id',
    handle(call) {
        const ids = (call.query['ids'] ?? '').split(',').filter((id) => id !== '');
        if (ids.length > MAX_WRITTEN) throw ERRORS.tooManyRecords(MAX_WRITTEN);
        const rows = ids.map((id) => {
            const object = call.org.records.objectOfId(id);
            if (!object || normaliseId(id) === undefined) return ERRORS.malformedRecordId(id);
            return refusable(() => {
                writeableObject(call.org.schema, object.name, 'delete');
                return { object, operation: 'delete', values: { Id: id } };
            });
        });
        return ok(saveCollection(call.org, rows, call.query['allOrNone'] === 'true'));
    },
};

export const readRecords: Route = {
    method: 'GET',
    path: '/composite/sobjects/:object',
    summary: 'Read up to 2,000 records of one object by id',
    handle(call) {
        const split = (text: string | undefined): string[] => (text ?? '').split(',').filter((part) => part !== '');
        return readMany(call, split(call.query['ids']), split(call.query['fields']));
    },
};

export const readRecordsByPost: Route = {
    method: 'POST',
    path: '/composite/sobjects/:object',
    summary: 'Read up to 2,000 records of one object by id, asked for in the body',
    handle(call) {
        const { ids, fields } = parseBody(ReadRequest, call.body);
        return readMany(call, ids, fields);
    },
};

/** One entry an id, null for those that do not exist. */
function readMany(call: Call, ids: readonly string[], fieldNames: readonly string[]): Answer {
    if (ids.length > MAX_READ) throw ERRORS.tooManyRecords(MAX_READ);
    const object = objectOf(call.org.schema, call.params['object']);
    const fields = chosenFields(object, ['Id', ...fieldNames.filter((name) => !/^id$/i.test(name))].join(','));
    const table = call.org.records.table(object);
    return ok(
        ids.map((id) => {
            const row = table.get(normaliseId(id) ?? '');
            return row ? recordBody(call.org, object, row, fields) : null;
        }),
    );
}

function saveRequest(call: Call): z.infer<typeof SaveRequest> {
    const request = parseBody(SaveRequest, call.body);
    if (request.records.length > MAX_WRITTEN) throw ERRORS.tooManyRecords(MAX_WRITTEN);
    return request;
}

function toRow(
    call: Call,
    record: JsonRecord,
    operation: string,
    read: (object: ObjectSchema) => CollectionRow,
): CollectionRow | PlatformError {
    const { type } = record.attributes;
    if (!call.org.schema.object(type)) return ERRORS.unsupportedObjectInRow(type);
    return refusable(() => read(writeableObject(call.org.schema, type, operation)));
}

/** What is wrong with one record fails that record; what is wrong with the JSON, or with us, fails the call. */
function refusable(read: () => CollectionRow): CollectionRow | PlatformError {
    try {
        return read();
    } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        if (error.errorCode === 'JSON_PARSER_ERROR' || error.httpStatus === 501) throw error;
        return error;
    }
}

function idOf(record: JsonRecord): string {
    const entry = Object.entries(record).find(([name]) => name.toLowerCase() === 'id');
    const id = entry?.[1];
    return typeof id === 'string' ? (normaliseId(id) ?? id) : '';
}
