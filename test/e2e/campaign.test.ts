/**
 * A marketer's day, as a user with the marketer's permission set: reports come over the relay, the campaign's page shows
 * what they come to, its messages and a file.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { Connection } from 'jsforce';
import type { Page } from 'playwright-core';
import { startDemo } from '../../scripts/demo.ts';
import type { Demo } from '../../scripts/demo.ts';
import { OrgClient } from '../support/orgClient.ts';
import { addPerson } from '../support/person.ts';
import { until } from '../support/until.ts';
import { violationsIn } from './accessibility.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE = { timeout: 30_000 };
const MARKETER = 'marketer@local-org.example';
/** Sees campaigns and their deliveries, and no opportunities. */
const ADMIN = 'admin@local-org.example';
const STRANGER = 'stranger@local-org.example';
const NARROW = { width: 320, height: 800 };

interface MessageRow {
    readonly Status__c: string;
    readonly Provider__c: string;
    readonly Error_Code__c: string | null;
}

/** What the campaign's messages become: provider, status, code, how many, for which location. */
const SENT = [
    ['twilio', 'delivered', undefined, 5, undefined],
    ['twilio', 'undelivered', '30005', 2, 'leeds'],
    ['twilio', 'sent', undefined, 1, 'York'],
    ['bsr', 'DELIVRD', undefined, 2, 'Leeds'],
    ['bsr', 'REJECTD', undefined, 1, 'Selby'], // which the demo's relay does not list
] as const;

const undo: (() => Promise<unknown>)[] = [];
let demo: Demo;
let page: Page;
let campaign: string;
let messages: readonly MessageRow[];

before(async () => {
    demo = await startDemo({ port: 0, relayPort: 0, traffic: false, console: true, onProgress: () => undefined });
    undo.push(() => demo.stop());
    const { url, accessToken, version } = demo.org;
    const org = new Connection({ instanceUrl: url, accessToken, version });
    campaign = demo.sampleIds.get('CampaignSpring') ?? assert.fail('the sample data has a campaign');
    let number = 447_700_900_200;
    // Buys something after the first message has reached her for certain; who else bought, nobody has noted.
    const buyer = await org.sobject('Contact').create({ LastName: 'Mensah', MobilePhone: `+${number}` });
    const won = { CampaignId: campaign, StageName: 'Closed Won', CloseDate: new Date().toISOString().slice(0, 10) };
    await org.sobject('Opportunity').create([
        { ...won, Name: 'Table of ten', Amount: 120, ContactId: buyer.id },
        { ...won, Name: 'Raffle', Amount: 30 },
        { ...won, Name: 'Not yet', Amount: 1_000, StageName: 'Prospecting', ContactId: buyer.id },
    ]);
    for (const [provider, status, code, count, location] of SENT) {
        for (let sent = 0; sent < count; sent++) {
            const given = { ...(code && { code }), ...(location && { location }) };
            await demo.simulator.send({ provider, status, ...given, to: `+${number++}`, campaign });
        }
    }
    const query = `SELECT Status__c, Provider__c, Error_Code__c FROM Message__c WHERE Campaign__c = '${campaign}'`;
    messages = await until(
        async () => (await org.query<MessageRow>(query)).records,
        (found) => found.length === 11,
    );
    await until(
        async () =>
            (
                await org.query<{ total: number }>(
                    `SELECT SUM(Total__c) total FROM Delivery_Summary__c WHERE Campaign__c = '${campaign}'`,
                )
            ).records[0]?.total,
        (total) => total === 11,
    );
    const browser = await launchBrowser();
    undo.push(() => browser.close());
    await addPerson(new OrgClient({ url, accessToken }), {
        username: MARKETER,
        profile: 'Standard User',
        permissionSets: ['Landed_Marketer'],
    });
    await addPerson(new OrgClient({ url, accessToken }), {
        username: STRANGER,
        profile: 'Minimum Access - Salesforce',
        permissionSets: ['Landed_Marketer', 'Landed_Standard_Objects'],
    });
    page = await browser.newPage({ viewport: { width: 1400, height: 1000 }, acceptDownloads: true });
    await page.goto(`${url}/lightning/r/Campaign/${campaign}/view?as=${MARKETER}`);
});
after(async () => {
    for (const step of undo.reverse()) await step();
});

