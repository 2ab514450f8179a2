import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { prove } from '../../chaos/prove.ts';
import { timers } from '../../chaos/timers.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import type { Timing } from '../../src/core/timing.ts';
import type { DeliveryStatus } from '../../src/core/vocabulary.ts';
import { startTimers } from '../../src/worker/timers.ts';
import { acme, createDisk, startSimulatedRelay } from './simulatedRelay.ts';
import { createSimulatedOrg } from './simulatedOrg.ts';
import type { SimulatedOrg } from './simulatedOrg.ts';
import { createVirtualTime, seededRandom } from './virtualTime.ts';
import type { VirtualTime } from './virtualTime.ts';

/**
 * Worlds by seed, in virtual time: one-time passwords are sent all the while, their provider repeats what it could not
 * deliver to us, and in the middle something happens to the relay for an hour. Whoever got the message in time must
 * never be called unconfirmed; whoever did not, must be.
 */

const START = Date.UTC(2026, 6, 17, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Each lives for hours: a few tell as much as many of the other simulation's. */
const SEEDS = Math.ceil(Number(process.env['SIMULATION_SEEDS'] ?? 5) / 5);

interface World {
    readonly time: VirtualTime;
    /** The relay's own clock and alarms. */
    readonly timing: Timing;
    /** From now on the relay is away, or what its clock says is not to be trusted. */
    trouble(): void;
    recover(): void;
    reachable(): boolean;
    accept(reports: readonly DeliveryReport[]): void;
    readonly org: SimulatedOrg;
}

type Kind = 'restart' | 'sleep' | 'clock set forward' | 'clock set back';

function createWorld(kind: Kind, random: () => number): World {
    const time = createVirtualTime(START);
    const org = createSimulatedOrg(time, random, new Set());
    const disk = createDisk();
    const overslept: (() => void)[] = [];
    let away = false;
    let offset = 0;
    const timing: Timing = {
        now: () => time.now() + offset,
        after: (milliseconds, call) =>
            time.after(milliseconds, () => {
                if (away && kind === 'sleep') overslept.push(call);
                else call();
            }),
    };
    const start = () => startSimulatedRelay(disk, org, timing, random);
    let relay = start();
    return {
        time,
        timing,
        org,
        reachable: () => !away,
        accept(reports) {
            disk.accept(reports, timing.now());
            relay.wake();
        },
        trouble() {
            if (kind === 'clock set forward') offset += HOUR;
            else if (kind === 'clock set back') offset -= HOUR;
            else away = true;
            if (kind === 'restart') relay.kill();
        },
        recover() {
            away = false;
            if (kind === 'restart') relay = start();
            for (const call of overslept.splice(0)) call();
        },
    };
}

/** Sends a message every few seconds; returns which of them were delivered. */
async function live(world: World, random: () => number): Promise<ReadonlyMap<string, boolean>> {
    const { time } = world;
    const delivered = new Map<string, boolean>();
    const below = (limit: number): number => Math.floor(random() * limit);

    /** As a provider calls: what cannot be handed over is repeated within its retry delay. */
    function call(messageKey: string, status: DeliveryStatus): void {
        if (!world.reachable()) {
            time.after(below(acme.retryDelayMs - SECOND), () => call(messageKey, status));
            return;
        }
        const receivedAt = new Date(world.timing.now()).toISOString();
        const facts = { provider: 'acme', messageKey, channel: 'SMS', purpose: 'OTP', receivedAt } as const;
        world.accept([makeReport({ ...facts, status, rawStatus: status, recipient: messageKey })]);
    }

    const end = time.now() + 80 * MINUTE;
    time.after(10 * MINUTE, () => world.trouble());
    time.after(70 * MINUTE, () => world.recover());
    for (let number = 0; time.now() < end; number += 1) {
        const key = `acme:${String(number)}`;
        delivered.set(key, random() < 0.8);
        call(key, 'Sent');
        if (delivered.get(key) === true) time.after(below(60 * SECOND), () => call(key, 'Delivered'));
        await time.run(time.now() + 5 * SECOND + below(20 * SECOND));
    }
    await time.run(time.now() + 70 * MINUTE);
    return delivered;
}

describe('after an hour away, with the repeats of the provider, nobody is called unconfirmed wrongly', () => {
    for (const kind of ['restart', 'sleep', 'clock set forward', 'clock set back'] as const) {
        test(`${kind}: ${String(SEEDS)} worlds`, async () => {
            for (let seed = 1; seed <= SEEDS; seed += 1) {
                const random = seededRandom(seed);
                const world = createWorld(kind, random);
                for (const [key, arrived] of await live(world, random)) {
                    const row = world.org.rows.get(key) ?? assert.fail(`seed ${String(seed)}: ${key} was lost`);
                    const late = String(row['History__c']).match(/Unconfirmed/g)?.length ?? 0;
                    assert.equal(
                        row['Status__c'],
                        arrived ? 'Delivered' : 'Unconfirmed',
                        `seed ${String(seed)}: ${key}`,
                    );
                    assert.equal(late, arrived ? 0 : 1, `seed ${String(seed)}: ${key}`);
                }
            }
        });
    }
});

test('R25: timers fire within a second of the end of the window, each once', (t) => prove(t, timers));

test('requests that were turned away hold the timers of their provider back, until it has repeated them', async () => {
    const time = createVirtualTime(START);
    const asked: (readonly string[])[] = [];
    const store = {
        oldestUnread: () => Promise.resolve(null),
        fireTimers: ({ providers }: { readonly providers: readonly string[] }) => {
            asked.push(providers);
            return Promise.resolve(0);
        },
    };
    const providers = [
        { id: 'quick', retryDelayMs: 15 * SECOND },
        { id: 'slow', retryDelayMs: 5 * MINUTE },
    ];
    const log = pino({ level: 'silent' });
    const running = startTimers({ store, providers, onFired: () => undefined, timing: time, log });
    const askedAfter = async (milliseconds: number): Promise<readonly string[]> => {
        await time.run(time.now() + milliseconds);
        return asked.at(-1) ?? assert.fail('the store was not asked');
    };
    assert.deepEqual(await askedAfter(14 * SECOND), []);
    assert.deepEqual(await askedAfter(2 * SECOND), ['quick']);
    assert.deepEqual(await askedAfter(5 * MINUTE), ['quick', 'slow']);
    running.turnedAway();
    assert.deepEqual(await askedAfter(14 * SECOND), []);
    assert.deepEqual(await askedAfter(2 * SECOND), ['quick']);
    assert.deepEqual(await askedAfter(5 * MINUTE), ['quick', 'slow']);
    await running.stop();
});
