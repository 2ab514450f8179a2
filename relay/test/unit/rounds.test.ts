/** Who is condemned for spoiling a flow's batch, and who must not be. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Outlook } from '../../src/core/store.ts';
import { createRounds } from '../../src/salesforce/rounds.ts';
import type { Rounds } from '../../src/salesforce/rounds.ts';

const HEALTHY = 1;
const SUSPECT = 7;

const outlook = (more: Partial<Outlook> = {}): Outlook => ({
    ...{ suspects: 1, urgentSuspects: 0, inFlight: 0, fast: 0, slow: 0, slowSince: null, nextDueAt: null },
    published: [],
    ...more,
});

/** A group is published alone, after something healthy was confirmed; `taken` says whether the org said it took it. */
function publishedAlone(rounds: Rounds, group: readonly number[], taken: boolean): void {
    rounds.confirmed([HEALTHY]);
    assert.equal(rounds.next(outlook()).kind, 'suspects');
    rounds.begin(group);
    if (taken) rounds.taken();
}

test('who goes missing alone, though the org took it and works, spoils batches', () => {
    const rounds = createRounds();
    publishedAlone(rounds, [SUSPECT], true);
    assert.equal(rounds.missing(SUSPECT), true);
});

test('who goes missing after a call without an answer may never have arrived: it is tried again', () => {
    const rounds = createRounds();
    publishedAlone(rounds, [SUSPECT], false);
    assert.equal(rounds.missing(SUSPECT), false);
    rounds.confirmed([HEALTHY]);
    assert.deepEqual(rounds.next(outlook()).kind, 'control');
    rounds.confirmed([HEALTHY]);
    assert.deepEqual(rounds.next(outlook()), { kind: 'suspects', group: 'all' });
    rounds.begin([SUSPECT]);
    rounds.taken();
    assert.equal(rounds.missing(SUSPECT), true);
});

test('a group that goes missing is quartered, unless nobody knows whether it arrived', () => {
    for (const taken of [true, false]) {
        const all = Array.from({ length: 10 }, (_, index) => 10 + index);
        const rounds = createRounds();
        publishedAlone(rounds, all, taken);
        for (const id of all) assert.equal(rounds.missing(id), false);
        const groups = Array.from({ length: 4 }, () => {
            assert.equal(rounds.next(outlook({ suspects: 10 })).kind, 'control');
            rounds.confirmed([HEALTHY]);
            const turn = rounds.next(outlook({ suspects: 10 }));
            rounds.begin(all);
            return turn.kind === 'suspects' ? turn.group : turn.kind;
        });
        assert.deepEqual(groups, taken ? [[10], [11, 12, 13], [14, 15, 16], [17, 18, 19]] : Array(4).fill('all'));
    }
});

test('without a sign that the org works nobody is to blame', () => {
    const rounds = createRounds();
    rounds.controlMade(false);
    assert.equal(rounds.next(outlook()).kind, 'suspects');
    rounds.begin([SUSPECT]);
    rounds.taken();
    assert.equal(rounds.missing(SUSPECT), false);
});
