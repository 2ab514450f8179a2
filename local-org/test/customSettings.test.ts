/**
 * Hierarchy custom settings: `$Setup`, and who may read and write their records.
 * https://developer.salesforce.com/docs/platform/salesforce-pages-developers-guide/guide/pages-variables-global-setup.md (2026-11-26)
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { readProject } from '../src/schema/project.ts';
import { assign, flowXml, start } from './flow/support/flowXml.ts';
import { permissionSet, signIn } from './support/people.ts';
import { field, makeOrg, validationRule, writeProject } from './support/project.ts';
import { refusalOf, startOrg } from './support/server.ts';
import type { ProjectFiles } from './support/project.ts';
import type { Reply, RunningOrg } from './support/server.ts';

const HABITS = 'objects/Habits__c';
const setting = (type: string): string =>
    `<CustomObject><customSettingsType>${type}</customSettingsType><label>Habits</label><visibility>Public</visibility></CustomObject>`;
const rights = permissionSet({
    user: ['ApiEnabled'],
    objects: { Parcel__c: ['create', 'read', 'edit'] },
    fields: { 'Parcel__c.Trail__c': true, 'Parcel__c.Weight__c': true, 'Parcel__c.Limit__c': false },
});

const FILES: ProjectFiles = {
    [`${HABITS}/Habits__c.object-meta.xml`]: setting('Hierarchy'),
    [`${HABITS}/fields/Greeting__c.field-meta.xml`]: field('Greeting__c', 'Text', '<length>20</length>'),
    [`${HABITS}/fields/Most__c.field-meta.xml`]: field('Most__c', 'Number', '<precision>4</precision><scale>0</scale>'),
    [`${HABITS}/fields/Is_Strict__c.field-meta.xml`]: field(
        'Is_Strict__c',
        'Checkbox',
        '<defaultValue>false</defaultValue>',
    ),
    'objects/Parcel__c/fields/Limit__c.field-meta.xml': field(
        'Limit__c',
        'Number',
        '<formula>$Setup.Habits__c.Most__c * 2</formula><formulaTreatBlanksAs>BlankAsBlank</formulaTreatBlanksAs><precision>18</precision><scale>0</scale>',
    ),
    'objects/Parcel__c/validationRules/Strict.validationRule-meta.xml': validationRule(
        'AND($Setup.Habits__c.Is_Strict__c, ISBLANK(Weight__c))',
        'Weigh it first',
    ),
    'flows/Parcel_Greet.flow-meta.xml': flowXml(
        start('before', 'Greet'),
        assign('Greet', [['$Record.Trail__c', 'Assign', '@$Setup.Habits__c.Greeting__c']]),
    ),
    'permissionsets/Sender.permissionset-meta.xml': rights,
    'permissionsets/Reader.permissionset-meta.xml': rights.replace(
        '</PermissionSet>',
        '<customSettingAccesses><enabled>true</enabled><name>Habits__c</name></customSettingAccesses></PermissionSet>',
    ),
};

let org: RunningOrg;
before(async () => {
    org = await startOrg(FILES);
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
});

const rowsOf = ({ body }: Reply): Record<string, unknown>[] => (body as { records: Record<string, unknown>[] }).records;
const query = (soql: string): Promise<Reply> => org.ask('GET', `/query?q=${encodeURIComponent(soql)}`);
const idOf = async (object: string, where: string): Promise<unknown> =>
    rowsOf(await query(`SELECT Id FROM ${object} WHERE ${where}`))[0]?.['Id'];
const set = async (values: Record<string, unknown>): Promise<void> => {
    const reply = await org.ask('POST', '/sobjects/Habits__c', values);
    assert.equal(reply.status, 201, JSON.stringify(reply.body));
};

/** What a parcel of that person is told by flow and formula. */
async function told(ask: RunningOrg['ask']): Promise<unknown[]> {
    const made = await ask('POST', '/sobjects/Parcel__c', { Name: 'One' });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id } = made.body as { id: string };
    const { body } = await ask('GET', `/sobjects/Parcel__c/${id}?fields=Trail__c,Limit__c`);
    const { Trail__c, Limit__c } = body as Record<string, unknown>;
    return [Trail__c, Limit__c];
}

test('without any record the values of $Setup are blank', async () => {
    assert.deepEqual(await told(org.ask), [null, null]);
});

