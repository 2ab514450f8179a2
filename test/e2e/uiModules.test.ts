/**
 * The modules by which a component reads and changes records, in a real browser and as a user with few rights:
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-lightning-ui-api-record.html (2026-11-26).
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { writeParcelProject } from '../../local-org/test/console/support/parcelProject.ts';
import { permissionSet } from '../../local-org/test/support/people.ts';
import { launchBrowser } from './browser.ts';

const DESK = `
    import { LightningElement, api, wire } from 'lwc';
    import { createRecord, deleteRecord, getFieldDisplayValue, getFieldValue, getRecord, updateRecord }
        from 'lightning/uiRecordApi';
    import { getObjectInfo, getPicklistValues } from 'lightning/uiObjectInfoApi';
    import USER_ID from '@salesforce/user/Id';
    import PARCEL from '@salesforce/schema/Parcel__c';
    import STAGE from '@salesforce/schema/Parcel__c.Stage__c';
    import RECEIVER_NAME from '@salesforce/schema/Parcel__c.Receiver__r.LastName';

    const shown = (error) => JSON.stringify(Array.isArray(error.body)
        ? error.body.map(({ errorCode }) => errorCode)
        : Object.entries(error.body.output.fieldErrors).map(([field, [{ errorCode }]]) => [field, errorCode]));

    export default class ParcelBadge extends LightningElement {
        @api recordId;
        @wire(getRecord, { recordId: '$recordId', fields: [STAGE], optionalFields: [RECEIVER_NAME] }) record;
        @wire(getRecord, { recordId: '$recordId', fields: ['Parcel__c.Due__c'] }) hidden;
        @wire(getObjectInfo, { objectApiName: PARCEL }) info;
        @wire(getPicklistValues, { recordTypeId: '$info.data.defaultRecordTypeId', fieldApiName: STAGE }) stages;
        done = '';

        get facts() {
            return JSON.stringify({
                stage: getFieldValue(this.record.data, STAGE),
                text: getFieldDisplayValue(this.record.data, STAGE),
                receiver: getFieldValue(this.record.data, RECEIVER_NAME) ?? 'unseen',
                hidden: this.hidden.error ? shown(this.hidden.error) : '',
                frozen: Object.isFrozen(this.record.data),
                mayWeigh: this.info.data?.fields.Weight__c.updateable,
                stages: this.stages.data?.values.map(({ label }) => label),
                user: USER_ID,
            });
        }

        async handleClick({ target: { name } }) {
            const act = {
                arrive: () => updateRecord({ fields: { Id: this.recordId, Stage__c: 'Arrived' } }),
                weigh: () => updateRecord({ fields: { Id: this.recordId, Weight__c: 4 } }),
                lose: () => updateRecord({ fields: { Id: this.recordId, Stage__c: 'Lost' } }),
                copy: () => createRecord({ apiName: PARCEL.objectApiName, fields: { Name: 'Copy' } }),
                remove: () => deleteRecord(this.recordId),
            }[name];
            this.done = await act().then((record) => name + ' ' + (record?.fields.Name.value ?? 'done'), shown);
        }
    }`;
const button = (name: string): string => `<button name="${name}" onclick={handleClick}>${name}</button>`;
const LWC = 'force-app/main/default/lwc/parcelBadge/parcelBadge';
const REP = 'user@local-org.example';

let org: LocalOrg;
let browser: Browser;
let page: Page;
let repId: string;
const complaints: string[] = [];

before(async () => {
    const project = writeParcelProject({
        [`${LWC}.ts`]: '',
        [`${LWC}.js`]: DESK,
        [`${LWC}.html`]: `<template><p class="facts">{facts}</p><p class="done">{done}</p>
            ${['arrive', 'weigh', 'lose', 'copy', 'remove'].map(button).join('')}</template>`,
        'force-app/main/default/permissionsets/Desk.permissionset-meta.xml': permissionSet({
            objects: { Parcel__c: ['read', 'create', 'edit', 'delete'] },
            fields: { 'Parcel__c.Stage__c': true, 'Parcel__c.Weight__c': false },
        }),
    });
    org = await createLocalOrg({ project, console: true, assignments: [{ username: REP, permissionSet: 'Desk' }] });
    browser = await launchBrowser();
    const rep = (await call('/local/sessions', { username: REP })) as { userId: string; accessToken: string };
    repId = rep.userId;
    const parcel = { Name: 'P1', Stage__c: 'Packed' };
    const { id } = (await call('/services/data/v67.0/sobjects/Parcel__c', parcel, rep.accessToken)) as { id: string };
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${org.url}/lightning/r/Parcel__c/${id}/view?as=${REP}`);
});
after(async () => {
    await browser.close();
    await org.close();
    assert.deepEqual(complaints, []);
});

async function call(path: string, body: unknown, token = org.accessToken): Promise<unknown> {
    const response = await fetch(org.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
    });
    assert.ok(response.ok, await response.clone().text());
    return response.json();
}

/** Waits until the component shows the text. */
const shows = (className: 'facts' | 'done', text: string): Promise<void> =>
    page.locator(`p.${className}`, { hasText: text }).waitFor({ timeout: 30_000 });
const click = (name: string): Promise<void> => page.locator(`button[name="${name}"]`).click();

test('a component reads a record, its object and its picklists as the user that was named', async () => {
    await shows('facts', '"stages"');
    await shows('facts', '"stage":"Packed"');
    await shows('facts', '"hidden":"[');
    assert.deepEqual(JSON.parse((await page.locator('p.facts').textContent()) ?? ''), {
        ...{ stage: 'Packed', text: 'Packed up', receiver: 'unseen', hidden: '["INVALID_FIELD"]', frozen: true },
        ...{ mayWeigh: false, stages: ['Packed up', 'Arrived'], user: repId },
    });
});

test('what a component changes its wires show; what is refused is told by field', async () => {
    await click('arrive');
    await shows('facts', '"text":"Arrived"');
    await click('weigh');
    await shows('done', '[["Weight__c","INVALID_FIELD_FOR_INSERT_UPDATE"]]');
    await click('lose');
    await shows('done', '[["Stage__c","INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"]]');
});

test('records are created and deleted', async () => {
    await click('copy');
    await shows('done', 'copy Copy');
    await click('remove');
    await shows('done', 'remove done');
});
