/** What every org has before anyone works in it: itself, its administrator, the project's permission sets and flows. */
import { ADMINISTRATOR, MINIMUM_ACCESS, STANDARD_PROFILES, STANDARD_USER } from '../auth/standardProfiles.ts';
import { profileName } from '../auth/users.ts';
import { toDateTime } from '../clock.ts';
import type { CompiledFlow } from '../flow/index.ts';
import type { Assignment } from '../options.ts';
import type { FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { OrgRecords } from './orgRecords.ts';

/** Who works in every local org besides its administrator, told apart by their profiles. */
export const PEOPLE = [
    { username: 'admin@local-org.example', first: 'Local', last: 'Admin', alias: 'ladmin', profile: ADMINISTRATOR },
    // Least privilege: what an integration may do comes from its permission sets alone.
    {
        username: 'integration@local-org.example',
        first: 'Local',
        last: 'Integration',
        alias: 'lintegr',
        profile: MINIMUM_ACCESS,
    },
    { username: 'user@local-org.example', first: 'Local', last: 'User', alias: 'luser', profile: STANDARD_USER },
] as const;

/** Throws when an assignment names a user or permission set that there is not. */
export function seedOrg(
    records: OrgRecords,
    flows: readonly CompiledFlow[],
    assignments: readonly Assignment[] = [],
): void {
    const { user, organization } = seedPeople(records);
    records.setIdentity(user, organization);
    seedSetup(records, flows);
    for (const { username, permissionSet } of assignments) {
        const AssigneeId = idWhere(records, 'User', 'Username', username);
        const PermissionSetId = idWhere(records, 'PermissionSet', 'Name', permissionSet);
        insert(records, 'PermissionSetAssignment', { AssigneeId, PermissionSetId, IsActive: true });
    }
    records.database.commit();
}

function idWhere(records: OrgRecords, object: string, field: string, value: string): FieldValue {
    const row = rowsOf(records, object).find((one) => one[field] === value);
    if (!row) throw new Error(`There is no ${object} with the ${field} ${value}`);
    return row['Id'] ?? null;
}

/** The rows that are made of the project's metadata, in place of those made of its former state. */
export function seedSetup(records: OrgRecords, flows: readonly CompiledFlow[]): void {
    seedRecordTypes(records);
    for (const name of ['CustomNotificationType', 'EmailTemplate', 'FlowDefinitionView']) removeAll(records, name);
    const known = new Set(rowsOf(records, 'PermissionSet').map((row) => row['Name']));
    for (const { type, values } of records.project.customMetadata) {
        const object = records.schema.object(type);
        if (object) records.addCustomMetadata(object, values);
    }
    const profiles = new Set(rowsOf(records, 'Profile').map((row) => row['Name']));
    for (const { fullName } of records.project.metadata('profiles')) {
        const name = profileName(fullName);
        if (!profiles.has(name)) insert(records, 'Profile', { Name: name, UserType: 'Standard' });
    }
    for (const file of records.project.metadata('permissionsets')) {
        if (known.has(file.fullName)) continue;
        insert(records, 'PermissionSet', {
            Name: file.fullName,
            Label: file.root.value('label') ?? file.fullName,
            Description: file.root.value('description') ?? null,
            IsCustom: true,
            IsOwnedByProfile: false,
        });
    }
    for (const template of records.project.emailTemplates) {
        insert(records, 'EmailTemplate', {
            Name: template.name,
            DeveloperName: template.developerName,
            FolderName: template.folder,
            Description: template.description,
            Subject: template.subject,
            Body: template.text,
            HtmlValue: template.html,
            TemplateType: template.type,
            TemplateStyle: 'none',
            Encoding: 'UTF-8',
            IsActive: template.isActive,
        });
    }
    for (const { fullName, root } of records.project.metadata('notificationTypes')) {
        insert(records, 'CustomNotificationType', {
            CustomNotifTypeName: root.value('customNotifTypeName') ?? fullName,
            DeveloperName: fullName,
            MasterLabel: root.value('masterLabel') ?? fullName,
            Description: root.value('description') ?? null,
            Desktop: root.value('desktop') === 'true',
            Mobile: root.value('mobile') === 'true',
        });
    }
    for (const flow of flows) {
        insert(records, 'FlowDefinitionView', {
            ApiName: flow.name,
            Label: flow.label,
            ProcessType: 'AutoLaunchedFlow',
            TriggerType: triggerTypeOf(flow),
            TriggerOrder: flow.triggerOrder ?? null,
            RecordTriggerType: flow.start.on ?? null,
            TriggerObjectOrEventLabel: flow.start.object ?? null,
            IsActive: flow.status === 'Active',
        });
    }
    records.database.commit();
}

/** Records hold the ids of their types, so a type keeps its id; one that went with its object goes here as well. */
function seedRecordTypes(records: OrgRecords): void {
    const former = new Map(rowsOf(records, 'RecordType').map((row) => [keyOf(row), row]));
    removeAll(records, 'RecordType');
    for (const { name: SobjectType, recordTypes = [] } of records.schema.objects) {
        for (const { name: DeveloperName, label: Name, description: Description, isActive: IsActive } of recordTypes) {
            const values = { Name, DeveloperName, Description, SobjectType, IsActive };
            const known = former.get(keyOf(values));
            if (known) records.table(objectOf(records, 'RecordType')).put({ ...known, ...values });
            else insert(records, 'RecordType', values);
        }
    }
}

const keyOf = (row: StoredRecord): string => `${String(row['SobjectType'])}.${String(row['DeveloperName'])}`;

function triggerTypeOf({ start: { kind, timing } }: CompiledFlow): string | null {
    return timing ?? (kind === 'PlatformEvent' || kind === 'Scheduled' ? kind : null);
}

function seedPeople(records: OrgRecords): { user: StoredRecord; organization: StoredRecord } {
    const profiles = new Map(
        STANDARD_PROFILES.map(({ name }) => [
            name,
            insert(records, 'Profile', { Name: name, UserType: 'Standard' })['Id'],
        ]),
    );
    const [user = {}] = PEOPLE.map(({ username, first, last, alias, profile }) =>
        insert(records, 'User', {
            Username: username,
            FirstName: first,
            LastName: last,
            Name: `${first} ${last}`,
            Email: username,
            Alias: alias,
            IsActive: true,
            ProfileId: profiles.get(profile) ?? null,
            TimeZoneSidKey: 'GMT',
            LocaleSidKey: 'en_GB',
            EmailEncodingKey: 'UTF-8',
            LanguageLocaleKey: 'en_US',
            UserType: 'Standard',
        }),
    );
    const organization = insert(records, 'Organization', {
        Name: 'Local Org',
        OrganizationType: 'Developer Edition',
        InstanceName: 'LOCAL',
        IsSandbox: false,
        DefaultLocaleSidKey: 'en_GB',
        LanguageLocaleKey: 'en_US',
        TimeZoneSidKey: 'GMT',
    });
    return { user, organization };
}

function insert(records: OrgRecords, objectName: string, values: StoredRecord): StoredRecord {
    const object = objectOf(records, objectName);
    const now = toDateTime(records.clock.now());
    const id = records.ids.allocate(object.keyPrefix);
    const blank = Object.fromEntries(object.fields.filter(isStored).map((field) => [field.name, null]));
    const by = records.administrator['Id'] ?? (objectName === 'User' ? id : null);
    const row = {
        ...blank,
        ...records.formulas.defaultValues(object),
        ...values,
        ...{ Id: id, IsDeleted: false, CreatedDate: now, LastModifiedDate: now, SystemModstamp: now },
        ...{ CreatedById: by, LastModifiedById: by },
    };
    records.table(object).put(row);
    return row;
}

function rowsOf(records: OrgRecords, name: string): readonly StoredRecord[] {
    return [...records.table(objectOf(records, name)).all()];
}

function removeAll(records: OrgRecords, name: string): void {
    const table = records.table(objectOf(records, name));
    for (const row of rowsOf(records, name)) table.remove(String(row['Id']));
}

function isStored(field: { formula?: string }): boolean {
    return field.formula === undefined;
}

function objectOf(records: OrgRecords, name: string): ObjectSchema {
    const object = records.schema.object(name);
    if (!object) throw new Error(`The catalogue lacks ${name}`);
    return object;
}
