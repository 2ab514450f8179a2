/** The console in a real browser, on an org without a relay: what the pages show, and that everyone can use them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { violationsIn } from './accessibility.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE = { timeout: 30_000 };

const PEOPLE = [
    { FirstName: 'Amara', LastName: 'Okafor', MobilePhone: '+447700900101', Email: 'amara.okafor@example.com' },
    { FirstName: 'Ben', LastName: 'Fletcher', MobilePhone: '+447700900102', Email: 'ben.fletcher@example.com' },
    { FirstName: 'Chloe', LastName: 'Marsh', MobilePhone: '+447700900103' },
    { FirstName: 'Dev', LastName: 'Patel', MobilePhone: '+447700900104', Email: 'dev.patel@example.com' },
];

describe('the console', () => {
    let org: LocalOrg;
    let browser: Browser | undefined;
    let page: Page;
    const complaints: string[] = [];

    before(async () => {
        org = await createLocalOrg({ project: process.cwd(), console: true });
        browser = await launchBrowser();
        await create('Contact', PEOPLE);
    });
    after(async () => {
        await browser?.close();
        await org.close();
    });

    /** As a client over HTTP; nothing is put into the org from inside. */
    async function call(path: string, body: unknown): Promise<unknown> {
        const response = await fetch(`${org.url}/services/data/v67.0${path}`, {
            method: 'POST',
            headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
            body: JSON.stringify(body),
        });
        const answer = await response.text();
        assert.ok(response.ok && !answer.includes('"success":false'), answer);
        return JSON.parse(answer);
    }

    async function create(type: string, people: readonly object[]): Promise<string[]> {
        const records = people.map((person) => ({ attributes: { type }, ...person }));
        const created = await call('/composite/sobjects', { allOrNone: true, records });
        return (created as { id: string }[]).map(({ id }) => id); // one row for each record, in order
    }

    let reports = 0;

    async function report(fields: Record<string, string | number>): Promise<void> {
        const at = new Date().toISOString();
        await call('/sobjects/Delivery_Report__e', {
            Message_Key__c: `twilio:SM${++reports}`,
            Store__c: 'test',
            Version__c: 1,
            Epoch__c: 0,
            Channel__c: 'SMS',
            Provider__c: 'twilio',
            Received_At__c: at,
            Permanent_Evidence__c: 1,
            ...fields,
        });
        await org.idle();
    }

    async function open(path = '/', viewport = { width: 1280, height: 1000 }): Promise<Page> {
        assert.ok(browser);
        await Promise.all(browser.contexts().map((context) => context.close())); // the page before
        page = await browser.newPage({ viewport });
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('console', (message) => {
            if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
        });
        await page.goto(org.url + path);
        return page;
    }

    async function openPerson(name: string, viewport?: { width: number; height: number }): Promise<Page> {
        await open('/', viewport);
        await page.getByRole('link', { name }).click(PATIENCE);
        await component().getByText('Failures in a row').waitFor(PATIENCE);
        return page;
    }

    const component = () => page.locator('c-delivery-status');
    const text = async (): Promise<string> => (await component().innerText()).replaceAll(/\s+/g, ' ');

    async function expectAccessible(): Promise<void> {
        assert.deepEqual(await violationsIn(page), []);
    }

    test('lists people in the list view of the package, and keeps it up to date', async () => {
        await open();
        await page.getByRole('link', { name: 'Amara Okafor' }).waitFor(PATIENCE);
        assert.equal(new URL(page.url()).pathname, '/lightning/o/Contact/list');
        const row = page.getByRole('row', { name: /Amara Okafor/ });
        assert.doesNotMatch(await row.innerText(), /Unreachable/);
        await expectAccessible();
        await report({
            Recipient__c: '+447700900101',
            Status__c: 'Undelivered',
            Failure_Class__c: 'Permanent',
            Error_Code__c: '30005',
        });
        await row.getByText('Unreachable').waitFor(PATIENCE);
    });

    test('says that a person cannot be reached, why, and what to do', async () => {
        await openPerson('Amara Okafor');
        assert.equal(await page.title(), 'Amara Okafor | Contact');
        const shown = await text();
        assert.match(
            shown,
            /Text messages cannot reach this person\. This number does not exist any more\. Write an email instead\./,
        );
        assert.match(shown, /Failures in a row 1 Suppressed Permanent Failure/);
        assert.match(shown, /Not delivered .* \(code 30005\)/);
        assert.equal(
            await component().getByRole('link', { name: 'Write email' }).getAttribute('href'),
            'mailto:amara.okafor@example.com',
        );
        await expectAccessible();
    });

    test('says that a person can be reached, and since when', async () => {
        await report({
            Recipient__c: '+447700900102',
            Status__c: 'Delivered',
            Delivered_At__c: new Date().toISOString(),
            Delivery_Confidence__c: 'Handset',
        });
        await openPerson('Ben Fletcher');
        const shown = await text();
        assert.match(shown, /Text messages reach this person\./);
        assert.match(shown, /Last delivered (in a few seconds|a few seconds ago|\d+ seconds ago)/);
        await expectAccessible();
    });

    test('a message that was only sent is never shown as delivered; the page follows when it is', async () => {
        const key = { Message_Key__c: 'twilio:SMfollowed', Recipient__c: '+447700900103' };
        await report({ ...key, Status__c: 'Sent' });
        await openPerson('Chloe Marsh');
        assert.match(await text(), /It is not known yet whether text messages arrive\..*Sent, not confirmed yet/);
        assert.doesNotMatch(await component().locator('c-status-pill').innerText(), /Delivered/);
        await report({ ...key, Version__c: 2, Status__c: 'Delivered', Delivered_At__c: new Date().toISOString() });
        await component().getByText('Text messages reach this person.').waitFor(PATIENCE);
        assert.doesNotMatch(await text(), /Read/);
    });

    test('says how long the newest status took, hop by hop on demand, and marks what took too long', async () => {
        const agoBySeconds = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
        const timed = (carrier: number): Record<string, string> => ({
            Recipient__c: '+447700900104',
            Status__c: 'Delivered',
            Delivered_At__c: agoBySeconds(carrier),
            Status_At__c: agoBySeconds(carrier),
            Status_Received_At__c: agoBySeconds(5),
            Status_Published_At__c: agoBySeconds(4),
        });
        await report(timed(40));
        await openPerson('Dev Patel');
        const latency = component().locator('c-delivery-latency');
        const shown = async (): Promise<string> => (await latency.innerText()).replaceAll(/\s+/g, ' ');
        assert.match(
            await shown(),
            /Newest status: from the carrier to here in 4\d s\. Slower than the objective of 30 s\. Hop by hop$/,
        );
        await report(timed(8));
        await latency.getByText('Objective: 30 s.').waitFor(PATIENCE);
        assert.match(await shown(), /from the carrier to here in (8|9|1\d) s\./);
        await latency.getByText('Hop by hop').click();
        assert.match(
            await shown(),
            /From the carrier to the relay [34] s From the relay to publishing (1 s|2 s|less than 1 s) From publishing to this record ([3-9]|1\d) s$/,
        );
        await expectAccessible();
    });

    test('says the same of a lead', async () => {
        const [lead] = await create('Lead', [
            { FirstName: 'Eve', LastName: 'Novak', Company: 'Example Trust', MobilePhone: '+447700900105' },
        ]);
        await report({
            Recipient__c: '+447700900105',
            Status__c: 'Undelivered',
            Failure_Class__c: 'Permanent',
            Error_Code__c: '30006',
        });
        await open(`/lightning/r/Lead/${lead}/view`);
        await component().getByText('Failures in a row').waitFor(PATIENCE);
        assert.match(await text(), /cannot reach this person\. This number cannot receive text messages/);
    });

    test('shows what people and providers wrote as text, never as markup', async () => {
        await report({
            Recipient__c: '+447700900104',
            Status__c: 'Failed',
            Failure_Class__c: 'Unknown',
            Error_Code__c: '<img src=x>',
        });
        await openPerson('Dev Patel');
        assert.match(await text(), /<img src=x>/);
        assert.equal(await component().locator('img').count(), 0);
    });

    test('lays the page out as the FlexiPage says: tabs, fields and the list of messages', async () => {
        await openPerson('Amara Okafor');
        await page.getByRole('tab', { name: 'Messaging' }).click();
        await page.getByText('Re-engagement Channel').filter({ visible: true }).waitFor(PATIENCE);
        await page
            .getByRole('region', { name: /Messages \(1\)/ })
            .getByRole('row')
            .nth(1)
            .waitFor(PATIENCE);
        await expectAccessible();
    });

    test('goes from a message to its person and back', async () => {
        await open('/lightning/o/Message__c/list');
        const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Amara Okafor' }) });
        await row.first().getByRole('link').first().click(PATIENCE);
        await page.waitForURL(/\/lightning\/r\/Message__c\//);
        await page.getByRole('link', { name: 'Amara Okafor' }).first().click(PATIENCE);
        await page.waitForURL(/\/lightning\/r\/Contact\//);
        await page.goBack();
        await page.waitForURL(/\/lightning\/r\/Message__c\//);
    });

    test('fits a narrow screen', async () => {
        await openPerson('Amara Okafor', { width: 320, height: 800 });
        const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        assert.ok(Number(overflow) <= 0, `the page is ${String(overflow)} px too wide`);
        await expectAccessible();
    });

    test('works with the keyboard alone', async () => {
        await openPerson('Amara Okafor');
        await page.getByRole('button', { name: 'Look for news now' }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('tab', { name: 'Details' }).focus();
        await page.keyboard.press('ArrowRight');
        await page.getByRole('tab', { name: 'Messaging', selected: true }).waitFor(PATIENCE);
    });

    test('names a page and a record that do not exist', async () => {
        await open('/lightning/o/Ghost__c/list');
        await page.getByText('The local org has no page at').waitFor(PATIENCE);
        await open('/lightning/r/Contact/003000000000000AAA/view');
        await page.getByText('There is no Contact with the id').waitFor(PATIENCE);
        await page.getByText('This person does not exist any more').waitFor(PATIENCE);
    });

    test('an open page goes on when the org was started again, with another token', async () => {
        const port = Number(new URL(org.url).port);
        const project = process.cwd();
        await openPerson('Amara Okafor');
        await org.close();
        org = await createLocalOrg({ project, port, console: true });
        await component().getByText('This person does not exist any more').waitFor(PATIENCE);
        complaints.length = 0; // what the browser said while the org was away
    });

    test('no page complained in the browser', () => {
        assert.deepEqual(complaints, []);
    });
});
