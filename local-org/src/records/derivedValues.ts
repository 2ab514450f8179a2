/** What the platform itself writes into a standard object's record, from what others wrote there. */
import type { ObjectSchema, StoredRecord } from '../schema/types.ts';

export function derivedValues(object: ObjectSchema, record: StoredRecord): StoredRecord {
    return { ...composedName(object, record), ...(object.name === 'Opportunity' ? ofStage(record) : {}) };
}

/** People's full names are put together by the platform. */
function composedName(object: ObjectSchema, record: StoredRecord): StoredRecord {
    if (object.field('Name')?.readOnly !== true || !object.field('LastName')) return {};
    return { Name: [record['FirstName'], record['LastName']].filter((part) => part !== null).join(' ') };
}

/**
 * IsClosed and IsWon are "directly controlled by StageName":
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunity.htm
 * An org says of each stage whether it is closed or won; this one has the stages that a new org has.
 */
function ofStage({ StageName: stage }: StoredRecord): StoredRecord {
    return { IsClosed: stage === 'Closed Won' || stage === 'Closed Lost', IsWon: stage === 'Closed Won' };
}
