/**
 * Modules of the platform that components use besides those for data, in a real browser: navigation, dialogs, events.
 * https://developer.salesforce.com/docs/platform/lwc/guide/use-navigate-basic.html and
 * https://developer.salesforce.com/docs/platform/lightning-component-reference/guide/lightning-emp-api.html (2026-11-26)
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { writeParcelProject } from '../../local-org/test/console/support/parcelProject.ts';
import { launchBrowser } from './browser.ts';

const DESK = `
    import { LightningElement, api } from 'lwc';
    import { NavigationMixin } from 'lightning/navigation';
    import LightningAlert from 'lightning/alert';
    import LightningConfirm from 'lightning/confirm';
    import { isEmpEnabled, onError, subscribe, unsubscribe } from 'lightning/empApi';
    import ParcelDialog from 'c/parcelDialog';

    const CHANNEL = '/event/Parcel_Scan__e';
    const record = (recordId) =>
        ({ type: 'standard__recordPage', attributes: { recordId, objectApiName: 'Parcel__c', actionName: 'view' } });

    export default class ParcelBadge extends NavigationMixin(LightningElement) {
        @api recordId;
        done = '';

        connectedCallback() {
            onError((error) => this.tell('error ' + error.error));
        }

        tell(text) {
            this.done += text + ';';
        }

        async handleClick({ target: { name } }) {
            await this[name]();
        }

        async url() {
            const web = { type: 'standard__webPage', attributes: { url: 'https://example.com/parcels' } };
            this.tell(await this[NavigationMixin.GenerateUrl](record(this.recordId)));
            this.tell(await this[NavigationMixin.GenerateUrl](web));
        }

        list() {
            this[NavigationMixin.Navigate]({
                type: 'standard__objectPage',
                attributes: { objectApiName: 'Parcel__c', actionName: 'list' },
                state: { filterName: 'Moving' },
            });
        }

        web() {
            this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url: 'https://example.com/' } });
        }

        async alert() {
            await LightningAlert.open({ message: 'The depot is closed', label: 'Closed', theme: 'error' });
            this.tell('alert closed');
        }

        async confirm() {
            this.tell('confirm ' + await LightningConfirm.open({ message: 'Send it?', label: 'Send' }));
        }

        async modal() {
            this.tell('modal ' + await ParcelDialog.open({ label: 'Weigh', size: 'small', unit: 'kg' }));
        }

        async listen() {
            this.tell('enabled ' + await isEmpEnabled());
            this.subscription = await subscribe(CHANNEL, -1, ({ data }) => this.tell('event ' + data.payload.Key__c));
            this.tell('on ' + this.subscription.channel);
        }

        async stop() {
            await unsubscribe(this.subscription, ({ successful }) => this.tell('off ' + successful));
        }

        async wrong() {
            await subscribe('/event/Nothing__e', -1, () => undefined).catch(() => this.tell('refused'));
        }
    }`;
const DIALOG = `
    import { api } from 'lwc';
    import LightningModal from 'lightning/modal';
    export default class ParcelDialog extends LightningModal {
        @api unit;
        handleClick() { this.close('9 ' + this.unit); }
    }`;
const LWC = 'force-app/main/default/lwc';
const metadata = (type: string, body: string): string =>
    `<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${body}</${type}>`;
const EVENT = 'force-app/main/default/objects/Parcel_Scan__e';
const NAMES = ['url', 'list', 'web', 'alert', 'confirm', 'modal', 'listen', 'stop', 'wrong'];

let org: LocalOrg;
let browser: Browser;
let page: Page;
let address: string;
const complaints: string[] = [];

before(async () => {
    const project = writeParcelProject({
        [`${LWC}/parcelBadge/parcelBadge.ts`]: '',
        [`${LWC}/parcelBadge/parcelBadge.js`]: DESK,
        [`${LWC}/parcelBadge/parcelBadge.html`]: `<template><p class="done">{done}</p>
            ${NAMES.map((name) => `<button name="${name}" onclick={handleClick}>${name}</button>`).join('')}</template>`,
        [`${LWC}/parcelDialog/parcelDialog.js`]: DIALOG,
        [`${LWC}/parcelDialog/parcelDialog.html`]: `<template><lightning-modal-header label="Weigh it"></lightning-modal-header>
            <lightning-modal-body>In {unit}</lightning-modal-body>
            <lightning-modal-footer><lightning-button label="Done" onclick={handleClick}></lightning-button></lightning-modal-footer></template>`,
        [`${LWC}/parcelDialog/parcelDialog.js-meta.xml`]: metadata(
            'LightningComponentBundle',
            '<apiVersion>67.0</apiVersion><isExposed>false</isExposed>',
        ),
        [`${EVENT}/Parcel_Scan__e.object-meta.xml`]: metadata(
            'CustomObject',
            '<deploymentStatus>Deployed</deploymentStatus><eventType>HighVolume</eventType><label>Scan</label><pluralLabel>Scans</pluralLabel><publishBehavior>PublishImmediately</publishBehavior>',
        ),
        [`${EVENT}/fields/Key__c.field-meta.xml`]: metadata(
            'CustomField',
            '<fullName>Key__c</fullName><label>Key</label><length>20</length><type>Text</type>',
        ),
    });
    org = await createLocalOrg({ project, console: true, pubSub: false });
    browser = await launchBrowser();
    const { id } = (await call('/sobjects/Parcel__c', { Name: 'P1', Stage__c: 'Packed' })) as { id: string };
    address = `/lightning/r/Parcel__c/${id}/view`;
});
after(async () => {
    await browser.close();
    await org.close();
    assert.deepEqual(complaints, []);
});
beforeEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close())); // the page before
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(org.url + address);
});

async function call(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${org.url}/services/data/v67.0${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
    });
    assert.ok(response.ok, await response.clone().text());
    return response.json();
}

const click = (name: string): Promise<void> => page.locator(`button[name="${name}"]`).click({ timeout: 30_000 });
/** Waits until the component shows the text. */
const shows = (text: string): Promise<void> => page.locator('p.done', { hasText: text }).waitFor({ timeout: 15_000 });

