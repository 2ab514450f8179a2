/**
 * `npm run component-figures`: how long the components take and what they read, the timeline beside a contact with few
 * messages and one with 5,000; prints the figures and writes them to docs/component-figures.md.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page, Response } from 'playwright-core';
import { launchBrowser } from '../test/e2e/browser.ts';
import { openStage } from '../test/gallery/stage.ts';
import type { Stage, Subject } from '../test/gallery/stage.ts';
import { bundleSizes } from './componentSizes.ts';
import { writeGenerated } from './generated.ts';

const PAGE_SIZE = 20;
const CROWD = 5_000;
const ROUNDS = 5;
const PATIENCE = { timeout: 60_000 };
const FILE = 'docs/component-figures.md';

interface Read {
    rows: number;
    bytes: number;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** What the queries of one name have brought since the counting began. */
async function readBy(responses: readonly Response[], operation: RegExp): Promise<Read> {
    const read: Read = { rows: 0, bytes: 0 };
    for (const response of responses) {
        if (!operation.test(response.request().postData() ?? '')) continue;
        const body = await response.text();
        read.rows += body.split('"Id":').length - 1;
        read.bytes += body.length;
    }
    return read;
}

interface Opened extends Read {
    readonly milliseconds: number;
}

/** From the press on the tab until the first message stands there; the rest of the record page is loaded before. */
async function openTimeline(stage: Stage, page: Page, subject: Subject): Promise<Opened> {
    await stage.turn(page, subject);
    const tab = page.getByRole('tab', { name: 'Messaging' });
    await tab.waitFor(PATIENCE);
    await page.locator('c-reachability-verdict').waitFor(PATIENCE);
    const responses: Response[] = [];
    const note = (response: Response): number => responses.push(response);
    page.on('response', note);
    const start = performance.now();
    await tab.click(PATIENCE);
    await page.locator('c-timeline-entry').first().waitFor(PATIENCE);
    const milliseconds = performance.now() - start;
    page.off('response', note);
    return { milliseconds, ...(await readBy(responses, /query ContactMessages/)) };
}

/** From the press on the button that looks for news until a message that came meanwhile stands there. */
async function updateTimeline(stage: Stage, page: Page, subject: Subject): Promise<number> {
    const timeline = page.locator('c-delivery-timeline');
    const before = await timeline.locator('c-timeline-entry').first().getAttribute('data-id');
    await stage.send(subject);
    const start = performance.now();
    await timeline.getByRole('button', { name: 'Look for news now' }).first().click(PATIENCE);
    await timeline.locator(`c-timeline-entry:not([data-id="${before}"])`).first().waitFor(PATIENCE);
    return performance.now() - start;
}

async function measure(stage: Stage, page: Page, subject: Subject): Promise<string> {
    const opened: Opened[] = [];
    const updates: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
        opened.push(await openTimeline(stage, page, subject));
        updates.push(await updateTimeline(stage, page, subject));
    }
    const rows = Math.max(...opened.map((one) => one.rows));
    if (rows > PAGE_SIZE) throw new Error(`The timeline read ${rows} messages to show ${PAGE_SIZE}`);
    const kilobytes = (Math.max(...opened.map(({ bytes }) => bytes)) / 1_000).toFixed(1);
    const [first, update] = [median(opened.map(({ milliseconds }) => milliseconds)), median(updates)];
    return `${first.toFixed(0)} ms | ${update.toFixed(0)} ms | ${rows} | ${kilobytes} kB`;
}

/** A component that is on its page at once: what shows that it is there, and whose text another update changes. */
interface OnPage {
    readonly name: string;
    readonly tag: string;
    readonly subject: Subject;
    readonly ready: string;
    readonly changes: string;
}

