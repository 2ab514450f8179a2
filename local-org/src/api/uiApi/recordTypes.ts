/**
 * Record types as user interfaces read them:
 * https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_object_info.htm (2026-11-26)
 */
import { recordTypeInfos } from '../recordTypeInfos.ts';
import { MASTER_RECORD_TYPE, recordTypeOf } from '../../records/recordTypes.ts';
import type { Org } from '../../org.ts';
import type { ObjectSchema, StoredRecord } from '../../schema/types.ts';

export interface UiRecordTypeInfo {
    readonly available: boolean;
    readonly defaultRecordTypeMapping: boolean;
    readonly master: boolean;
    readonly name: string;
    readonly recordTypeId: string;
}

export function uiRecordTypeInfos(org: Org, object: ObjectSchema): readonly UiRecordTypeInfo[] {
    return recordTypeInfos(org, object).map(({ available, defaultRecordTypeMapping, master, name, recordTypeId }) => ({
        ...{ available, defaultRecordTypeMapping, master, name, recordTypeId },
    }));
}

/** A record without a type of its own is of the master record type, and says nothing more of it. */
export function uiRecordTypeOf(
    org: Org,
    object: ObjectSchema,
    record: StoredRecord,
): { readonly recordTypeId: string; readonly info: UiRecordTypeInfo | null } {
    const found = recordTypeOf(org.records, object, record);
    if (!found) return { recordTypeId: MASTER_RECORD_TYPE, info: null };
    const info = uiRecordTypeInfos(org, object).find(({ recordTypeId }) => recordTypeId === found.id);
    return { recordTypeId: found.id, info: info ?? null };
}
