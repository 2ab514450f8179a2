/** Further users of an org, beside those that every local org starts with. */
import assert from 'node:assert/strict';
import { OrgClient } from './orgClient.ts';

export interface Person {
    readonly username: string;
    /** By its name. */
    readonly profile: string;
    readonly permissionSets: readonly string[];
}

const REGIONAL = { TimeZoneSidKey: 'Europe/London', LocaleSidKey: 'en_GB', LanguageLocaleKey: 'en_US' };

/** Made by an admin over REST, as `sf org create user` does. */
export async function addPerson(admin: OrgClient, { username, profile, permissionSets }: Person): Promise<void> {
    const LastName = username.replace(/@.*/, '');
    const names = { Username: username, LastName, Alias: LastName.slice(-8), Email: 'invented@example.com' };
    const ProfileId = await idByName(admin, 'Profile', profile);
    const [AssigneeId] = await admin.create('User', [{ ...names, ...REGIONAL, EmailEncodingKey: 'UTF-8', ProfileId }]);
    for (const name of permissionSets) {
        const PermissionSetId = await idByName(admin, 'PermissionSet', name);
        await admin.create('PermissionSetAssignment', [{ AssigneeId, PermissionSetId }]);
    }
}

/** The org as this user sees it. */
export async function actAs(admin: OrgClient, username: string): Promise<OrgClient> {
    const { accessToken } = await admin.control<{ accessToken: string }>('POST', 'sessions', { username });
    return new OrgClient({ url: admin.address.url, accessToken });
}

async function idByName(admin: OrgClient, type: 'Profile' | 'PermissionSet', name: string): Promise<string> {
    const [row] = await admin.query(`SELECT Id FROM ${type} WHERE Name = '${name}'`);
    return typeof row?.['Id'] === 'string' ? row['Id'] : assert.fail(`no ${type} ${name}`);
}
