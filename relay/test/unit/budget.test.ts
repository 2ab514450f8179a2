/** The daily API calls are held beforehand: by any calls at any times, over restarts, and whatever others use. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { CALLS_MS, slotOf } from '../../src/core/usage.ts';
import { createBreaker } from '../../src/salesforce/breaker.ts';
import { createBudget } from '../../src/salesforce/budget.ts';
import type { Budget } from '../../src/salesforce/budget.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SHARE = 0.5;
const RESERVE = 0.1;

type Step =
    | { readonly kind: 'urgent' | 'ordinary'; readonly count: number }
    | { readonly kind: 'others'; readonly count: number }
    | { readonly kind: 'wait'; readonly ms: number }
    | { readonly kind: 'restart' };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
    fc.oneof(
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('urgent'), count: fc.integer({ min: 1, max: 90 }) }) },
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('ordinary'), count: fc.integer({ min: 1, max: 90 }) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('others'), count: fc.nat({ max: 200 }) }) },
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.nat({ max: 10 * HOUR }) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
    ),
    { maxLength: 40 },
);

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function createWorld(limit: number) {
    let now = Date.UTC(2026, 6, 17, 12);
    const slots = new Map<number, number>();
    const made: { readonly at: number; readonly ours: boolean }[] = [];
    const most = Math.floor(limit * SHARE);
    const reserve = Math.ceil(most * RESERVE);
    const inDay = (own: boolean): number => made.filter(({ at, ours }) => at > now - DAY && (ours || !own)).length;

    let toldAt = now;
    function answer(to: Budget): void {
        to.observe(Math.min(limit, inDay(false)), limit);
        toldAt = now;
    }

    function take(count: number): Promise<{ granted: number; used: number }> {
        const used = [...slots].reduce((sum, [at, each]) => (at > now - CALLS_MS ? sum + each : sum), 0);
        const granted = Math.max(0, Math.min(count, most - used));
        slots.set(slotOf(now), (slots.get(slotOf(now)) ?? 0) + granted);
        return Promise.resolve({ granted, used: used + granted });
    }
    function start(): Budget {
        const fresh = createBudget({
            ...{ clock: { now: () => now }, share: SHARE, reserve: RESERVE, take },
            ...{ onSpend: () => undefined, onError: (error) => assert.fail(String(error)) },
        });
        answer(fresh);
        return fresh;
    }
    let budget = start();

    async function calls(kind: 'urgent' | 'ordinary', count: number): Promise<void> {
        for (let call = 0; call < count; call += 1) {
            await settled();
            if (budget.waitMs(kind) > 0) await settled(); // the store may have been asked only now
            if (budget.waitMs(kind) > 0) return;
            if (inDay(false) >= limit) {
                assert.ok(now - toldAt >= 10 * MINUTE, 'a call that the org would refuse, as it has said itself');
                return; // refused; the breaker sees to what follows
            }
            if (kind === 'ordinary') assert.ok(inDay(true) < most - reserve, 'the reserve is not for these');
            budget.spend();
            made.push({ at: now, ours: true });
            assert.ok(inDay(true) <= most, `${inDay(true)} of ${most}`);
            answer(budget);
        }
    }
    return {
        ...{ most, reserve, calls },
        budget: () => budget,
        async run(step: Step): Promise<void> {
            if (step.kind === 'wait') now += step.ms;
            else if (step.kind === 'restart') budget = start();
            else if (step.kind === 'others') {
                for (let call = 0; call < step.count; call += 1) made.push({ at: now, ours: false });
                answer(budget);
            } else await calls(step.kind, step.count);
        },
    };
}

test('in no day more calls than our share are made, nor one of which the org has just said that none is left; all come back', () =>
    fc.assert(
        fc.asyncProperty(fc.integer({ min: 20, max: 400 }), steps, async (limit, all) => {
            const world = createWorld(limit);
            for (const step of all) await world.run(step);
            await world.run({ kind: 'wait', ms: DAY + 2 * HOUR });
            world.budget().waitMs('urgent');
            await settled();
            world.budget().waitMs('urgent');
            await settled();
            await world.calls('ordinary', 1);
            assert.ok(world.budget().room().urgent >= world.most - 21, 'what was counted at once may be in hand');
        }),
        { numRuns: 60 },
    ));

test('when half of the budget is used, company is waited for; when it is used up, nothing but urgent calls is made', async () => {
    const world = createWorld(400);
    const { budget, calls } = world;
    assert.equal(budget().stretchMs(), 0);
    await calls('ordinary', 110);
    const stretched = budget().stretchMs();
    assert.ok(stretched > 10 * MINUTE && stretched < 30 * MINUTE, `${stretched} ms`);
    await calls('ordinary', 500);
    assert.deepEqual([budget().room().ordinary, budget().room().urgent], [0, world.reserve]);
    const gated = createBreaker(
        { now: () => 0 },
        () => 0,
        () => budget().waitMs('ordinary'),
    );
    assert.deepEqual([gated.enter(), gated.waitMs(), gated.trouble()], [false, MINUTE, null]);
    await calls('urgent', 500);
    assert.equal(budget().room().urgent, 0);
    assert.equal(budget().waitMs('urgent'), MINUTE);
});
