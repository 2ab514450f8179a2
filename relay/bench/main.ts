/** `npm run bench`: prints a table; `--json` prints JSON instead, `--write` also writes docs/performance.md. */
import { writeFile } from 'node:fs/promises';
import { FULL_RUN, runBench } from './bench.ts';
import { judge } from './figures.ts';
import { documentOf, speedTable, thisMachine, verdictTable } from './tables.ts';

const OPTIONS = new Set(['--json', '--write']);
const options = process.argv.slice(2);
const unknown = options.find((option) => !OPTIONS.has(option));
if (unknown !== undefined) {
    process.stderr.write(`Unknown option ${unknown}. Options: ${[...OPTIONS].join(' ')}\n`);
    process.exit(64);
}

const figures = await runBench(FULL_RUN, (text) => process.stderr.write(`${text}\n`));
const [machine, at, verdicts] = [thisMachine(), new Date().toISOString(), judge(figures)];
if (options.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ at, machine, settings: FULL_RUN, figures, verdicts }, null, 4)}\n`);
} else {
    process.stdout.write(`\n${speedTable(figures)}\n\n${verdictTable(figures)}\n`);
}
if (options.includes('--write')) {
    const page = documentOf(figures, FULL_RUN, machine, at.slice(0, 10));
    await writeFile(new URL('../../docs/performance.md', import.meta.url), page);
}
if (verdicts.some(({ passed }) => !passed)) process.exitCode = 1;
