/** What axe finds wrong with a page in a browser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
}

/** The overflow button of lightning-tabset is a button within a tab: the base component's own, not ours to mend. */
const isForeign = (html: string): boolean => html.includes('slds-tabs_default__overflow-button');

export async function violationsIn(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    const found = await page.evaluate<Violation[]>('axe.run().then((result) => result.violations)');
    return found.flatMap(({ id, nodes }) =>
        nodes.filter(({ html }) => !isForeign(html)).map(({ html }) => `${id}: ${html}`),
    );
}