test('the user’s value comes before the profile’s, and that before the organisation’s, field by field', async () => {
    const other = await signIn(org, 'user@local-org.example', 'Sender');
    await set({ Greeting__c: 'to all', Most__c: 5 }); // no owner: the organisation's
    assert.deepEqual(await told(org.ask), ['to all', 10]);
    await set({ SetupOwnerId: await idOf('Profile', "Name = 'System Administrator'"), Most__c: 7 });
    assert.deepEqual(await told(org.ask), ['to all', 14]);
    await set({ SetupOwnerId: await idOf('User', "Username = 'admin@local-org.example'"), Greeting__c: 'to me' });
    assert.deepEqual(await told(org.ask), ['to me', 14]);
    assert.deepEqual(await told(other.ask), ['to all', 10], 'other people keep what is for all');
});

test('a checkbox is never blank, so it always overrides', async () => {
    await set({ Is_Strict__c: true });
    const refused = await org.ask('POST', '/sobjects/Parcel__c', { Name: 'One' });
    assert.equal(refusalOf(refused), '400 FIELD_CUSTOM_VALIDATION_EXCEPTION');
    await set({ SetupOwnerId: await idOf('Profile', "Name = 'System Administrator'"), Greeting__c: 'lenient' });
    assert.deepEqual(await told(org.ask), ['lenient', null]);
});

test('a level has one record, which belongs to the organisation, a profile or a user', async () => {
    await set({ Most__c: 1 });
    const twice = await org.ask('POST', '/sobjects/Habits__c', { Most__c: 2 });
    assert.equal(refusalOf(twice), '400 DUPLICATE_VALUE');
    const contact = await org.ask('POST', '/sobjects/Contact', { LastName: 'Okafor' });
    const wrong = await org.ask('POST', '/sobjects/Habits__c', { SetupOwnerId: (contact.body as { id: string }).id });
    assert.equal(refusalOf(wrong), '400 FIELD_INTEGRITY_EXCEPTION');
    const { body } = await org.ask('GET', '/sobjects/Habits__c/describe');
    const { customSetting, fields } = body as { customSetting: boolean; fields: { name: string }[] };
    assert.equal(customSetting, true);
    const names = fields.map(({ name }) => name);
    assert.deepEqual([names.includes('SetupOwnerId'), names.includes('OwnerId')], [true, false]);
});

test('formulas read for everybody; over the API it takes a permission to read, and another to write', async () => {
    await set({ Greeting__c: 'to all' });
    const sender = await signIn(org, 'integration@local-org.example', 'Sender');
    assert.deepEqual(await told(sender.ask), ['to all', null]);
    assert.equal(refusalOf(await sender.query('SELECT Greeting__c FROM Habits__c')), '400 INVALID_TYPE');
    const reader = await signIn(org, 'user@local-org.example', 'Reader');
    assert.equal(rowsOf(await reader.query('SELECT Greeting__c FROM Habits__c'))[0]?.['Greeting__c'], 'to all');
    const written = await reader.ask('POST', '/sobjects/Habits__c', { SetupOwnerId: reader.id, Most__c: 3 });
    assert.equal(refusalOf(written), '400 CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY');
});

test('what a custom setting cannot have is refused with its file', () => {
    const read = (files: ProjectFiles) => () => {
        using project = writeProject({ ...FILES, ...files });
        return readProject(project.directory);
    };
    assert.throws(
        read({ [`${HABITS}/Habits__c.object-meta.xml`]: setting('List') }),
        /Habits__c\.object-meta\.xml: custom settings of the type List/,
    );
    assert.throws(
        read({ [`${HABITS}/fields/Odd__c.field-meta.xml`]: field('Odd__c', 'LongTextArea', '<length>300</length>') }),
        /a custom setting has no field like Odd__c \(LongTextArea\)/,
    );
    assert.throws(
        read({ [`${HABITS}/validationRules/Odd.validationRule-meta.xml`]: validationRule('TRUE', 'No') }),
        /Odd\.validationRule-meta\.xml: Habits__c is a custom setting/,
    );
    const flow = flowXml(start('before', 'Set').replace('Parcel__c', 'Habits__c'), assign('Set', []));
    assert.throws(
        () => makeOrg({ ...FILES, 'flows/Habits_Set.flow-meta.xml': flow }),
        /Habits__c is a custom setting, whose records start no flow/,
    );
    const misspelled = field('Odd__c', 'Text', '<formula>$Setup.Habits__c.Nope__c</formula>');
    assert.throws(
        () => makeOrg({ ...FILES, 'objects/Parcel__c/fields/Odd__c.field-meta.xml': misspelled }),
        /Field \$Setup\.Habits__c\.Nope__c does not exist/,
    );
});
