/** `npm run chaos`: every reliability test at length, with a table at the end; `--help` names the options. */
import { parseArgs } from 'node:util';
import { thisMachine } from '../bench/tables.ts';
import { writePage } from './page.ts';
import type { Length } from './row.ts';
import { figuresOf, shortOf } from './row.ts';
import { ROWS } from './rows.ts';
import { runRows } from './run.ts';
import type { Result, Telling } from './run.ts';
import { summaryTable } from './summary.ts';

const HELP = `npm run chaos -- [options]

  --only R07,R12   these rows and no others
  --short          the short form, as npm test runs it (a few minutes)
  --full           all that each row asks for (hours)
  --minutes N      how long R27 soaks, in place of one minute, or of eight hours with --full
  --seed N         repeats what is random of an earlier run
  --json           the results as JSON on standard output
  --write          writes the rows that were run into docs/reliability.md
  --list           names the rows and runs none

Ends with 0 when no row is broken, with 1 when one is, with 64 when the options are wrong. A row that is missed did not
break: it reached less than it asks for, and says by how much and why.
`;

function options() {
    try {
        return parseArgs({
            options: {
                only: { type: 'string' },
                seed: { type: 'string' },
                minutes: { type: 'string' },
                ...Object.fromEntries(
                    ['short', 'full', 'json', 'write', 'list', 'help'].map((name) => [
                        name,
                        { type: 'boolean' } as const,
                    ]),
                ),
            },
        }).values as { only?: string; seed?: string; minutes?: string } & Partial<Record<string, boolean | string>>;
    } catch (error) {
        return wrong(error instanceof Error ? error.message : String(error));
    }
}

function wrong(what: string): never {
    process.stderr.write(`${what}\n\n${HELP}`);
    process.exit(64);
}

const asked = options();
if (asked['help'] === true) {
    process.stdout.write(HELP);
    process.exit(0);
}
const names = asked.only?.split(',').map((name) => name.trim().toUpperCase());
const unknown = names?.find((name) => !ROWS.some(({ id }) => id === name));
if (unknown !== undefined) wrong(`There is no row ${unknown}: ${ROWS.map(({ id }) => id).join(' ')}`);
const seed = asked.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(asked.seed);
if (!Number.isSafeInteger(seed)) wrong(`${asked.seed ?? ''} is no seed: a whole number is.`);
const minutes = asked.minutes === undefined ? undefined : Number(asked.minutes);
if (minutes !== undefined && !(minutes > 0)) wrong(`${asked.minutes ?? ''} is no number of minutes.`);
const length: Length = asked['full'] === true ? 'full' : asked['short'] === true ? 'short' : 'long';
const rows = names === undefined ? ROWS : ROWS.filter(({ id }) => names.includes(id));
if (asked['list'] === true) {
    for (const { id, title, passLine } of rows) process.stdout.write(`${id} ${title}: ${passLine}\n`);
    process.exit(0);
}

const machine = thisMachine();
const date = new Date().toISOString().slice(0, 10);

/** At most one line a tenth of the way, so that a log stays readable. */
function tellOn(write: (text: string) => void): Telling {
    let tenths = 0;
    return {
        began({ id, title }) {
            tenths = 0;
            write(`${id} ${title} …\n`);
        },
        progress(done, of) {
            const now = Math.floor((10 * done) / of);
            if (now > tenths && now < 10) write(`    ${done} of ${of}\n`);
            tenths = Math.max(tenths, now);
        },
        async ended(result) {
            const { verdict, outcome, error, seconds } = result;
            write(
                `    ${verdict} in ${seconds.toFixed(1)} s: ${outcome === null ? (error ?? '') : figuresOf(outcome)}\n`,
            );
            // At once, so that a run which is ended early has not been for nothing.
            if (asked['write'] === true) await writePage([result], { length, machine, date });
        },
    };
}

const jsonOf = ({ row, verdict, outcome, error, seconds }: Result): object => ({
    ...{ id: row.id, title: row.title, passLine: row.passLine, test: row.test, verdict, seconds, error },
    lines: outcome?.lines ?? [],
    also: outcome?.also ?? {},
    short: outcome === null ? [] : shortOf(outcome, length),
});

const results = await runRows(
    rows,
    { length, seed, minutes },
    tellOn((text) => void process.stderr.write(text)),
);
if (asked['json'] === true) {
    process.stdout.write(`${JSON.stringify({ date, machine, length, seed, rows: results.map(jsonOf) }, null, 4)}\n`);
} else {
    process.stdout.write(`\n${summaryTable(results, length)}\nseed ${seed}\n`);
}
process.exit(results.some(({ verdict }) => verdict === 'broken') ? 1 : 0);
