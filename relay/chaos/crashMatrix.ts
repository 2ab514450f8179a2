/** R30: the relay dies after every commit and every call, once each; the org must end the same. */
import { strict as assert } from 'node:assert';
import type { DeliveryReport } from '../src/core/ports.ts';
import type { Timing } from '../src/core/timing.ts';
import { createSimulatedOrg } from '../test/simulation/simulatedOrg.ts';
import type { Fields } from '../test/simulation/simulatedOrg.ts';
import { createDisk, startSimulatedRelay } from '../test/simulation/simulatedRelay.ts';
import type { Disk, SimulatedRelay } from '../test/simulation/simulatedRelay.ts';
import { createVirtualTime, seededRandom } from '../test/simulation/virtualTime.ts';
import { CONTENT, contentOf, SHARED, START } from '../test/simulation/worlds.ts';
import { law, none } from './row.ts';
import type { Length, Row } from './row.ts';
import { acmeReport } from './simulatedWorld.ts';

const MESSAGES = 4;
const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Between the reports of a message: enough that some are published one by one, and some together. */
const APART_MS = 1_500;

interface Variant {
    readonly name: string;
    readonly relays: number;
    /** After the first reports have arrived in the org, the store is gone, and the clock of the new relay a day back. */
    readonly loses: boolean;
    readonly columns: readonly string[];
}

const VARIANTS: readonly Variant[] = [
    { name: 'one relay', relays: 1, loses: false, columns: CONTENT },
    // Each of two relays may know when it received a report that the other received as well.
    { name: 'two relays with stores of their own', relays: 2, loses: false, columns: SHARED },
    { name: 'a lost store, and the clock a day back', relays: 1, loses: true, columns: SHARED },
];

const at = (step: number): string => new Date(START + step * 1_000).toISOString();

/** Sent, delivered, and read after it was delivered. */
const STAGES: readonly Partial<DeliveryReport>[] = [
    { status: 'Sent', occurredAt: at(1) },
    { status: 'Delivered', occurredAt: at(2) },
    { status: null, engagement: 'Read', occurredAt: at(3) },
];

interface Run {
    readonly steps: number;
    readonly rows: readonly (readonly [string, Fields])[];
}

interface Place {
    disk: Disk;
    relay: SimulatedRelay;
    timing: Timing;
}

/** The relay that takes the `dieAfter`-th step of all dies with it; 0: none does. */
async function run({ relays, loses, columns }: Variant, seed: number, dieAfter: number): Promise<Run> {
    const random = seededRandom(seed);
    const time = createVirtualTime(START);
    const org = createSimulatedOrg(time, random, new Set());
    let steps = 0;
    function start(disk: Disk, timing: Timing): Place {
        const relay: SimulatedRelay = startSimulatedRelay(disk, org, timing, random, () => {
            steps += 1;
            if (steps !== dieAfter) return;
            place.relay.kill();
            time.after(0, () => void (place.relay = start(place.disk, place.timing).relay));
        });
        const place: Place = { disk, relay, timing };
        return place;
    }
    const places = Array.from({ length: relays }, () => start(createDisk(), time));
    async function settle(): Promise<void> {
        const end = time.now() + HOUR;
        for (;;) {
            const counts = await Promise.all(places.map(({ disk }) => disk.store.counts()));
            if (counts.every(({ unread, unpublished }) => unread + unpublished === 0)) return;
            assert.ok(time.now() < end, 'the relay never came to rest');
            await time.run(time.now() + 500);
        }
    }
    for (const [stage, facts] of STAGES.entries()) {
        for (const [index, { disk, relay }] of places.entries()) {
            if (relays > 1 && stage % relays !== index && stage < STAGES.length - 1) continue;
            const reports = Array.from({ length: MESSAGES }, (_, message) => acmeReport(message, time.now(), facts));
            disk.accept(reports, time.now());
            relay.wake();
        }
        await time.run(time.now() + APART_MS);
        if (!loses || stage > 0) continue;
        await settle();
        places[0]?.relay.kill();
        places[0] = start(createDisk(), { ...time, now: () => time.now() - DAY });
    }
    await settle();
    for (const { relay } of places) relay.kill();
    return { steps, rows: [...org.rows].sort().map(([key, row]) => [key, contentOf(row, columns)]) };
}

/** Every how many steps the relay dies, each time in a run of its own. */
const EVERY: Readonly<Record<Length, number>> = { short: 20, long: 1, full: 1 };

export const crashMatrix: Row = {
    id: 'R30',
    title: 'death after every commit and call',
    passLine:
        'killed after each commit and each HTTP call; read after delivered; two relays with stores of their own; a lost store with the clock a day back: same CRM state as without',
    test: 'relay/test/simulation/simulation.test.ts › R30: a relay that dies after any commit or call leaves the same state in the org',
    async run({ length, seed, progress }) {
        let [deaths, different] = [0, 0];
        for (const [index, variant] of VARIANTS.entries()) {
            const wanted = await run(variant, seed, 0);
            assert.equal(wanted.rows.length, MESSAGES);
            for (let step = 1; step <= wanted.steps; step += EVERY[length]) {
                const got = await run(variant, seed, step);
                deaths += 1;
                if (JSON.stringify(got.rows) !== JSON.stringify(wanted.rows)) different += 1;
                progress(index + step / wanted.steps, VARIANTS.length);
            }
        }
        return {
            lines: [law('deaths', deaths, 'at least', 10), none('of them with another state in the org', different)],
            also: { variants: VARIANTS.length, 'died after every step': EVERY[length] === 1 ? 'yes' : 'no' },
        };
    },
};
