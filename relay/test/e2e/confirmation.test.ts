/** A report is done when the CRM shows its effect: what the relay does when it does not, or shows somebody else's. */
import { strict as assert } from 'node:assert';
import { afterEach, beforeEach, test } from 'node:test';
import { literals } from '../service/fakeOrg.ts';
import type { Fields } from '../service/fakeOrg.ts';
import { bsrReport, PATIENT, post, settled, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

let harness: Harness;
beforeEach(async () => {
    harness = await startHarness(PATIENT);
});
afterEach(() => harness.close());

/** What has no effect soon is published again, as the test needs it. */
async function restartHasty(): Promise<void> {
    await harness.stop();
    await harness.start({ publishing: { ...PATIENT.publishing, missingAfterMs: 4_000 } });
}

const numberOf = (index: number): string => `+447700${String(900_000 + index)}`;
const keysOf = (events: readonly Fields[]): string[] => events.map((event) => String(event['Message_Key__c']));

async function postPeople(count: number, from = 0): Promise<void> {
    const reports = Array.from({ length: count }, (_, index) =>
        bsrReport({ id: `m${from + index}`, to: numberOf(from + index) }),
    );
    assert.equal((await post(harness.url, reports)).status, 200);
}

test('one message that spoils every flow batch it is in dies alone, and every other arrives', async () => {
    await restartHasty();
    await postPeople(1, 100);
    await settled(harness);
    harness.org.faults.rollBack = (batch) => keysOf(batch).includes('bsr:m13');
    await postPeople(40);
    await settled(harness);
    assert.equal(harness.org.rows.size, 40);
    assert.equal(harness.org.rows.has('bsr:m13'), false);
    const { dead } = (await (await fetch(`${harness.url}/ready`)).json()) as { dead: number };
    assert.equal(dead, 1);
});

test('while no flow works at all nobody is blamed, and all arrive once it does', async () => {
    await restartHasty();
    await postPeople(1, 100);
    await settled(harness);
    let broken = true;
    harness.org.faults.rollBack = () => broken;
    await postPeople(8);
    await new Promise((resolve) => setTimeout(resolve, 2_500)); // fifty seconds of the relay's
    const { dead } = (await (await fetch(`${harness.url}/ready`)).json()) as { dead: number };
    assert.equal(dead, 0);
    broken = false;
    await settled(harness);
    assert.equal(harness.org.rows.size, 9);
});

test('messages to one number are never on their way together', async () => {
    const reports = Array.from({ length: 6 }, (_, index) => bsrReport({ id: `same${index}`, to: numberOf(1) }));
    let most = 0;
    harness.org.faults.rollBack = (batch) => {
        most = Math.max(most, batch.length);
        return false;
    };
    await post(harness.url, reports);
    await settled(harness);
    assert.equal(harness.org.rows.size, 6);
    assert.equal(most, 1);
});

test('reports of one message are published as one snapshot, the newest', async () => {
    const status = (word: string, second: number): object =>
        bsrReport({ id: 'm', status: word, at: `2026-07-17T12:05:0${second}Z` });
    await post(harness.url, [status('DELIVRD', 5), status('ACCEPTD', 1), status('ENROUTE', 2)]);
    await settled(harness);
    assert.equal(harness.org.events.length, 1);
    assert.equal(harness.org.rows.get('bsr:m')?.['Status__c'], 'Delivered');
    await post(harness.url, status('ENROUTE', 2));
    await settled(harness);
    assert.equal(harness.org.events.length, 1, 'a report seen before publishes nothing');
});

test("another store's row is joined, and risen above", async () => {
    await restartHasty();
    harness.org.faults.loseEvent = (event) => event['Version__c'] === 1;
    harness.org.rows.set('bsr:m', {
        Message_Key__c: 'bsr:m',
        Store__c: 'another-store',
        Epoch__c: 0,
        Version__c: 7,
        Channel__c: 'SMS',
        Status__c: 'Delivered',
        Status_At__c: '2026-07-17T12:05:03.000+0000',
        Delivered_At__c: '2026-07-17T12:05:03.000+0000',
        Related_Record_Id__c: '003000000000001AAA',
        Effect_Status__c: 'Applied',
    });
    await post(harness.url, bsrReport({ id: 'm', status: 'ENROUTE', at: '2026-07-17T12:05:01Z' }));
    await settled(harness);
    const row = harness.org.rows.get('bsr:m');
    assert.equal(row?.['Status__c'], 'Delivered');
    assert.equal(row['Related_Record_Id__c'], '003000000000001AAA');
    assert.equal(row['Sent_At__c'], '2026-07-17T12:05:01.000Z', 'what only we knew is there as well');
    assert.equal(row['Version__c'], 8);
    assert.notEqual(row['Store__c'], 'another-store');
});

test('a row that a sender made in the CRM is not taken for the effect', async () => {
    harness.org.rows.set('bsr:m', { Message_Key__c: 'bsr:m', Status__c: 'Queued', Purpose__c: 'OTP' });
    await post(harness.url, bsrReport({ id: 'm' }));
    await settled(harness);
    assert.equal(harness.org.rows.get('bsr:m')?.['Status__c'], 'Delivered');
});

test('a key may contain anything that a query could trip over', async () => {
    const ids = ["o'neil", 'back\\slash', 'quote"', "') OR Name != ('", 'percent%20', 'smile 🙂', "\\'"];
    await post(
        harness.url,
        ids.map((id, index) => bsrReport({ id, to: numberOf(index) })),
    );
    await settled(harness);
    assert.deepEqual([...harness.org.rows.keys()].sort(), ids.map((id) => `bsr:${id}`).sort());
    assert.equal(harness.org.events.length, ids.length);
});

test('a key that the org will not be asked for becomes a dead letter, and all others are confirmed', async () => {
    const asked: number[] = [];
    harness.org.faults.call = (path, soql) => {
        if (path !== '/query' || soql === null || !soql.includes('Message_Key__c IN')) return undefined;
        asked.push(literals(soql).length);
        if (literals(soql).length > 25) return { status: 414, code: 'URI_TOO_LONG' };
        return soql.includes("'bsr:m13'") ? { status: 400, code: 'MALFORMED_QUERY' } : undefined;
    };
    await postPeople(40);
    await until(
        () => harness.logged.some((line) => line.includes('message.dead')),
        () => `asked ${asked.join()}`,
    );
    await settled(harness);
    const { dead } = (await (await fetch(`${harness.url}/ready`)).json()) as { dead: number };
    assert.equal(dead, 1);
    assert.ok(harness.logged.some((line) => line.includes('the org refuses to be asked for it: MALFORMED_QUERY')));
});

test('an org that refuses every question is not answered by dead letters', async () => {
    let refusing = true;
    harness.org.faults.call = (path) =>
        path === '/query' && refusing ? { status: 400, code: 'MALFORMED_QUERY' } : undefined;
    await postPeople(4);
    await until(
        () => harness.logged.some((line) => line.includes('confirmation.refused')),
        () => 'it did not ask',
    );
    refusing = false;
    await settled(harness);
    const { dead } = (await (await fetch(`${harness.url}/ready`)).json()) as { dead: number };
    assert.equal(dead, 0);
    assert.equal(harness.org.rows.size, 4);
});
