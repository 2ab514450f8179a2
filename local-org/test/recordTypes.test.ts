/** Record types: https://help.salesforce.com/s/articleView?id=platform.permissions_record_type_access.htm (2026-11-26) */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { permissionSet, signIn } from './support/people.ts';
import { field, makeOrg, validationRule, writeProject } from './support/project.ts';
import { refusalOf, startOrg } from './support/server.ts';
import { assign, flowXml, formula, start } from './flow/support/flowXml.ts';
import { readProject } from '../src/schema/project.ts';
import type { ProjectFiles } from './support/project.ts';
import type { Reply, RunningOrg } from './support/server.ts';

const MASTER = '012000000000000AAA';

const recordType = (label: string, picklists: Readonly<Record<string, readonly string[]>> = {}, more = ''): string => {
    const values = (chosen: readonly string[]): string =>
        chosen
            .map(
                (value, index) =>
                    `<values><fullName>${encodeURIComponent(value)}</fullName><default>${index === 0}</default></values>`,
            )
            .join('');
    const parts = Object.entries(picklists).map(
        ([name, chosen]) => `<picklistValues><picklist>${name}</picklist>${values(chosen)}</picklistValues>`,
    );
    return `<RecordType><active>${!more.includes('inactive')}</active><description>${label}s</description><label>${label}</label>${parts.join('')}</RecordType>`;
};
const visibility = (name: string, isDefault?: boolean): string =>
    `<recordTypeVisibilities>${isDefault === undefined ? '' : `<default>${isDefault}</default>`}<recordType>${name}</recordType><visible>true</visible></recordTypeVisibilities>`;
const granting = (...names: readonly string[]): string =>
    permissionSet({
        objects: { Parcel__c: ['read', 'create', 'edit'] },
        fields: { 'Parcel__c.Size__c': true },
    }).replace('</PermissionSet>', `${names.map((name) => visibility(`Parcel__c.${name}`)).join('')}</PermissionSet>`);

const FILES: ProjectFiles = {
    'objects/Parcel__c/recordTypes/Letter.recordType-meta.xml': recordType('Thin letter', {
        Size__c: ['Small'],
        Mood__c: ['Calm'],
    }),
    'objects/Parcel__c/recordTypes/Crate.recordType-meta.xml': recordType('Crate', { Size__c: ['Large', 'Small'] }),
    'objects/Parcel__c/recordTypes/Old.recordType-meta.xml': recordType('Old', {}, 'inactive'),
    'objects/Contact/recordTypes/Sender.recordType-meta.xml': recordType('Sender'),
    'objects/Parcel__c/fields/Kind__c.field-meta.xml': field(
        'Kind__c',
        'Text',
        '<formula>IF(RecordType.DeveloperName = "Letter", "thin", RecordType.Name)</formula>',
    ),
    'objects/Parcel__c/validationRules/No_Crate.validationRule-meta.xml': validationRule(
        'AND(RecordType.DeveloperName = "Crate", Trail__c = "stairs")',
        'Crates take the lift',
    ),
    'flows/Parcel_Note.flow-meta.xml': flowXml(
        start('before', 'Note'),
        assign('Note', [['$Record.Notes__c', 'Assign', '@TypeName']]),
        formula('TypeName', 'String', '{!$Record.RecordType.DeveloperName}'),
    ),
    'permissionsets/Writer.permissionset-meta.xml': granting(),
    'permissionsets/Letters.permissionset-meta.xml': granting('Letter', 'Old'),
    'permissionsets/Api.permissionset-meta.xml': permissionSet({ user: ['ApiEnabled'] }),
    'profiles/Standard.profile-meta.xml': `<Profile>${visibility('Parcel__c.Crate', true)}${visibility('Parcel__c.Letter', false)}</Profile>`,
};

let org: RunningOrg;
before(async () => {
    org = await startOrg(FILES);
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
});

