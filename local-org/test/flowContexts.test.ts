/**
 * In whose name flows work, and what that lets them see and change.
 * https://help.salesforce.com/s/articleView?id=platform.flow_distribute_context.htm and
 * https://help.salesforce.com/s/articleView?id=platform.flow_distribute_system_mode.htm (2026-11-25)
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { flowXml, formula, input, node, start, then, variable, assign } from './flow/support/flowXml.ts';
import { field } from './support/project.ts';
import { permissionSet, signIn } from './support/people.ts';
import { startOrg } from './support/server.ts';
import type { Person } from './support/people.ts';
import type { RunningOrg } from './support/server.ts';

const MODES = { Default: '', Sharing: 'SystemModeWithSharing', All: 'SystemModeWithoutSharing' } as const;
type Mode = keyof typeof MODES;

const inMode = (mode: Mode, flow: string): string =>
    MODES[mode] === '' ? flow : flow.replace('<status>', `<runInMode>${MODES[mode]}</runInMode><status>`);

/** Counts the letters that it sees. */
const COUNT = flowXml(
    start('called', 'Get'),
    variable('seen', 'Number', { isOutput: true }),
    node(
        'recordLookups',
        'Get',
        `<object>Letter__c</object><storeOutputAutomatically>true</storeOutputAutomatically>${then('Count')}`,
    ),
    assign('Count', [['seen', 'AssignCount', '@Get']]),
);
/** Writes a letter. */
const WRITE = flowXml(
    start('called', 'Make'),
    node('recordCreates', 'Make', `${input('Name', 'From a flow')}<object>Letter__c</object>`),
);
const NOTE = formula('who', 'String', '{!$User.Username}');
/** Writes a letter that says who the running user is. */
const signed = (first: string): string =>
    flowXml(first, NOTE, node('recordCreates', 'Make', `${input('Stamp__c', '@who')}<object>Letter__c</object>`));
const onEvent = (runAs: string): string =>
    signed(start('event', 'Make').replace('</start>', `${runAs && `<flowRunAsUser>${runAs}</flowRunAsUser>`}</start>`));
const AFTER_SAVE = signed(start('after', 'Make', '', 'Create'));

const each = (name: string, flow: string): Record<string, string> =>
    Object.fromEntries(
        Object.keys(MODES).map((mode) => [`flows/${name}_${mode}.flow-meta.xml`, inMode(mode as Mode, flow)]), // keys of MODES
    );

let org: RunningOrg;
before(async () => {
    const letter =
        '<CustomObject><label>Letter</label><pluralLabel>Letters</pluralLabel><nameField><label>Name</label><type>Text</type></nameField><sharingModel>Private</sharingModel></CustomObject>';
    const sets = {
        Api: permissionSet({ user: ['ApiEnabled', 'RunFlow'] }),
        Letters: permissionSet({
            objects: { Letter__c: ['read'], Parcel__c: ['read', 'create'], Parcel_Scan__e: ['read', 'create'] },
        }),
    };
    org = await startOrg({
        'objects/Letter__c/Letter__c.object-meta.xml': letter,
        'objects/Letter__c/fields/Stamp__c.field-meta.xml': field('Stamp__c', 'Text', '<length>80</length>'),
        ...Object.fromEntries(
            Object.entries(sets).map(([name, xml]) => [`permissionsets/${name}.permissionset-meta.xml`, xml]),
        ),
        ...each('Count', COUNT),
        ...each('Write', WRITE),
        'flows/By_Publisher.flow-meta.xml': onEvent(''),
        'flows/By_Default.flow-meta.xml': onEvent('DefaultWorkflowUser'),
        'flows/Sign_Parcel.flow-meta.xml': AFTER_SAVE,
    });
});
after(() => org.close());

let user: Person;
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
    user = await signIn(org, 'integration@local-org.example', 'Api', 'Letters');
    org.org.transact('letters', (tx) =>
        tx.insert('Letter__c', [{ Name: 'Mine' }, { OwnerId: user.id, Name: 'Theirs' }], [0, 1]),
    );
});

const run = async (person: Person, flow: string): Promise<{ isSuccess: boolean; outputValues: { seen?: number } }> => {
    const { body } = await person.ask('POST', `/actions/custom/flow/${flow}`, { inputs: [{}] });
    return (body as [{ isSuccess: boolean; outputValues: { seen?: number } }])[0];
};
const stamps = (): unknown[] =>
    org.org
        .query('SELECT Stamp__c, CreatedBy.Username FROM Letter__c WHERE Stamp__c != null ORDER BY Stamp__c')
        .records.map((record) => record['Stamp__c']);

test('a called flow sees what its user sees, with or without sharing in system mode', async () => {
    const seen = async (mode: Mode): Promise<unknown> => (await run(user, `Count_${mode}`)).outputValues.seen;
    assert.deepEqual([await seen('Default'), await seen('Sharing'), await seen('All')], [1, 1, 2]);
});

test('system mode asks for no permission on the object, the user’s mode does', async () => {
    const written = async (mode: Mode): Promise<boolean> => (await run(user, `Write_${mode}`)).isSuccess;
    assert.deepEqual([await written('Default'), await written('Sharing'), await written('All')], [false, true, true]);
    assert.equal(org.org.query("SELECT COUNT() FROM Letter__c WHERE Name = 'From a flow'").totalSize, 2);
});

test('an event-triggered flow runs as the publisher, or as the default workflow user when it says so', async () => {
    // https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_subscribe_flow.htm
    const { status } = await user.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: 'k' });
    assert.equal(status, 201);
    await org.idle();
    assert.deepEqual(stamps(), ['admin@local-org.example', 'integration@local-org.example']);
});

test('a flow after a save runs as who saved, in system mode', async () => {
    assert.equal((await user.ask('POST', '/sobjects/Parcel__c', { Name: 'P' })).status, 201);
    assert.deepEqual(stamps(), ['integration@local-org.example']);
});
