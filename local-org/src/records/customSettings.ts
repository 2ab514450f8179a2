/** The values of a hierarchy custom setting, for whom formulas are evaluated. */
import { SETUP_OWNER } from '../schema/customSettings.ts';
import type { FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { OrgRecords } from './orgRecords.ts';

/**
 * Field by field the user's own, else the profile's, else the organisation's: "merged based on the lowest level fields
 * that are defined in the hierarchy", and empty where none is.
 * https://developer.salesforce.com/docs/atlas.en-us.188.0.apexcode.meta/apexcode/apex_System_HierarchyCustomSetting_instance_methods.htm (2026-11-26)
 */
export function settingFor(records: OrgRecords, name: string): StoredRecord | undefined {
    const object = records.schema.object(name);
    if (object?.customSettings === undefined) return undefined;
    const { Id: user = null, ProfileId: profile = null } = records.user.record;
    const levels = [user, profile, records.organization['Id'] ?? null].map((owner) => ownedBy(records, object, owner));
    return Object.fromEntries(
        object.fields.map((field) => {
            const value = levels.map((row) => row?.[field.name] ?? null).find((held) => held !== null);
            return [field.name, value ?? (field.type === 'Checkbox' ? false : null)];
        }),
    );
}

function ownedBy(records: OrgRecords, object: ObjectSchema, owner: FieldValue): StoredRecord | undefined {
    const table = records.table(object);
    const [id] = table.holding(SETUP_OWNER, owner)?.ids() ?? [];
    return id === undefined ? undefined : table.get(id);
}
