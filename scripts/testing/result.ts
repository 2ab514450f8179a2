import type { CostOfFile } from './costs.ts';
import type { TestCounts } from './counts.ts';

/** What a part of a run came to. */
export interface Result {
    readonly passed: number;
    readonly failed: number;
    /** Tests that ran, passed or not, by file. */
    readonly ran: TestCounts;
    readonly costs: readonly CostOfFile[];
}

export const heading = (text: string): void => console.log(`\n${text} (${new Date().toISOString().slice(11, 19)})`);
export const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '    ');
