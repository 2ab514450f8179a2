/** The utility bar's own entries in a real browser: the emails that flows sent, and the clock that makes them due. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { violationsIn } from './accessibility.ts';
import { until } from '../support/until.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE = { timeout: 30_000 };

const text = (name: string, value: string): string =>
    `<inputParameters><name>${name}</name><value><stringValue>${value}</stringValue></value></inputParameters>`;

const email = (name: string, inputs: string): string => `<actionCalls>
    <name>${name}</name><label>${name}</label><locationX>0</locationX><locationY>0</locationY>
    <actionName>emailSimple</actionName><actionType>emailSimple</actionType>
    <inputParameters><name>emailAddresses</name>
        <value><elementReference>$Record.Email</elementReference></value></inputParameters>
    ${inputs}
</actionCalls>`;

/** Greets a new person an hour later, in rich text, and at once in plain text. */
const GREETING = `<?xml version="1.0" encoding="UTF-8"?><Flow xmlns="http://soap.sforce.com/2006/04/metadata">
    ${email('Greet_At_Once', text('emailSubject', 'Welcome') + text('emailBody', 'Two lines &lt;img src=x&gt;\nof text'))}
    ${email(
        'Greet_Later',
        text('emailSubject', 'An hour later') +
            text(
                'emailBody',
                'Some &lt;b&gt;bold&lt;/b&gt; words&lt;script&gt;document.title = "taken"&lt;/script&gt;',
            ) +
            '<inputParameters><name>sendRichBody</name><value><booleanValue>true</booleanValue></value></inputParameters>',
    )}
    <apiVersion>67.0</apiVersion><label>Greeting</label><processType>AutoLaunchedFlow</processType>
    <status>Active</status>
    <start>
        <locationX>0</locationX><locationY>0</locationY><object>Contact</object>
        <recordTriggerType>Create</recordTriggerType><triggerType>RecordAfterSave</triggerType>
        <connector><targetReference>Greet_At_Once</targetReference></connector>
        <scheduledPaths>
            <name>An_Hour_Later</name><label>An hour later</label>
            <connector><targetReference>Greet_Later</targetReference></connector>
            <offsetNumber>1</offsetNumber><offsetUnit>Hours</offsetUnit><timeSource>RecordTriggerEvent</timeSource>
        </scheduledPaths>
    </start>
</Flow>`;

