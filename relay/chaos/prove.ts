/** The short form of a row, as a test: prints its figures and fails when a law is broken. */
import { strict as assert } from 'node:assert';
import type { TestContext } from 'node:test';
import { figuresOf, shortOf } from './row.ts';
import type { Row } from './row.ts';

/** The same in every run, so that a run fails for what was changed; `npm run chaos` tries others. */
const SEED = 20_261_126;

export async function prove(context: TestContext, row: Row): Promise<void> {
    const outcome = await row.run({ length: 'short', seed: SEED, progress: () => undefined });
    context.diagnostic(`${row.id} ${row.title}: ${figuresOf(outcome)}`);
    assert.deepEqual(shortOf(outcome, 'short'), []);
}
