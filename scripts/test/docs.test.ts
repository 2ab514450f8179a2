import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ASSUMPTIONS } from '../../local-org/src/assumptions.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const PAGES = globSync(['*.md', 'docs/**/*.md', 'local-org/README.md', 'local-org/docs/*.md'], { cwd: ROOT }).sort();

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** Every first group of the pattern in a page, with the page that it comes from. */
function mentions(pattern: RegExp): { page: string; name: string }[] {
    return PAGES.flatMap((page) => [...read(page).matchAll(pattern)].map(([, name = '']) => ({ page, name })));
}

/** As GitHub makes it of a heading: https://github.com/gjtorikian/html-pipeline (2026-11-21) */
function anchorsOf(page: string): Set<string> {
    const headings = [...read(page).matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => heading);
    return new Set(
        headings.map((heading) =>
            heading
                .toLowerCase()
                .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
                .replaceAll(' ', '-'),
        ),
    );
}

test('every link within the repository leads somewhere', () => {
    const links = mentions(/\]\((?!https?:)([^)\s]+)\)/g);
    assert.ok(links.length > 20);
    for (const { page, name } of links) {
        const [file = '', anchor] = name.split('#');
        const target = file === '' ? page : path.join(path.dirname(page), file);
        assert.ok(existsSync(path.join(ROOT, target)), `${page}: nothing at ${name}`);
        if (anchor !== undefined) assert.ok(anchorsOf(target).has(anchor), `${page}: no heading for ${name}`);
    }
});

test('every file that is named exists', () => {
    const files = mentions(/`((?:config|docs|force-app|local-org|relay|scripts|test|unpackaged)\/[\w./-]+)`/g);
    assert.ok(files.length > 20);
    for (const { page, name } of files) assert.ok(existsSync(path.join(ROOT, name)), `${page}: no ${name}`);
});

test('every npm script that is named exists', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = mentions(/npm run ([\w:-]+)/g);
    assert.ok(named.length > 3);
    for (const { page, name } of named) assert.ok(Object.hasOwn(scripts, name), `${page}: no npm run ${name}`);
});

test('every assumption rests on a document', () => {
    assert.ok(ASSUMPTIONS.length > 40);
    for (const { id, says, document } of ASSUMPTIONS) {
        const { protocol, hostname } = new URL(document);
        assert.equal(protocol, 'https:', id);
        assert.ok(hostname.includes('.') && says.length > 20, id);
    }
    assert.equal(new Set(ASSUMPTIONS.map(({ id }) => id)).size, ASSUMPTIONS.length, 'ids are told apart');
    const rows = read('docs/needs-a-real-org.md')
        .split('\n')
        .filter((line) => line.startsWith('| '));
    const [, , ...flows] = rows;
    assert.ok(flows.length > 20);
    for (const row of flows) assert.match(row, /\]\(https:\/\//, row);
});
