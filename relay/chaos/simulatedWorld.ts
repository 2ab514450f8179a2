/** A simulated relay with its disk and its org, in virtual time: what rows of hours and days are made of. */
import type { DeliveryReport } from '../src/core/ports.ts';
import { makeReport } from '../src/core/report.ts';
import { createSimulatedOrg } from '../test/simulation/simulatedOrg.ts';
import type { SimulatedOrg } from '../test/simulation/simulatedOrg.ts';
import { createDisk, startSimulatedRelay } from '../test/simulation/simulatedRelay.ts';
import type { Disk } from '../test/simulation/simulatedRelay.ts';
import { createVirtualTime, seededRandom } from '../test/simulation/virtualTime.ts';
import type { VirtualTime } from '../test/simulation/virtualTime.ts';
import { START } from '../test/simulation/worlds.ts';

export interface SimulatedWorld {
    readonly time: VirtualTime;
    readonly org: SimulatedOrg;
    readonly disk: Disk;
    /** A whole number from 0 up to but without `limit`. */
    below(limit: number): number;
    /** One request with these reports reaches the relay. */
    accept(...reports: readonly DeliveryReport[]): void;
    /** Kills the relay and starts another over the same disk. */
    restart(): void;
    /** Runs until nothing waits any more; returns how long that took, or Infinity when it did not within so long. */
    settle(withinMs: number): Promise<number>;
    /** Ends the relay. */
    end(): void;
}

export interface WorldSettings {
    readonly disk?: Disk;
    readonly poisonous?: ReadonlySet<string>;
}

export function createSimulatedWorld(
    seed: number,
    { disk = createDisk(), poisonous = new Set() }: WorldSettings = {},
): SimulatedWorld {
    const random = seededRandom(seed);
    const time = createVirtualTime(START);
    const org = createSimulatedOrg(time, random, poisonous);
    const start = () => startSimulatedRelay(disk, org, time, random);
    let relay = start();
    return {
        ...{ time, org, disk },
        below: (limit) => Math.floor(random() * limit),
        accept(...reports) {
            disk.accept(reports, time.now());
            relay.wake();
        },
        restart() {
            relay.kill();
            relay = start();
        },
        async settle(withinMs) {
            const started = time.now();
            while (time.now() - started <= withinMs) {
                const { unread, unpublished } = await disk.store.counts();
                if (unread + unpublished === 0) return time.now() - started;
                await time.run(time.now() + STEP_MS);
            }
            return Infinity;
        },
        end: () => relay.kill(),
    };
}

const STEP_MS = 250;

export const keyOf = (message: number): string => `acme:${message}`;

/** A report of the made-up provider; each message has a recipient of its own. */
export function acmeReport(message: number, now: number, facts: Partial<DeliveryReport> = {}): DeliveryReport {
    return makeReport({
        ...{ provider: 'acme', messageKey: keyOf(message), channel: 'SMS', status: 'Delivered' },
        rawStatus: facts.status ?? 'Delivered',
        recipient: `+4477${String(message).padStart(8, '0')}`,
        receivedAt: new Date(now).toISOString(),
        ...facts,
    });
}
