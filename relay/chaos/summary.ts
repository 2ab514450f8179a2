/** What a run came to, for a terminal. */
import { figuresOf, shortOf } from './row.ts';
import type { Length } from './row.ts';
import type { Result } from './run.ts';

const WIDTH = 34;

function lineOf({ row, verdict, outcome, error, seconds }: Result, length: Length): string {
    const head = `${row.id}  ${verdict.padEnd(7)}  ${seconds.toFixed(1).padStart(6)} s  ${row.title.padEnd(WIDTH)}`;
    if (outcome === null) return `${head}  ${error?.split('\n')[0] ?? ''}`;
    const short = shortOf(outcome, length).map((text) => `\n      ${text}`);
    return `${head}  ${figuresOf(outcome)}${short.join('')}`;
}

export function summaryTable(results: readonly Result[], length: Length): string {
    const count = (verdict: Result['verdict']): number => results.filter((result) => result.verdict === verdict).length;
    const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
    return [
        ...results.map((result) => lineOf(result, length)),
        '',
        `${length} form: ${count('reached')} reached, ${count('missed')} missed, ${count('broken')} broken, in ${Math.round(seconds)} s`,
    ].join('\n');
}
