/** Brings one component of the gallery into one state. */
import type { Locator, Page } from 'playwright-core';
import type { Disturbance, Stage } from './stage.ts';
import { WIDE } from './table.ts';
import type { GalleryRow, Shot } from './table.ts';

const PATIENCE = { timeout: 30_000 };
/** So high that nothing of a component lies below the edge, nor behind the bar at the bottom. */
const HEIGHT = 8_000;

export interface Shown {
    readonly page: Page;
    readonly component: Locator;
}

interface Kept {
    readonly page: Page;
    readonly disturbance: Disturbance;
}

/** Shows one shot after the other. A page is kept open for each language: loading it takes the most time. */
export function openGallery(stage: Stage): (shot: Shot) => Promise<Shown> {
    const kept = new Map<string, Kept>();

    async function pageFor({ subject, answers, operations, language }: GalleryRow): Promise<Page> {
        const before = kept.get(language ?? '');
        if (before) {
            await before.page.setViewportSize({ width: WIDE, height: HEIGHT });
            Object.assign(before.disturbance, { answers, operations });
            await stage.turn(before.page, subject);
            return before.page;
        }
        const disturbance: Disturbance = { answers, operations };
        const page = await stage.open(subject, {
            ...{ width: WIDE, height: HEIGHT, disturbance },
            ...(language && { language }),
        });
        kept.set(language ?? '', { page, disturbance });
        return page;
    }

    return async ({ row, width }) => {
        const page = await pageFor(row);
        if (row.tab) await page.getByRole('tab', { name: row.tab }).click(PATIENCE);
        const component = page.locator(tagOf(row.component));
        if (row.press) await component.locator(row.press).first().click(PATIENCE);
        await component.locator(row.ready).first().waitFor(PATIENCE);
        await page.setViewportSize({ width, height: HEIGHT }); // last: a narrow page hides its tabs in a menu
        return { page, component };
    };
}

function tagOf(component: string): string {
    return `c-${component.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
