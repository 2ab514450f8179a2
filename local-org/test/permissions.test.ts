/** What a user without a permission is answered: https://help.salesforce.com/s/articleView?id=platform.users_profiles_view_perms.htm (2026-11-25) */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { field, validationRule } from './support/project.ts';
import { assign, permissionSet, signIn } from './support/people.ts';
import { refusalOf, startOrg } from './support/server.ts';
import type { GrantedSet, Person } from './support/people.ts';
import type { Reply, RunningOrg } from './support/server.ts';

const SETS: Readonly<Record<string, GrantedSet>> = {
    Api: { user: ['ApiEnabled'] },
    Setup: { user: ['ViewSetup'] },
    Reader: { objects: { Parcel__c: ['read'] }, fields: { 'Parcel__c.Trail__c': false } },
    Writer: {
        objects: { Parcel__c: ['read', 'create', 'edit'] },
        fields: { 'Parcel__c.Trail__c': true, 'Parcel__c.Key__c': false, 'Parcel__c.Grams__c': false },
    },
    Remover: { objects: { Parcel__c: ['read', 'edit', 'delete'] } },
    AllFields: { objects: { Parcel__c: ['read', 'viewAllFields'] } },
    Letters: { objects: { Letter__c: ['read', 'create', 'edit', 'delete'] } },
    AllLetters: { objects: { Letter__c: ['read', 'viewAll'] } },
    EveryLetter: { objects: { Letter__c: ['read', 'create', 'edit', 'delete', 'viewAll', 'modifyAll'] } },
    Publisher: { objects: { Parcel_Scan__e: ['read', 'create'] } },
    Strong: { custom: ['Strong'] },
    Receivers: { objects: { Contact: ['read'] }, fields: { 'Parcel__c.Receiver__c': true } },
};
const object = (label: string, sharing: string): string =>
    `<CustomObject><label>${label}</label><pluralLabel>${label}s</pluralLabel><nameField><label>Name</label><type>Text</type></nameField><sharingModel>${sharing}</sharingModel></CustomObject>`;

let org: RunningOrg;
before(async () => {
    org = await startOrg({
        ...Object.fromEntries(
            Object.entries(SETS).map(([name, set]) => [
                `permissionsets/${name}.permissionset-meta.xml`,
                permissionSet(set),
            ]),
        ),
        'customPermissions/Strong.customPermission-meta.xml': `<?xml version="1.0" encoding="UTF-8"?><CustomPermission xmlns="http://soap.sforce.com/2006/04/metadata"><isLicensed>false</isLicensed><label>Strong</label></CustomPermission>`,
        'objects/Parcel__c/validationRules/Strong_Only.validationRule-meta.xml': validationRule(
            'AND(Trail__c = "summit", NOT($Permission.Strong))',
            'Too steep',
        ),
        'objects/Letter__c/Letter__c.object-meta.xml': object('Letter', 'Private'),
        'objects/Letter__c/fields/Stamp__c.field-meta.xml': field(
            'Stamp__c',
            'Text',
            '<length>5</length><required>true</required>',
        ),
    });
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
    const rows = [
        { Name: 'One', Trail__c: 'north', Key__c: 'k1', Weight__c: 2 },
        { Name: 'Two', Trail__c: 'south', Key__c: 'k2' },
    ];
    for (const row of rows) assert.equal((await org.ask('POST', '/sobjects/Parcel__c', row)).status, 201);
});

const integration = (...sets: readonly string[]): Promise<Person> =>
    signIn(org, 'integration@local-org.example', 'Api', ...sets);
const idOf = ({ body }: Reply): string => (body as { id: string }).id;
const parcelId = async (): Promise<string> => {
    const { body } = await org.ask(
        'GET',
        `/query?q=${encodeURIComponent("SELECT Id FROM Parcel__c WHERE Name = 'One'")}`,
    );
    return (body as { records: { Id: string }[] }).records[0]?.Id ?? '';
};
const messageOf = ({ body }: Reply): string => (body as { message: string }[])[0]?.message ?? '';

