/** What axe finds wrong with a page in a browser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
}

interface Axe {
    run(node: unknown): Promise<{ readonly violations: Violation[] }>;
}

/** The overflow button of lightning-tabset is a button within a tab: the base component's own, not ours to mend. */
const isForeign = (html: string): boolean => html.includes('slds-tabs_default__overflow-button');

export async function violationsIn(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    return told(await page.evaluate<Violation[]>('axe.run().then((result) => result.violations)'));
}

/** Of one element and what it shows, which takes a fraction of the time of its page. */
export async function violationsOf(element: Locator): Promise<string[]> {
    await element.page().evaluate(AXE);
    const found = await element.evaluate(async (node) => {
        const { axe } = globalThis as unknown as { axe: Axe }; // of the page, put there by the line above
        return (await axe.run(node)).violations;
    });
    return told(found);
}

const told = (found: readonly Violation[]): string[] =>
    found.flatMap(({ id, nodes }) => nodes.filter(({ html }) => !isForeign(html)).map(({ html }) => `${id}: ${html}`));
