/**
 * `npm run gallery`: writes a picture of every component in every state to docs/gallery/, and the page that shows them.
 * Look at them before you commit them. With parts of names, only those pictures are taken anew: `npm run gallery -- setup`.
 */
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { launchBrowser } from '../test/e2e/browser.ts';
import { openGallery } from '../test/gallery/show.ts';
import { openStage } from '../test/gallery/stage.ts';
import { SHOTS } from '../test/gallery/table.ts';

const GALLERY = 'docs/gallery';
/** Pictures stay small: of a long list the beginning is enough. */
const MOST_PIXELS_HIGH = 900;
const MOST_BYTES = 150_000;
const MARGIN = 8;

const only = process.argv.slice(2);
const shots = SHOTS.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));

if (only.length === 0) await rm(GALLERY, { recursive: true, force: true });
await mkdir(GALLERY, { recursive: true });
const browser = await launchBrowser();
const stage = await openStage(browser);
const show = openGallery(stage);
try {
    for (const shot of shots) {
        const { page, component } = await show(shot);
        await hideUtilityBar(page);
        const box = await boxOf(component);
        const top = shot.row.from ? (await boxOf(component.locator(shot.row.from).first())).y : box.y;
        const height = Math.min(box.y + box.height - top + MARGIN, MOST_PIXELS_HIGH);
        const file = path.join(GALLERY, `${shot.name}.png`);
        if (top + height > (page.viewportSize()?.height ?? 0)) throw new Error(`${file} would be cut off below`);
        const clip = { ...box, y: top, height };
        await page.screenshot({ path: file, clip, animations: 'disabled' });
        const { size } = await stat(file);
        if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes`);
        console.log(`${file} (${size} bytes)`);
    }
} finally {
    await browser.close();
    await stage.close();
}
await writeFile(path.join(GALLERY, 'README.md'), index());

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

/** The console's own: it would lie over what stands at the end of a narrow page. */
async function hideUtilityBar(page: Page): Promise<void> {
    const bar = page.locator('footer[aria-label="Utility bar"]'); // also when it is hidden already
    await bar.evaluate((element: { style: { display: string } }) => void (element.style.display = 'none'));
}

async function boxOf(element: Locator): Promise<Box> {
    const box = await element.boundingBox();
    if (!box) throw new Error('Nothing to take a picture of');
    return box;
}

function index(): string {
    const components = [...new Set(SHOTS.map(({ row }) => row.component))];
    const sections = components.map((component) => {
        const shots = SHOTS.filter(({ row }) => row.component === component);
        const pictures = shots.map(({ name, row, width }) => {
            const title = `${component}, ${row.state}, ${width} px`;
            return `### ${row.state}, ${width} px\n\n![${title}](${name}.png)`;
        });
        return [`## ${component}`, ...pictures].join('\n\n');
    });
    return (
        [
            '<!-- Written by scripts/gallery.ts. -->',
            '# Gallery',
            'Every component in its states, as the console of the local org shows them, with invented people. Written by `npm run gallery`.',
            ...sections,
            '',
        ]
            .join('\n\n')
            .trimEnd() + '\n'
    );
}
