import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildBundle } from '../../src/console/build/bundle.ts';
import type { Bundle, BundleInput } from '../../src/console/build/bundle.ts';
import { bundleKey, cachedBundle } from '../../src/console/build/bundleCache.ts';
import { readProject } from '../../src/schema/project.ts';
import { writeParcelProject } from './support/parcelProject.ts';

const LWC = 'force-app/main/default/lwc';

function input(directory: string): BundleInput {
    const labels = [...readProject(directory).labels].map(([name, { value }]) => [name, value] as const);
    return {
        bundleDirectories: [join(directory, LWC)],
        icons: new Set(['custom:custom13']),
        facts: { labels: new Map(labels), translations: new Map() },
    };
}

const build = (more?: Readonly<Record<string, string>>): Promise<Bundle> =>
    buildBundle(input(writeParcelProject(more)));

test("the project's components are built with their labels, typed properties and the icons in use, once", async () => {
    const given = input(writeParcelProject());
    let builds = 0;
    const bundle = await cachedBundle(given, () => (builds += 1));
    const code = [...bundle.values()].join('\n');
    assert.ok(bundle.has('main.js'));
    assert.ok(code.includes('Handle <with>'));
    assert.match(code, /types:\{"?size"?:"Integer","?large"?:"Boolean"\}/);
    assert.match(code, /defaults:\{"?size"?:"1","?large"?:"true"\}/);
    assert.ok(code.includes('custom_custom13'));
    assert.ok(!code.includes('custom_custom99'));
    assert.deepEqual(await cachedBundle(given, () => (builds += 1)), bundle);
    assert.equal(builds, 1);
});

test('a label that the project does not have stops the build by its name', async () => {
    const source = `import X from '@salesforce/label/c.Vanished'; import { LightningElement } from 'lwc';
        export default class ParcelBadge extends LightningElement { text = X; }`;
    await assert.rejects(build({ [`${LWC}/parcelBadge/parcelBadge.ts`]: source }), /label\/c\.Vanished/);
});

test('an import that the local org does not have stops the build by its name', async () => {
    const source = `import { sell } from 'lightning/barter'; import { LightningElement } from 'lwc';
        export default class ParcelBadge extends LightningElement { text = sell; }`;
    await assert.rejects(build({ [`${LWC}/parcelBadge/parcelBadge.ts`]: source }), /parcelBadge.*lightning\/barter/s);
});

test('a function that a stand-in does not have stops the build by its name', async () => {
    const source = `import { getRecordUi } from 'lightning/uiRecordApi'; import { LightningElement } from 'lwc';
        export default class ParcelBadge extends LightningElement { text = getRecordUi; }`;
    await assert.rejects(build({ [`${LWC}/parcelBadge/parcelBadge.ts`]: source }), /getRecordUi/);
});

test('a change of any input has another bundle built', () => {
    const directory = writeParcelProject();
    const given = input(directory);
    const key = bundleKey(given);
    assert.equal(bundleKey(input(directory)), key);
    assert.notEqual(bundleKey({ ...given, icons: new Set(['custom:custom14']) }), key);
    assert.notEqual(
        bundleKey({ ...given, facts: { labels: new Map([['Badge', 'New']]), translations: new Map() } }),
        key,
    );
    appendFileSync(join(directory, LWC, 'parcelBadge/parcelBadge.html'), '\n');
    assert.notEqual(bundleKey(given), key);
});