test('an object that may not be read is not there', async () => {
    const user = await integration();
    const answers = await Promise.all([
        user.query('SELECT Id FROM Parcel__c'),
        user.ask('GET', '/sobjects/Parcel__c/describe'),
        user.ask('GET', `/sobjects/Parcel__c/${await parcelId()}`),
        user.ask('POST', '/sobjects/Parcel__c', { Name: 'Three' }),
        user.ask('DELETE', `/sobjects/Parcel__c/${await parcelId()}`),
    ]);
    assert.deepEqual(answers.map(refusalOf), [
        '400 INVALID_TYPE',
        '404 NOT_FOUND',
        '404 NOT_FOUND',
        '404 NOT_FOUND',
        '404 NOT_FOUND',
    ]);
    const global = (await user.ask('GET', '/sobjects')).body as { sobjects: { name: string }[] };
    assert.ok(!global.sobjects.some(({ name }) => name === 'Parcel__c' || name === 'Contact'));
});

test('a field that may not be read is not there: in queries, conditions, answers, describes and GraphQL', async () => {
    const user = await integration('Reader');
    const hidden = await user.query('SELECT Weight__c FROM Parcel__c');
    assert.equal(refusalOf(hidden), '400 INVALID_FIELD');
    assert.match(messageOf(hidden), /No such column 'Weight__c' on entity 'Parcel__c'/);
    for (const soql of [
        'SELECT Id FROM Parcel__c WHERE Weight__c = 2',
        'SELECT Id FROM Parcel__c ORDER BY Weight__c',
        'SELECT COUNT(Id) FROM Parcel__c GROUP BY Weight__c',
    ])
        assert.equal(refusalOf(await user.query(soql)), '400 INVALID_FIELD', soql);
    const record = (await user.ask('GET', `/sobjects/Parcel__c/${await parcelId()}`)).body as object;
    assert.ok('Trail__c' in record && 'Name' in record && !('Weight__c' in record) && !('Grams__c' in record));
    const described = (await user.ask('GET', '/sobjects/Parcel__c/describe')).body as {
        createable: boolean;
        fields: { name: string; updateable: boolean }[];
    };
    assert.equal(described.createable, false);
    assert.deepEqual(
        described.fields.filter(({ name }) => name.endsWith('__c')).map(({ name, updateable }) => [name, updateable]),
        [['Trail__c', false]],
    );
    const graph = async (asked: string): Promise<string> => {
        const query = `{ uiapi { query { Parcel__c { edges { node { Id ${asked} } } } } } }`;
        return JSON.stringify((await user.ask('POST', '/graphql', { query })).body);
    };
    assert.match(await graph('Weight__c { value }'), /FieldUndefined/);
    assert.match(await graph('Trail__c { value } Weight__c @optional { value }'), /"Trail__c":\{"value":"north"\}\}/);
});

test('writing what may only be read is refused with the platform code', async () => {
    const user = await integration('Writer');
    const id = await parcelId();
    const readOnly = await user.ask('PATCH', `/sobjects/Parcel__c/${id}`, { Key__c: 'mine' });
    assert.equal(refusalOf(readOnly), '400 INVALID_FIELD_FOR_INSERT_UPDATE');
    assert.match(messageOf(readOnly), /^Unable to create\/update fields: Key__c\. Please check the security settings/);
    assert.equal(
        refusalOf(await user.ask('PATCH', `/sobjects/Parcel__c/${id}`, { Grams__c: 1 })),
        '400 INVALID_FIELD_FOR_INSERT_UPDATE',
    );
    assert.equal(
        refusalOf(await user.ask('PATCH', `/sobjects/Parcel__c/${id}`, { Weight__c: 1 })),
        '400 INVALID_FIELD',
    );
    assert.equal((await user.ask('PATCH', `/sobjects/Parcel__c/${id}`, { Trail__c: 'east' })).status, 204);
    assert.equal(
        refusalOf(await user.ask('DELETE', `/sobjects/Parcel__c/${id}`)),
        '403 INSUFFICIENT_ACCESS_OR_READONLY',
    );
    const created = await user.ask('POST', '/sobjects/Parcel__c', { Trail__c: 'west' });
    const { body } = await org.ask(
        'GET',
        `/sobjects/Parcel__c/${idOf(created)}?fields=OwnerId,CreatedById,LastModifiedById`,
    );
    assert.deepEqual(Object.values(body as object).slice(1), [user.id, user.id, user.id]);
});

