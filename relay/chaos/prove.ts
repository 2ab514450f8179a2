/** The short form of a row, as a test: prints its figures and fails when a law is broken. */
import { strict as assert } from 'node:assert';
import type { TestContext } from 'node:test';
import { figuresOf, shortOf } from './row.ts';
import type { Row } from './row.ts';

export async function prove(context: TestContext, row: Row): Promise<void> {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const outcome = await row.run({ length: 'short', seed, progress: () => undefined });
    context.diagnostic(`${row.id} ${row.title}: ${figuresOf(outcome)}; seed ${seed}`);
    assert.deepEqual(shortOf(outcome, 'short'), [], `seed ${seed}`);
}
