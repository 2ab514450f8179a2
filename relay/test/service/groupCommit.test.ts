import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createGroupCommit } from '../../src/store/groupCommit.ts';

test('what waits together shares a commit, and nobody is answered before it', async () => {
    const groups: number[][] = [];
    let finish: () => void = () => undefined;
    const commits = createGroupCommit<number>(async (items) => {
        groups.push([...items]);
        await new Promise<void>((resolve) => (finish = resolve));
    });
    const answered: number[] = [];
    const adding = [1, 2, 3, 4].map((item) => commits.add(item).then(() => answered.push(item)));
    await new Promise(setImmediate);
    assert.deepEqual([groups, answered], [[[1]], []]);
    assert.equal(commits.waiting(), 4);
    finish();
    await adding[0];
    await new Promise(setImmediate);
    assert.deepEqual([groups, answered], [[[1], [2, 3, 4]], [1]]);
    finish();
    await Promise.all(adding);
    assert.deepEqual(answered, [1, 2, 3, 4]);
    assert.equal(commits.waiting(), 0);
});

test('a commit that fails fails for its own group, and the next goes on', async () => {
    const commits = createGroupCommit<number>((items) =>
        items.includes(2) ? Promise.reject(new Error('disk full')) : Promise.resolve(),
    );
    const results = await Promise.allSettled([commits.add(1), commits.add(2), commits.add(3)]);
    assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected', 'rejected'],
    );
    await commits.add(4);
    await commits.drain();
});
