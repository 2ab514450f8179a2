/**
 * Which records a user reaches: by owning them and by the organisation-wide defaults. Roles, sharing rules, teams and
 * manual shares do not exist here. https://help.salesforce.com/s/articleView?id=platform.sharing_model_fields.htm and
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm#SharingModel (2026-11-25)
 */
import type { ObjectSchema, StoredRecord } from '../schema/types.ts';

export const SHARING_MODELS = [
    'Private',
    'Read',
    'ReadWrite',
    'ReadWriteTransfer',
    'FullAccess',
    'ControlledByParent',
] as const;
export type SharingModel = (typeof SHARING_MODELS)[number];

/** Defaults of a new org, https://biswajeetsamal.com/blog/owd-for-standard-objects-in-new-org (2026-11-25). */
export const STANDARD_SHARING: Readonly<Record<string, SharingModel>> = {
    Account: 'ReadWrite',
    Campaign: 'FullAccess',
    CampaignMember: 'ControlledByParent',
    Case: 'ReadWriteTransfer',
    Contact: 'ControlledByParent',
    Lead: 'ReadWriteTransfer',
    Opportunity: 'Read',
    Task: 'Private',
};

/** How far a user gets with a record. */
export const LEVELS = { none: 0, read: 1, edit: 2, full: 3 } as const;
export type Level = (typeof LEVELS)[keyof typeof LEVELS];

const OPEN: Readonly<Record<Exclude<SharingModel, 'Private' | 'ControlledByParent'>, Level>> = {
    Read: LEVELS.read,
    ReadWrite: LEVELS.edit,
    ReadWriteTransfer: LEVELS.edit,
    FullAccess: LEVELS.full,
};

/** The fields through which records of these objects are reached. */
const PARENTS: Readonly<Record<string, readonly string[]>> = { Contact: ['AccountId'], CampaignMember: ['CampaignId'] };
/** "Users with access to the record that an activity is related to can see it", whoever owns the activity. */
const RELATED: Readonly<Record<string, readonly string[]>> = { Task: ['WhoId', 'WhatId'] };

export type ParentOf = (row: StoredRecord, lookup: string) => { object: ObjectSchema; row: StoredRecord } | undefined;

/** Whether every record of the object is reached in full: objects without sharing. */
export function isUnshared(object: ObjectSchema): boolean {
    return object.sharingModel === undefined;
}

export function levelOf(userId: string, object: ObjectSchema, row: StoredRecord, parentOf: ParentOf): Level {
    const { sharingModel } = object;
    if (sharingModel === undefined) return LEVELS.full;
    const isOwner = row['OwnerId'] === userId;
    if (sharingModel === 'ControlledByParent') return throughParents(userId, object, row, parentOf, isOwner);
    if (isOwner) return LEVELS.full;
    if (sharingModel !== 'Private') return OPEN[sharingModel];
    const isSeen = (RELATED[object.name] ?? []).some((lookup) => {
        const parent = parentOf(row, lookup);
        return parent !== undefined && levelOf(userId, parent.object, parent.row, parentOf) > LEVELS.none;
    });
    return isSeen ? LEVELS.read : LEVELS.none;
}

/** Without a parent (a contact of no account) only its owner reaches a record. */
function throughParents(
    userId: string,
    object: ObjectSchema,
    row: StoredRecord,
    parentOf: ParentOf,
    isOwner: boolean,
): Level {
    const lookups =
        PARENTS[object.name] ?? object.fields.filter(({ type }) => type === 'MasterDetail').map(({ name }) => name);
    const parents = lookups.flatMap((lookup) => parentOf(row, lookup) ?? []);
    if (parents.length === 0) return isOwner ? LEVELS.full : LEVELS.none;
    const levels = parents.map((parent) => levelOf(userId, parent.object, parent.row, parentOf));
    // Who may change a master may delete its details.
    const least = Math.min(...levels) as Level; // the least of levels is one of them
    return least === LEVELS.edit ? LEVELS.full : least;
}