const dashboard = () => page.locator('c-campaign-delivery');
const tile = async (label: string): Promise<string> =>
    (await dashboard().locator('c-kpi-tile').filter({ hasText: label }).first().innerText())
        .replace('Help', '') // what the help button says
        .replaceAll(/\s+/g, ' ');
const count = (is: (message: MessageRow) => boolean): number => messages.filter(is).length;

async function downloaded(button: string): Promise<string[][]> {
    const [download] = await Promise.all([
        page.waitForEvent('download', PATIENCE),
        dashboard().getByRole('button', { name: button }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    assert.ok(text.startsWith('\uFEFF'), 'Excel needs the byte order mark');
    return parse(text, { bom: true });
}

describe("a marketer's day", () => {
    test('the figures are those of the messages in the org', async () => {
        await dashboard().locator('c-kpi-tile').first().waitFor(PATIENCE);
        const delivered = count(({ Status__c }) => Status__c === 'Delivered');
        const failed = count(({ Status__c }) => ['Undelivered', 'Rejected'].includes(Status__c));
        assert.equal(delivered, 7);
        assert.match(await tile('Messages'), new RegExp(`Messages ${messages.length}`));
        assert.match(await tile('Delivered'), new RegExp(`Delivered ${delivered} Below 90 % Delivery rate 63\\.6 %`));
        assert.match(await tile('Failed'), new RegExp(`Failed ${failed} 27\\.2 % of sent`));
        assert.match(await tile('Sent'), /Sent 11 1 without a receipt yet/);
        assert.doesNotMatch(await dashboard().innerText(), /\bread\b/i);
        // Marketers have no right to edit campaigns from the package: it is the org's to give.
        assert.equal(await dashboard().getByRole('button', { name: 'Clean list' }).count(), 0);
        assert.deepEqual(await violationsIn(page), []);
    });

    test('a filter narrows them', async () => {
        await dashboard().getByRole('combobox', { name: 'Provider' }).click();
        await dashboard().getByRole('option', { name: 'BSR' }).click();
        await dashboard()
            .locator('c-kpi-tile')
            .filter({ hasText: 'Messages' })
            .getByText('3', { exact: true })
            .waitFor(PATIENCE);
        assert.match(await tile('Delivered'), /Delivered 2 /);
        await dashboard().getByRole('combobox', { name: 'Provider' }).click();
        await dashboard().getByRole('option', { name: 'All' }).click();
        await dashboard()
            .locator('c-kpi-tile')
            .filter({ hasText: 'Messages' })
            .getByText('11', { exact: true })
            .waitFor(PATIENCE);
    });

    test('a figure leads to its messages, and they to a file', async () => {
        await dashboard().getByRole('button', { name: 'Failed: 3. Show the messages.' }).click();
        const list = dashboard().locator('c-message-drill');
        await list.getByText('1 to 3 of 3').waitFor(PATIENCE);
        assert.equal(await list.getByRole('listitem').count(), 3);
        assert.deepEqual(await violationsIn(page), []);
        const [header = [], ...rows] = await downloaded('Export messages');
        const statuses = rows.map((row) => row[header.indexOf('Status')]).sort();
        assert.deepEqual(statuses, ['Rejected', 'Undelivered', 'Undelivered']);
        assert.deepEqual(
            rows.map((row) => [row[header.indexOf('Recipient')], row[header.indexOf('Sender')]]),
            rows.map(() => ['', '']), // numbers are not for marketers
        );
    });

    test('locations are compared, and each leads to its messages, also those that the relay does not list', async () => {
        const chart = dashboard().locator('c-bar-chart').filter({ hasText: 'Other locations' });
        const list = dashboard().locator('c-message-drill');
        for (const [location, rate, messages] of [
            ['Leeds', /^50\s%$/, ['Delivered', 'Delivered', 'Undelivered', 'Undelivered']],
            ['Other locations', /^0\s%$/, ['Rejected']],
        ] as const) {
            const row = chart.getByRole('row').filter({ hasText: location });
            assert.match(await row.locator('.value').innerText(), rate);
            await row.getByRole('button').click();
            await list.getByText(`1 to ${messages.length} of ${messages.length}`).waitFor(PATIENCE);
            const [header = [], ...rows] = await downloaded('Export messages');
            assert.deepEqual(rows.map((cells) => cells[header.indexOf('Status')]).sort(), messages);
        }
    });

    test('what was won is credited to the message that reached the buyer for certain, if the reader may see it', async () => {
        const earned = dashboard().locator('c-campaign-return');
        const lines = async (chart: string): Promise<string[]> => {
            const rows = earned.locator('c-bar-chart').filter({ hasText: chart }).getByRole('row');
            return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
        };
        await earned.getByText('$150.00 won in all. Opportunities: 2.').waitFor(PATIENCE);
        const [, sms = '', rest = ''] = await lines('Won by channel');
        assert.match(sms, /^SMS .*\$120\.00.*Opportunities: 1\./);
        assert.match(rest, /^No confirmed delivery before it .*\$30\.00/);
        const providers = await lines('Won by provider');
        assert.match(providers[1] ?? '', /^Twilio .*\$120\.00/);
        assert.match(providers[2] ?? '', /^BSR .*\$0\.00/);
        const stranger = (await page.context().browser()?.newPage()) ?? assert.fail('the browser is gone');
        await stranger.goto(`${demo.org.url}/lightning/r/Campaign/${campaign}/view?as=${STRANGER}`);
        await stranger.locator('c-campaign-delivery c-kpi-tile').first().waitFor(PATIENCE);
        assert.equal(await stranger.getByText('What it earned').count(), 0);
        assert.equal(await stranger.locator('c-campaign-delivery c-error-panel').count(), 0);
        await stranger.close();
    });

    test('the figures come as a file in full', async () => {
        const [header = [], total = []] = await downloaded('Export figures');
        const figure = (name: string): number => Number(total[header.indexOf(name)]);
        assert.equal(figure('Messages'), 11);
        assert.equal(figure('Delivered'), 7);
        assert.equal(figure('Delivery rate'), (7 / 11) * 100);
    });

    test('the figures follow the campaign while it runs', async () => {
        await demo.simulator.send({ provider: 'twilio', status: 'delivered', to: '+447700900299', campaign });
        await dashboard()
            .locator('c-kpi-tile')
            .filter({ hasText: 'Messages' })
            .getByText('12', { exact: true })
            .waitFor({ timeout: 60_000 });
        assert.match(await tile('Delivered'), /Delivered 8 /);
    });

    test('it fits a narrow screen', async () => {
        await page.setViewportSize(NARROW);
        const box = await dashboard().boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= NARROW.width, JSON.stringify(box));
        const buttons = page.getByRole('contentinfo').getByRole('button'); // all that the console can have
        const places = await Promise.all((await buttons.all()).map((button) => button.boundingBox()));
        const ends = places.map((place) => (place ? place.x + place.width : Infinity));
        assert.ok(ends.length >= 4 && ends.every((end) => end <= NARROW.width), ends.join());
        assert.deepEqual(await violationsIn(page), []);
        await page.goto(`${demo.org.url}/lightning/r/Campaign/${campaign}/view?as=${ADMIN}`); // who has one button more
        await dashboard().getByRole('button', { name: 'Clean list' }).waitFor(PATIENCE);
        await dashboard().locator('c-kpi-tile').first().waitFor(PATIENCE);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), NARROW.width);
    });
});
