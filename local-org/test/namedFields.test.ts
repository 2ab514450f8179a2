/** What a layout or page names has to be there: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_layouts.htm (2026-11-26) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeProject } from './support/project.ts';
import { readProject } from '../src/schema/project.ts';

const layout = (field: string): string =>
    `<Layout><layoutSections><layoutColumns><layoutItems><behavior>Edit</behavior><field>${field}</field></layoutItems></layoutColumns></layoutSections></Layout>`;
const CASES: readonly [path: string, text: (field: string) => string][] = [
    ['layouts/Parcel__c-Parcel Layout.layout-meta.xml', layout],
    [
        'objects/Parcel__c/compactLayouts/Short.compactLayout-meta.xml',
        (field) =>
            `<CompactLayout><fullName>Short</fullName><fields>Name</fields><fields>${field}</fields></CompactLayout>`,
    ],
    [
        'quickActions/Parcel__c.Move.quickAction-meta.xml',
        (field) =>
            `<QuickAction><quickActionLayout><quickActionLayoutColumns><quickActionLayoutItems><field>${field}</field></quickActionLayoutItems></quickActionLayoutColumns></quickActionLayout><type>Update</type></QuickAction>`,
    ],
    [
        'flexipages/Parcel.flexipage-meta.xml',
        (field) =>
            `<FlexiPage><flexiPageRegions><itemInstances><fieldInstance><fieldItem>Record.${field}</fieldItem></fieldInstance></itemInstances></flexiPageRegions><sobjectType>Parcel__c</sobjectType></FlexiPage>`,
    ],
];

for (const [path, text] of CASES) {
    test(`${path} may name the fields that there are, and no other`, () => {
        using good = writeProject({ [path]: text('Trail__c') });
        assert.ok(readProject(good.directory));
        using bad = writeProject({ [path]: text('Vanished__c') });
        assert.throws(() => readProject(bad.directory), /no CustomField named Parcel__c\.Vanished__c found/);
    });
}

test('a layout of an object that there is not is refused', () => {
    using project = writeProject({ 'layouts/Box__c-Box Layout.layout-meta.xml': layout('Name') });
    assert.throws(() => readProject(project.directory), /no CustomObject named Box__c found/);
});
