/** The timeline in a real browser: everything sent to a person, filters, paging, news, and readers with fewer rights. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { openStage, REP } from '../gallery/stage.ts';
import type { OpenOptions, Stage, Subject } from '../gallery/stage.ts';
import { OrgClient } from '../support/orgClient.ts';
import { violationsIn } from './accessibility.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE = { timeout: 30_000 };
/** What the timeline's query answers, as far as its size goes. */
interface MessagesAnswer {
    readonly data: {
        readonly uiapi: { readonly query: { readonly messages: { readonly edges: readonly unknown[] } } };
    };
}
/** Three pages of twenty. */
const CROWD = 45;

describe('the timeline', () => {
    let browser: Browser;
    let stage: Stage;
    let page: Page;

    before(async () => {
        browser = await launchBrowser();
        stage = await openStage(browser, CROWD);
    });
    after(async () => {
        await browser.close();
        await stage.close();
    });

    async function open(subject: Subject, options: Partial<OpenOptions> = {}): Promise<Locator> {
        await Promise.all(browser.contexts().map((context) => context.close())); // the page before
        page = await stage.open(subject, { width: 1280, ...options });
        await page.getByRole('tab', { name: /Messaging|Nachrichten/ }).click(PATIENCE);
        const timeline = page.locator('c-delivery-timeline');
        await timeline.getByText(/^(Updated|Aktualisiert)/).waitFor(PATIENCE);
        return timeline;
    }

    const entries = (timeline: Locator): Locator => timeline.locator('c-timeline-entry');
    const words = async (locator: Locator): Promise<string> => (await locator.innerText()).replaceAll(/\s+/g, ' ');

    test('shows every channel with its way, by day, newest first', async () => {
        const timeline = await open('typical');
        const shown = await words(timeline);
        assert.match(
            shown,
            /Today Email Completed .* SMS Sent, not confirmed yet .* WhatsApp Delivered .* Yesterday Email Delivered/,
        );
        const sent = await words(entries(timeline).first());
        assert.match(sent, /Queued done .*Sent done after 2 s Delivery not confirmed not reached/);
        assert.doesNotMatch(sent, /Delivered/);
        assert.match(await words(entries(timeline).nth(1)), /Delivered done after 3 s Read done after 1 min|66 s/);
    });

    test('shows calls and emails that Salesforce itself logged beside the messages', async () => {
        const timeline = await open('lead');
        const WhoId = new URL(page.url()).pathname.split('/')[4];
        const logged = { WhoId, Status: 'Completed' };
        await new OrgClient(stage.org).create('Task', [
            { ...logged, TaskSubtype: 'Call', Subject: 'Rang about the gala' },
            { ...logged, TaskSubtype: 'Email', Subject: 'The programme of the gala' },
            { ...logged, TaskSubtype: 'Task', Subject: 'Write a letter' },
        ]);
        await timeline.getByRole('button', { name: 'Look for news now' }).click();
        await timeline.getByText('Rang about the gala').waitFor(PATIENCE);
        const shown = await words(timeline);
        assert.match(shown, /Call Completed [\d:]+ Rang about the gala Logged in Salesforce/);
        assert.match(shown, /Email Completed [\d:]+ The programme of the gala Logged in Salesforce/);
        assert.doesNotMatch(shown, /Write a letter/);
        assert.ok((await entries(timeline).count()) > 0, 'beside its messages');
        assert.deepEqual(await violationsIn(page), []);
    });

    test('says why a message failed and what to do, and gives the facts when asked', async () => {
        const timeline = await open('typical');
        const failed = entries(timeline).nth(2);
        assert.match(
            await words(failed),
            /The phone was switched off or out of reach\. \(code 30003\) Wait before you send/,
        );
        assert.doesNotMatch(await words(failed), /Example Mobile/);
        await failed.getByRole('button', { name: 'Details: SMS, Not delivered' }).press('Enter');
        await failed.getByText('Example Mobile').waitFor(PATIENCE);
        assert.match(await words(failed), /Country United Kingdom .*Price £0\.0412 .*Sent on another channel instead/);
        assert.equal(await failed.getByRole('row').count(), 4);
    });

    test('narrows to failures and to a channel, and back to all', async () => {
        const timeline = await open('typical');
        await timeline.getByRole('button', { name: 'Only failed' }).click();
        await assert.doesNotReject(
            timeline
                .getByText('WhatsApp')
                .first()
                .waitFor({ state: 'detached', ...PATIENCE }),
        );
        await entries(timeline).first().waitFor(PATIENCE);
        assert.equal(await entries(timeline).count(), 2);
        await timeline.getByRole('combobox', { name: 'Channel' }).click();
        await timeline.getByRole('option', { name: 'Email' }).click();
        await timeline.getByText('No message matches these filters.').waitFor(PATIENCE);
        await timeline.getByRole('button', { name: 'Show all messages' }).click();
        await entries(timeline).nth(7).waitFor(PATIENCE);
    });

    test('shows a rep every text that the guide for reps prints in bold, on the way that it describes', async () => {
        const bold = [...readFileSync('docs/guides/rep.md', 'utf8').matchAll(/\*\*(.+?)\*\*/g)];
        const promised = new Set(bold.map(([, text = '']) => text));
        assert.ok(promised.size > 15);
        const timeline = await open('typical', { username: REP });
        await entries(timeline).nth(2).getByRole('button').click();
        await timeline.getByText('History of reports').waitFor(PATIENCE);
        const seen = [await words(page.locator('body'))];
        await timeline.getByRole('button', { name: 'Only failed' }).click();
        await timeline.getByRole('combobox', { name: 'Channel' }).click();
        await timeline.getByRole('option', { name: 'Call' }).click();
        await timeline.getByRole('button', { name: 'Show all messages' }).waitFor(PATIENCE);
        seen.push(await words(page.locator('body')));
        assert.deepEqual(
            [...promised].filter((text) => !seen.some((one) => one.includes(text))),
            [],
        );
    });

    test('reads no more messages of a crowded contact than its page shows', async () => {
        const timeline = await open('crowded');
        const answer = page.waitForResponse((response) => {
            return (response.request().postData() ?? '').includes('query ContactMessages');
        }, PATIENCE);
        await timeline.getByRole('button', { name: 'Look for news now' }).click();
        const body = (await (await answer).json()) as MessagesAnswer;
        assert.equal(body.data.uiapi.query.messages.edges.length, 20);
    });

    test('loads twenty messages at a time down to the first one', async () => {
        const timeline = await open('crowded');
        assert.equal(await entries(timeline).count(), 20);
        for (const shown of [40, CROWD]) {
            await timeline.getByRole('button', { name: 'Show older messages' }).click();
            await entries(timeline)
                .nth(shown - 1)
                .waitFor(PATIENCE);
            assert.equal(await entries(timeline).count(), shown);
        }
        await timeline.getByText('This is where the messages begin.').waitFor(PATIENCE);
    });

    test('keeps the place of a reader further down when a message comes, and shows it when asked', async () => {
        const timeline = await open('crowded');
        await entries(timeline).nth(15).scrollIntoViewIfNeeded();
        await page.mouse.wheel(0, 800);
        await stage.send('crowded');
        await timeline.getByRole('button', { name: '1 new message' }).click(PATIENCE);
        assert.match(await words(entries(timeline).first()), /Donation/);
        assert.equal(await entries(timeline).count(), 21);
    });

    test('shows the messages of a lead, and on a case those of its contact', async () => {
        assert.equal(await entries(await open('lead')).count(), 3);
        assert.equal(await entries(await open('case')).count(), 8);
        assert.match(await words(await open('case-without-contact')), /This case has no contact/);
    });

    test('says to a reader without the right to numbers and history what is hidden', async () => {
        const timeline = await open('typical', { username: 'user@local-org.example' });
        await timeline.getByText('You may not see numbers and addresses.').waitFor(PATIENCE);
        assert.doesNotMatch(await words(timeline), /\+4477/);
        await entries(timeline).nth(2).getByRole('button').click();
        await entries(timeline)
            .nth(2)
            .getByText('You may not see numbers, addresses and the history')
            .waitFor(PATIENCE);
    });
});
