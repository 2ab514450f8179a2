/** Faults on demand, each as a real client meets it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Connection } from 'jsforce';
import { flowXml, node, start } from './flow/support/flowXml.ts';
import { refusalOf, startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

/** Each scan makes a parcel. */
const SCAN_FLOW = flowXml(
    start('event', 'Make'),
    node(
        'recordCreates',
        'Make',
        '<inputAssignments><field>Key__c</field><value><elementReference>$Record.Key__c</elementReference></value></inputAssignments><object>Parcel__c</object>',
    ),
);

let org: RunningOrg;
let connection: Connection;
before(async () => {
    org = await startOrg({ 'flows/Scan_Parcel.flow-meta.xml': SCAN_FLOW });
    const { url: instanceUrl, accessToken, version } = org;
    connection = new Connection({ instanceUrl, accessToken, version, maxRequest: 1 });
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
});

interface Shown {
    readonly id: string;
    readonly kind: string;
    readonly hits: number;
}

async function order(fault: Record<string, unknown>): Promise<Shown> {
    const { status, body } = await org.ask('POST', '//local/faults', fault);
    assert.equal(status, 201, JSON.stringify(body));
    return body as Shown; // as the control answers
}

const hits = async (): Promise<string[]> =>
    ((await org.ask('GET', '//local/faults')).body as Shown[]).map(({ kind, hits: count }) => `${kind} ${count}`);
const contact = (LastName = 'Kay'): Promise<{ success: boolean }> => connection.sobject('Contact').create({ LastName });
const contacts = (): number => org.org.query('SELECT Id FROM Contact').records.length;
const scan = (Key__c: string): Promise<unknown> => connection.sobject('Parcel_Scan__e').create({ Key__c });
const keys = (): unknown[] => org.org.events.kept('Parcel_Scan__e').map((event) => event['Key__c']);
const parcels = async (): Promise<unknown[]> => {
    await org.idle();
    return org.org.query('SELECT Key__c FROM Parcel__c ORDER BY Key__c').records.map((row) => row['Key__c']);
};

test('an error is answered for so many calls of a path, with its own words', async () => {
    const path = '/services/data/*/sobjects/Contact';
    await order({ kind: 'error', path, errorCode: 'QUERY_TIMEOUT', status: 400, message: 'too slow', times: 2 });
    for (const attempt of [1, 2])
        await assert.rejects(contact(), { errorCode: 'QUERY_TIMEOUT', message: 'too slow' }, String(attempt));
    assert.equal((await contact()).success, true);
    assert.deepEqual(await hits(), ['error 2']);
});

test('an error is answered for an operation, always, until the fault is removed', async () => {
    const { id } = await order({
        kind: 'error',
        operation: 'publish',
        errorCode: 'SERVER_UNAVAILABLE',
        status: 503,
        times: 'always',
    });
    await assert.rejects(scan('a'), /SERVER_UNAVAILABLE/);
    assert.equal((await contact()).success, true);
    assert.equal((await org.ask('DELETE', `//local/faults/${id}`)).status, 204);
    await scan('b');
    assert.deepEqual(keys(), ['b']);
});

test('latency holds the answer back, with the same jitter for the same seed', async () => {
    const fault = { kind: 'latency', operation: 'query', milliseconds: 60, jitterMilliseconds: 40, seed: 7, times: 1 };
    await order(fault);
    const before_ = performance.now();
    await connection.query('SELECT Id FROM Contact');
    assert.ok(performance.now() - before_ >= 60);
    const { Faults } = await import('../src/faults/faults.ts');
    const { FaultRequest } = await import('../src/faults/fault.ts');
    const series = (): number[] => {
        const faults = new Faults();
        faults.order(FaultRequest.parse({ ...fault, times: 'always' }));
        const call = { method: 'GET', path: '/services/data/v67.0/query', operations: ['query'] as const };
        return Array.from({ length: 5 }, () => faults.latency(call));
    };
    assert.deepEqual(series(), series());
    assert.ok(new Set(series()).size > 1 && series().every((delay) => delay >= 60 && delay <= 100));
});

test('a connection is cut before the commit, or after it', async () => {
    const post = (): Promise<unknown> => org.ask('POST', '/sobjects/Contact', { LastName: 'Kay' });
    await order({ kind: 'drop', method: 'POST', when: 'beforeCommit' });
    await assert.rejects(post);
    assert.equal(contacts(), 0);
    await order({ kind: 'drop', method: 'POST', when: 'afterCommit' });
    await assert.rejects(post);
    assert.equal(contacts(), 1);
});

