import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeReport } from '../../src/core/report.ts';
import { createDisk, startSimulatedRelay } from './simulatedRelay.ts';
import { createSimulatedOrg, FAIR } from './simulatedOrg.ts';
import { createVirtualTime, seededRandom } from './virtualTime.ts';
import { check, live, MINUTE, START, WORLDS } from './worlds.ts';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 5);

describe('whatever the org does, nothing that was accepted is lost', () => {
    for (const [name, world] of Object.entries(WORLDS)) {
        test(`${name}: ${String(SEEDS)} worlds`, async () => {
            for (let seed = 1; seed <= SEEDS; seed += 1) await check(seed, await live(seed, world));
        });
    }
});

test('an org that is down is asked at most once a second, and gets everything when it is back', async () => {
    const random = seededRandom(1);
    const time = createVirtualTime(START);
    const org = createSimulatedOrg(time, random, new Set());
    const disk = createDisk();
    const relay = startSimulatedRelay(disk, org, time, random);
    org.weather = { ...FAIR, callFails: 1 };
    for (let second = 0; second < 600; second += 1) {
        const key = `acme:${String(second)}`;
        const receivedAt = new Date(time.now()).toISOString();
        disk.accept(
            [makeReport({ provider: 'acme', messageKey: key, channel: 'SMS', status: 'Sent', receivedAt })],
            time.now(),
        );
        relay.wake();
        await time.run(time.now() + 1_000);
    }
    const starts = org.calls.map(({ at }) => at);
    const closest = Math.min(...starts.slice(1).map((at, index) => at - (starts[index] ?? 0)));
    assert.ok(starts.length > 10, 'it must go on asking');
    assert.ok(closest >= 1_000, `two calls within ${String(closest)} ms`);
    org.weather = FAIR;
    await time.run(time.now() + 5 * MINUTE);
    assert.equal(org.rows.size, 600);
    relay.kill();
});
