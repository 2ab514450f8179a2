/** An admin's day and what a rep does beside it, in a real browser and each with their permission set alone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { violationsIn } from './accessibility.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE = { timeout: 30_000 };
const ADMIN = 'admin@local-org.example';
const REP = 'user@local-org.example';
const MINUTE = 60_000;

describe("the admin's day", () => {
    let org: LocalOrg;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];

    before(async () => {
        const assignments = [
            { username: ADMIN, permissionSet: 'Landed_Admin' },
            { username: REP, permissionSet: 'Landed_Rep' },
        ];
        org = await createLocalOrg({ project: process.cwd(), console: true, assignments });
        browser = await launchBrowser();
        const [AccountId] = await create('Account', [{ Name: 'Example Trust' }]); // a contact of none is its owner's alone
        await create('Contact', [
            {
                ...{ FirstName: 'Amara', LastName: 'Okafor', AccountId },
                ...{ MobilePhone: '+447700900101', Email: 'amara.okafor@example.com' },
            },
            { FirstName: 'Ben', LastName: 'Fletcher', MobilePhone: '+447700900102', AccountId },
        ]);
        await create('Delivery_Report__e', [failure('1', '+447700900101'), failure('2', '+447700900102')]);
        await org.idle();
    });
    after(async () => {
        await browser.close();
        await org.close();
    });

    const failure = (id: string, recipient: string): object => ({
        Message_Key__c: `twilio:SM${id}`,
        Store__c: 'test',
        Version__c: 1,
        Epoch__c: 0,
        Channel__c: 'SMS',
        Provider__c: 'twilio',
        Received_At__c: new Date(Date.now() - MINUTE).toISOString(),
        Status_At__c: new Date(Date.now() - MINUTE).toISOString(),
        Permanent_Evidence__c: 1,
        Recipient__c: recipient,
        Status__c: 'Undelivered',
        Failure_Class__c: 'Permanent',
        Error_Code__c: '30005',
    });

    const latencies = (...buckets: (readonly [bucket: number, count: number])[]): string =>
        JSON.stringify([{ provider: 'twilio', hop: 'whole', buckets }]);

    /** As a client over HTTP; nothing is put into the org from inside. */
    async function create(type: string, rows: readonly object[]): Promise<string[]> {
        const records = rows.map((row) => ({ attributes: { type }, ...row }));
        const response = await fetch(`${org.url}/services/data/v67.0/composite/sobjects`, {
            method: 'POST',
            headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
            body: JSON.stringify({ allOrNone: true, records }),
        });
        const answer = await response.text();
        assert.ok(response.ok && !answer.includes('"success":false'), answer);
        return (JSON.parse(answer) as { id: string }[]).map(({ id }) => id); // one row for each record, in order
    }

    const open = (tab: string, options: { as?: string; width?: number } = {}): Promise<void> =>
        openPath(`/lightning/n/${tab}`, options);

    async function openPath(path: string, { as = '', width = 1280 } = {}): Promise<void> {
        await Promise.all(browser.contexts().map((context) => context.close())); // the page before
        page = await browser.newPage({ viewport: { width, height: 1000 } });
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('console', (message) => {
            if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
        });
        await page.goto(`${org.url}${path}${as && `?as=${as}`}`);
    }

    const row = (address: string) => page.locator(`li[data-address="${address}"]`);

    async function shoot(name: string): Promise<void> {
        if (process.env['SHOTS'])
            await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png`, fullPage: true });
    }

    async function fits(name: string): Promise<void> {
        await shoot(name);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        assert.ok(Number(overflow) <= 0, `the page is ${String(overflow)} px too wide`);
        assert.deepEqual(await violationsIn(page), []);
    }

    test('a rep sees why a contact cannot be reached, and writes an email instead', async () => {
        await openPath('/lightning/o/Contact/list', { as: REP });
        await page.getByRole('link', { name: 'Amara Okafor' }).click(PATIENCE);
        const status = page.locator('c-delivery-status');
        await status.getByText('Text messages cannot reach this person.').waitFor(PATIENCE);
        assert.match(await status.innerText(), /This number does not exist any more\.\s+Write an email instead\./);
        const email = status.getByRole('link', { name: 'Write email' });
        assert.equal(await email.getAttribute('href'), 'mailto:amara.okafor@example.com');
        assert.deepEqual(await violationsIn(page), []);
    });

    test('a rep sees why a number is suppressed, and why they cannot lift it', async () => {
        await open('Landed_Suppressions', { as: REP });
        await row('+447700900101').waitFor(PATIENCE);
        assert.match(await row('+447700900101').innerText(), /Permanent Failure\. This number does not exist any more/);
        await page.getByText('You can look, but not lift or add.').waitFor(PATIENCE);
        assert.equal(await page.getByRole('button', { name: /^Lift/ }).count(), 0);
        await row('+447700900101')
            .getByRole('button', { name: /^Evidence/ })
            .click();
        await page.locator('c-suppression-evidence').getByText('(code 30005)').waitFor(PATIENCE);
        assert.deepEqual(await violationsIn(page), []);
        const appeal = page.locator('c-suppression-appeal');
        await appeal.getByLabel('What makes you sure? (optional)').fill('She rang me from it.');
        await appeal.getByRole('button', { name: 'Ask for a check' }).click();
        await appeal.getByText('Those who may lift it have been asked.').waitFor(PATIENCE);
        assert.equal(await appeal.getByRole('button').count(), 0);
    });

    test('an admin lifts a suppression, but not without a note', async () => {
        await open('Landed_Suppressions');
        await row('+447700900101').getByText('Amara Okafor').waitFor(PATIENCE);
        await row('+447700900101').getByRole('button', { name: /^Lift/ }).click(PATIENCE);
        const panel = page.locator('c-suppression-lift');
        await panel.getByText('She rang me from it.').waitFor(PATIENCE); // who asked for a check, and why
        await panel.getByRole('button', { name: 'Lift' }).click();
        await panel.getByText('Write why it is lifted').waitFor(PATIENCE);
        await panel.getByLabel('Why is it lifted?').fill('New handset, asked for by phone');
        await fits('lift');
        await panel.getByRole('button', { name: 'Lift' }).click();
        await row('+447700900101').waitFor({ ...PATIENCE, state: 'detached' });
    });

    test('finds the lifted one by the name of its person, with the note', async () => {
        await open('Landed_Suppressions');
        await row('+447700900102').waitFor(PATIENCE);
        await page.getByRole('searchbox').fill('Okaf');
        await page.getByText('Nothing matches.').waitFor(PATIENCE);
        await page.getByRole('combobox', { name: 'State' }).click();
        await page.getByRole('option', { name: 'Lifted or ended' }).click();
        await row('+447700900101').getByText('New handset, asked for by phone').waitFor(PATIENCE);
        assert.equal(await row('+447700900102').count(), 0);
    });

    test('adds a number by hand, and says what is wrong with one', async () => {
        await open('Landed_Suppressions', { width: 320 });
        await page.getByRole('button', { name: 'Add', exact: true }).click(PATIENCE);
        const panel = page.locator('c-suppression-add');
        await panel.getByLabel('Number or address').fill('07700 900103');
        await panel.getByRole('button', { name: 'Add' }).click();
        await panel.getByText('The country code is missing').waitFor(PATIENCE);
        await fits('add');
        await panel.getByLabel('Number or address').fill('+44 (0)7700 900103');
        await panel.getByRole('button', { name: 'Add' }).click();
        await row('+447700900103').getByText('Somebody put it on the list by hand.').waitFor(PATIENCE);
    });

    test('imports what can be read and names the lines that cannot', async () => {
        await open('Landed_Suppressions');
        await page.getByRole('button', { name: 'Import' }).click(PATIENCE);
        const panel = page.locator('c-suppression-import');
        await panel.getByLabel('Paste here').fill('address\n+447700900104\nabc\n+447700900102\n');
        await panel.getByText('Line 3, "abc"').waitFor(PATIENCE);
        await fits('import');
        await panel.getByRole('button', { name: 'Import' }).click();
        await panel.getByText('1 suppressed, 1 not.').waitFor(PATIENCE);
        await panel.getByText('Line 4, "+447700900102": It is on the list already').waitFor(PATIENCE);
        await row('+447700900104').waitFor(PATIENCE);
    });

    test('sets aside the members of a campaign whom nothing reaches, on a phone', async () => {
        const [CampaignId = ''] = await create('Campaign', [{ Name: 'Spring appeal' }]);
        const people = ['+447700900102', '+447700900199'].map((MobilePhone) => ({ LastName: 'Invented', MobilePhone }));
        const members = await create('Contact', people);
        await create(
            'CampaignMember',
            members.map((ContactId) => ({ CampaignId, ContactId })),
        );
        await org.idle();
        await openPath(`/lightning/r/Campaign/${CampaignId}/view`, { width: 320 });
        await page.getByRole('button', { name: 'Clean list' }).click(PATIENCE);
        const panel = page.locator('c-clean-list');
        await panel.getByRole('button', { name: 'Count' }).click();
        await panel.getByText('Cannot be reached by text message: 1.').waitFor(PATIENCE);
        await panel.getByRole('button', { name: 'Remove…' }).click();
        await panel.getByRole('button', { name: 'Cancel' }).click();
        await panel.getByRole('button', { name: 'Set aside' }).click();
        await panel.getByText('Set aside: 1.').waitFor(PATIENCE);
        const box = await panel.boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box));
        assert.deepEqual(await violationsIn(page), []);
        await panel.getByRole('button', { name: 'Close' }).click();
        await panel.waitFor({ state: 'detached' });
    });

    test('sees an alert with what to check, and takes it', async () => {
        await create('Delivery_Alert__c', [
            {
                Alert_Key__c: 'Silent Provider:twilio:1',
                Kind__c: 'Silent Provider',
                Severity__c: 'High',
                Status__c: 'New',
                Subject__c: 'twilio',
                Detail__c: 'No webhook for 40 minutes.',
                Observed__c: 0,
                Expected__c: 120,
            },
        ]);
        await org.idle();
        await open('Landed_Alerts', { width: 320 });
        const alert = page.locator('li[data-subject="twilio"]');
        await alert.getByText('Observed: 0. Expected: 120.').waitFor(PATIENCE);
        assert.match(await alert.innerText(), /High[\s\S]*Silent Provider: Twilio[\s\S]*What to check:/);
        await fits('alerts');
        await alert.getByRole('button', { name: 'Acknowledge' }).click();
        await alert.getByText('Acknowledged').waitFor(PATIENCE);
        await alert.getByRole('button', { name: 'Assign' }).click();
        await alert.getByRole('searchbox').fill('Local Us');
        await alert.getByRole('combobox', { name: 'Who takes it' }).click();
        await page.getByRole('option', { name: 'Local User' }).click(PATIENCE);
        await page.getByRole('option', { name: 'Local User' }).waitFor({ ...PATIENCE, state: 'hidden' });
        await alert.getByText('With Local User').waitFor(PATIENCE);
        await alert.getByRole('button', { name: 'Resolve' }).click();
        await page.getByText('No open alerts.').waitFor(PATIENCE);
    });

    test('the set-up shows a relay that went silent, what to do, codes that nobody knows, and what all relays measured', async () => {
        await create('Relay_Status__c', [
            {
                Relay_Key__c: 'store-1',
                State__c: 'Running',
                Last_Seen_At__c: new Date(Date.now() - 30 * MINUTE).toISOString(),
                Expected_By__c: new Date(Date.now() - 27 * MINUTE).toISOString(),
                Dead_Letters__c: 2,
                // Of a source that has never called nobody says that it is quiet.
                Sources__c: JSON.stringify([
                    { source: 'twilio-main', lastAt: '2026-11-21T10:00:00.000Z', requests: 1, silent: true },
                ]),
                Latencies__c: latencies([20, 98]),
            },
            {
                Relay_Key__c: 'store-2',
                State__c: 'Running',
                Last_Seen_At__c: new Date(Date.now() - 31 * MINUTE).toISOString(),
                Latencies__c: latencies([20, 1], [64, 2]),
            },
        ]);
        await create('Delivery_Report__e', [
            { ...failure('3', '+447700900109'), Failure_Class__c: 'Unknown', Error_Code__c: '99999' },
        ]);
        await org.idle();
        await open('Landed_Setup', { width: 320 });
        const relay = page.locator('li[data-check="relay"]');
        await relay.getByText('Look whether its process runs').waitFor(PATIENCE);
        assert.match(await relay.innerText(), /Does not work/);
        assert.match(await page.locator('li[data-check="dead"]').innerText(), /Needs a look[\s\S]*landed dead list/);
        assert.match(await page.locator('li[data-source="twilio-main"]').innerText(), /Quiet for too long/);
        assert.match(await page.locator('c-delivery-setup .code').innerText(), /Twilio[\s\S]*99999[\s\S]*1/);
        assert.match(
            await page.locator('[data-entry="Twilio"]').innerText(),
            /half within 0\.6\ss, 99 of 100 within 43\ss, of 101 reports\.\s+Over the objective/,
        );
        await fits('setup');
    });

    test('no page complained in the browser', () => {
        const own = complaints.filter((text) => !/status of 400/.test(text)); // the refused duplicate
        assert.deepEqual(own, []);
    });
});