test('sessions end, for so many calls', async () => {
    await order({ kind: 'expireSessions', times: 1 });
    assert.equal(refusalOf(await org.ask('GET', '/limits')), '401 INVALID_SESSION_ID');
    assert.equal((await org.ask('GET', '/limits')).status, 200);
});

test('events are lost, doubled, delayed by the clock, or turned round', async () => {
    await order({ kind: 'loseEvents', event: 'Parcel_Scan__e' });
    await order({ kind: 'duplicateEvents' });
    for (const key of ['lost', 'twice']) await scan(key);
    assert.deepEqual(keys(), ['twice', 'twice']);
    await order({ kind: 'delayEvents', seconds: 60 });
    for (const key of ['late', 'plain']) await scan(key);
    assert.deepEqual(keys(), ['twice', 'twice', 'plain']);
    await org.ask('POST', '//local/clock', { advanceSeconds: 61 });
    assert.deepEqual(keys(), ['twice', 'twice', 'plain', 'late']);
    await order({ kind: 'reorderEvents', times: 3 });
    for (const key of ['1', '2', '3', '4']) await scan(key);
    assert.deepEqual(keys().slice(4), ['3', '2', '1', '4']);
});

test('a batch of a flow is rolled back and told, the next one is not', async () => {
    await order({ kind: 'rollBackFlowBatches', flow: 'Scan_Parcel' });
    await scan('gone');
    assert.deepEqual(await parcels(), []);
    assert.match(JSON.stringify((await org.ask('GET', '//local/flow-errors')).body), /Scan_Parcel.*CPU time/);
    await scan('kept');
    assert.deepEqual(await parcels(), ['kept']);
});

test('rows are locked, or find the storage full, each by itself', async () => {
    await order({ kind: 'rowLocks', object: 'Contact', times: 2 });
    const saved = await connection.sobject('Contact').create([{ LastName: 'A' }, { LastName: 'B' }, { LastName: 'C' }]);
    const codes = saved.map(({ success, errors }) =>
        success ? 'ok' : (errors[0]?.errorCode ?? (errors[0] as unknown as { statusCode: string }).statusCode),
    );
    assert.deepEqual(codes, ['UNABLE_TO_LOCK_ROW', 'UNABLE_TO_LOCK_ROW', 'ok']);
    await order({ kind: 'storageFull', times: 'always' });
    await assert.rejects(contact(), { errorCode: 'STORAGE_LIMIT_EXCEEDED' });
    const Id = (await connection.sobject('Contact').findOne())?.Id ?? '';
    assert.equal(
        (await connection.sobject('Contact').update({ Id, LastName: 'D' })).success,
        true,
        'an update needs no storage',
    );
});

test('limits are exhausted until the fault is cleared', async () => {
    const before_ = await order({ kind: 'limitExhausted', limit: 'publishedEvents' });
    assert.equal(before_.hits, 0);
    await assert.rejects(scan('x'), /LIMIT_EXCEEDED|limit/);
    await order({ kind: 'limitExhausted', limit: 'deliveredEvents' });
    const { DailyDeliveredPlatformEvents } = await connection.limits();
    assert.equal(DailyDeliveredPlatformEvents?.Remaining, 0);
    await order({ kind: 'limitExhausted', limit: 'apiRequests' });
    assert.equal(refusalOf(await org.ask('GET', '/limits')), '403 REQUEST_LIMIT_EXCEEDED');
    assert.equal((await org.ask('DELETE', '//local/faults')).status, 204);
    await scan('y');
    assert.deepEqual([keys(), await hits()], [['y'], []]);
});

test('what makes no sense is refused with the reason, and orders nothing', async () => {
    const bad = [
        [{ kind: 'weather' }, /kind/],
        [{ kind: 'error', status: 200, errorCode: 'X' }, /status/],
        [{ kind: 'error', status: 500, errorCode: 'not a code' }, /errorCode/],
        [{ kind: 'error', status: 500, errorCode: 'X', path: '/local/faults' }, /path/],
        [{ kind: 'latency', milliseconds: -1 }, /milliseconds/],
        [{ kind: 'drop', when: 'sometimes' }, /when/],
        [{ kind: 'rowLocks' }, /object/],
        [{ kind: 'storageFull', times: 0 }, /times/],
        [{ kind: 'loseEvents', colour: 'red' }, /colour/],
    ] as const;
    for (const [fault, why] of bad) {
        const reply = await org.ask('POST', '//local/faults', fault);
        assert.equal(refusalOf(reply), '400 JSON_PARSER_ERROR', JSON.stringify(fault));
        assert.match(JSON.stringify(reply.body), why);
    }
    assert.deepEqual(await hits(), []);
    assert.equal((await org.ask('DELETE', '//local/faults/fault-9')).status, 404);
});
