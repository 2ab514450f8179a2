/**
 * How many tests each test file is known to have (`test/counts.txt`), so that a test that vanishes fails the run.
 *
 * A line is `<count> <file>`, and the count is a floor: more tests pass and are pointed out, fewer fail. Plain lines,
 * so that git can join two people's changes without a conflict (`merge=union` in `.gitattributes`); where that leaves
 * two lines for one file, the higher counts.
 */

/** Tests that ran, by file, relative to the top of the repository. */
export type TestCounts = ReadonlyMap<string, number>;

export interface CountsVerdict {
    /** Test files of which tests are gone. */
    readonly missing: readonly string[];
    /** Test files with more tests than are written down. */
    readonly unrecorded: readonly string[];
}

const HEADER = [
    '# The least number of tests that each file must run; a whole `npm test` fails with fewer.',
    '# Written by: node scripts/test.ts [part of a path] --write-counts',
];
const LINE = /^(\d+) (\S.*)$/;

export function parseCounts(text: string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const line of text.split('\n')) {
        if (line === '' || line.startsWith('#')) continue;
        const [, count, file] = LINE.exec(line) ?? [];
        if (file === undefined) throw new Error(`test/counts.txt: not "<count> <file>": ${line}`);
        counts.set(file, Math.max(Number(count), counts.get(file) ?? 0));
    }
    return counts;
}

export function formatCounts(counts: TestCounts): string {
    const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, count]) => `${count} ${file}`);
    return [...HEADER, ...lines, ''].join('\n');
}

/** What a whole run must answer for. */
export function compareCounts(written: TestCounts, ran: TestCounts): CountsVerdict {
    const missing = [...written]
        .filter(([file, count]) => (ran.get(file) ?? 0) < count)
        .map(([file, count]) => `${file}: ${count} tests are written down, ${ran.get(file) ?? 0} ran`);
    const unrecorded = [...ran]
        .filter(([file, count]) => count > (written.get(file) ?? 0))
        .map(([file, count]) => `${file}: ${count} tests ran, ${written.get(file) ?? 0} are written down`);
    return { missing: missing.sort(), unrecorded: unrecorded.sort() };
}

/** The counts to write: those that ran anew, the others as they were, without files that are gone. */
export function updateCounts(
    written: TestCounts,
    ran: TestCounts,
    exists: (file: string) => boolean,
): Map<string, number> {
    return new Map([...written, ...ran].filter(([file]) => exists(file)));
}

/** Where one file runs in several suites, what all of them ran. */
export function leastOf(first: TestCounts, second: TestCounts): Map<string, number> {
    const files = new Set([...first.keys(), ...second.keys()]);
    return new Map([...files].map((file) => [file, Math.min(first.get(file) ?? 0, second.get(file) ?? 0)]));
}

/** Where tests of one file run in several groups (a helper that writes tests for its callers), all of them together. */
export function sumOf(all: readonly TestCounts[]): Map<string, number> {
    const sum = new Map<string, number>();
    for (const [file, count] of all.flatMap((counts) => [...counts])) sum.set(file, (sum.get(file) ?? 0) + count);
    return sum;
}
