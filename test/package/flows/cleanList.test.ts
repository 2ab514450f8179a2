/** Members of a campaign whom text messages do not reach: counted, set aside, put back or removed in one action. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const FLOW = 'Campaign_CleanList';
const MOST = 1000;
let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const numberOf = (index: number): string => `+447700905${String(index).padStart(3, '0')}`;
const lose = (index: number, snapshot: Row = {}): Promise<void> =>
    scene.report({
        ...{ Message_Key__c: `m${index}`, Recipient__c: numberOf(index), Status__c: 'Undelivered' },
        ...{ Error_Code__c: '30005', Failure_Class__c: 'Permanent', ...snapshot },
    });
const person = (index: number): Row => ({ LastName: 'Invented', MobilePhone: numberOf(index) });

/** A campaign with a contact who can be reached, and a contact and a lead who cannot. */
async function campaign(fields: Row = {}): Promise<string> {
    const CampaignId = await scene.create('Campaign', { Name: 'Spring appeal', ...fields });
    const [reached = '', lost = ''] = await scene.org.insert('Contact', [person(1), person(2)]);
    const LeadId = await scene.create('Lead', { ...person(3), Company: 'Invented' });
    await scene.org.insert('CampaignMember', [
        { CampaignId, ContactId: reached, Status: 'Sent' },
        { CampaignId, ContactId: lost, Status: 'Responded' },
        { CampaignId, LeadId, Status: 'Sent' },
    ]);
    await lose(2);
    await lose(3, { Failure_Class__c: 'Opted Out' });
    return CampaignId;
}

/** Asks for it on the campaign, and says what came of it. */
async function ask(id: string, request: string): Promise<unknown> {
    await scene.change('Campaign', id, { Unreachable_Members__c: request });
    const fields = ['Unreachable_Members__c', 'Unreachable_Outcome__c'];
    const row = scene.row('Campaign', 'Id', id, fields);
    assert.equal(row['Unreachable_Members__c'], null, 'it may be asked again');
    return row['Unreachable_Outcome__c'];
}

const members = (id: string, ...fields: readonly string[]): unknown[][] =>
    scene.org
        .rows(`SELECT ${fields.join(', ')} FROM CampaignMember WHERE CampaignId = '${id}' ORDER BY Id`)
        .map((row) => fields.map((name) => row[name]));
const writes = (): number => scene.org.trace(FLOW).filter(({ element }) => element === 'Update_Members').length;
const states = (id: string): unknown[] => members(id, 'SMS_List_State__c').flat();

tests.add('a count changes nothing; set aside they keep their place, and are put back as they were', async () => {
    const id = await campaign();
    const others = await scene.create('Campaign', { Name: 'Another' });
    const ContactId = scene.row('Contact', 'MobilePhone', numberOf(2), ['Id'])['Id'];
    await scene.create('CampaignMember', { CampaignId: others, ContactId });
    assert.equal(await ask(id, 'Count'), 'Cannot be reached by text message: 2.');
    assert.deepEqual(states(id), ['On List', 'Unreachable', 'Unreachable']);
    assert.equal(writes(), 0);
    assert.equal(await ask(id, 'Set Aside'), 'Set aside: 2.');
    const now = scene.time();
    assert.deepEqual(members(id, 'SMS_List_State__c', 'Status', 'Set_Aside_At__c', 'Status_Before__c'), [
        ['On List', 'Sent', null, null],
        ['Set Aside', 'Responded', now.replace('Z', '+0000'), null],
        ['Set Aside', 'Sent', now.replace('Z', '+0000'), null],
    ]);
    assert.deepEqual(states(others), ['Unreachable'], 'another campaign is not touched');
    assert.equal(await ask(id, 'Count'), 'Cannot be reached by text message: 0.');
    assert.equal(await ask(id, 'Set Aside'), 'Set aside: 0.');
    assert.equal(writes(), 1, 'what is empty is not written');
    assert.equal(await ask(id, 'Put Back'), 'Put back: 2.');
    assert.deepEqual(members(id, 'SMS_List_State__c', 'Status', 'Set_Aside_At__c'), [
        ['On List', 'Sent', null],
        ['Unreachable', 'Responded', null],
        ['Unreachable', 'Sent', null],
    ]);
});