const rows = ({ body }: Reply): Record<string, unknown>[] => (body as { records: Record<string, unknown>[] }).records;
const query = (soql: string): Promise<Reply> => org.ask('GET', `/query?q=${encodeURIComponent(soql)}`);
const idOf = async (name: string): Promise<string> =>
    String(rows(await query(`SELECT Id FROM RecordType WHERE DeveloperName = '${name}'`))[0]?.['Id']);
const errorsOf = ({ body }: Reply): unknown => body;
const idIn = ({ body }: Reply): string => (body as { id: string }).id;

test('the record types of a project are records to be queried', async () => {
    const { body } = await query(
        "SELECT Name, DeveloperName, SobjectType, IsActive, Description, BusinessProcessId FROM RecordType WHERE SobjectType = 'Parcel__c' ORDER BY DeveloperName",
    );
    assert.deepEqual(
        rows({ body } as Reply).map(
            ({ Name, DeveloperName, SobjectType, IsActive, Description, BusinessProcessId }) => [
                ...[Name, DeveloperName, SobjectType, IsActive, Description, BusinessProcessId],
            ],
        ),
        [
            ['Crate', 'Crate', 'Parcel__c', true, 'Crates', null],
            ['Thin letter', 'Letter', 'Parcel__c', true, 'Thin letters', null],
            ['Old', 'Old', 'Parcel__c', false, 'Olds', null],
        ],
    );
    assert.match(await idOf('Crate'), /^012/);
    assert.equal(refusalOf(await query('SELECT RecordTypeId FROM Lead')), '400 INVALID_FIELD');
    assert.equal(refusalOf(await org.ask('POST', '/sobjects/RecordType', {})), '501 UNSUPPORTED_BY_LOCAL_ORG');
});

test('a record has the type that it is given, and queries, formulas and rules read its name', async () => {
    const RecordTypeId = await idOf('Letter');
    const made = await org.ask('POST', '/sobjects/Parcel__c', { Name: 'Thin', RecordTypeId });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const named = await org.ask('POST', '/sobjects/Parcel__c', { Name: 'Wood', RecordTypeId: await idOf('Crate') });
    const { body } = await query(
        "SELECT Name, RecordType.DeveloperName, Kind__c, Notes__c FROM Parcel__c WHERE RecordType.Name LIKE 'Thin%'",
    );
    assert.deepEqual(
        rows({ body } as Reply).map((row) => [
            row['Name'],
            (row['RecordType'] as { DeveloperName: string }).DeveloperName,
            row['Kind__c'],
            row['Notes__c'],
        ]),
        [['Thin', 'Letter', 'thin', 'Letter']],
    );
    const refused = await org.ask('PATCH', `/sobjects/Parcel__c/${idIn(named)}`, { Trail__c: 'stairs' });
    assert.equal(refusalOf(refused), '400 FIELD_CUSTOM_VALIDATION_EXCEPTION');
    const changed = await org.ask('PATCH', `/sobjects/Parcel__c/${idIn(named)}`, { Trail__c: 'stairs', RecordTypeId });
    assert.equal(changed.status, 204, JSON.stringify(changed.body));
});

test('an id that is no record type of the object is refused, as is an inactive one', async () => {
    for (const name of ['Sender', 'Old']) {
        const id = await idOf(name);
        const reply = await org.ask('POST', '/sobjects/Parcel__c', { RecordTypeId: id });
        assert.equal(reply.status, 400, name);
        assert.deepEqual(errorsOf(reply), [
            {
                message: `Record Type ID: this ID value isn't valid for the user: ${id}`,
                errorCode: 'INVALID_CROSS_REFERENCE_KEY',
                fields: ['RecordTypeId'],
            },
        ]);
    }
    const contact = await org.ask('POST', '/sobjects/Contact', { LastName: 'One' });
    const wrong = await org.ask('POST', '/sobjects/Parcel__c', { RecordTypeId: idIn(contact) });
    assert.equal(refusalOf(wrong), '400 INVALID_CROSS_REFERENCE_KEY');
});

