import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { prove } from '../../chaos/prove.ts';
import { timers } from '../../chaos/timers.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import type { Timing } from '../../src/core/timing.ts';
import { ripeOf } from '../../src/core/windows.ts';
import type { DueTimers } from '../../src/core/windows.ts';
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

/** Timers over a store that only tells what is unread, and what it is asked for org by org. */
function watchedTimers(unread: Record<string, number>) {
    const time = createVirtualTime(START);
    let asked: DueTimers = { providers: [], dueBy: 0, now: 0, limit: 0 };
    const store = {
        oldestUnread: () => Promise.resolve(unread),
        fireTimers: (due: DueTimers) => {
            asked = due;
            return Promise.resolve(0);
        },
    };
    const providers = [
        { id: 'quick', retryDelayMs: 15 * SECOND },
        { id: 'slow', retryDelayMs: 5 * MINUTE },
    ];
    const orgOf = { 'quick/main': 'main', 'quick/other': 'other' };
    const log = pino({ level: 'silent' });
    const running = startTimers({ store, providers, orgOf, onFired: () => undefined, timing: time, log });
    return {
        ...running,
        time,
        /** After so long: which providers' messages of these orgs may be called late, and of what age. */
        async askedAfter(milliseconds: number, ...orgs: readonly string[]) {
            await time.run(time.now() + milliseconds);
            return orgs.map((org) => ripeOf(asked, org));
        },
    };
}

test('requests that were turned away hold the timers of their org and provider back, until it has repeated them', async () => {
    const { askedAfter, turnedAway, stop } = watchedTimers({});
    const providersAfter = async (milliseconds: number): Promise<readonly (readonly string[])[]> =>
        (await askedAfter(milliseconds, 'main', 'other')).map(({ providers }) => providers);
    const both = ['quick', 'slow'];
    assert.deepEqual(await providersAfter(14 * SECOND), [[], []]);
    assert.deepEqual(await providersAfter(2 * SECOND), [['quick'], ['quick']]);
    assert.deepEqual(await providersAfter(5 * MINUTE), [both, both]);
    turnedAway('main');
    assert.deepEqual(await providersAfter(14 * SECOND), [[], both]);
    assert.deepEqual(await providersAfter(2 * SECOND), [['quick'], both]);
    assert.deepEqual(await providersAfter(5 * MINUTE), [both, both]);
    await stop();
});

test("timers wait for what is unread of their org, and for what may be anybody's", async () => {
    const unread: Record<string, number> = { 'quick/main': START };
    const { time, askedAfter, stop } = watchedTimers(unread);
    const agesAfter = async (milliseconds: number): Promise<number[]> =>
        (await askedAfter(milliseconds, 'main', 'other')).map(({ dueBy }) => time.now() - dueBy);
    const [held = 0, free = 0] = await agesAfter(10 * MINUTE);
    assert.ok(held > 10 * MINUTE && free < SECOND, `${held}, ${free}`);
    unread['gone/from the configuration'] = START + 5 * MINUTE;
    const [still = 0, now = 0] = await agesAfter(MINUTE);
    assert.ok(still > 11 * MINUTE && now > 6 * MINUTE && now < 7 * MINUTE, `${still}, ${now}`);
    delete unread['quick/main'];
    delete unread['gone/from the configuration'];
    assert.ok((await agesAfter(SECOND)).every((age) => age < SECOND));
    await stop();
});
