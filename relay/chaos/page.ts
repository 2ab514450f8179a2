/** docs/reliability.md: written by `npm run chaos -- --write`. Rows that were not run keep what was written of them. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Machine } from '../bench/tables.ts';
import { figuresOf, shortOf } from './row.ts';
import type { Length } from './row.ts';
import { ROWS } from './rows.ts';
import type { Result } from './run.ts';

const PAGE = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));

interface Run {
    readonly length: Length;
    readonly machine: Machine;
    readonly date: string;
}

/** A cell of a table: one line, and no bar. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function lineOf({ row, verdict, outcome, error }: Result, { length, machine, date }: Run): string {
    const figures = outcome === null ? (error?.split('\n')[0] ?? '') : figuresOf(outcome);
    const short = outcome === null ? '' : shortOf(outcome, length).join('; ');
    const where = `${date}, ${length} form, ${machine.cores} cores of ${machine.processor}, ${machine.memoryGb} GB, Node ${machine.node}`;
    const cells = [row.id, row.title, row.passLine, `**${verdict}**`, figures, short, where];
    return `| ${cells.map(cell).join(' | ')} |`;
}

const notRun = (id: string, title: string, passLine: string): string =>
    `| ${[id, title, passLine, 'not run yet', '', '', ''].map(cell).join(' | ')} |`;

export function pageOf(results: readonly Result[], run: Run, before: string): string {
    const old = (id: string): string | undefined => before.split('\n').find((line) => line.startsWith(`| ${id} `));
    const lines = ROWS.map(({ id, title, passLine }) => {
        const result = results.find(({ row }) => row.id === id);
        return result === undefined ? (old(id) ?? notRun(id, title, passLine)) : lineOf(result, run);
    });
    const count = (verdict: string): number => lines.filter((line) => line.includes(`**${verdict}**`)).length;
    return `# Reliability

Written by \`npm run chaos -- --write\`. Do not edit. ${ROWS.length} tests: ${count('reached')} reached, ${count('missed')} missed, ${count('broken')} broken.

- **reached**: every figure is what the pass line asks for.
- **missed**: nothing broke, but less was tried or reached than the pass line asks for; the next column says by how much and why.
- **broken**: a law does not hold, at any length.

The load, the relay, and the org or its stand-in share one machine, so times are those of all of them together. \`npm run chaos -- --only R07\` runs one row again, \`--seed\` with the same random choices, \`--full\` with all that it asks for; \`--help\` names the rest.

| id | test | pass line | verdict | measured | short of the line | when and where |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

## What runs with every \`npm test\`

The short form of each row, or the test that proves it:

${ROWS.map(({ id, test }) => `- ${id}: \`${test.replace(' › ', '` › ')}`).join('\n')}
`;
}

export async function writePage(results: readonly Result[], run: Run): Promise<void> {
    const before = await readFile(PAGE, 'utf8').catch(() => '');
    const options = { ...(await resolveConfig(PAGE)), filepath: PAGE };
    await writeFile(PAGE, await format(pageOf(results, run, before), options));
}
