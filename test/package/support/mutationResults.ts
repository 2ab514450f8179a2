/** What breaking the package's flows in one place at a time has shown: kept in a file, since it takes hours to find out. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mutantsOf } from '../../../local-org/src/flowTests/index.ts';
import type { FlowOutcome, Mutant, MutationCounts } from '../../../local-org/src/flowTests/index.ts';
import type { Dice } from '../../support/dice.ts';
import { ROOT } from '../../support/landed.ts';

const FILE = path.join(ROOT, 'test/package/mutation.json');
export const FLOWS = path.join(ROOT, 'force-app/main/default/flows');

export interface FlowResult extends MutationCounts {
    /** Digest of the flow that was broken. */
    readonly of: string;
    /** Elements and ways that were taken away. */
    readonly structure: FlowOutcome['structure'];
    /** What no test notices, nor is listed as equivalent. */
    readonly survivors: readonly string[];
    /** Numbers of mutants by the test that noticed them: `0-3 7 9-10`. */
    readonly noticedBy: Readonly<Record<string, string>>;
}
export type MutationResults = Readonly<Record<string, FlowResult>>;

const fileOf = (flow: string): string => path.join(FLOWS, `${flow}.flow-meta.xml`);

/** What is only to be read by people, or drawn. */
const WITHOUT_EFFECT = /\s*<(description|label|locationX|locationY|interviewLabel)>[^<]*<\/\1>/g;

/** Of what the flow does, so that another description or drawing asks for nothing. */
export function digestOf(flow: string): string {
    const xml = readFileSync(fileOf(flow), 'utf8').replaceAll(WITHOUT_EFFECT, '');
    return createHash('sha256').update(xml).digest('hex').slice(0, 12);
}

/** All that can be broken in it; none of a template, which is not active. */
export function mutantsOfFlow(flow: string): Mutant[] {
    const xml = readFileSync(fileOf(flow), 'utf8');
    return xml.includes('<status>Active</status>') ? mutantsOf(flow, fileOf(flow), xml) : [];
}

export const readResults = (): MutationResults =>
    existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as MutationResults) : {}; // as written below

/** Names of what nothing noticed. */
export const survivorsOf = (flow: string, result: FlowResult | undefined): ReadonlySet<string> =>
    new Set((result?.survivors ?? []).map((what) => `${flow} › ${what}`));

/**
 * Of one flow; the others stay. `leftAside`: how many mutants the run was not to try. `former`: only what had survived
 * then was tried again, with the tests that there are by now, so that what was noticed then counts as well.
 */
export function writeResult(outcome: FlowOutcome, leftAside: number, former?: FlowResult): void {
    const { flow, counts, structure, survivors, noticedBy } = outcome;
    const result: FlowResult = {
        of: digestOf(flow),
        killed: counts.killed + (former?.killed ?? 0),
        timedOut: counts.timedOut + (former?.timedOut ?? 0),
        survived: counts.survived,
        equivalent: counts.equivalent + (former?.equivalent ?? 0),
        invalid: counts.invalid + (former?.invalid ?? 0),
        notTried: leftAside + counts.notTried + (former?.notTried ?? 0),
        structure: former === undefined ? structure : { tried: former.structure.tried, survived: structure.survived },
        survivors: survivors.map(({ element, what }) => `${element}: ${what}`),
        noticedBy: byTest(new Map([...noticersOf(former), ...noticedBy])),
    };
    const sorted = Object.entries({ ...readResults(), [flow]: result }).sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}

/** The test that noticed it, by the number of the mutant. */
export function noticersOf(result: FlowResult | undefined): Map<number, string> {
    return new Map(
        Object.entries(result?.noticedBy ?? {}).flatMap(([test, ranges]) =>
            ranges.split(' ').flatMap((range) => {
                const [first = 0, last = first] = range.split('-').map(Number);
                return Array.from({ length: last - first + 1 }, (_, at): [number, string] => [first + at, test]);
            }),
        ),
    );
}

