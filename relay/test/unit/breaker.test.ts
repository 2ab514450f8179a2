import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBreaker } from '../../src/salesforce/breaker.ts';

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
