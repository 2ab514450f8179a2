/**
 * docs/effect-proof.md: each test that proves something of the effects writes its own section when it is asked to
 * (`WRITE_EFFECT_PROOF=1`), and else fails when the page says anything different.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from './landed.ts';

const FILE = path.join(ROOT, 'docs/effect-proof.md');
const IS_WRITING = process.env['WRITE_EFFECT_PROOF'] === '1';

export async function proveSection(name: string, lines: readonly string[]): Promise<void> {
    if (IS_WRITING) return writeSection(name, lines);
    const { page, wanted } = await withSection(name, lines);
    assert.equal(page, wanted, 'run the test with WRITE_EFFECT_PROOF=1 and look at what has changed');
}

export async function writeSection(name: string, lines: readonly string[]): Promise<void> {
    const { wanted } = await withSection(name, lines);
    await writeFile(FILE, wanted);
}

/** The page as it is, and with these lines in its section. */
async function withSection(name: string, lines: readonly string[]): Promise<{ page: string; wanted: string }> {
    const page = await readFile(FILE, 'utf8');
    const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
    const [head, rest] = page.split(begin);
    const [, tail] = (rest ?? '').split(end);
    assert.ok(head !== undefined && tail !== undefined, `the page has no section "${name}"`);
    const text = [head + begin, '', ...lines, '', end + tail].join('\n');
    return { page, wanted: await format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' }) };
}

export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] => [
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
];
