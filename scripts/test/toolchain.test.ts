import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const readJson = async (file: string): Promise<Record<string, Record<string, string>>> =>
    JSON.parse(await readFile(new URL(`../../${file}`, import.meta.url), 'utf8')) as Record<
        string,
        Record<string, string>
    >;

test('everything runs on the Node that package.json pins', async () => {
    const { dependencies } = await readJson('package.json');
    assert.equal(process.versions.node, dependencies?.['node']);
});

test('the former name of the component test runner is the same version of the same package', async () => {
    const { devDependencies } = await readJson('package.json');
    const version = devDependencies?.['@salesforce/sfdx-lwc-jest'];
    assert.equal(devDependencies?.['@salesforce/lwc-jest'], `npm:@salesforce/sfdx-lwc-jest@${version}`);
});

test('every dependency is pinned to one version', async () => {
    for (const file of ['package.json', 'relay/package.json', 'local-org/package.json']) {
        const { dependencies, devDependencies } = await readJson(file);
        for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
            assert.match(version, /^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/, `${name} in ${file}`);
        }
    }
});

/** https://developer.salesforce.com/docs/platform/lwc/guide/use-config-form-factors.html (2026-11-26): home pages have no phones */
test('every component that people put on pages says that it is for phones as well', async () => {
    const texts = await Promise.all(
        globSync('force-app/main/default/lwc/*/*.js-meta.xml').map((file) => readFile(file, 'utf8')),
    );
    const exposed = texts.filter((text) => text.includes('<isExposed>true</isExposed>'));
    assert.ok(exposed.length >= 6);
    for (const text of exposed) {
        const targets = [...text.matchAll(/<target>(\w+)<\/target>/g)].map(([, target]) => target);
        for (const target of targets) {
            const config = new RegExp(`targets="${target}">(.*?)</targetConfig>`, 's').exec(text)?.[1] ?? '';
            const factors = [...config.matchAll(/<supportedFormFactor type="(\w+)"/g)].map(([, factor]) => factor);
            assert.deepEqual(factors, target === 'lightning__HomePage' ? ['Large'] : ['Large', 'Small']);
        }
    }
});
