/** The guides for marketers and admins, walked: what they print in bold is on the pages, for who has only that set. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openStage } from '../gallery/stage.ts';
import type { Stage, Subject } from '../gallery/stage.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE = { timeout: 30_000 };
const SIZE = { width: 1280, height: 4_000 };

let browser: Browser;
let stage: Stage;

before(async () => {
    browser = await launchBrowser();
    stage = await openStage(browser, 3);
});
after(async () => {
    await browser.close();
    await stage.close();
});

interface Step {
    readonly subject: Subject;
    /** Playwright's selector of what shows that the page is there. */
    readonly ready: string;
    /** Pressed, and what shows that something came of it. */
    readonly press?: readonly [button: string, shown: string];
}

async function wordsOf(page: Page): Promise<string> {
    return (await page.locator('body').innerText()).replaceAll(/\s+/g, ' ');
}

async function walk(username: string, steps: readonly Step[]): Promise<string> {
    const seen: string[] = [];
    for (const { subject, ready, press } of steps) {
        const page = await stage.open(subject, { ...SIZE, username });
        await page.locator(ready).first().waitFor(PATIENCE);
        seen.push(await wordsOf(page));
        if (press) {
            const [button, shown] = press;
            await page.locator(button).first().click(PATIENCE);
            await page.locator(shown).first().waitFor(PATIENCE);
            seen.push(await wordsOf(page));
        }
        await page.close();
    }
    return seen.join(' ');
}

function promisedBy(guide: string): string[] {
    const bold = [...readFileSync(`docs/guides/${guide}.md`, 'utf8').matchAll(/\*\*(.+?)\*\*/g)];
    return [...new Set(bold.map(([, text = '']) => text))];
}

async function assertShown(guide: string, seen: Promise<string>): Promise<void> {
    const promised = promisedBy(guide);
    assert.ok(promised.length > 15);
    const words = await seen;
    assert.deepEqual(
        promised.filter((text) => !words.includes(text)),
        [],
    );
}

test('a marketer finds every text that the guide for marketers prints in bold', async () => {
    const steps: Step[] = [
        {
            subject: 'campaign',
            ready: 'c-kpi-tile',
            press: ['c-kpi-tile[data-key="failed"] button.value', 'c-message-drill li'],
        },
        { subject: 'alerts', ready: 'li.alert .buttons' },
    ];
    await assertShown('marketer', walk('user@local-org.example', steps));
});

test('an admin finds every text that the guide for admins prints in bold', async () => {
    const lift = 'li[data-address="+447700900301"] [data-action="lift"]';
    const steps: Step[] = [
        { subject: 'suppressions', ready: lift, press: [lift, 'c-suppression-lift'] },
        { subject: 'alerts', ready: 'li.alert .buttons' },
        { subject: 'setup-crowded', ready: '.policy' },
    ];
    await assertShown('admin', walk('admin@local-org.example', steps));
});
