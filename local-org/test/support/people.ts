/** Users of a local org under test, and what their sessions are answered. */
import type { Reply, RunningOrg } from './server.ts';

const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

type Right = 'create' | 'read' | 'edit' | 'delete' | 'viewAll' | 'modifyAll' | 'viewAllFields';
const ELEMENTS: Readonly<Record<Right, string>> = {
    create: 'allowCreate',
    read: 'allowRead',
    edit: 'allowEdit',
    delete: 'allowDelete',
    viewAll: 'viewAllRecords',
    modifyAll: 'modifyAllRecords',
    viewAllFields: 'viewAllFields',
};

export interface GrantedSet {
    readonly objects?: Readonly<Record<string, readonly Right[]>>;
    /** `Object.Field`; true when it may be edited too. */
    readonly fields?: Readonly<Record<string, boolean>>;
    readonly user?: readonly string[];
    readonly custom?: readonly string[];
}

export function permissionSet({ objects = {}, fields = {}, user = [], custom = [] }: GrantedSet): string {
    const object = ([name, rights]: [string, readonly Right[]]): string => {
        const flags = Object.entries(ELEMENTS).map(
            ([right, element]) => `<${element}>${rights.includes(right as Right)}</${element}>`, // keys of ELEMENTS
        );
        return `<objectPermissions>${flags.join('')}<object>${name}</object></objectPermissions>`;
    };
    const field = ([name, editable]: [string, boolean]): string =>
        `<fieldPermissions><editable>${editable}</editable><field>${name}</field><readable>true</readable></fieldPermissions>`;
    const named = (section: string, names: readonly string[]): string[] =>
        names.map((name) => `<${section}><enabled>true</enabled><name>${name}</name></${section}>`);
    const parts = [
        ...Object.entries(objects).map(object),
        ...Object.entries(fields).map(field),
        ...named('userPermissions', user),
        ...named('customPermissions', custom),
    ];
    return `<?xml version="1.0" encoding="UTF-8"?><PermissionSet ${XMLNS}><label>Set</label>${parts.join('')}</PermissionSet>`;
}

export interface Person {
    readonly id: string;
    readonly token: string;
    ask(method: string, path: string, body?: unknown): Promise<Reply>;
    query(soql: string): Promise<Reply>;
}

/** A session of that user, who is given the permission sets first. */
export async function signIn(org: RunningOrg, username: string, ...sets: readonly string[]): Promise<Person> {
    const { body } = await org.ask('POST', '//local/sessions', { username });
    const { accessToken, userId } = body as { accessToken: string; userId: string };
    for (const set of sets) await assign(org, userId, set);
    const ask = (method: string, path: string, json?: unknown): Promise<Reply> =>
        org.ask(method, path, json, { authorization: `Bearer ${accessToken}` });
    return {
        id: userId,
        token: accessToken,
        ask,
        query: (soql) => ask('GET', `/query?q=${encodeURIComponent(soql)}`),
    };
}

/** As the `sf` CLI does it: look the set up, create the assignment. */
export async function assign(org: RunningOrg, userId: string, set: string): Promise<Reply> {
    const found = await org.ask(
        'GET',
        `/query?q=${encodeURIComponent(`SELECT Id FROM PermissionSet WHERE Name = '${set}'`)}`,
    );
    const [row] = (found.body as { records: { Id: string }[] }).records;
    return org.ask('POST', '/sobjects/PermissionSetAssignment', { AssigneeId: userId, PermissionSetId: row?.Id });
}
