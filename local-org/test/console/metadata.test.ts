import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConsole } from '../../src/console/metadata/readConsole.ts';
import { readProject } from '../../src/schema/project.ts';
import { writeParcelProject } from './support/parcelProject.ts';

const read = (more?: Readonly<Record<string, string>>) => readConsole(readProject(writeParcelProject(more)));

test("the app's tabs are the navigation, without those that are no objects", () => {
    const { appLabel, tabs } = read();
    assert.equal(appLabel, 'Post Office');
    assert.deepEqual(tabs, ['Parcel__c', 'Contact']);
});

test('without an app the navigation is what has a tab', () => {
    const { tabs } = read({ 'force-app/main/default/applications/Post.app-meta.xml': '' });
    assert.ok(tabs.includes('Contact') && tabs.includes('Parcel__c'));
});

test("an object's icon is its tab's motif", () => {
    const { objects } = read();
    assert.equal(objects['Parcel__c']?.icon, 'custom:custom13');
    assert.equal(objects['Contact']?.icon, 'standard:contact');
});

test('a list view keeps its columns and filters, and names what it does not apply', () => {
    const [all, moving] = read().objects['Parcel__c']?.listViews ?? [];
    assert.deepEqual(all, {
        name: 'All',
        label: 'All of them',
        columns: ['Name', 'Weight__c'],
        where: '',
        notApplied: ['column Vanished__c'],
    });
    assert.ok(moving);
    assert.equal(moving.where, '{ and: [{ Stage__c: { in: ["Packed", "Arrived"] } }] }');
    assert.deepEqual(moving.notApplied, ['scope Mine', 'filter on Due__c']);
});

test('a tab with a page of its own is in the navigation, and is laid out as that page says', () => {
    const { tabs, appPages } = read({
        'force-app/main/default/tabs/Board.tab-meta.xml': `<CustomTab>
            <flexiPage>Board_Page</flexiPage><label>Board</label><motif>Custom9: Lightning</motif></CustomTab>`,
        'force-app/main/default/flexipages/Board_Page.flexipage-meta.xml': `<FlexiPage>
            <flexiPageRegions>
                <itemInstances><componentInstance><componentName>board</componentName></componentInstance></itemInstances>
                <name>main</name><type>Region</type>
            </flexiPageRegions>
            <template><name>flexipage:defaultAppHomeTemplate</name></template><type>AppPage</type></FlexiPage>`,
        'force-app/main/default/applications/Post.app-meta.xml': `<CustomApplication>
            <label>Post Office</label><tabs>Board</tabs><tabs>Parcel__c</tabs></CustomApplication>`,
    });
    assert.deepEqual(tabs, ['Board', 'Parcel__c']);
    const { label, icon, page } = appPages['Board'] ?? {};
    assert.deepEqual([label, icon, page?.source], ['Board', 'custom:custom9', 'Board_Page']);
    assert.deepEqual(page?.regions, [{ name: 'main', items: [{ kind: 'component', name: 'board', properties: {} }] }]);
});

test('an object whose list views all filter has a list of all records too', () => {
    const { objects } = read({
        'force-app/main/default/objects/Parcel__c/listViews/All.listView-meta.xml': '',
    });
    assert.deepEqual(
        objects['Parcel__c']?.listViews.map(({ label }) => label),
        ['All Parcels', 'Moving'],
    );
});

test('a record page is laid out as its FlexiPage says, tabs and properties included', () => {
    const page = read().objects['Parcel__c']?.page;
    assert.equal(page?.source, 'Parcel_Page');
    assert.deepEqual(
        page.regions.map(({ name }) => name),
        ['header', 'main', 'sidebar'],
    );
    assert.deepEqual(page.regions[1]?.items, [
        {
            kind: 'tabs',
            tabs: [{ label: 'Details', items: [{ kind: 'component', name: 'force:detailPanel', properties: {} }] }],
        },
    ]);
    assert.deepEqual(page.regions[2]?.items[0], {
        kind: 'component',
        name: 'parcelBadge',
        properties: { size: '3' },
    });
});

test('an object without a record page gets the built-in one', () => {
    assert.equal(read().objects['Contact']?.page.source, undefined);
    assert.equal(read().objects['Contact']?.page.regions.length, 3);
});

test('a custom lookup makes a related list of its parent', () => {
    const [list] = read().objects['Contact']?.relatedLists ?? [];
    assert.equal(list?.name, 'Parcels__r');
    assert.equal(list.lookup, 'Receiver__c');
    assert.ok(!list.columns.includes('Receiver__c'));
});

test('a visibility rule is not passed over in silence', () => {
    const path = 'force-app/main/default/flexipages/Parcel_Page.flexipage-meta.xml';
    const { objects } = read({
        [path]:
            '<FlexiPage><flexiPageRegions><itemInstances><componentInstance><componentName>parcelBadge</componentName>' +
            '<visibilityRule><criteria><leftValue>{!Record.Name}</leftValue></criteria></visibilityRule>' +
            '</componentInstance></itemInstances><name>main</name><type>Region</type></flexiPageRegions>' +
            '<sobjectType>Parcel__c</sobjectType><type>RecordPage</type></FlexiPage>',
    });
    const [note] = objects['Parcel__c']?.page.regions[0]?.items ?? [];
    assert.equal(note?.kind, 'note');
});
