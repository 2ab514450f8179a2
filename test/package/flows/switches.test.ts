/** Every flow has a switch, and what the flow does no longer happens once it is off. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type FlowOrg } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const tests = flowTests();
export default tests;

const NUMBER = '+447700900151';
const CONTACT = { LastName: 'Invented', MobilePhone: NUMBER };
const LEAD = { ...CONTACT, Company: 'Invented' };
const REACHED_BY_EMAIL = { ...CONTACT, Email: 'invented@example.com', Time_Zone__c: 'Africa/Lagos' };
const PERMANENT = { Status__c: 'Undelivered', Failure_Class__c: 'Permanent' };

/** What a flow is there for, told as a short story with an end. */
const STORIES: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
    async Contact_NormaliseNumber(scene) {
        const id = await scene.create('Contact', CONTACT);
        return scene.row('Contact', 'Id', id, ['SMS_Number__c']);
    },
    async Lead_NormaliseNumber(scene) {
        const id = await scene.create('Lead', LEAD);
        return scene.row('Lead', 'Id', id, ['SMS_Number__c']);
    },
    async Contact_SetReachability(scene) {
        const id = await lost(scene, 'Contact', CONTACT);
        return scene.row('Contact', 'Id', id, ['Reachability__c']);
    },
    async Lead_SetReachability(scene) {
        const id = await lost(scene, 'Lead', LEAD);
        return scene.row('Lead', 'Id', id, ['Reachability__c']);
    },
    async Lead_FollowConversion(scene) {
        const leadId = await lost(scene, 'Lead', LEAD);
        await scene.org.convertLead(leadId, await scene.create('Contact', { LastName: 'Invented' }));
        return scene.message('a', ['Lead__c'])['Lead__c'] === null;
    },
    async Delivery_RecordReport(scene) {
        await scene.report({ Message_Key__c: 'a', Status__c: 'Sent' });
        return scene.org.rows('SELECT Status__c FROM Message__c');
    },
    async Message_KeepHighest(scene) {
        await scene.report({ Message_Key__c: 'a', Status__c: 'Delivered' });
        await scene.report({ Message_Key__c: 'a', Status__c: 'Sent' });
        return scene.message('a', ['Status__c']);
    },
    async Message_LinkRecipient(scene) {
        await lost(scene, 'Contact', CONTACT);
        return scene.message('a', ['Contact__c']);
    },
    async Message_UpdateRecipient(scene) {
        const id = await lost(scene, 'Contact', CONTACT);
        return scene.row('Contact', 'Id', id, ['SMS_Last_Delivery_Status__c']);
    },
    async Message_Suppress(scene) {
        await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
        return scene.org.rows('SELECT Address__c FROM Suppression__c');
    },
    async Suppression_SyncPeople(scene) {
        const id = await scene.create('Contact', CONTACT);
        await scene.create('Suppression__c', {
            Suppression_Key__c: `SMS:${NUMBER}`,
            Channel__c: 'SMS',
            Address__c: NUMBER,
            Reason__c: 'Complaint',
            Is_Active__c: true,
        });
        return scene.row('Contact', 'Id', id, ['SMS_Suppressed__c']);
    },
    async Contact_RequestNumber(scene) {
        const contactId = await lost(scene, 'Contact', REACHED_BY_EMAIL);
        await scene.org.call('Contact_RequestNumber', [{ contactId }]);
        return scene.org.emails().length;
    },
    async Lead_RequestNumber(scene) {
        const leadId = await lost(scene, 'Lead', { ...REACHED_BY_EMAIL, Company: 'Invented' });
        await scene.org.call('Lead_RequestNumber', [{ leadId }]);
        return scene.org.emails().length;
    },
    async Contact_NumberHygiene(scene) {
        await lost(scene, 'Contact', REACHED_BY_EMAIL);
        await scene.org.pass(24 * 3600);
        return scene.org.emails().length;
    },
    async Lead_NumberHygiene(scene) {
        await lost(scene, 'Lead', { ...REACHED_BY_EMAIL, Company: 'Invented' });
        await scene.org.pass(24 * 3600);
        return scene.org.emails().length;
    },
    async Suppression_StampLift(scene) {
        await scene.org.assign('Landed_Admin', 'admin@local-org.example');
        await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
        const { Id } = scene.row('Suppression__c', 'Address__c', NUMBER, ['Id']);
        await scene.change('Suppression__c', Id, { Is_Active__c: false, Lift_Note__c: 'Theirs after all.' });
        return scene.org.rows('SELECT Lifted_At__c FROM Suppression__c');
    },
    async Appeal_Stamp(scene) {
        await appealed(scene).catch(() => undefined); // off, it is refused
        return scene.org.rows('SELECT Id FROM Suppression_Appeal__c').length;
    },
    async Appeal_Notify(scene) {
        scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: 'admin@local-org.example' });
        await appealed(scene);
        return scene.org.rows("SELECT Status FROM Task WHERE Subject LIKE 'Appeal%'");
    },
    async Appeal_Close(scene) {
        await appealed(scene);
        await scene.report({ Message_Key__c: 'b', Recipient__c: NUMBER, Status__c: 'Delivered' });
        return scene.org.rows('SELECT Status__c FROM Suppression_Appeal__c');
    },
    async Message_ArmFallback(scene) {
        await lostDonation(scene, 'Unconfirmed');
        return fallback(scene);
    },
    async Message_FallbackTimer(scene) {
        await lostDonation(scene, 'Sent');
        await scene.org.pass(600);
        return fallback(scene);
    },
    async Message_SetDeadlines(scene) {
        await scene.report({ Message_Key__c: 'a', Status__c: 'Sent' });
        return scene.message('a', ['Valid_Until__c']);
    },
    async Message_ValidityTimer(scene) {
        await scene.report({ Message_Key__c: 'a', Status__c: 'Sent', Validity_Minutes__c: 5 });
        await scene.org.pass(600);
        return scene.message('a', ['Status__c']);
    },
    async Message_Erase(scene) {
        scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Keep_Minutes__c: 1 });
        await scene.report({ Message_Key__c: 'a', Status__c: 'Delivered' });
        await scene.org.pass(3600);
        return scene.org.rows('SELECT Id FROM Message__c').length;
    },
    async Message_EraseOld(scene) {
        // Off as well, the timer would not even note when the message is to go.
        scene.org.setMetadata('Automation_Switch__mdt', 'Message_Erase', { Is_On__c: true });
        scene.org.failAt('Message_Erase', 'Delete_Message');
        scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Keep_Minutes__c: 1 });
        await scene.report({ Message_Key__c: 'a', Status__c: 'Delivered' });
        await scene.org.pass(24 * 3600);
        return scene.org.rows('SELECT Id FROM Message__c').length;
    },
    async Message_FallbackSend(scene) {
        await lostDonation(scene, 'Unconfirmed');
        return scene.org.emails();
    },
    async Delivery_CheckPermission(scene) {
        const [answer] = await scene.org.call('Delivery_CheckPermission', [{ channel: 'SMS', address: NUMBER }]);
        return answer?.['isAllowed'];
    },
    async Delivery_SweepPending(scene) {
        await scene.report({ Message_Key__c: 'a', Status__c: 'Sent' });
        await scene.org.pass(2 * 24 * 3600);
        return scene.message('a', ['Status__c']);
    },
    async Suppression_Expire(scene) {
        const byHand = { Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER };
        await scene.create('Suppression__c', { ...byHand, Reason__c: 'Manual', Expires_At__c: scene.time(60) });
        await scene.org.pass(24 * 3600);
        return scene.row('Suppression__c', 'Address__c', NUMBER, ['Is_Active__c']);
    },
    async Message_Engagement(scene) {
        const clicked = { Status__c: 'Delivered', Clicked_At__c: scene.time() };
        await scene.report({ Message_Key__c: 'a', ...clicked });
        return scene.message('a', ['Delivered_And_Clicked_At__c'])['Delivered_And_Clicked_At__c'] !== null;
    },
    Contact_AskForReview: (scene) => failingTasks(scene, 'Contact', CONTACT),
    Lead_AskForReview: (scene) => failingTasks(scene, 'Lead', LEAD),
    async Campaign_CleanList(scene) {
        const id = await scene.create('Campaign', { Name: 'Invented' });
        await scene.change('Campaign', id, { Unreachable_Members__c: 'Count' });
        return scene.row('Campaign', 'Id', id, ['Unreachable_Outcome__c']);
    },
    async Suppression_UndoWave(scene) {
        const [answer] = await scene.org.call('Suppression_UndoWave', [{}]);
        return answer?.['outcome'];
    },
    async Relay_DeadMan(scene) {
        await scene.create('Relay_Status__c', {
            ...{ Name: 'Invented', Relay_Key__c: 'store-1', State__c: 'Running' },
            Expected_By__c: scene.time(60),
        });
        await scene.org.pass(120);
        return scene.row('Relay_Status__c', 'Relay_Key__c', 'store-1', ['State__c']);
    },
    async Alert_Notify(scene) {
        const campaign = await scene.create('Campaign', { Name: 'Invented' });
        await scene.create('Delivery_Alert__c', {
            Alert_Key__c: 'a',
            Kind__c: 'Spam Filtered',
            Campaign__c: campaign,
        });
        return tasks(scene);
    },
};

