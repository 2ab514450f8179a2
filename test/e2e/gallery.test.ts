/** Every component in every state of the gallery, in a real browser: axe finds nothing, and nothing is thrown. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openGallery } from '../gallery/show.ts';
import { openStage } from '../gallery/stage.ts';
import type { Stage } from '../gallery/stage.ts';
import { SHOTS } from '../gallery/table.ts';
import { violationsOf } from './accessibility.ts';
import { launchBrowser } from './browser.ts';

interface Wide {
    readonly scrollWidth: number;
    readonly clientWidth: number;
}

describe('the gallery', () => {
    let browser: Browser;
    let stage: Stage;
    let show: ReturnType<typeof openGallery>;

    before(async () => {
        browser = await launchBrowser();
        stage = await openStage(browser);
        show = openGallery(stage);
    });
    after(async () => {
        await browser.close();
        await stage.close();
    });

    for (const shot of SHOTS.filter(({ name }) => name.endsWith('typical-narrow'))) {
        test(`${shot.name} fits a phone`, async () => {
            const { component } = await show(shot);
            const box = await component.boundingBox();
            assert.ok(box && box.x >= 0 && box.x + box.width <= shot.width, JSON.stringify(box));
            const overflow = await component.evaluate((element: Wide) => element.scrollWidth - element.clientWidth);
            assert.ok(overflow <= 0, `${overflow} px lie outside`);
        });
    }

    for (const shot of SHOTS.filter(({ row }) => !row.onlyPicture)) {
        test(`axe finds nothing in ${shot.name}`, async () => {
            const { component } = await show(shot);
            assert.deepEqual(await violationsOf(component), []);
        });
    }
});