test('a permission set makes record types available; without one only the master is', async () => {
    const [letter, crate] = [await idOf('Letter'), await idOf('Crate')];
    const outsider = await signIn(org, 'integration@local-org.example', 'Api', 'Writer');
    const refused = await outsider.ask('POST', '/sobjects/Parcel__c', { Name: 'A', RecordTypeId: letter });
    assert.equal(refusalOf(refused), '400 INVALID_CROSS_REFERENCE_KEY');
    const member = await signIn(org, 'integration@local-org.example', 'Letters');
    assert.equal((await member.ask('POST', '/sobjects/Parcel__c', { Name: 'B', RecordTypeId: letter })).status, 201);
    const other = await member.ask('POST', '/sobjects/Parcel__c', { Name: 'C', RecordTypeId: crate });
    assert.equal(refusalOf(other), '400 INVALID_CROSS_REFERENCE_KEY');
    // https://infallibletechie.com/2021/09/record-type-assigned-via-permission-set.html (2026-11-26): the profile's default, Master
    assert.equal((await member.ask('POST', '/sobjects/Parcel__c', { Name: 'D' })).status, 201);
    assert.equal((await member.ask('POST', '/sobjects/Parcel__c', { Name: 'E', RecordTypeId: MASTER })).status, 201);
    assert.deepEqual(
        rows(await query('SELECT Name, RecordTypeId FROM Parcel__c ORDER BY Name')).map((row) => row['RecordTypeId']),
        [letter, null, null],
    );
});

test('the profile names the record type of records that come without one', async () => {
    const user = await signIn(org, 'user@local-org.example', 'Writer');
    assert.equal((await user.ask('POST', '/sobjects/Parcel__c', { Name: 'Plain' })).status, 201);
    const [row] = rows(await query('SELECT RecordType.DeveloperName, Size__c FROM Parcel__c'));
    assert.deepEqual((row?.['RecordType'] as { DeveloperName: string }).DeveloperName, 'Crate');
    assert.equal(row?.['Size__c'], 'Large', 'the default value of the type');
    const master = await user.ask('POST', '/sobjects/Parcel__c', { Name: 'No', RecordTypeId: MASTER });
    // https://github.com/mbotos/SmartFactory-for-Force.com/issues/25 (2026-11-26)
    assert.equal(refusalOf(master), '400 INVALID_CROSS_REFERENCE_KEY');
});

test('restricted picklists take what the record type offers, others anything', async () => {
    const RecordTypeId = await idOf('Letter');
    const large = await org.ask('POST', '/sobjects/Parcel__c', { RecordTypeId, Size__c: 'Large' });
    assert.deepEqual(
        [large.status, large.body],
        [
            400,
            [
                {
                    message: 'Size: bad value for restricted picklist field: Large',
                    errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
                    fields: ['Size__c'],
                },
            ],
        ],
    );
    const loose = await org.ask('POST', '/sobjects/Parcel__c', { RecordTypeId, Mood__c: 'Wild' });
    assert.equal(loose.status, 201);
    const crate = await org.ask('POST', '/sobjects/Parcel__c', { RecordTypeId: await idOf('Crate') });
    const moved = await org.ask('PATCH', `/sobjects/Parcel__c/${idIn(crate)}`, { RecordTypeId });
    assert.equal(moved.status, 204, 'a value that does not change is kept');
});