test('without create or edit on an object its rows are refused one by one', async () => {
    const reader = await integration('Reader');
    const id = await parcelId();
    const refused = await reader.ask('POST', '/sobjects/Parcel__c', { Name: 'Three' });
    assert.equal(refusalOf(refused), '400 CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY');
    assert.equal(messageOf(refused), 'entity type cannot be inserted: Parcel');
    const update = await reader.ask('PATCH', `/sobjects/Parcel__c/${id}`, { Name: 'New' });
    assert.equal(messageOf(update), 'entity type cannot be updated: Parcel');
    await assign(org, reader.id, 'Remover');
    const records = [
        { attributes: { type: 'Parcel__c' }, id, Name: 'Renamed' },
        { attributes: { type: 'Contact' }, id: '003LO0000000001', LastName: 'Kay' },
    ];
    const { body } = await reader.ask('PATCH', '/composite/sobjects', { allOrNone: false, records });
    assert.deepEqual(
        (body as { success: boolean; errors: { statusCode: string }[] }[]).map(
            ({ success, errors }) => errors[0]?.statusCode ?? success,
        ),
        [true, 'INVALID_TYPE'],
    );
    // Public Read/Write: everyone edits, only the owner deletes.
    assert.equal(
        refusalOf(await reader.ask('DELETE', `/sobjects/Parcel__c/${id}`)),
        '403 INSUFFICIENT_ACCESS_OR_READONLY',
    );
    await assign(org, reader.id, 'Writer');
    const own = idOf(await reader.ask('POST', '/sobjects/Parcel__c', { Name: 'Own' }));
    assert.equal((await reader.ask('DELETE', `/sobjects/Parcel__c/${own}`)).status, 204);
});

test('View All Fields shows every field of the object', async () => {
    const user = await integration('AllFields');
    assert.equal(refusalOf(await user.query('SELECT Weight__c, Grams__c, Key__c FROM Parcel__c')), '200 no error');
});

test('a required field needs no permission of its own', async () => {
    const user = await integration('Letters');
    assert.equal((await user.ask('POST', '/sobjects/Letter__c', { Stamp__c: 'red' })).status, 201);
    assert.equal(refusalOf(await user.query('SELECT Stamp__c FROM Letter__c')), '200 no error');
});

test('a private record is its owner’s, and theirs who view or modify all', async () => {
    const owner = await integration('Letters');
    const mine = idOf(await owner.ask('POST', '/sobjects/Letter__c', { Stamp__c: 'mine' }));
    const other = idOf(await org.ask('POST', '/sobjects/Letter__c', { Stamp__c: 'other' }));
    const seen = async (): Promise<number> =>
        ((await owner.query('SELECT Id FROM Letter__c')).body as { totalSize: number }).totalSize;
    assert.equal(await seen(), 1);
    assert.equal(refusalOf(await owner.ask('GET', `/sobjects/Letter__c/${other}`)), '404 NOT_FOUND');
    assert.equal((await owner.ask('PATCH', `/sobjects/Letter__c/${mine}`, { Stamp__c: 'new' })).status, 204);
    const change = (): Promise<Reply> => owner.ask('PATCH', `/sobjects/Letter__c/${other}`, { Stamp__c: 'new' });
    assert.equal(refusalOf(await change()), '403 INSUFFICIENT_ACCESS_OR_READONLY');
    await assign(org, owner.id, 'AllLetters');
    assert.equal(await seen(), 2);
    assert.equal(refusalOf(await change()), '403 INSUFFICIENT_ACCESS_OR_READONLY');
    await assign(org, owner.id, 'EveryLetter');
    assert.equal((await change()).status, 204);
    assert.equal((await owner.ask('DELETE', `/sobjects/Letter__c/${other}`)).status, 204);
});

test('a contact of no account is its owner’s alone; one of an account is as open as that', async () => {
    const user = await signIn(org, 'user@local-org.example');
    const account = idOf(await org.ask('POST', '/sobjects/Account', { Name: 'Acme' }));
    await org.ask('POST', '/sobjects/Contact', { LastName: 'Alone' });
    await org.ask('POST', '/sobjects/Contact', { LastName: 'Together', AccountId: account });
    const { body } = await user.query('SELECT LastName, Account.Name FROM Contact');
    assert.deepEqual(
        (body as { records: { LastName: string; Account: { Name: string } }[] }).records.map((row) => [
            row.LastName,
            row.Account.Name,
        ]),
        [['Together', 'Acme']],
    );
});

test('a lookup is not pointed at a record that its user cannot read', async () => {
    const contact = idOf(await org.ask('POST', '/sobjects/Contact', { LastName: 'Kay' }));
    const user = await integration('Writer', 'Receivers');
    const refused = await user.ask('POST', '/sobjects/Parcel__c', { Receiver__c: contact });
    assert.equal(refusalOf(refused), '403 INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY');
});

