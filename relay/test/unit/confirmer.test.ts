import assert from 'node:assert/strict';
import { test } from 'node:test';
import { branchesOf } from '../../src/core/branches.ts';
import { readRow } from '../../src/salesforce/confirmer.ts';
import { foreignRowOf } from '../../src/salesforce/event.ts';

const awaited = {
    id: 1,
    attempt: 1,
    messageKey: 'acme:1',
    epoch: 1,
    version: 6,
    publishedAt: 0,
    misses: 0,
    failures: 0,
};
const row = { Store__c: 'ours', Epoch__c: 1, Version__c: 6, Effect_Status__c: 'Applied' };
const read = (change: object): string => readRow({ ...row, ...change }, awaited, 'ours');

test('only our own snapshot, with its effect, confirms', () => {
    assert.equal(read({}), 'Applied');
    assert.equal(read({ Effect_Status__c: 'Failed' }), 'Failed');
    assert.equal(read({ Effect_Status__c: 'Pending' }), 'old');
    assert.equal(read({ Version__c: 5 }), 'old');
    assert.equal(read({ Epoch__c: 0, Version__c: 9 }), 'old');
});

test('another store, or a rebuilt history, is foreign', () => {
    assert.equal(read({ Store__c: 'theirs' }), 'foreign');
    assert.equal(read({ Epoch__c: 2, Version__c: 1 }), 'foreign');
});

test('a version of ours that we have not made yet proves that the store was put back, and confirms nothing', () => {
    assert.equal(read({ Version__c: 7 }), 'foreign');
});

test('a row that no report has reached is absent', () => {
    assert.equal(readRow(undefined, awaited, 'ours'), 'absent');
    assert.equal(read({ Store__c: null }), 'absent');
});

test("a row of another store's is counted under its location as our own reports are", () => {
    const branchOf = branchesOf(['Leeds', 'Ghent']);
    const said = (Location__c: string | null) =>
        foreignRowOf({ Message_Key__c: 'acme:1', Channel__c: 'SMS', Location__c }, branchOf).tracker.fields;
    for (const [location, branch] of [
        ['leeds', 'Leeds'],
        ['Bruges', 'Other'],
        [null, undefined],
    ] as const) {
        assert.deepEqual(
            [said(location).location?.value, said(location).branch?.value],
            [location ?? undefined, branch],
        );
    }
});
