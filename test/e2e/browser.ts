/**
 * Starts a Chromium for the tests: the one named by LANDED_CHROMIUM, else an installed one, else the one that comes
 * from npm. Works as root and without a display.
 */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const INSTALLED = [
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/microsoft-edge',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Nothing that would call out, and no sandbox, which root cannot have. */
const FLAGS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
];

export async function launchBrowser(): Promise<Browser> {
    const named = process.env['LANDED_CHROMIUM'];
    if (named && !existsSync(named)) throw new Error(`LANDED_CHROMIUM names ${named}, which does not exist`);
    const installed = named ?? INSTALLED.find((path) => existsSync(path));
    if (installed) return chromium.launch({ executablePath: installed, args: FLAGS, headless: true });
    const executablePath = await packagedBrowser();
    return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

async function packagedBrowser(): Promise<string> {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
        throw new Error('No browser found. Install Chrome or Chromium, or name one in LANDED_CHROMIUM.');
    }
    const { default: packaged } = await import('@sparticuz/chromium');
    return packaged.executablePath(); // not its arguments: they fold the browser into one process, which the second page ends
}
