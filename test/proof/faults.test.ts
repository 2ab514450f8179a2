/**
 * Salesforce in bad weather: refused, limited and expired calls, connections that break before and after the org did its
 * work, events that the bus loses. In the end nothing is missing and nothing is there twice.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { renumbered, webhookWorlds } from '../model/webhookWorlds.ts';
import { Dice } from '../support/dice.ts';
import { relayWorld } from '../support/relayedWorld.ts';
import type { Weather } from '../support/tap.ts';
import { startPath, type WholePath } from '../support/wholePath.ts';

const RUNS = 4;
const MISSING_AFTER_MS = 800;
/** One call in so many meets trouble, a few times a world: pauses after failures double, and a test has an end. */
const ONE_IN = 3;
const TROUBLES_OF_A_WORLD = 5;

/** The platform's own words: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm (2026-11-21) */
const TROUBLES: readonly Exclude<ReturnType<Weather>, null>[] = [
    { status: 503, errorCode: 'SERVER_UNAVAILABLE' },
    { status: 500, errorCode: 'UNKNOWN_EXCEPTION' },
    { status: 400, errorCode: 'UNABLE_TO_LOCK_ROW' },
    { status: 401, errorCode: 'INVALID_SESSION_ID' },
    { status: 400, errorCode: 'QUERY_TIMEOUT' },
    'before the org',
    'after the org',
];

const seed = Math.floor(Math.random() * 2 ** 31);
const dice = new Dice(seed);
const EXPIRED = TROUBLES[3];
let troubles = 0;
let ahead = 0;
let mayExpire = true;
const weather: Weather = () => {
    if (ahead === 0 || dice.roll(ONE_IN) > 0) return null;
    const trouble = TROUBLES[dice.roll(TROUBLES.length)] ?? null;
    // A session that expires again at once makes the relay rest, longer than a test has patience.
    if (trouble === EXPIRED && !mayExpire) return null;
    if (trouble === EXPIRED) mayExpire = false;
    ahead -= 1;
    troubles += 1;
    return trouble;
};

let path: WholePath;
before(async () => {
    path = await startPath({ weather, missingAfterMs: MISSING_AFTER_MS });
});
after(() => path.stop());

test('after refusals, an expired session, broken calls and lost events everything has arrived once', async (t) => {
    const now = Math.floor(Date.now() / 1000) * 1000;
    let lost = 0;
    let index = 0;
    await fc.assert(
        fc.asyncProperty(webhookWorlds(now), async (world) => {
            ahead = TROUBLES_OF_A_WORLD;
            mayExpire = true;
            const times = dice.roll(4);
            if (times > 0) await path.org.client.control('POST', 'faults', { kind: 'loseEvents', times });
            lost += times;
            await relayWorld(path.org.client, path.relay(), renumbered(world, index));
            index += 1;
        }),
        { numRuns: RUNS, seed, endOnFailure: true, includeErrorInReport: true },
    );
    t.diagnostic(
        `whole path in bad weather: ${RUNS} worlds through ${troubles} troubled calls and up to ${lost} lost events, seed ${seed}`,
    );
    assert.ok(troubles > RUNS);
});
