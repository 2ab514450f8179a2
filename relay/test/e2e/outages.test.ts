/** The org fails in every way we know of; each accepted report still arrives, and nothing arrives twice with effect. */
import { strict as assert } from 'node:assert';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { partialFailure } from '../../chaos/partialFailure.ts';
import { prove } from '../../chaos/prove.ts';
import { startFakeOrg } from '../service/fakeOrg.ts';
import { bsrReport, PATIENT, post, SECRET, settled, SPEED, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

let harness: Harness;
beforeEach(async () => {
    harness = await startHarness(PATIENT);
});
afterEach(() => harness.close());

/** Starts the relay anew: what is not seen in so many of its milliseconds, twenty for each of ours, is published again. */
async function expectWithin(missingAfterMs: number): Promise<void> {
    await harness.stop();
    await harness.start({ publishing: { ...PATIENT.publishing, missingAfterMs } });
}

const numberOf = (index: number): string => `+4477009000${String(index).padStart(2, '0')}`;

/** One report for each of so many people. */
async function postPeople(count: number): Promise<void> {
    const reports = Array.from({ length: count }, (_, index) => bsrReport({ id: `m${index}`, to: numberOf(index) }));
    assert.equal((await post(harness.url, reports)).status, 200);
}

function assertDelivered(count: number): void {
    const statuses = [...harness.org.rows.values()].map((row) => row['Status__c']);
    assert.deepEqual(
        statuses,
        Array.from({ length: count }, () => 'Delivered'),
    );
}

test('while the org answers 503 it is asked at most once a second, and then gets everything', async () => {
    let down = true;
    const asked: number[] = [];
    harness.org.faults.call = () => {
        if (!down) return undefined;
        asked.push(Date.now());
        return { status: 503, code: 'SERVER_UNAVAILABLE' };
    };
    await postPeople(30);
    await until(
        () => asked.length >= 17,
        () => `${asked.length} probes`,
    );
    down = false;
    await settled(harness);
    assertDelivered(30);
    // A dozen may be under way when the org goes, for it has just started; from then on it is probed. Relay and org read
    // one clock, and the pause begins when the answer has come: a slow machine makes these gaps longer, never shorter.
    const probes = asked.slice(13);
    const gaps = probes.slice(1).map((at, index) => (at - (probes[index] ?? at)) * SPEED);
    assert.ok(Math.min(...gaps) >= 1_000, `probed after ${gaps.join(', ')} ms`);
});

test('one report in one call is answered within a second, however long the org takes', async () => {
    const answered = Promise.withResolvers<undefined>();
    harness.org.faults.hold = () => answered.promise;
    const took: number[] = [];
    for (let index = 0; index < 21; index += 1) {
        const asked = performance.now();
        assert.equal((await post(harness.url, bsrReport({ id: `m${index}`, to: numberOf(index) }))).status, 200);
        took.push(performance.now() - asked);
    }
    const [median = Infinity] = took.sort((a, b) => a - b).slice(10);
    assert.ok(median < 1_000, `half of the answers took ${median} ms or more`);
    answered.resolve(undefined);
    await settled(harness);
    assertDelivered(21);
});

test('an org that nobody listens for is waited for', async () => {
    const orgAt = (instanceUrl: string): object => ({
        orgs: { demo: { instanceUrl, auth: { kind: 'accessToken', token: { env: 'ORG_TOKEN' } } } },
    });
    const gone = await startFakeOrg();
    await gone.close();
    await harness.stop();
    await harness.start(orgAt(gone.url));
    await postPeople(3);
    await until(
        () => harness.logged.some((line) => line.includes('"trouble":"unsent"')),
        () => harness.logged.join(''),
    );
    await harness.stop();
    await harness.start(orgAt(harness.org.url));
    await settled(harness);
    assertDelivered(3);
    assert.equal(harness.org.events.length, 3);
});

test("while one org is down, with all that waits for it, another's reports arrive; and then so do its own", async (t) => {
    const down = await startFakeOrg();
    t.after(() => down.close());
    down.faults.call = () => ({ status: 503, code: 'SERVER_UNAVAILABLE' });
    const to = (instanceUrl: string): object => ({
        instanceUrl,
        auth: { kind: 'accessToken', token: { env: 'ORG_TOKEN' } },
    });
    const source = (name: string) => ({ provider: 'bsr', name, org: name, secrets: [{ local: SECRET }] });
    await harness.stop();
    await harness.start({
        orgs: { demo: to(harness.org.url), down: to(down.url) },
        sources: [source('demo'), source('down')],
    });
    const backlog = Array.from({ length: 300 }, (_, index) =>
        bsrReport({ id: `down${index}`, to: `+44770091${1_000 + index}` }),
    );
    assert.equal((await post(harness.url, backlog, SECRET, '', 'down')).status, 200);
    await until(
        () => down.calls.length >= 3,
        () => 'it was not tried',
    );
    await postPeople(30);
    await until(
        () => harness.org.rows.size === 30,
        () => `${harness.org.rows.size} rows`,
    );
    assertDelivered(30);
    assert.equal(down.rows.size, 0);
    down.faults = {};
    await settled(harness);
    assert.equal(down.rows.size, 300);
});

test('R08: of a call that fails in part only the failed records are sent again, and the guilty one is found by halves', (t) =>
    prove(t, partialFailure));

test('a record that can never be taken dies with its code, alone', async () => {
    harness.org.faults.record = (event) => (event['Message_Key__c'] === 'bsr:m3' ? 'STRING_TOO_LONG' : undefined);
    await postPeople(10);
    await settled(harness);
    assertDelivered(9);
    const ready = (await (await fetch(`${harness.url}/ready`)).json()) as { dead: number };
    assert.equal(ready.dead, 1);
});

test('a field that the org does not have yet is waited for, and nobody dies of it', async () => {
    let old = true;
    harness.org.faults.record = () => (old ? 'INVALID_FIELD' : undefined);
    await postPeople(10);
    await until(
        () => harness.org.calls.length > 0,
        () => 'no call',
    );
    old = false;
    await settled(harness);
    assertDelivered(10);
    const ready = (await (await fetch(`${harness.url}/ready`)).json()) as { dead: number };
    assert.equal(ready.dead, 0);
});

test('a code that nobody knows is tried again, but not for ever', async () => {
    await harness.stop();
    await harness.start({ publishing: { ...PATIENT.publishing, maxAttempts: 3 } });
    let refusals = 0;
    harness.org.faults.record = (event) => {
        if (event['Message_Key__c'] !== 'bsr:m1') return undefined;
        refusals += 1;
        return 'NEVER_HEARD_OF_IT';
    };
    await postPeople(3);
    await settled(harness);
    assertDelivered(2);
    assert.equal(refusals, 3);
});

test('a call that is refused whole for no known reason is made smaller, without haste', async () => {
    harness.org.faults.refuse = (events) =>
        events.some((event) => event['Message_Key__c'] === 'bsr:m5') ? 'NEVER_HEARD_OF_IT' : undefined;
    await postPeople(16);
    await until(
        () => harness.org.rows.size === 15,
        () => `${harness.org.rows.size} rows`,
    );
    assertDelivered(15);
});

test('an expired session is renewed once, however many calls found it expired', async () => {
    await postPeople(1);
    await settled(harness);
    harness.org.faults.call = () => {
        delete harness.org.faults.call;
        return { status: 401, code: 'INVALID_SESSION_ID' };
    };
    await postPeople(20);
    await settled(harness);
    assertDelivered(20);
    assert.equal(harness.logged.filter((line) => line.includes('session.renewed')).length, 1);
});

/** What does not pass by itself within seconds. */
const PAUSING = [
    { is: 'a session that stays expired', status: 401, code: 'INVALID_SESSION_ID', trouble: 'session', level: 'error' },
    { is: 'a used-up allocation', status: 403, code: 'REQUEST_LIMIT_EXCEEDED', trouble: 'limit', level: 'warn' },
];

async function paused(): Promise<boolean> {
    const ready = (await (await fetch(`${harness.url}/ready`)).json()) as { orgs: { demo: { status: string } } };
    return ready.orgs.demo.status === 'paused';
}

for (const { is, status, code, trouble, level } of PAUSING) {
    test(`${is} stops the calls for a minute, and loses nothing`, async () => {
        const [refusedAt, takenAt] = [[Date.now()], new Array<number>()];
        let resting = false;
        harness.org.faults.call = (path) => {
            // What writes figures has breakers of its own, and may find out for itself.
            if (path !== '/composite/sobjects') return { status, code };
            (resting ? takenAt : refusedAt).push(Date.now());
            return resting ? undefined : { status, code };
        };
        await postPeople(1); // alone, so that no other call is under way when it is refused
        while (!(await paused())) await sleep(5);
        resting = true;
        await postPeople(5);
        await until(
            () => takenAt.length > 0,
            () => 'it was not asked again',
        );
        harness.org.faults = {};
        await settled(harness);
        assertDelivered(5);
        const rest = (takenAt[0]! - refusedAt.at(-1)!) * SPEED;
        assert.ok(rest >= 60_000, `asked again after ${rest} ms`);
        const lines = harness.logged.filter((line) => line.includes(`"trouble":"${trouble}"`));
        assert.ok(lines.some((line) => line.includes(`"level":"${level}"`)));
    });
}

test('a call whose answer is lost is looked for, not repeated', async () => {
    let lost = 0;
    harness.org.faults.loseReply = () => lost++ === 0;
    await postPeople(20);
    await settled(harness);
    assertDelivered(20);
    assert.equal(harness.org.events.length, 20);
});

test('an event that the bus lost is published again', async () => {
    await expectWithin(20_000);
    const lost = new Set<string>();
    harness.org.faults.loseEvent = (event) => {
        const key = String(event['Message_Key__c']);
        if (!key.endsWith('7') || lost.has(key)) return false;
        lost.add(key);
        return true;
    };
    await postPeople(20);
    await settled(harness);
    assertDelivered(20);
    assert.equal(harness.org.events.length, 22);
});

test('an effect that failed is tried again until it is applied', async () => {
    let failures = 0;
    harness.org.faults.effect = (event) =>
        event['Message_Key__c'] === 'bsr:m0' && failures++ < 2 ? 'Failed' : 'Applied';
    await postPeople(2);
    await settled(harness);
    assert.equal(harness.org.rows.get('bsr:m0')?.['Effect_Status__c'], 'Applied');
    assert.equal(failures, 3);
});

test('a redirect is never followed', async (t) => {
    await expectWithin(20_000);
    let strangerCalls = 0;
    const stranger = await startHarness();
    t.after(() => stranger.close());
    stranger.org.faults.call = (path) => {
        if (path === '/elsewhere') strangerCalls += 1; // where the redirect leads, and its own relay never goes
        return undefined;
    };
    harness.org.faults.redirect = `${stranger.org.url}/services/data/v67.0/elsewhere`;
    await postPeople(2);
    await sleep(500);
    assert.equal(strangerCalls, 0);
    delete harness.org.faults.redirect;
    await settled(harness);
    assertDelivered(2);
});