tests.add('a status that the campaign names goes with it, and comes back', async () => {
    const id = await campaign({ Set_Aside_Status__c: 'No Number' });
    await ask(id, 'Set Aside');
    assert.deepEqual(members(id, 'Status', 'Status_Before__c'), [
        ['Sent', null],
        ['No Number', 'Responded'],
        ['No Number', 'Sent'],
    ]);
    await ask(id, 'Put Back');
    assert.deepEqual(members(id, 'Status', 'Status_Before__c'), [
        ['Sent', null],
        ['Responded', null],
        ['Sent', null],
    ]);
});

tests.add('removed are those on the list whom nothing reaches, and nobody else', async () => {
    const id = await campaign();
    await ask(id, 'Set Aside');
    const ContactId = await scene.create('Contact', person(4));
    await scene.create('CampaignMember', { CampaignId: id, ContactId });
    await lose(4);
    assert.equal(await ask(id, 'Remove'), 'Removed: 1.');
    assert.deepEqual(states(id), ['On List', 'Set Aside', 'Set Aside']);
});

tests.add('what was asked while the flow was off is not done by a later save', async () => {
    const id = await campaign();
    scene.switchOff(FLOW);
    await scene.change('Campaign', id, { Unreachable_Members__c: 'Remove' });
    scene.org.setMetadata('Automation_Switch__mdt', FLOW, { Is_On__c: true });
    await scene.change('Campaign', id, { Name: 'Summer appeal' });
    assert.equal(states(id).length, 3);
});

tests.add('of a converted lead the contact decides, and a corrected number is on the list again', async () => {
    const id = await campaign();
    const lead = scene.row('Lead', 'MobilePhone', numberOf(3), ['Id'])['Id'];
    const contact = await scene.create('Contact', { LastName: 'Invented', MobilePhone: numberOf(5) });
    await scene.org.update('CampaignMember', {
        Id: scene.row('CampaignMember', 'LeadId', String(lead), ['Id'])['Id'],
        ContactId: contact,
    });
    const lost = scene.row('Contact', 'MobilePhone', numberOf(2), ['Id'])['Id'];
    await scene.change('Contact', lost, { MobilePhone: numberOf(6) });
    assert.deepEqual(states(id), ['On List', 'On List', 'On List']);
});

for (const [request, element] of [
    ['Count', 'Get_Members'],
    ['Count', 'Write_Outcome'],
    ['Set Aside', 'Update_Members'],
    ['Set Aside', 'Write_Outcome'],
    ['Remove', 'Remove_Members'],
] as const) {
    tests.add(`${request}: a fault of ${element} is told to whoever asked, and changes nothing`, async () => {
        const id = await campaign();
        scene.org.failAt(FLOW, element);
        await assert.rejects(ask(id, request), /Nothing was changed: \w/);
        assert.deepEqual(states(id), ['On List', 'Unreachable', 'Unreachable']);
    });
}

tests.add('more than one request can do are done by the next', async () => {
    const id = await campaign();
    const [one] = members(id, 'Id', 'SMS_List_State__c').filter(([, state]) => state === 'Unreachable');
    scene.org.multiply('CampaignMember', String(one?.[0]), MOST, () => ({}));
    assert.equal(await ask(id, 'Set Aside'), `Set aside: ${MOST}. There may be more: ask again.`);
    assert.equal(await ask(id, 'Set Aside'), 'Set aside: 2.');
    const [run] = scene.org
        .transactions()
        .filter(({ origin }) => /Campaign/.test(origin))
        .slice(-1);
    assert.ok(run && run.queries <= 20 && run.statements <= 8);
});

tests.add('200 campaigns at once stay within the budget of a transaction', async () => {
    const Name = 'One of many';
    const ids = await scene.org.insert(
        'Campaign',
        Array.from({ length: 200 }, () => ({ Name })),
    );
    const ContactId = await scene.create('Contact', person(2));
    await scene.org.insert(
        'CampaignMember',
        ids.map((CampaignId) => ({ CampaignId, ContactId })),
    );
    await lose(2);
    const before = scene.org.transactions().length;
    await scene.org.update(
        'Campaign',
        ids.map((Id) => ({ Id, Unreachable_Members__c: 'Set Aside' })),
    );
    const since = scene.org.transactions().slice(before);
    const queries = Math.max(...since.map((each) => each.queries));
    const writes = Math.max(...since.map((each) => each.statements));
    assert.ok(queries > 0 && queries <= 20 && writes > 0 && writes <= 8, `${queries} queries and ${writes} writes`);
    const left = scene.org.rows("SELECT Id FROM CampaignMember WHERE SMS_List_State__c != 'Set Aside'");
    assert.equal(left.length, 0);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
