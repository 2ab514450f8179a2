/**
 * Which objects the User Interface API knows:
 * https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_get_started_supported_objects.htm (2026-11-26)
 */
import { ERRORS } from '../../errors.ts';
import { normaliseId } from '../../records/ids.ts';
import { objectOf } from '../rows.ts';
import type { Org } from '../../org.ts';
import type { ObjectSchema, Schema, StoredRecord } from '../../schema/types.ts';

const SUPPORTED_STANDARD: ReadonlySet<string> = new Set([
    'Account',
    'Campaign',
    'CampaignMember',
    'Case',
    'Contact',
    'Lead',
    'Opportunity',
    'Task',
    'User',
]);

export function uiObject(schema: Schema, name: string | undefined): ObjectSchema {
    const object = objectOf(schema, name);
    if (object.kind === 'custom' || SUPPORTED_STANDARD.has(object.name)) return object;
    throw ERRORS.notInUiApi(object.name);
}

export interface UiRecord {
    readonly object: ObjectSchema;
    readonly row: StoredRecord;
}

/** The record, if the user of the request may see it. */
export function uiRecord({ schema, records }: Org, given: string | undefined): UiRecord {
    const id = normaliseId(given ?? '');
    const found = id === undefined ? undefined : records.objectOfId(id);
    const object = found && schema.object(found.name);
    if (id === undefined || !object) throw ERRORS.notFound();
    uiObject(schema, object.name);
    const row = records.table(object).get(id);
    if (row) return { object, row };
    throw records.wasDeleted(object, id) ? ERRORS.deletedRow() : ERRORS.notFound();
}
