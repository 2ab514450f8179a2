/** Record types as user interfaces read them. */
/** "If there isn't a default record type, this value is the master record type": ui_api_responses_object_info.htm */
export const MASTER_RECORD_TYPE = '012000000000000AAA';

export interface RecordTypeInfo {
    readonly available: boolean;
    readonly defaultRecordTypeMapping: boolean;
    readonly master: boolean;
    readonly name: string;
    readonly recordTypeId: string;
}

const MASTER: RecordTypeInfo = {
    available: true,
    defaultRecordTypeMapping: true,
    master: true,
    name: 'Master',
    recordTypeId: MASTER_RECORD_TYPE,
};

/** Objects have the master record type only: record types of a project are refused. */
export function recordTypeInfos(): readonly RecordTypeInfo[] {
    return [MASTER];
}

export function recordTypeOf(): { readonly recordTypeId: string; readonly info: RecordTypeInfo | null } {
    return { recordTypeId: MASTER_RECORD_TYPE, info: null };
}
