import { describe, test } from 'node:test';
import { clockSkew, duplicates, outOfOrder, replayed } from '../../chaos/arrivals.ts';
import { crashMatrix } from '../../chaos/crashMatrix.ts';
import { faultMatrix } from '../../chaos/faultMatrix.ts';
import { lostReplies } from '../../chaos/lostReplies.ts';
import { outage, quota } from '../../chaos/outage.ts';
import { poison } from '../../chaos/poison.ts';
import { prove } from '../../chaos/prove.ts';
import { check, live, WORLDS } from './worlds.ts';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 3);

describe('whatever the org does, nothing that was accepted is lost', () => {
    for (const [name, world] of Object.entries(WORLDS)) {
        test(`${name}: ${String(SEEDS)} worlds`, async () => {
            for (let seed = 1; seed <= SEEDS; seed += 1) await check(seed, await live(seed, world));
        });
    }
});

describe('reliability', () => {
    test('R05: an org that is down is asked at most once a second, and gets everything when it is back', (t) =>
        prove(t, outage));
    test('R06: a used-up allocation stops the calls, failures come first afterwards, and nothing is lost', (t) =>
        prove(t, quota));
    test('R09: an answer that is lost after the commit loses and doubles nothing', (t) => prove(t, lostReplies));
    test('R10: whatever clocks say, the state in the end is the same, and no time is negative', (t) =>
        prove(t, clockSkew));
    test('R11: a report that comes forty-six times counts once, across restarts', (t) => prove(t, duplicates));
    test('R12: every order of seven statuses ends in the same state, and so does every shuffle', (t) =>
        prove(t, outOfOrder));
    test('R16: a request that is played back has one effect, also when the relay has forgotten it', (t) =>
        prove(t, replayed));
    test('R28: every way to fail with every way to arrive', (t) => prove(t, faultMatrix));
    test('R29: messages that spoil the batches of a flow are found one by one, and no other dies of them', (t) =>
        prove(t, poison));
    test('R30: a relay that dies after any commit or call leaves the same state in the org', (t) =>
        prove(t, crashMatrix));
});
