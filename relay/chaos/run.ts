/** Runs rows one after the other; one that throws is broken and stops no other. */
import { inspect } from 'node:util';
import { verdictOf } from './row.ts';
import type { Outcome, Row, Trial, Verdict } from './row.ts';

export interface Result {
    readonly row: Row;
    readonly verdict: Verdict;
    /** Null when the row could not be run to its end. */
    readonly outcome: Outcome | null;
    readonly error: string | null;
    readonly seconds: number;
    readonly seed: number;
}

export interface Telling {
    began(row: Row): void;
    progress(done: number, of: number): void;
    /** The next row begins when this has resolved. */
    ended(result: Result): Promise<void>;
}

const nothingOf = { outcome: null, verdict: 'broken' } as const;

/** What a trial is asked for, without the way to tell of it. */
export type Asked = Omit<Trial, 'progress'>;

async function runRow(row: Row, asked: Asked, telling: Telling): Promise<Result> {
    const started = performance.now();
    const ended = (): { row: Row; seed: number; seconds: number } => ({
        ...{ row, seed: asked.seed },
        seconds: (performance.now() - started) / 1_000,
    });
    try {
        const outcome = await row.run({ ...asked, progress: (done, of) => telling.progress(done, of) });
        return { outcome, verdict: verdictOf(outcome, asked.length), error: null, ...ended() };
    } catch (thrown) {
        const error = inspect(thrown);
        return { ...nothingOf, error, ...ended() };
    }
}

export async function runRows(rows: readonly Row[], asked: Asked, telling: Telling): Promise<readonly Result[]> {
    const results: Result[] = [];
    for (const row of rows) {
        telling.began(row);
        const result = await runRow(row, asked, telling);
        await telling.ended(result);
        results.push(result);
    }
    return results;
}
