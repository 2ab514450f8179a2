/** What breaking the package's flows in one place at a time has shown: kept in a file, since it takes hours to find out. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { noticedShare, type MutationCounts, type MutationReport } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';

const FILE = path.join(ROOT, 'test/package/mutation.json');
export const FLOWS = path.join(ROOT, 'force-app/main/default/flows');

export interface FlowResult extends MutationCounts {
    /** Digest of the flow that was broken. */
    readonly of: string;
    /** What no test notices, nor is listed as equivalent. */
    readonly survivors: readonly string[];
}
export type MutationResults = Readonly<Record<string, FlowResult>>;

export function digestOf(flow: string): string {
    const xml = readFileSync(path.join(FLOWS, `${flow}.flow-meta.xml`));
    return createHash('sha256').update(xml).digest('hex').slice(0, 12);
}

export const readResults = (): MutationResults =>
    existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as MutationResults) : {}; // as written below

/** Names of what nothing noticed. */
export const survivorsOf = (flow: string, result: FlowResult): ReadonlySet<string> =>
    new Set(result.survivors.map((what) => `${flow} › ${what}`));

/**
 * Of one flow; the others stay. `former`: only what had survived then was tried again, with the tests that there are by
 * now, so that what was noticed then counts as well.
 */
export function writeResult(flow: string, { total, survivors: left }: MutationReport, former?: FlowResult): void {
    const survivors = left.map(({ element, what }) => `${element}: ${what}`);
    const counts: MutationCounts = {
        killed: total.killed + (former?.killed ?? 0),
        timedOut: total.timedOut + (former?.timedOut ?? 0),
        survived: total.survived,
        equivalent: total.equivalent + (former?.equivalent ?? 0),
        invalid: total.invalid + (former?.invalid ?? 0),
        notTried: total.notTried + (former?.notTried ?? 0),
    };
    const results = { ...readResults(), [flow]: { of: digestOf(flow), ...counts, survivors } };
    const sorted = Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}

export const isDone = (flow: string, { of, notTried }: FlowResult): boolean => of === digestOf(flow) && notTried === 0;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** For docs/effect-proof.md: a row for each flow, and below what nothing notices. */
export function mutationSection(flows: readonly string[], results: MutationResults): string[] {
    const rows = flows.map((flow) => {
        const result = results[flow];
        if (result === undefined) return `| ${flow} | – | – | – | – | not tried yet |`;
        const { killed, timedOut, survived, equivalent, notTried, of } = result;
        const share = `${Math.floor(noticedShare(result) * 100)} %`;
        const notes = [notTried > 0 ? `${notTried} not tried` : '', of === digestOf(flow) ? '' : 'an earlier version'];
        const counts = [killed + timedOut + survived + equivalent, killed + timedOut, equivalent, survived];
        const said = [share, ...notes.filter((note) => note !== '')].join(', ');
        return `| ${flow} | ${counts.join(' | ')} | ${said} |`;
    });
    const left = flows.flatMap((flow) => (results[flow]?.survivors ?? []).map((what) => `| ${flow} | ${cell(what)} |`));
    return [
        '| flow | broken in one place | noticed | equivalent | not noticed | |',
        '| --- | --- | --- | --- | --- | --- |',
        ...rows,
        ...(left.length === 0 ? [] : ['', '| flow | what no test notices yet |', '| --- | --- |', ...left]),
    ];
}
