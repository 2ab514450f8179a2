/** R09: the org does what it is asked, and its answer never comes. */
import { FAIR } from '../test/simulation/simulatedOrg.ts';
import { check, live } from '../test/simulation/worlds.ts';
import { checkTotals } from './faultMatrix.ts';
import { extent, none } from './row.ts';
import type { Length, Row } from './row.ts';

const WORLD = { relays: 1, messages: 40, requests: 20, kills: 2, poison: 0, storm: { ...FAIR, answerLost: 0.1 } };
const WORLDS: Readonly<Record<Length, number>> = { short: 2, long: 100, full: 1_000 };

export const lostReplies: Row = {
    id: 'R09',
    title: 'answers lost after the commit',
    passLine: 'one answer in ten lost: 0 lost, 0 double effects',
    test: 'relay/test/simulation/simulation.test.ts › R09: an answer that is lost after the commit loses and doubles nothing',
    async run({ length, seed, progress }) {
        let [reports, calls, lost] = [0, 0, 0];
        for (let index = 0; index < WORLDS[length]; index += 1) {
            const outcome = await live(seed + index, WORLD);
            await check(seed + index, outcome);
            await checkTotals(outcome);
            reports += [...outcome.expected.values()].reduce((sum, each) => sum + each.length, 0);
            calls += outcome.org.calls.length;
            lost += outcome.org.troubles.length;
            progress(index + 1, WORLDS[length]);
        }
        return {
            lines: [none('lost or doubled', 0), extent('answers lost', lost, 1)],
            also: { worlds: WORLDS[length], reports, calls },
        };
    },
};
