/** The record types of an object as describe calls tell of them. */
import { MASTER_RECORD_TYPE, recordTypesOf } from '../records/recordTypes.ts';
import type { ObjectSchema } from '../schema/types.ts';
import type { Org } from '../org.ts';

export interface RecordTypeInfo {
    readonly active: boolean;
    readonly available: boolean;
    readonly defaultRecordTypeMapping: boolean;
    readonly developerName: string;
    readonly master: boolean;
    readonly name: string;
    readonly recordTypeId: string;
}

/** The master record type comes last. https://developer.salesforce.com/docs/platform/apex-ref/references/apex-ref/apex-class-schema-recordtypeinfo.html (2026-11-26) */
export function recordTypeInfos({ records, access }: Org, object: ObjectSchema): readonly RecordTypeInfo[] {
    const byDefault = access.defaultRecordType(object);
    const own = recordTypesOf(records, object).map(({ id, type }) => ({
        active: type.isActive,
        available: access.mayGive(object, type),
        defaultRecordTypeMapping: type === byDefault,
        developerName: type.name,
        master: false,
        name: type.label,
        recordTypeId: id,
    }));
    const master = {
        ...{ active: true, available: access.mayGiveMaster(object), defaultRecordTypeMapping: byDefault === undefined },
        ...{ developerName: 'Master', master: true, name: 'Master', recordTypeId: MASTER_RECORD_TYPE },
    };
    return [...own, master];
}
