/**
 * `npm run component-figures`: how long the components take and what they read, beside a contact with few messages and
 * one with 5,000; prints the figures and writes them to docs/component-figures.md.
 */
import { writeFile } from 'node:fs/promises';
import type { Page, Response } from 'playwright-core';
import { launchBrowser } from '../test/e2e/browser.ts';
import { openStage } from '../test/gallery/stage.ts';
import type { Stage, Subject } from '../test/gallery/stage.ts';
import { bundleSizes } from './componentSizes.ts';

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

const browser = await launchBrowser();
const stage = await openStage(browser, CROWD);
try {
    const page = await stage.open('empty', { width: 1280 });
    const few = await measure(stage, page, 'typical');
    const many = await measure(stage, page, 'crowded');
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
        '## Size of each component\n\n' +
            'Bytes of script (without types), template and style, before the platform compiles and minifies them: the bundle itself, with all bundles of the package that it uses, and that compressed with gzip.',
        ['| component | own | with what it uses | compressed |', '| --- | --- | --- | --- |', ...sizes].join('\n'),
    ].join('\n\n');
    console.log(report);
    await writeFile(FILE, `${report}\n`);
} finally {
    await browser.close();
    await stage.close();
}