test('$Permission asks about the user who saves', async () => {
    const user = await integration('Writer');
    const climb = async (): Promise<string> =>
        refusalOf(await user.ask('POST', '/sobjects/Parcel__c', { Trail__c: 'summit' }));
    assert.equal(await climb(), '400 FIELD_CUSTOM_VALIDATION_EXCEPTION');
    await assign(org, user.id, 'Strong');
    assert.equal(await climb(), '201 no error');
});

test('a permission set is assigned to a user once', async () => {
    const user = await integration('Writer');
    const again = await assign(org, user.id, 'Writer');
    assert.equal(refusalOf(again), '400 DUPLICATE_VALUE');
    assert.match(messageOf(again), /^Duplicate PermissionSetAssignment\. Assignee: \w{15}; Permission Set: \w{15}$/);
    const { body } = await org.ask(
        'GET',
        `/query?q=SELECT+Id+FROM+PermissionSetAssignment+WHERE+PermissionSet.Name='Writer'`,
    );
    const { records } = body as { records: { Id: string }[] };
    assert.equal(records.length, 1);
    await org.ask('DELETE', `/sobjects/PermissionSetAssignment/${records[0]?.Id ?? ''}`);
    assert.equal((await assign(org, user.id, 'Writer')).status, 201);
});

test('publishing needs create on the event', async () => {
    const user = await integration();
    assert.equal(refusalOf(await user.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: 'k' })), '404 NOT_FOUND');
    await assign(org, user.id, 'Publisher');
    assert.equal((await user.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: 'k' })).status, 201);
    const { body } = await org.ask('GET', '//local/events/Parcel_Scan__e');
    assert.equal((body as { CreatedById: string }[])[0]?.CreatedById, user.id);
});

test('without API Enabled no call is answered; a user who is switched off has no session', async () => {
    const user = await signIn(org, 'integration@local-org.example', 'Reader');
    assert.equal(refusalOf(await user.query('SELECT Id FROM Parcel__c')), '403 API_DISABLED_FOR_ORG');
    await org.ask('PATCH', `/sobjects/User/${user.id}`, { IsActive: false });
    assert.equal(refusalOf(await user.query('SELECT Id FROM Parcel__c')), '401 INVALID_SESSION_ID');
});

test('what is left of the limits is told to those who may view the setup', async () => {
    const without = await signIn(org, 'integration@local-org.example', 'Api');
    assert.equal(refusalOf(await without.ask('GET', '/limits')), '403 FORBIDDEN');
    const allowed = await signIn(org, 'integration@local-org.example', 'Setup');
    assert.equal((await allowed.ask('GET', '/limits')).status, 200);
});

test('setup is written by administrators only', async () => {
    const user = await signIn(org, 'user@local-org.example');
    assert.equal(refusalOf(await user.query('SELECT Name FROM PermissionSet')), '200 no error');
    const { body } = await user.query("SELECT Id FROM PermissionSet WHERE Name = 'EveryLetter'");
    const PermissionSetId = (body as { records: { Id: string }[] }).records[0]?.Id;
    const own = await user.ask('POST', '/sobjects/PermissionSetAssignment', { AssigneeId: user.id, PermissionSetId });
    assert.equal(refusalOf(own), '400 CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY');
    const escalate = await user.ask('PATCH', `/sobjects/User/${user.id}`, { Title: 'Boss' });
    assert.equal(refusalOf(escalate), '400 CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY');
    assert.equal(refusalOf(await (await integration()).query('SELECT Name FROM PermissionSet')), '400 INVALID_TYPE');
});

test('a permission set that a deployment would refuse stops the org at the start', async () => {
    const refused = (set: GrantedSet): Promise<unknown> =>
        startOrg({ 'permissionsets/Bad.permissionset-meta.xml': permissionSet(set) });
    await assert.rejects(
        refused({ objects: { Parcel__c: ['edit'] } }),
        /Permission Edit Parcel__c depends on permission\(s\): Read/,
    );
    await assert.rejects(refused({ objects: { Parcel__c: ['read', 'delete'] } }), /depends on permission\(s\): Edit/);
    await assert.rejects(
        refused({ fields: { 'Parcel__c.Nowhere__c': true } }),
        /no CustomField named Parcel__c\.Nowhere__c found/,
    );
    await assert.rejects(refused({ custom: ['Nowhere'] }), /no CustomPermission named Nowhere found/);
    await assert.rejects(refused({ fields: { 'Parcel_Scan__e.Key__c': true } }), /cannot deploy to a required field/);
});
