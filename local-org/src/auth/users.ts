/** The org's users: who is active, and what the profile and permission sets of each come to. */
import { Access } from './access.ts';
import { readGrants } from './permissionSets.ts';
import { STANDARD_PROFILES } from './standardProfiles.ts';
import { UserView } from './userView.ts';
import type { ProblemList } from '../schema/problems.ts';
import type { Project } from '../schema/project.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { FieldSchema, FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { Grants } from './rights.ts';

/** What the project's permission sets and all profiles grant, by name. */
export interface Permissions {
    readonly sets: ReadonlyMap<string, Grants>;
    readonly profiles: ReadonlyMap<string, readonly Grants[]>;
}

/** Permission sets that cannot be taken are noted as problems. A standard profile's file adds to what it is without. */
export function readPermissions(project: Project, problems: ProblemList): Permissions {
    const custom = new Set(project.metadata('customPermissions').map(({ fullName }) => fullName));
    const read = (kind: 'permissionsets' | 'profiles'): [string, Grants][] =>
        project
            .metadata(kind)
            .flatMap((file) =>
                problems.attempt((): [string, Grants] => [file.fullName, readGrants(file, project.schema, custom)]),
            );
    const own = read('profiles').map(([name, grants]): [string, Grants] => [profileName(name), grants]);
    const standard = STANDARD_PROFILES.map(({ name, grants }): [string, Grants] => [name, grants]);
    const profiles = Map.groupBy([...standard, ...own], ([name]) => name);
    return {
        sets: new Map(read('permissionsets')),
        profiles: new Map([...profiles].map(([name, list]) => [name, list.map(([, grants]) => grants)])),
    };
}

/** The metadata of a standard profile has a name of its own. */
export function profileName(metadataName: string): string {
    return STANDARD_PROFILES.find((profile) => profile.metadataName === metadataName)?.name ?? metadataName;
}

export class Users {
    readonly #records: OrgRecords;
    readonly #permissions: Permissions;
    readonly #accessByGrants = new Map<string, Access>();

    constructor(records: OrgRecords, permissions: Permissions) {
        this.#records = records;
        this.#permissions = permissions;
    }

    isActive(userId: FieldValue): boolean {
        return this.#row('User', userId)?.['IsActive'] === true;
    }

    /** Usernames are told apart without regard to case. */
    named(username: string): StoredRecord | undefined {
        const user = this.#object('User');
        const ids = this.#records.table(user).holding(fieldOf(user, 'Username'), username)?.ids() ?? [];
        const row = this.#row('User', ids[0] ?? null);
        return row?.['IsActive'] === true ? row : undefined;
    }

    /** What the user sees and may do, by the assignments of this moment; without an id, the administrator. */
    view(userId: FieldValue = this.#records.administrator['Id'] ?? null): UserView {
        const user = this.#row('User', userId) ?? this.#records.administrator;
        return new UserView(this.#records, user, this.#access(user));
    }

    #access(user: StoredRecord): Access {
        const profile = String(this.#row('Profile', user['ProfileId'] ?? null)?.['Name']);
        const sets = this.#assigned(user['Id'] ?? null);
        const key = [profile, ...sets].join('\n');
        const known = this.#accessByGrants.get(key);
        if (known) return known;
        const access = new Access(this.#records.schema, [
            ...(this.#permissions.profiles.get(profile) ?? []),
            ...sets.flatMap((name) => this.#permissions.sets.get(name) ?? []),
        ]);
        this.#accessByGrants.set(key, access);
        return access;
    }

    /** Names of the permission sets that the user has. */
    #assigned(userId: FieldValue): readonly string[] {
        const assignment = this.#object('PermissionSetAssignment');
        const table = this.#records.table(assignment);
        const ids = table.holding(fieldOf(assignment, 'AssigneeId'), userId)?.ids() ?? [];
        const names = ids.map((id) => this.#row('PermissionSet', table.get(id)?.['PermissionSetId'] ?? null)?.['Name']);
        return [...new Set(names.map(String))].sort();
    }

    #row(object: string, id: FieldValue): StoredRecord | undefined {
        return this.#records.table(this.#object(object)).get(String(id));
    }

    #object(name: string): ObjectSchema {
        const object = this.#records.schema.object(name);
        if (!object) throw new Error(`The catalogue lacks ${name}`);
        return object;
    }
}

function fieldOf(object: ObjectSchema, name: string): FieldSchema {
    const field = object.field(name);
    if (!field) throw new Error(`The catalogue lacks ${object.name}.${name}`);
    return field;
}
