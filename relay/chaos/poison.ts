/** R29: messages that make the flow's whole batch fail, in batches that the bus forms. */
import { createDisk } from '../test/simulation/simulatedRelay.ts';
import type { Disk } from '../test/simulation/simulatedRelay.ts';
import { seededRandom } from '../test/simulation/virtualTime.ts';
import { goal, none } from './row.ts';
import type { Length, Row } from './row.ts';
import { acmeReport, createSimulatedWorld, keyOf } from './simulatedWorld.ts';

const MESSAGES = 200;
const DAY = 86_400_000;
const MOST_POISON = 50;

interface Poisoned {
    readonly healthyLost: number;
    readonly alive: number;
    readonly withoutReason: number;
    /** The most groups that any poisonous message was published in until it was found. */
    readonly rounds: number;
    readonly hours: number;
}

/** Counts for each message the groups that it was published in, after all suspects together. */
function watched(disk: Disk, groups: Map<string, number>): Disk {
    const { claim } = disk.store;
    return {
        ...disk,
        store: {
            ...disk.store,
            async claim(request) {
                const claims = await claim(request);
                if (typeof request.pick === 'object' && request.pick.suspects !== 'all') {
                    for (const { messageKey } of claims) groups.set(messageKey, (groups.get(messageKey) ?? 0) + 1);
                }
                return claims;
            },
        },
    };
}

async function runPoisoned(seed: number, poison: number): Promise<Poisoned> {
    const random = seededRandom(seed);
    const poisonous = new Set<string>();
    while (poisonous.size < poison) poisonous.add(keyOf(Math.floor(random() * MESSAGES)));
    const groups = new Map<string, number>();
    const world = createSimulatedWorld(seed, { disk: watched(createDisk(), groups), poisonous });
    world.accept(...Array.from({ length: MESSAGES }, (_, message) => acmeReport(message, world.time.now())));
    const took = await world.settle(7 * DAY);
    world.end();
    const letters = await world.disk.store.deadLetters({ settled: false, limit: 10_000 });
    const dead = new Map(letters.map(({ messageKey, reason }) => [messageKey, reason]));
    const keys = Array.from({ length: MESSAGES }, (_, message) => keyOf(message));
    const healthy = keys.filter((key) => !poisonous.has(key));
    return {
        healthyLost: healthy.filter((key) => dead.has(key) || !world.org.rows.has(key)).length,
        alive: [...poisonous].filter((key) => !dead.has(key)).length,
        withoutReason: [...poisonous].filter((key) => dead.get(key) === '').length,
        rounds: Math.max(...[...poisonous].map((key) => groups.get(key) ?? 0)),
        hours: took / 3_600_000,
    };
}

const COUNTS: Readonly<Record<Length, readonly number[]>> = {
    short: [1, 10],
    long: Array.from({ length: MOST_POISON }, (_, index) => index + 1),
    full: Array.from({ length: MOST_POISON }, (_, index) => index + 1),
};

export const poison: Row = {
    id: 'R29',
    title: 'poison in the flow’s batches',
    passLine:
        '1–50 poisonous of 200: every healthy message confirmed; each poisonous one found in at most 8 group rounds, a dead letter with its reason',
    test: 'relay/test/simulation/simulation.test.ts › R29: messages that spoil the batches of a flow are found one by one, and no other dies of them',
    async run({ length, seed, progress }) {
        const all: Poisoned[] = [];
        for (const count of COUNTS[length]) {
            all.push(await runPoisoned(seed + count, count));
            progress(all.length, COUNTS[length].length);
        }
        const sum = (of: (each: Poisoned) => number): number => all.reduce((total, each) => total + of(each), 0);
        return {
            lines: [
                none(
                    'healthy lost or dead',
                    sum(({ healthyLost }) => healthyLost),
                ),
                none(
                    'poisonous not found',
                    sum(({ alive }) => alive),
                ),
                none(
                    'without a reason',
                    sum(({ withoutReason }) => withoutReason),
                ),
                // The suspects all together are no round of this: they are looked at as the bus had them.
                goal(
                    'group rounds, most',
                    Math.max(...all.map(({ rounds }) => rounds)),
                    'at most',
                    8,
                    '',
                    'when something else goes missing meanwhile a round tells nothing, and the search begins anew',
                ),
            ],
            also: {
                worlds: all.length,
                poisonous: COUNTS[length].reduce((total, count) => total + count, 0),
                'hours until quiet, most': Math.max(...all.map(({ hours }) => hours)),
            },
        };
    },
};