describe("the org's own entries of the utility bar", () => {
    const undo: (() => Promise<unknown>)[] = [];
    let org: LocalOrg;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];

    before(async () => {
        const directory = await mkdtemp(path.join(tmpdir(), 'controls-'));
        undo.push(() => rm(directory, { recursive: true, force: true }));
        const flows = path.join(directory, 'force-app/main/default/flows');
        await mkdir(flows, { recursive: true });
        await writeFile(path.join(flows, 'Greeting.flow-meta.xml'), GREETING);
        const project = '{"packageDirectories":[{"path":"force-app","default":true}]}';
        await writeFile(path.join(directory, 'sfdx-project.json'), project);
        org = await createLocalOrg({ project: directory, console: true });
        undo.push(() => org.close());
        browser = await launchBrowser();
        undo.push(() => browser.close());
    });
    after(async () => {
        for (const step of undo.reverse()) await step();
    });
    beforeEach(async () => {
        const answer = await fetch(`${org.url}/local/reset`, { method: 'POST' });
        assert.ok(answer.ok);
        page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('console', (message) => {
            if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
        });
        await page.goto(`${org.url}/lightning/o/Contact/list`);
    });

    afterEach(() => page.close());

    async function createPerson(Email: string): Promise<void> {
        const response = await fetch(`${org.url}/services/data/v67.0/sobjects/Contact`, {
            method: 'POST',
            headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
            body: JSON.stringify({ LastName: 'Invented', Email }),
        });
        assert.equal(response.status, 201, await response.text());
        await org.idle();
    }

    async function openPanel(label: string): Promise<Locator> {
        await page.getByRole('button', { name: label, exact: true }).click(PATIENCE);
        return page.getByRole('region', { name: label, exact: true });
    }

    const words = async (place: Locator): Promise<string> => (await place.innerText()).replaceAll(/\s+/g, ' ');

    test('emails appear by themselves, newest first, with recipient, subject, time and text', async () => {
        const panel = await openPanel('Emails sent');
        await panel.getByText('No emails yet.').waitFor(PATIENCE);
        assert.deepEqual(await violationsIn(page), []);
        await createPerson('amara@example.com');
        await createPerson('ben@example.com');
        await panel.getByRole('listitem').nth(1).waitFor(PATIENCE);
        const [newest, oldest] = await panel.getByRole('listitem').all();
        assert.ok(newest && oldest);
        assert.match(await words(newest), /^Welcome To ben@example\.com .*\d\d:\d\d:\d\d.* of text$/);
        assert.match(await oldest.innerText(), /To amara@example\.com/);
        assert.match(await newest.innerText(), /Two lines <img src=x>\nof text/);
        assert.deepEqual(await violationsIn(page), []);
    });

    test('moving the clock runs what is due by then, and no earlier', async () => {
        await createPerson('amara@example.com');
        const clock = await openPanel('Clock');
        await clock.getByText('1 path of a flow waits. It is due on').waitFor(PATIENCE);
        assert.deepEqual(await violationsIn(page), []);
        await move(clock, '+90 seconds');
        await expectAhead(90);
        await clock.getByText('1 path of a flow waits.').waitFor(PATIENCE);
        assert.equal(await emailCount(), 1);
        await move(clock, '+1 hour');
        await expectAhead(90 + 3_600);
        await clock.getByText('No path of a flow waits.').waitFor(PATIENCE);
        assert.equal(await emailCount(), 2);
        const panel = await openPanel('Emails sent');
        await panel.getByRole('heading', { name: 'An hour later' }).waitFor(PATIENCE);
        assert.equal(await panel.getByRole('listitem').count(), 2);
        assert.equal(await panel.getByRole('listitem').first().locator('b').innerText(), 'bold');
        assert.notEqual(await page.title(), 'taken', 'scripts in an email do not run');
        await openPanel('Clock');
        await move(clock, '+1 day');
        await expectAhead(90 + 3_600 + 86_400);
    });

    /** Presses the button and waits until what became due has run. */
    async function move(clock: Locator, by: string): Promise<void> {
        const ran = page.waitForResponse('**/local/idle', PATIENCE);
        await clock.getByRole('button', { name: by }).click();
        await ran;
    }

    async function control(name: string): Promise<unknown> {
        return (await fetch(`${org.url}/local/${name}`)).json();
    }

    /** The org's clock against the machine's, give or take a few seconds. */
    async function expectAhead(seconds: number): Promise<void> {
        const asked = Date.now();
        const { now } = (await control('clock')) as { now: string };
        const [least, most] = [Date.now(), asked].map((ours) => (Date.parse(now) - ours) / 1_000) as [number, number];
        assert.ok(least - 5 < seconds && seconds < most + 5, `${least} to ${most} s ahead, not ${seconds}`);
    }

    const emailCount = async (): Promise<number> => ((await control('outbox')) as unknown[]).length;

    test('a fault is ordered, strikes as often as it should, and is ended', async () => {
        const panel = await openPanel('Faults');
        await panel.getByText('None. Everything works as it should.').waitFor(PATIENCE);
        await panel.getByLabel('How often (a number, or always)').fill('2');
        await panel.getByLabel('Path (blank: any)').fill('/services/data/*/limits');
        await panel.getByRole('button', { name: 'Order', exact: true }).click();
        await panel.getByText('2 of 2 left').waitFor(PATIENCE);
        const ask = async (): Promise<number> => {
            const headers = { authorization: `Bearer ${org.accessToken}` };
            return (await fetch(`${org.url}/services/data/v67.0/limits`, { headers })).status;
        };
        assert.equal(await ask(), 503);
        await panel.getByText('1 of 2 left').waitFor(PATIENCE);
        assert.deepEqual(await violationsIn(page), []);
        await panel.getByRole('button', { name: 'End: Calls are refused' }).click();
        await panel.getByText('None. Everything works as it should.').waitFor(PATIENCE);
        assert.equal(await ask(), 200);
        await panel.getByRole('button', { name: '+1 hour' }).waitFor(PATIENCE);
    });

    test('each kind of fault is offered with what it asks for', async () => {
        const panel = await openPanel('Faults');
        const kind = panel.getByRole('combobox', { name: 'Kind' });
        await kind.click(PATIENCE);
        assert.equal(await panel.getByRole('option').count(), 12);
        await panel.getByRole('option', { name: 'Records are locked' }).click();
        await panel.getByLabel('Object').waitFor(PATIENCE);
        await panel.getByRole('button', { name: 'Order', exact: true }).click();
        await panel.getByText('1 of 1 left').waitFor(PATIENCE);
        await panel.getByText('object Contact').waitFor(PATIENCE);
    });

    test('the last transactions show their limits, and the way and the values of each flow', async () => {
        await createPerson('amara@example.com');
        const panel = await openPanel('Faults');
        const transactions = panel.getByRole('list', { name: 'Transactions, newest first' });
        await transactions.getByText('Greeting: Start → Greet_At_Once').waitFor(PATIENCE);
        assert.match(await words(transactions), /committed 0 queries, 0 rows read, 1 writes, 1 rows written/);
        assert.deepEqual(await violationsIn(page), []);
    });

    test('the clock panel shows the time of the org and goes on', async () => {
        const clock = await openPanel('Clock');
        const shown = clock.locator('lightning-formatted-date-time').first();
        await shown.waitFor(PATIENCE);
        const first = await shown.innerText();
        await until(
            () => shown.innerText(),
            (now) => now !== first,
        );
        await page.keyboard.press('Escape');
        await clock.waitFor({ state: 'detached' });
    });

    test('an org that stopped answering is named, and the panel goes on when it answers again', async () => {
        const panel = await openPanel('Emails sent');
        await panel.getByText('No emails yet.').waitFor(PATIENCE);
        await page.route('**/local/outbox', (route) => route.fulfill({ status: 503, body: '{}' }));
        await panel.getByRole('alert').getByText('answered 503').waitFor(PATIENCE);
        await page.unroute('**/local/outbox');
        await panel.getByText('No emails yet.').waitFor(PATIENCE);
        complaints.length = 0; // what the browser said of the 503
    });

    test('fits a narrow screen', async () => {
        await page.setViewportSize({ width: 320, height: 700 });
        for (const label of ['Emails sent', 'Clock', 'Faults']) {
            const panel = await openPanel(label);
            const box = await panel.boundingBox();
            assert.ok(box && box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box));
        }
    });

    test('no page complained in the browser', () => {
        assert.deepEqual(complaints, []);
    });
});
