/** The admin tunes the package: a policy, a switch and a recipe, deployed as an admin's tool does, and seen in the page. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { Connection } from 'jsforce';
import type { Browser, Page } from 'playwright-core';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { violationsIn } from './accessibility.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE = { timeout: 30_000 };
const VERSION = '67.0';
const PACKAGE = 'force-app/main/default';
const NUMBER = '+447700900151';

/** A file of the package as an admin would have it after a change. */
const changed = (file: string, from: string | RegExp, to: string): string => {
    const before = readFileSync(`${PACKAGE}/${file}-meta.xml`, 'utf8');
    const after = before.replace(from, to);
    assert.notEqual(after, before, `${file} has nothing like ${from.toString()}`);
    return after;
};

describe('an admin who makes it their own', () => {
    let org: LocalOrg;
    let admin: Connection;
    let browser: Browser;
    let page: Page;
    let contact: string;

    before(async () => {
        const assignments = [{ username: 'admin@local-org.example', permissionSet: 'Landed_Admin' }];
        org = await createLocalOrg({ project: process.cwd(), console: true, assignments });
        admin = new Connection({ instanceUrl: org.url, accessToken: org.accessToken, version: VERSION });
        const made = await admin.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
        contact = made.id ?? assert.fail(JSON.stringify(made.errors));
        await admin.create('Relay_Status__c', {
            ...{ Relay_Key__c: 'store-1', State__c: 'Running', Last_Seen_At__c: new Date().toISOString() },
            Expected_By__c: new Date(Date.now() + 3_600_000).toISOString(),
        });
        browser = await launchBrowser();
        page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
        await page.goto(`${org.url}/lightning/n/Landed_Setup`);
    });
    after(async () => {
        await browser.close();
        await org.close();
    });

    async function deploy(type: string, name: string, path: string, content: string): Promise<void> {
        const manifest = `<?xml version="1.0" encoding="UTF-8"?>
            <Package xmlns="http://soap.sforce.com/2006/04/metadata">
                <types><members>${name}</members><name>${type}</name></types><version>${VERSION}</version>
            </Package>`;
        const zip = zipSync({ [path]: strToU8(content), 'package.xml': strToU8(manifest) });
        const result = await admin.metadata
            .deploy(Buffer.from(zip).toString('base64'), { singlePackage: true })
            .complete(true);
        assert.equal(result.success, true, JSON.stringify(result.details));
    }

    const deployRecord = (name: string, content: string): Promise<void> =>
        deploy('CustomMetadata', name, `customMetadata/${name}.md`, content);

    async function report(key: string, fields: object): Promise<void> {
        const at = new Date(Date.now() - 60_000).toISOString();
        await admin.create('Delivery_Report__e', {
            ...{ Message_Key__c: `twilio:${key}`, Store__c: 'test', Version__c: 1, Epoch__c: 0, Channel__c: 'SMS' },
            ...{ Provider__c: 'twilio', Recipient__c: NUMBER, Received_At__c: at, Status_At__c: at },
            ...fields,
        });
        await org.idle();
    }

    const check = (key: string) => page.locator(`li[data-check="${key}"]`);
    const policy = (name: string) => page.locator(`li[data-policy="${name}"]`);
    const refresh = (): Promise<void> => page.getByRole('button', { name: 'Look for news now' }).click(PATIENCE);

    test('sees that all automations are on, and what the policies are', async () => {
        await check('automations').getByText('All are on.').waitFor(PATIENCE);
        assert.match(
            await policy('OTP').innerText(),
            /Not delivered within 90.s: an email\.[\s\S]*Follow-ups never wait/,
        );
        assert.match(await policy('Donation').innerText(), /Follow-ups wait from 21:00 to 9:00/);
        assert.deepEqual(await violationsIn(page), []);
    });

    test('changes a policy, and reads it back in plain words', async () => {
        const file = 'customMetadata/Delivery_Policy.OTP.md';
        const sooner = changed(file, '>90<', '>60<').replace('>Email<', '>Voice<');
        await deployRecord('Delivery_Policy.OTP', sooner);
        await refresh();
        await policy('OTP')
            .getByText(/Not delivered within 60.s: a task to call\./)
            .waitFor(PATIENCE);
        await report('SM-otp', { Status__c: 'Sent', Purpose__c: 'OTP' });
        const [message] = (
            await admin.query<{ Received_At__c: string; Fallback_Due_At__c: string }>(
                "SELECT Received_At__c, Fallback_Due_At__c FROM Message__c WHERE Message_Key__c = 'twilio:SM-otp'",
            )
        ).records;
        assert.ok(message);
        const window = Date.parse(message.Fallback_Due_At__c) - Date.parse(message.Received_At__c);
        assert.ok(window > 0 && window <= 60_000 * 2, `${window} ms`);
    });

    test('switches an automation off, which then does nothing, and is warned of it', async () => {
        const file = 'customMetadata/Automation_Switch.Message_Suppress.md';
        await deployRecord('Automation_Switch.Message_Suppress', changed(file, '>true<', '>false<'));
        await refresh();
        await check('automations').getByText('Switched off: Message_Suppress.').waitFor(PATIENCE);
        assert.match(await check('automations').innerText(), /Needs a look[\s\S]*Automation Switch: switch on/);
        const gone = { Status__c: 'Undelivered', Failure_Class__c: 'Permanent', Error_Code__c: '30005' };
        await report('SM-gone', { ...gone, Permanent_Evidence__c: 1 });
        assert.equal((await admin.query('SELECT Id FROM Suppression__c')).totalSize, 0);

        await deployRecord('Automation_Switch.Message_Suppress', readFileSync(`${PACKAGE}/${file}-meta.xml`, 'utf8'));
        await refresh();
        await check('automations').getByText('All are on.').waitFor(PATIENCE);
        await report('SM-gone-too', { ...gone, Permanent_Evidence__c: 1 });
        assert.equal((await admin.query('SELECT Id FROM Suppression__c')).totalSize, 1);
    });

    test('makes a recipe their own, which then does its work', async () => {
        const copy = changed('flows/Recipe_FollowClick.flow', '<isTemplate>true', '<isTemplate>false')
            .replace('<label>Recipe: ', '<label>Ours: ')
            .replace('<status>Draft', '<status>Active');
        await deploy('Flow', 'Ours_FollowClick', 'flows/Ours_FollowClick.flow', copy);
        const at = new Date(Date.now() - 30_000).toISOString();
        await report('SM-click', {
            ...{ Status__c: 'Delivered', Delivery_Confidence__c: 'Handset', Delivered_At__c: at, Clicked_At__c: at },
        });
        const tasks = await admin.query<{ Subject: string }>(`SELECT Subject FROM Task WHERE WhoId = '${contact}'`);
        assert.deepEqual(
            tasks.records.map(({ Subject }) => Subject).filter((subject) => /Clicked/.test(subject)),
            ['Clicked: take the next step'],
        );
    });
});