const ON_PAGE: readonly OnPage[] = [
    {
        ...{ name: 'deliveryStatus', tag: 'c-delivery-status', subject: 'typical', ready: 'c-message-list li' },
        changes: 'c-message-list li >> nth=0',
    },
    {
        ...{ name: 'campaignDelivery', tag: 'c-campaign-delivery', subject: 'campaign', ready: 'c-kpi-tile' },
        changes: 'c-kpi-tile[data-key="messages"]',
    },
    {
        ...{ name: 'suppressionList', tag: 'c-suppression-list', subject: 'suppressions', ready: '.row' },
        changes: '.rows',
    },
    {
        ...{ name: 'deliveryAlerts', tag: 'c-delivery-alerts', subject: 'alerts', ready: '.alert' },
        changes: 'ul >> nth=0',
    },
    {
        ...{ name: 'deliverySetup', tag: 'c-delivery-setup', subject: 'setup', ready: '.policy' },
        changes: 'li[data-check="backlog"]',
    },
];
const LOOK_EVERY_MS = 5;

/** First from the change of page until its figures or rows stand there, then from the button until news does. */
async function measureOnPage(
    stage: Stage,
    page: Page,
    { name, tag, subject, ready, changes }: OnPage,
): Promise<string> {
    const first: number[] = [];
    const updates: number[] = [];
    const component = page.locator(tag);
    for (let round = 0; round < ROUNDS; round += 1) {
        await stage.turn(page, 'empty');
        await page.getByRole('tab', { name: 'Messaging' }).waitFor(PATIENCE);
        let start = performance.now();
        await stage.turn(page, subject);
        await component.locator(ready).first().waitFor(PATIENCE);
        first.push(performance.now() - start);
        const place = component.locator(changes);
        const before = await place.innerText();
        await stage.send(subject);
        start = performance.now();
        await component.getByRole('button', { name: 'Look for news now' }).first().click(PATIENCE);
        while ((await place.innerText()) === before) {
            if (performance.now() - start > PATIENCE.timeout) throw new Error(`${name} shows no news`);
            await pause(LOOK_EVERY_MS);
        }
        updates.push(performance.now() - start);
    }
    return `| ${name} | ${median(first).toFixed(0)} ms | ${median(updates).toFixed(0)} ms |`;
}

const browser = await launchBrowser();
const stage = await openStage(browser, CROWD);
try {
    const page = await stage.open('empty', { width: 1280 });
    const few = await measure(stage, page, 'typical');
    const many = await measure(stage, page, 'crowded');
    const others: string[] = [];
    for (const component of ON_PAGE) others.push(await measureOnPage(stage, page, component));
    const sizes = bundleSizes('force-app/main/default/lwc').map(
        ({ name, own, all, gzipped }) => `| ${name} | ${own} | ${all} | ${gzipped} |`,
    );
    const report = [
        '# Figures of the components',
        'Written by `npm run component-figures`; do not edit. Medians of ' +
            `${ROUNDS} rounds in a real browser beside the local org on one machine, which may be busy with other things: compare the rows, not the milliseconds of different machines.`,
        '| timeline of a contact with | first message shown | one message more | messages read to open | answer |\n| --- | --- | --- | --- | --- |\n' +
            `| 8 messages | ${few} |\n| ${CROWD.toLocaleString('en')} messages | ${many} |`,
        'The first column of times is from the press on the tab until a message stands there, the second from the press on the button that looks for news until a message that came meanwhile does.',
        ['| component | first shown | one change more |', '| --- | --- | --- |', ...others].join('\n'),
        'For the other components, from the change of page until their rows or figures stand there, the rest of the page included; then from the same button until a change that came meanwhile does.',
        '## Size of each component\n\n' +
            'Bytes of script (without types), template and style, before the platform compiles and minifies them: the bundle itself, with all bundles of the package that it uses, and that compressed with gzip.',
        ['| component | own | with what it uses | compressed |', '| --- | --- | --- | --- |', ...sizes].join('\n'),
    ].join('\n\n');
    console.log(report);
    await writeGenerated(FILE, `${report}\n`);
} finally {
    await browser.close();
    await stage.close();
}
