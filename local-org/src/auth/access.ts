/**
 * What the holders of some permission sets may do, and what they see of the schema: an object or field that may not be
 * read is not there, as in the platform's describe, queries and GraphQL ("A schema that reflects the user's Field Level
 * Security", https://developer.salesforce.com/docs/platform/graphql/overview, 2026-11-25).
 */
import { objectSchema, schemaOf } from '../schema/buildSchema.ts';
import { ALL_RIGHTS, combine, NO_RIGHTS, READ_AND_WRITE, READ_ONLY } from './rights.ts';
import type { FieldSchema, ObjectSchema, RecordTypeSchema, Schema } from '../schema/types.ts';
import type { FieldRights, Grants, ObjectRights } from './rights.ts';

/** Standard objects of the catalogue whose use is granted object by object; custom objects and events all are. */
const GRANTED: ReadonlySet<string> = new Set(['Account', 'Campaign', 'Case', 'Contact', 'Lead', 'Opportunity']);

/**
 * The other standard objects: the permission of the user that opens them, "Special Access Rules" of each one's page
 * below https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/ (2026-11-25).
 */
const OPENED_BY: Readonly<Record<string, { readonly read?: string; readonly write: string }>> = {
    FlowDefinitionView: { read: 'viewsetup', write: 'customizeapplication' },
    PermissionSet: { read: 'viewsetup', write: 'managepermissionsets' },
    PermissionSetAssignment: { read: 'viewsetup', write: 'assignpermissionsets' },
    Task: { read: 'activitiesaccess', write: 'edittask' },
    User: { write: 'manageusers' },
};
const OPENED_BY_SETUP = { write: 'customizeapplication' } as const;

/** No field of these can be hidden: names, owners, what the system keeps. */
const ALWAYS_SEEN: ReadonlySet<string> = new Set(['FirstName', 'LastName', 'Salutation', 'OwnerId', 'RecordTypeId']);

const EVERYTHING: FieldRights = { read: true, edit: true };
const NOTHING: FieldRights = { read: false, edit: false };

export class Access {
    /** As its holders see it. */
    readonly schema: Schema;
    readonly #grants: Grants;
    /** The whole of it. */
    readonly #schema: Schema;

