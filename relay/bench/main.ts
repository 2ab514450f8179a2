/**
 * `npm run bench`: prints a table; `--json` prints JSON instead, `--write` also writes docs/performance.md. With
 * `--others` it measures the relay beside what teams use instead (from npm, installed for this), and with a backlog.
 */
import { writeFile } from 'node:fs/promises';
import { FULL_RUN, runBench } from './bench.ts';
import { FULL_COMPARISON, runComparison } from './compare.ts';
import { judge } from './figures.ts';
import { FULL_GROWTH, runGrowth } from './growth.ts';
import { comparisonPage, comparisonTable, documentOf, growthTable } from './tables.ts';
import { hopTable, speedTable, thisMachine, verdictTable } from './tables.ts';

const OPTIONS = new Set(['--json', '--write', '--others']);
const options = new Set(process.argv.slice(2));
const unknown = [...options].find((option) => !OPTIONS.has(option));
if (unknown !== undefined) {
    process.stderr.write(`Unknown option ${unknown}. Options: ${[...OPTIONS].join(' ')}\n`);
    process.exit(64);
}

const machine = thisMachine();
const at = new Date().toISOString();
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

function print(json: object, text: string): void {
    process.stdout.write(options.has('--json') ? `${JSON.stringify({ at, machine, ...json }, null, 4)}\n` : text);
}

async function write(name: string, page: string): Promise<void> {
    if (options.has('--write')) await writeFile(new URL(`../../docs/${name}`, import.meta.url), page);
}

async function measureRelay(): Promise<void> {
    const figures = await runBench(FULL_RUN, progress);
    const verdicts = judge(figures);
    print(
        { settings: FULL_RUN, figures, verdicts },
        `\n${[speedTable, verdictTable, hopTable].map((table) => table(figures)).join('\n\n')}\n`,
    );
    await write('performance.md', documentOf(figures, FULL_RUN, machine, at.slice(0, 10)));
    if (verdicts.some(({ passed }) => !passed)) process.exitCode = 1;
}

async function measureOthers(): Promise<void> {
    const [compare, grow] = [FULL_COMPARISON, FULL_GROWTH];
    const comparison = await runComparison(compare, progress);
    const growth = await runGrowth(grow, progress);
    print({ compare, comparison, grow, growth }, `\n${comparisonTable(comparison)}\n\n${growthTable(growth)}\n`);
    const date = at.slice(0, 10);
    await write('comparison.md', comparisonPage({ comparison, compare, growth, grow, machine, date }));
}

await (options.has('--others') ? measureOthers() : measureRelay());
