import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBreaker, createPulse } from '../../src/salesforce/breaker.ts';

test('what began before the org said that nothing is left does not open the way again when it succeeds', () => {
    let now = 0;
    const breaker = createBreaker({ now: () => now }, () => 0.5);
    assert.ok(breaker.enter() && breaker.enter(), 'two calls are under way');
    breaker.failed('limit');
    breaker.succeeded();
    assert.deepEqual([breaker.enter(), breaker.trouble()], [false, 'limit']);
    assert.ok(breaker.waitMs() >= 60_000);
    now += breaker.waitMs();
    assert.ok(breaker.enter(), 'after the pause one call asks');
    assert.ok(!breaker.enter(), 'and no other');
    breaker.succeeded();
    assert.deepEqual([breaker.waitMs(), breaker.trouble()], [0, null]);
});

test('however many want to call, with breakers of their own, an org that is away is asked at most once a second', () => {
    const step = fc.record({
        waits: fc.nat(2_500),
        callers: fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }),
        random: fc.nat(99),
    });
    fc.assert(
        fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), fc.nat(3), (steps, first) => {
            let now = 0;
            let random = 0;
            const clock = { now: () => now };
            const pulse = createPulse(clock);
            const breakers = Array.from({ length: 4 }, () =>
                createBreaker(
                    clock,
                    () => random,
                    () => 0,
                    pulse,
                ),
            );
            assert.ok(
                breakers.every((breaker) => breaker.enter()),
                'nothing is held back before the trouble',
            );
            breakers[first]?.failed('outage');
            let last = now;
            for (const { waits, callers, random: next } of steps) {
                now += waits;
                random = next / 100;
                for (const caller of callers) {
                    const breaker = breakers[caller];
                    if (breaker?.enter() !== true) continue;
                    assert.ok(now - last >= 1_000, `asked after ${now - last} ms`);
                    now += waits;
                    assert.ok(!breakers.some((other) => other.enter()), 'asked while the last is not answered');
                    breaker.failed('outage');
                    last = now;
                }
            }
            now += 30_000;
            const [probe] = breakers;
            assert.ok(probe !== undefined && probe.enter());
            probe.succeeded();
            assert.ok(
                breakers.every((breaker) => breaker.enter()),
                'one answer lets all of them go on',
            );
        }),
    );
});