    constructor(schema: Schema, grants: readonly Grants[]) {
        this.#schema = schema;
        this.#grants = combine(grants);
        const seesAll = this.#grants.wholeObjects === 'all' && this.hasUserPermission('ModifyAllData');
        this.schema = seesAll ? schema : schemaOf(schema.objects.flatMap((object) => this.#visible(object)));
    }

    hasUserPermission(name: string): boolean {
        return this.#grants.userPermissions.has(name.toLowerCase());
    }

    hasCustomPermission(name: string): boolean {
        return this.#grants.customPermissions.has(name.toLowerCase());
    }

    /** https://help.salesforce.com/s/articleView?id=platform.users_profiles_view_all_mod_all.htm (2026-11-25) */
    rights(object: ObjectSchema): ObjectRights {
        if (this.hasUserPermission('ModifyAllData')) return ALL_RIGHTS;
        const rights = this.#granted(object);
        return this.hasUserPermission('ViewAllData') ? { ...rights, read: true, viewAll: true } : rights;
    }

    /**
     * https://help.salesforce.com/s/articleView?id=platform.users_fields_fls.htm: required fields and details' masters
     * cannot be hidden. Events have no field-level security:
     * https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_considerations.htm (2026-11-25)
     */
    field(object: ObjectSchema, field: FieldSchema): FieldRights {
        if (!isHideable(object, field)) return EVERYTHING;
        const { wholeObjects, fields } = this.#grants;
        if (wholeObjects === 'all' || (wholeObjects === 'standard' && !field.custom)) return EVERYTHING;
        const granted = fields.get(`${object.name}.${field.name}`.toLowerCase()) ?? NOTHING;
        return this.rights(object).viewAllFields ? { ...granted, read: true } : granted;
    }

    /**
     * "Assign record types to users in their profiles or permission sets": without that not even the rights on all data
     * let a user give a record the type. https://help.salesforce.com/s/articleView?id=platform.permissions_record_type_access.htm (2026-11-26)
     */
    mayGive({ name: object }: ObjectSchema, { name, isActive }: RecordTypeSchema): boolean {
        const { wholeObjects, recordTypes } = this.#grants;
        return isActive && (wholeObjects === 'all' || recordTypes.has(`${object}.${name}`.toLowerCase()));
    }

    /** "You can assign the master record type in profiles, but you can't include custom record types in the profile" then. */
    mayGiveMaster(object: ObjectSchema): boolean {
        return this.defaultRecordType(object) === undefined;
    }

    /** "A user's default record type is specified in the user's profile"; undefined: the master record type. */
    defaultRecordType(object: ObjectSchema): RecordTypeSchema | undefined {
        const name = this.#grants.defaultRecordTypes?.get(object.name.toLowerCase());
        const type = object.recordTypes?.find((one) => `${object.name}.${one.name}`.toLowerCase() === name);
        return type && this.mayGive(object, type) ? type : undefined;
    }

    #granted(object: ObjectSchema): ObjectRights {
        switch (object.kind) {
            case 'metadataType':
                // https://help.salesforce.com/s/articleView?id=platform.custommetadatatypes_permissions.htm
                return this.hasUserPermission('CustomizeApplication') ||
                    this.#grants.metadataTypes.has(object.name.toLowerCase())
                    ? READ_ONLY
                    : NO_RIGHTS;
            case 'standard':
                return this.#grantedStandard(object);
            default:
                if (object.customSettings !== undefined) return this.#grantedSetting(object);
                return this.#grants.objects.get(object.name.toLowerCase()) ?? NO_RIGHTS;
        }
    }

    #grantedStandard({ name, historyOf }: ObjectSchema): ObjectRights {
        const parent = historyOf === undefined ? undefined : this.#schema.object(historyOf);
        if (parent) {
            const { read, viewAll } = this.rights(parent);
            return { ...NO_RIGHTS, read, viewAll };
        }
        if (GRANTED.has(name)) return this.#grants.objects.get(name.toLowerCase()) ?? NO_RIGHTS;
        if (name === 'CampaignMember') return this.#throughCampaign();
        const { read, write } = OPENED_BY[name] ?? { ...OPENED_BY_SETUP, read: undefined };
        if (this.hasUserPermission(write)) return READ_AND_WRITE;
        return read === undefined || this.hasUserPermission(read) ? READ_ONLY : NO_RIGHTS;
    }

    /** https://help.salesforce.com/s/articleView?id=platform.cs_schema_settings.htm and cs_grant_all_permissions (2026-11-26) */
    #grantedSetting({ name }: ObjectSchema): ObjectRights {
        if (this.hasUserPermission('CustomizeApplication')) return READ_AND_WRITE;
        const mayRead =
            this.hasUserPermission('ViewAllCustomSettings') || this.#grants.customSettings.has(name.toLowerCase());
        return mayRead ? READ_ONLY : NO_RIGHTS;
    }

    /**
     * Who may edit the campaign, which stands for the Marketing User licence of
     * https://help.salesforce.com/s/articleView?id=sales.campaigns_members_detail.htm (2026-11-26).
     */
    #throughCampaign(): ObjectRights {
        const campaign = this.#grants.objects.get('campaign') ?? NO_RIGHTS;
        return { ...campaign, create: campaign.edit, delete: campaign.edit };
    }

    #visible(object: ObjectSchema): ObjectSchema[] {
        const rights = this.rights(object);
        if (!rights.read) return [];
        const fields = object.fields.flatMap((field) => {
            const { read, edit } = this.field(object, field);
            if (!read) return [];
            return [edit || field.readOnly ? field : { ...field, readOnly: true }];
        });
        return [objectSchema({ ...object, fields, rights })];
    }
}

function isHideable(object: ObjectSchema, field: FieldSchema): boolean {
    if (object.kind === 'event' || object.kind === 'metadataType' || object.customSettings !== undefined) return false;
    if (field.custom) return !field.required;
    if (object.kind === 'custom' || field.required || field.readOnly) return false;
    return GRANTED.has(object.name) && !ALWAYS_SEEN.has(field.name);
}
