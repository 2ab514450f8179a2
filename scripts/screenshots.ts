/**
 * `npm run screenshots`: writes the pictures of README.md and docs/ from the running product. Look at them before you
 * commit them.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../test/e2e/browser.ts';
import { startDemo } from './demo.ts';

const IMAGES = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'docs/images');
const PERSON = { name: 'Amara Okafor', number: '+447700900101' };

async function shoot(page: Page, name: string): Promise<void> {
    await pause(500); // transitions and fonts
    await page.screenshot({ path: path.join(IMAGES, `${name}.png`) });
    console.log(`docs/images/${name}.png`);
}

await mkdir(IMAGES, { recursive: true });
const demo = await startDemo({ port: 0, relayPort: 0, traffic: false, console: true, onProgress: console.error });
const browser = await launchBrowser();
try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    await page.goto(demo.console);
    const contact = page.getByRole('link', { name: PERSON.name });
    await contact.waitFor();
    await contact.click();
    const component = page.locator('c-delivery-status');
    await component.getByText('Failures in a row').waitFor();
    await shoot(page, 'contact-before');

    await demo.simulator.send({ provider: 'twilio', status: 'undelivered', code: '30005', to: PERSON.number });
    await component.getByText('Not delivered').first().waitFor();
    await shoot(page, 'contact-unreachable');

    await pause(1_100); // a later second: the platform keeps no fractions
    await demo.simulator.send({ provider: 'twilio', status: 'delivered', to: PERSON.number });
    await component.getByText('Text messages reach this person.').waitFor();
    await shoot(page, 'contact-reachable-again');

    await page.getByRole('button', { name: 'Send a delivery report' }).click();
    await page.frameLocator('iframe').getByRole('button', { name: 'Send' }).waitFor();
    await shoot(page, 'simulator');
} finally {
    await browser.close();
    await demo.stop();
}