test('a component that extends NavigationMixin opens pages and makes their addresses', async () => {
    await click('url');
    await shows(`${address};https://example.com/parcels;`);
    await page.context().route('https://example.com/**', (route) => route.fulfill({ body: 'elsewhere' }));
    const [other] = await Promise.all([page.context().waitForEvent('page'), click('web')]);
    assert.equal(other.url(), 'https://example.com/');
    await other.close();
    await click('list');
    await page.waitForURL(/\/lightning\/o\/Parcel__c\/list\?filterName=Moving$/);
    await page.getByText('Not applied here: scope Mine').waitFor();
    await page.goBack();
    await page.waitForURL(org.url + address);
});

test('alert, confirm and a modal of the component’s own open, and give back what was chosen', async () => {
    await click('alert');
    const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
    await dialog.getByText('The depot is closed').waitFor();
    await dialog.getByRole('button', { name: 'OK' }).click();
    await shows('alert closed;');
    await click('confirm');
    await dialog.getByText('Send it?').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await shows('confirm false;');
    await click('modal');
    await dialog.getByText('In kg').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await shows('modal 9 kg;');
});

test('a component hears events until it unsubscribes, also after the org forgot the page', async () => {
    await click('listen');
    await shows('enabled true;on /event/Parcel_Scan__e;');
    await call('/sobjects/Parcel_Scan__e', { Key__c: 'one' });
    await shows('event one;');
    const dropped = await fetch(`${org.url}/local/drop-clients`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"forget":true}',
    });
    assert.ok(dropped.ok);
    await call('/sobjects/Parcel_Scan__e', { Key__c: 'two' });
    await shows('event one;event two;');
    await click('stop');
    await shows('off true;');
    await click('wrong');
    await shows('error 400::The channel you requested to subscribe to does not exist');
    await shows('refused;');
});
