/**
 * Records for user interfaces:
 * https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_record_get.htm, _record_patch.htm,
 * _record_create.htm, _record_delete.htm and _records_get.htm (2026-11-26)
 */
import { z } from 'zod';
import { ERRORS, PlatformError } from '../../errors.ts';
import { noteRecent } from '../recent/recentItems.ts';
import { ok } from '../route.ts';
import { asPlatformError, parseBody, readRow, statusOfSaveError, writeableObject } from '../rows.ts';
import { recordErrors } from './recordErrors.ts';
import { recordAnswer } from './recordBody.ts';
import { uiObject, uiRecord } from './target.ts';
import type { NewRecord, SaveOutcome } from '../../flow/port.ts';
import type { ObjectSchema, StoredRecord } from '../../schema/types.ts';
import type { Answer, Call, Route } from '../route.ts';
import type { FieldChoice } from './recordBody.ts';

const PATH = '/ui-api/records/:id';
const MOST_IN_BATCH = 200;

const RecordInput = z.strictObject({
    apiName: z.string().nullish(),
    fields: z.record(z.string(), z.unknown()),
    allowSaveOnDuplicate: z.boolean().nullish(), // there are no duplicate rules
});

export const getUiRecord: Route = {
    method: 'GET',
    path: PATH,
    summary: 'Read a record with `fields` and `optionalFields`, as pages show it',
    handle(call) {
        const choice = fieldChoice(call);
        const { object, row } = uiRecord(call.org, call.params['id']);
        noteRecent(call, object, row['Id']);
        return ok(recordAnswer(call.org, object, row, choice));
    },
};

export const getUiRecords: Route = {
    method: 'GET',
    path: '/ui-api/records/batch/:ids',
    summary: 'Read up to 200 records, each with its own status',
    handle(call) {
        const choice = fieldChoice(call);
        const ids = (call.params['ids'] ?? '').split(',');
        if (ids.length > MOST_IN_BATCH) throw ERRORS.tooManyRecords(MOST_IN_BATCH);
        const results = ids.map((id) =>
            resultOf(() => {
                const { object, row } = uiRecord(call.org, id);
                const paths = (given: readonly string[]): string[] =>
                    given.filter((path) => path.toLowerCase().startsWith(`${object.name.toLowerCase()}.`));
                return recordAnswer(call.org, object, row, {
                    fields: paths(choice.fields),
                    optionalFields: paths(choice.optionalFields),
                });
            }),
        );
        return ok({ hasErrors: results.some(({ statusCode }) => statusCode !== 200), results });
    },
};

export const createUiRecord: Route = {
    method: 'POST',
    path: '/ui-api/records',
    summary: 'Create a record of the object `apiName`, and answer it',
    handle(call) {
        const { apiName, fields } = parseBody(RecordInput, call.body);
        const object = writeableObject(call.org.schema, uiObject(call.org.schema, apiName ?? '').name, 'create');
        const row = toRow(call, object, fields);
        if (!row.ok) return row.answer;
        const [outcome] = call.org.transact(`create ${object.name}`, (tx) => tx.insert(object.name, [row.values], [0]));
        return saved(call, object, fields, outcome, 201);
    },
};

export const updateUiRecord: Route = {
    method: 'PATCH',
    path: PATH,
    summary: 'Update a record, and answer it as it is then',
    handle(call) {
        const { fields } = parseBody(RecordInput, call.body);
        const { object: found, row: prior } = uiRecord(call.org, call.params['id']);
        const object = writeableObject(call.org.schema, found.name, 'update');
        const row = toRow(call, object, fields);
        if (!row.ok) return row.answer;
        const values = { ...row.values, Id: prior['Id'] ?? null };
        const [outcome] = call.org.transact(`update ${object.name}`, (tx) => tx.update(object.name, [values], [0]));
        return saved(call, object, fields, outcome, 200);
    },
};

export const deleteUiRecord: Route = {
    method: 'DELETE',
    path: PATH,
    summary: 'Delete a record',
    handle(call) {
        const { object: found, row } = uiRecord(call.org, call.params['id']);
        const object = writeableObject(call.org.schema, found.name, 'delete');
        const id = String(row['Id']);
        const [outcome] = call.org.transact(`delete ${object.name}`, (tx) => tx.delete(object.name, [id], [0]));
        return outcome?.success ? { status: 204 } : failed(object, outcome);
    },
};

export function resultOf(read: () => unknown): { readonly result: unknown; readonly statusCode: number } {
    try {
        return { result: read(), statusCode: 200 };
    } catch (error) {
        const known = asPlatformError(error);
        if (!known) throw error;
        return { result: [{ errorCode: known.errorCode, message: known.message }], statusCode: known.httpStatus };
    }
}

const PARAMETERS: ReadonlySet<string> = new Set(['fields', 'optionalFields', 'updateMru']);

function fieldChoice({ query }: Call): FieldChoice {
    const other = Object.keys(query).find((name) => !PARAMETERS.has(name));
    if (other !== undefined) throw ERRORS.unsupported(`the parameter ${other} of UI API records`);
    const listed = (text = ''): string[] => text.split(',').flatMap((path) => (path.trim() === '' ? [] : path.trim()));
    const choice = { fields: listed(query['fields']), optionalFields: listed(query['optionalFields']) };
    if (choice.fields.length + choice.optionalFields.length === 0) throw ERRORS.noFieldsChosen();
    return choice;
}

type ReadInput = { readonly ok: true; readonly values: NewRecord } | { readonly ok: false; readonly answer: Answer };

/** "If you pass read-only fields in a request body, the response is an Error with Output." */
function toRow(call: Call, object: ObjectSchema, fields: Record<string, unknown>): ReadInput {
    try {
        return { ok: true, values: readRow(call.org.records, object, fields, ['Id']) };
    } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        if (error.errorCode === 'JSON_PARSER_ERROR') throw ERRORS.badUiBody(error.message);
        if (error.fields.length === 0) throw error;
        return { ok: false, answer: recordErrors(object, [error.toSaveError()], 400) };
    }
}

/** What was asked for and the name: which other fields the platform answers depends on layouts (docs/needs-a-real-org.md). */
function saved(
    call: Call,
    object: ObjectSchema,
    fields: Record<string, unknown>,
    outcome: SaveOutcome | undefined,
    status: number,
): Answer {
    if (!outcome?.success) return failed(object, outcome);
    noteRecent(call, object, outcome.id);
    const row: StoredRecord | undefined = call.org.records.table(object).get(outcome.id);
    if (!row) {
        if (call.query['handleOwnerChange'] === 'true') return { status: 204 };
        throw ERRORS.notFound(); // saved, and no longer to be seen by this user
    }
    const optionalFields = [object.nameField, ...Object.keys(fields)].map((name) => `${object.name}.${name}`);
    return { status, body: recordAnswer(call.org, object, row, { fields: [], optionalFields }) };
}

function failed(object: ObjectSchema, outcome: SaveOutcome | undefined): Answer {
    const [first] = outcome?.success === false ? outcome.errors : [];
    if (!outcome || outcome.success || !first) throw ERRORS.internal();
    return recordErrors(object, outcome.errors, statusOfSaveError(first));
}
