/** Every flow has a switch, and what the flow does no longer happens once it is off. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyPackage, turn } from '../support/projectCopy.ts';
import { Scene } from './support/scene.ts';
import type { Row } from '../support/orgClient.ts';

const NUMBER = '+447700900151';
const LEAD = { LastName: 'Invented', Company: 'Invented', MobilePhone: NUMBER };
const PERMANENT = { Status__c: 'Undelivered', Failure_Class__c: 'Permanent' };

/** What a flow is there for, told as a short story with an end. */
const STORIES: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
    async Lead_NormaliseNumber(scene) {
        const id = await scene.create('Lead', LEAD);
        return scene.row('Lead', 'Id', id, ['SMS_Number__c']);
    },
    async Lead_SetReachability(scene) {
        const id = await scene.create('Lead', LEAD);
        await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
        return scene.row('Lead', 'Id', id, ['Reachability__c']);
    },
    async Lead_FollowConversion(scene) {
        const leadId = await scene.create('Lead', LEAD);
        await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
        await scene.convert(leadId, await scene.create('Contact', { LastName: 'Invented' }));
        const { Lead__c: lead } = await scene.message('a', ['Lead__c']);
        return lead === null;
    },
    async Message_ArmFallback(scene) {
        await lostDonation(scene, 'Unconfirmed');
        return fallback(scene);
    },
    async Message_FallbackTimer(scene) {
        await lostDonation(scene, 'Sent');
        await scene.pass(600);
        return fallback(scene);
    },
    async Message_FallbackSend(scene) {
        await lostDonation(scene, 'Unconfirmed');
        return scene.outbox();
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

async function lostDonation(scene: Scene, status: string): Promise<void> {
    await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER, Email: 'invented@example.com' });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Purpose__c: 'Donation', Status__c: status });
}

const fallback = (scene: Scene): Promise<Row> => scene.message('a', ['Fallback_Status__c']);

async function tasks(scene: Scene): Promise<number> {
    const rows: readonly Row[] = await scene.client.query('SELECT Id FROM Task');
    return rows.length;
}

async function endOf(flow: string, project?: string): Promise<unknown> {
    const scene = await Scene.open(project);
    try {
        return await STORIES[flow]?.(scene);
    } finally {
        await scene.close();
    }
}

for (const flow of Object.keys(STORIES)) {
    test(`${flow} can be switched off, and then something is missing`, async (t) => {
        const copy = await copyPackage();
        t.after(copy.remove);
        await turn(copy, flow, false);
        assert.notDeepEqual(await endOf(flow, copy.directory), await endOf(flow));
    });
}
