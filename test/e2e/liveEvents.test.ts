/** The delivery status on a page whose admin has turned on that it listens: a report shows long before the next look. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { copyPackage } from '../support/projectCopy.ts';
import type { Copy } from '../support/projectCopy.ts';
import { launchBrowser } from './browser.ts';

const PAGE = 'force-app/main/default/flexipages/Landed_Contact_Record_Page.flexipage-meta.xml';
const property = (name: string, value: string): string =>
    `<componentInstanceProperties><name>${name}</name><value>${value}</value></componentInstanceProperties>`;
const PATIENCE = { timeout: 30_000 };
const NUMBER = '+447700900101';

let copy: Copy;
let org: LocalOrg;
let browser: Browser;

before(async () => {
    copy = await copyPackage();
    await copy.edit(PAGE, (page) =>
        page.replace(
            '<componentName>deliveryStatus<',
            `${property('refreshSeconds', '300')}${property('liveEvents', 'true')}$&`,
        ),
    );
    org = await createLocalOrg({ project: copy.directory, console: true, pubSub: false });
    browser = await launchBrowser();
});
after(async () => {
    await browser.close();
    await org.close();
    await copy.remove();
});

async function create(object: string, fields: object): Promise<string> {
    const response = await fetch(`${org.url}/services/data/v67.0/sobjects/${object}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(fields),
    });
    assert.ok(response.ok, await response.clone().text());
    return ((await response.json()) as { id: string }).id;
}

test('a report shows within seconds on a page that would look for news after five minutes', async () => {
    const contact = await create('Contact', { FirstName: 'Amara', LastName: 'Okafor', MobilePhone: NUMBER });
    const page = await browser.newPage();
    const subscribed = page.waitForResponse(
        (response) => (response.request().postData() ?? '').includes('/meta/subscribe'),
        PATIENCE,
    );
    await page.goto(`${org.url}/lightning/r/Contact/${contact}/view`);
    await subscribed;
    const status = page.locator('c-delivery-status');
    await status.getByText('Failures in a row').waitFor(PATIENCE);
    const reached = status.getByText('Text messages reach this person.');
    assert.equal(await reached.count(), 0);
    await create('Delivery_Report__e', {
        ...{ Message_Key__c: 'twilio:SM1', Store__c: 'test', Version__c: 1, Epoch__c: 0, Channel__c: 'SMS' },
        ...{ Provider__c: 'twilio', Status__c: 'Delivered', Recipient__c: NUMBER, Permanent_Evidence__c: 0 },
        ...{ Received_At__c: new Date().toISOString(), Delivered_At__c: new Date().toISOString() },
    });
    await reached.waitFor(PATIENCE);
    await page.close();
});