/** A person to whom a message is lost for good. */
async function lost(scene: Scene, object: string, person: Readonly<Record<string, string>>): Promise<string> {
    const id = await scene.create(object, person);
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    return id;
}

/** A number is lost for good, and somebody does not believe it. */
async function appealed(scene: Scene): Promise<void> {
    await lost(scene, 'Contact', CONTACT);
    const { Id: id } = scene.row('Suppression__c', 'Address__c', NUMBER, ['Id']);
    await scene.create('Suppression_Appeal__c', { Suppression__c: String(id) });
}

/** How many tasks three failures in a row leave. */
async function failingTasks(scene: Scene, object: string, person: Readonly<Record<string, string>>): Promise<number> {
    await scene.create(object, person);
    const temporary = { Recipient__c: NUMBER, Status__c: 'Undelivered', Failure_Class__c: 'Temporary' };
    await scene.report(...['a', 'b', 'c'].map((key) => ({ Message_Key__c: key, ...temporary })));
    return tasks(scene);
}

async function lostDonation(scene: Scene, status: string): Promise<void> {
    await scene.create('Contact', { ...CONTACT, Email: 'invented@example.com' });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Purpose__c: 'Donation', Status__c: status });
}

const fallback = (scene: Scene): unknown => scene.message('a', ['Fallback_Status__c']);
const tasks = (scene: Scene): number => scene.org.rows('SELECT Id FROM Task').length;

async function endOf(flow: string, org: FlowOrg, isOn: boolean): Promise<unknown> {
    org.reset();
    const scene = new Scene(org);
    org.setMetadata('Automation_Switch__mdt', flow, { Is_On__c: isOn });
    return STORIES[flow]?.(scene);
}

for (const flow of Object.keys(STORIES)) {
    tests.add(`${flow} can be switched off, and then something is missing`, async (org) => {
        assert.notDeepEqual(await endOf(flow, org, false), await endOf(flow, org, true));
    });
}

tests.add('a message has had its effects also where people are switched off', async (org) => {
    const scene = new Scene(org);
    scene.switchOff('Message_UpdateRecipient');
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Status__c: 'Sent' });
    assert.equal(scene.message('a', ['Effect_Status__c'])['Effect_Status__c'], 'Applied');
});

tests.add('every flow of the package has a story', async (org) => {
    assert.deepEqual(Object.keys(STORIES).sort(), Object.keys(org.covered().report()).sort());
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
