/** What a person sees: the contact's page changes by itself while delivery reports are sent from the console's bar. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { startDemo, type Demo } from '../../scripts/demo.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE = { timeout: 30_000 };

describe('the console, live', () => {
    let demo: Demo;
    let browser: Browser;
    const cleanups: (() => Promise<void>)[] = [];

    before(async () => {
        demo = await startDemo({ port: 0, relayPort: 0, traffic: false, console: true, onProgress: () => undefined });
        cleanups.unshift(() => demo.stop());
        browser = await launchBrowser();
        cleanups.unshift(() => browser.close());
    });
    after(async () => {
        for (const cleanup of cleanups) await cleanup();
    });

    async function openContact(name: string): Promise<Page> {
        const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
        await page.goto(demo.console);
        await page.getByRole('link', { name }).click(PATIENCE);
        await page.locator('c-delivery-status').getByText('Failures in a row').waitFor(PATIENCE);
        return page;
    }

    /** Fills in the simulator's form in the bar at the bottom, as a person does. */
    async function sendFromBar(page: Page, report: { to: string; status: string; code?: string }): Promise<void> {
        const frame = page.frameLocator('iframe');
        await frame.getByLabel('To').fill(report.to);
        await frame.getByLabel('Status').selectOption(report.status);
        await frame.getByLabel('Message').selectOption('');
        await frame.getByLabel('Error code').fill(report.code ?? '');
        await frame.getByRole('button', { name: 'Send' }).click();
        await frame.getByText(/The relay answered 2\d\d/).waitFor(PATIENCE);
    }

    test('a failure shows on the open page without a reload, and so does a later delivery', async () => {
        const page = await openContact('Amara Okafor');
        const component = page.locator('c-delivery-status');
        await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
        await page.getByRole('button', { name: 'Send a delivery report' }).click();

        await sendFromBar(page, { to: '+447700900101', status: 'undelivered', code: '30005' });
        await component.getByText('Not delivered').first().waitFor(PATIENCE);
        await component
            .getByText(/number does not exist/)
            .first()
            .waitFor(PATIENCE);
        assert.match(await component.innerText(), /cannot reach this person/);

        await pause(1_100); // "later" means a later second: the platform keeps no fractions in a date/time
        await sendFromBar(page, { to: '+447700900101', status: 'delivered' });
        await component.getByText('Text messages reach this person.').waitFor(PATIENCE);

        assert.equal(await page.evaluate(() => 'sameDocument' in globalThis), true, 'the page was never loaded again');
        await page.close();
    });

    test('"sent" is not shown as delivered, and delivered not as read', async () => {
        const page = await openContact('Ben Fletcher');
        const component = page.locator('c-delivery-status');
        await page.getByRole('button', { name: 'Send a delivery report' }).click();
        await sendFromBar(page, { to: '+447700900102', status: 'sent' });
        await component.getByText('Sent', { exact: false }).first().waitFor(PATIENCE);
        assert.doesNotMatch(await component.locator('c-status-pill').first().innerText(), /^\s*(Delivered|Read)/);
        await sendFromBar(page, { to: '+447700900102', status: 'delivered' });
        await component.locator('c-status-pill').getByText('Delivered').waitFor(PATIENCE);
        assert.doesNotMatch(await component.innerText(), /\bread\b/i);
        await page.close();
    });
});
