/**
 * The profiles that every org has, as far as they matter here.
 * https://help.salesforce.com/s/articleView?id=platform.standard_profiles.htm (2026-11-25). They grant nothing on custom
 * objects: "When a custom object is created, most profiles (except those with “Modify All Data”) don't give access"
 * (https://developer.salesforce.com/docs/atlas.en-us.198.0.fundamentals.meta/fundamentals/adg_securing_data_standard_profiles.htm).
 */
import { READ_AND_WRITE, READ_ONLY } from './rights.ts';
import type { Grants, ObjectRights } from './rights.ts';

export interface StandardProfile {
    readonly name: string;
    /** What the Metadata API calls it. */
    readonly metadataName: string;
    readonly grants: Grants;
}

function profile(
    name: string,
    metadataName: string,
    userPermissions: readonly string[],
    objects: Readonly<Record<string, ObjectRights>> = {},
    wholeObjects?: Grants['wholeObjects'],
): StandardProfile {
    return {
        name,
        metadataName,
        grants: {
            objects: new Map(Object.entries(objects).map(([object, rights]) => [object.toLowerCase(), rights])),
            fields: new Map(),
            customPermissions: new Set(),
            userPermissions: new Set(userPermissions.map((permission) => permission.toLowerCase())),
            metadataTypes: new Set(),
            customSettings: new Set(),
            recordTypes: new Set(),
            ...(wholeObjects === undefined ? {} : { wholeObjects }),
        },
    };
}

export const ADMINISTRATOR = 'System Administrator';
export const STANDARD_USER = 'Standard User';
export const MINIMUM_ACCESS = 'Minimum Access - Salesforce';

export const STANDARD_PROFILES: readonly StandardProfile[] = [
    profile(
        ADMINISTRATOR,
        'Admin',
        [
            ...['ApiEnabled', 'ActivitiesAccess', 'EditTask', 'ViewSetup', 'ViewAllData', 'ModifyAllData'],
            ...['CustomizeApplication', 'ManageUsers', 'AssignPermissionSets', 'ModifyMetadata'],
        ],
        {},
        // A field made in Setup is offered to this profile first; one that is deployed is not. Here both are visible.
        'all',
    ),
    profile(
        STANDARD_USER,
        'Standard',
        ['ApiEnabled', 'ActivitiesAccess', 'EditTask', 'ViewSetup'],
        {
            ...{ Account: READ_AND_WRITE, Case: READ_AND_WRITE, Contact: READ_AND_WRITE, Lead: READ_AND_WRITE },
            ...{ Opportunity: READ_AND_WRITE, Campaign: READ_ONLY },
        },
        'standard',
    ),
    profile(MINIMUM_ACCESS, 'MinimumAccess', ['ActivitiesAccess']),
    profile('Minimum Access - API Only Integrations', 'Minimum Access - API Only Integrations', [
        'ApiEnabled',
        'ApiUserOnly',
    ]),
];
