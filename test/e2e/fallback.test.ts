/** A donation's text message that nobody confirms, as a person sees it in the console: one email, and no second. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Connection } from 'jsforce';
import type { Locator, Page } from 'playwright-core';
import { startDemo } from '../../scripts/demo.ts';
import type { Demo } from '../../scripts/demo.ts';
import { daytimeZone } from '../../scripts/daytime.ts';
import { until } from '../support/until.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE = { timeout: 30_000 };

interface MessageRow {
    readonly Status__c: string;
    readonly Fallback_Status__c: string;
    readonly Is_Late_Delivery__c: boolean;
}

const undo: (() => Promise<unknown>)[] = [];
let demo: Demo;
let org: Connection;
let page: Page;

before(async () => {
    demo = await startDemo({ port: 0, relayPort: 0, traffic: false, console: true, onProgress: () => undefined });
    undo.push(() => demo.stop());
    const { url, accessToken, version } = demo.org;
    org = new Connection({ instanceUrl: url, accessToken, version });
    const browser = await launchBrowser();
    undo.push(() => browser.close());
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
});
after(async () => {
    for (const step of undo.reverse()) await step();
});

async function personWithEmail(): Promise<{ number: string; email: string }> {
    const { records } = await org.query<{ Id: string; SMS_Number__c: string; Email: string }>(
        `SELECT Id, SMS_Number__c, Email FROM Contact
         WHERE SMS_Number__c != null AND Email != null AND HasOptedOutOfEmail = false ORDER BY LastName, FirstName`,
    );
    const numbers = records.map(({ SMS_Number__c }) => SMS_Number__c);
    const person = records.find(({ SMS_Number__c }) => numbers.filter((other) => other === SMS_Number__c).length === 1);
    assert.ok(person, 'the sample data has a contact with an email and a number of their own');
    await org.sobject('Contact').update({ Id: person.Id, Time_Zone__c: daytimeZone(new Date()) });
    return { number: person.SMS_Number__c, email: person.Email };
}

async function messageBecomes(messageId: string, right: (message: MessageRow) => boolean): Promise<void> {
    const query = `SELECT Status__c, Fallback_Status__c, Is_Late_Delivery__c FROM Message__c
                   WHERE Message_Key__c = 'twilio:${messageId}'`;
    await until(
        async () => (await org.query<MessageRow>(query)).records,
        ([message]) => message !== undefined && right(message),
    );
}

async function openPanel(label: string): Promise<Locator> {
    await page.getByRole('button', { name: label, exact: true }).click(PATIENCE);
    return page.getByRole('region', { name: label, exact: true });
}

/** Presses the button and waits until what became due has run. */
async function move(clock: Locator, by: string): Promise<void> {
    const ran = page.waitForResponse('**/local/idle', PATIENCE);
    await clock.getByRole('button', { name: by }).click();
    await ran;
}

test('a donation without a delivery in its window leads to one email; a later delivery to no other', async () => {
    const { number, email } = await personWithEmail();
    const message = { provider: 'twilio', to: number, purpose: 'Donation' };
    await page.goto(demo.console);
    const { messageId } = await demo.simulator.send({ ...message, status: 'sent' });
    await messageBecomes(messageId, ({ Fallback_Status__c }) => Fallback_Status__c === 'Armed');
    const emails = await openPanel('Emails sent');
    await emails.getByText('No emails yet.').waitFor(PATIENCE);

    const clock = await openPanel('Clock');
    // The window of the message, and when the relay must have been heard of.
    await clock.getByText('2 paths of flows wait.').waitFor(PATIENCE);
    await move(clock, '+90 seconds');
    await clock.getByText('1 path of a flow waits.').waitFor(PATIENCE);

    await openPanel('Emails sent');
    await emails.getByRole('heading', { name: 'About your donation' }).waitFor(PATIENCE);
    assert.equal(await emails.getByRole('listitem').count(), 1);
    assert.ok((await emails.getByRole('listitem').innerText()).includes(`To ${email}`));

    await demo.simulator.send({ ...message, messageId, status: 'delivered' });
    await messageBecomes(messageId, ({ Is_Late_Delivery__c }) => Is_Late_Delivery__c);
    await openPanel('Clock');
    await move(clock, '+1 hour');
    await openPanel('Emails sent');
    await emails.getByRole('heading', { name: 'About your donation' }).waitFor(PATIENCE);
    assert.equal(await emails.getByRole('listitem').count(), 1);
});