function byTest(noticedBy: ReadonlyMap<number, string>): Record<string, string> {
    const numbers = [...noticedBy.keys()].sort((a, b) => a - b);
    const tests = Map.groupBy(numbers, (number) => noticedBy.get(number) ?? '');
    return Object.fromEntries([...tests].map(([test, own]) => [test, rangesOf(own)]));
}

function rangesOf(numbers: readonly number[]): string {
    const ranges: [number, number][] = [];
    for (const number of numbers) {
        const last = ranges.at(-1);
        if (last?.[1] === number - 1) last[1] = number;
        else ranges.push([number, number]);
    }
    return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(' ');
}

export interface Sampled {
    readonly mutant: Mutant;
    readonly noticedBy: string;
}

/** A few mutants of a few flows, with the tests that noticed them. Flows that have changed since are left out. */
export function sampleOf(
    results: MutationResults,
    dice: Dice,
    { flows, mutantsOfEach }: { readonly flows: number; readonly mutantsOfEach: number },
): Sampled[] {
    const current = Object.entries(results).filter(([flow, { of }]) => of === digestOf(flow));
    return dice
        .shuffled(current)
        .slice(0, flows)
        .flatMap(([flow, result]) => {
            const mutants = mutantsOfFlow(flow);
            const noticed = [...noticersOf(result)].flatMap(([number, noticedBy]) => {
                const mutant = mutants[number];
                return mutant === undefined ? [] : [{ mutant, noticedBy }];
            });
            return dice.shuffled(noticed).slice(0, mutantsOfEach);
        });
}

export const isDone = (flow: string, { of, notTried }: FlowResult): boolean => of === digestOf(flow) && notTried === 0;

/** Whether elements and ways of the flow as it is now were taken away already: to do only that would lose what else was tried. */
export const hasTriedStructure = (mutants: readonly Mutant[], result: FlowResult | undefined): boolean =>
    result !== undefined && result.notTried <= mutants.filter(({ isStructural }) => !isStructural).length;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** For docs/effect-proof.md: a row for each flow, the sum, and below what nothing notices. */
export function mutationSection(flows: readonly string[], results: MutationResults): string[] {
    const known = flows.flatMap((flow) => results[flow] ?? []);
    const left = flows.flatMap((flow) => (results[flow]?.survivors ?? []).map((what) => `| ${flow} | ${cell(what)} |`));
    return [
        '| flow | broken in one place | noticed | equivalent | not noticed | elements and ways taken away, not noticed | |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        ...flows.map((flow) => rowOf(flow, results[flow])),
        `| **all flows** | ${cellsOf(known).join(' | ')} |`,
        ...(left.length === 0 ? [] : ['', '| flow | what no test notices yet |', '| --- | --- |', ...left]),
    ];
}

function rowOf(flow: string, result: FlowResult | undefined): string {
    if (result === undefined) return `| ${flow} | – | – | – | – | – | not tried yet |`;
    const notes = [
        result.notTried > 0 ? `${result.notTried} not tried` : '',
        result.of === digestOf(flow) ? '' : 'an earlier version',
    ].filter((note) => note !== '');
    const [share, ...counts] = cellsOf([result]).toReversed();
    return `| ${flow} | ${[...counts.toReversed(), [share, ...notes].join(', ')].join(' | ')} |`;
}

function cellsOf(results: readonly FlowResult[]): string[] {
    const sum = (count: (result: FlowResult) => number): number =>
        results.reduce((total, result) => total + count(result), 0);
    const noticed = sum(({ killed, timedOut }) => killed + timedOut);
    const [survived, equivalent] = [sum((result) => result.survived), sum((result) => result.equivalent)];
    const share = noticed + survived === 0 ? 1 : noticed / (noticed + survived);
    return [
        ...[noticed + survived + equivalent, noticed, equivalent, survived].map(String),
        `${sum(({ structure }) => structure.survived)} of ${sum(({ structure }) => structure.tried)}`,
        `${Math.floor(share * 100)} %`,
    ];
}