test('describe and object info say which record types the user may give', async () => {
    const [letter, crate] = [await idOf('Letter'), await idOf('Crate')];
    const user = await signIn(org, 'user@local-org.example', 'Writer');
    const { recordTypeInfos } = (await user.ask('GET', '/sobjects/Parcel__c/describe')).body as {
        recordTypeInfos: Record<string, unknown>[];
    };
    assert.deepEqual(recordTypeInfos[0], {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Crate',
        master: false,
        name: 'Crate',
        recordTypeId: crate,
        urls: { layout: `/services/data/v67.0/sobjects/Parcel__c/describe/layouts/${crate}` },
    });
    assert.deepEqual(
        recordTypeInfos.map(({ developerName, active, available }) => [developerName, active, available]),
        [
            ['Crate', true, true],
            ['Letter', true, true],
            ['Old', false, false],
            ['Master', true, false],
        ],
    );
    const info = (await user.ask('GET', '/ui-api/object-info/Parcel__c')).body as {
        defaultRecordTypeId: string;
        recordTypeInfos: Record<string, { name: string; available: boolean }>;
    };
    assert.equal(info.defaultRecordTypeId, crate);
    assert.deepEqual(info.recordTypeInfos[letter], {
        available: true,
        defaultRecordTypeMapping: false,
        master: false,
        name: 'Thin letter',
        recordTypeId: letter,
    });
});

test('picklist values and a record are answered by its record type', async () => {
    const [letter, sender] = [await idOf('Letter'), await idOf('Sender')];
    const path = (id: string): string => `/ui-api/object-info/Parcel__c/picklist-values/${id}/Size__c`;
    const values = ({ body }: Reply): string[] =>
        (body as { values: { value: string }[] }).values.map((one) => one.value);
    assert.deepEqual(values(await org.ask('GET', path(letter))), ['Small']);
    assert.deepEqual(values(await org.ask('GET', path(MASTER))), ['Small', 'Large']);
    assert.equal(refusalOf(await org.ask('GET', path(sender))), '404 NOT_FOUND');
    const made = await org.ask('POST', '/sobjects/Parcel__c', { Name: 'Thin', RecordTypeId: letter });
    const { body } = await org.ask('GET', `/ui-api/records/${idIn(made)}?fields=Parcel__c.Name`);
    const { recordTypeId, recordTypeInfo } = body as { recordTypeId: string; recordTypeInfo: { name: string } };
    assert.deepEqual([recordTypeId, recordTypeInfo.name], [letter, 'Thin letter']);
});

test('record types keep their ids over a deployment', () => {
    const local = makeOrg(FILES);
    const ids = (): unknown[] =>
        local.query('SELECT Id, DeveloperName FROM RecordType ORDER BY DeveloperName').records.map((row) => row['Id']);
    const before = ids();
    using project = writeProject({
        ...FILES,
        'objects/Parcel__c/recordTypes/Letter.recordType-meta.xml': recordType('Letter'),
        'objects/Parcel__c/recordTypes/Zip.recordType-meta.xml': recordType('Zip'),
    });
    local.deploy(readProject(project.directory));
    assert.deepEqual(ids().slice(0, before.length), before);
    assert.equal(
        local.query("SELECT Name FROM RecordType WHERE DeveloperName = 'Letter'").records[0]?.['Name'],
        'Letter',
    );
});

test('what is wrong in a record type or its visibility is told with its file', () => {
    const refused = (files: ProjectFiles): string => {
        using project = writeProject({ ...FILES, ...files });
        try {
            readProject(project.directory);
            makeOrg({ ...FILES, ...files });
            return 'taken';
        } catch (error) {
            return String(error);
        }
    };
    const path = 'objects/Parcel__c/recordTypes/Odd.recordType-meta.xml';
    assert.match(
        refused({ [path]: recordType('Odd', { Size__c: ['Huge'] }) }),
        /Picklist value: Huge in picklist: Size__c not found/,
    );
    assert.match(refused({ [path]: recordType('Odd', { Gone__c: ['A'] }) }), /no CustomField named Gone__c found/);
    assert.match(
        refused({ [path]: recordType('Odd').replace('<label>', '<businessProcess>Sales</businessProcess><label>') }),
        /does not run business processes/,
    );
    assert.match(
        refused({ 'objects/Quote/recordTypes/Odd.recordType-meta.xml': recordType('Odd') }),
        /the local org has no object Quote/,
    );
    assert.match(
        refused({ 'permissionsets/Odd.permissionset-meta.xml': granting('Gone') }),
        /no RecordType named Parcel__c\.Gone found/,
    );
});
