import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referencesIn } from '../../src/core/references.ts';

const ALL = { recordId: '0035g000001AbCdAAK', campaignId: '7015g000000AbCdAAK', purpose: 'otp' };
const NONE = { recordId: null, campaignId: null, purpose: null };
const PATH = '/hooks/acme/demo';

test('references are read from every form that a field of text allows', () => {
    for (const written of [
        'ref=0035g000001AbCdAAK&campaign=7015g000000AbCdAAK&purpose=otp',
        'ref=0035g000001AbCd;campaign=7015g000000AbCd;purpose=otp',
        'ref:0035g000001AbCdAAK,campaign:7015g000000AbCdAAK,purpose:otp',
        '{"ref":"0035g000001AbCdAAK","campaign":"7015g000000AbCdAAK","purpose":"otp"}',
    ]) {
        assert.deepEqual(referencesIn(PATH, written), ALL, written);
    }
    assert.deepEqual(referencesIn(PATH, '0035g000001AbCd'), { ...NONE, recordId: ALL.recordId });
    assert.deepEqual(referencesIn(PATH, '7015g000000AbCd'), { ...NONE, campaignId: ALL.campaignId });
});

test('what holds no reference gives none', () => {
    for (const written of [
        null,
        undefined,
        5,
        '',
        'order 17',
        '{',
        '{"ref":5}',
        '[]',
        '{"__proto__":{"purpose":"x"}}',
    ]) {
        assert.deepEqual(referencesIn(PATH, written), NONE, String(written));
    }
});

test("the address's references stand above those of the field, each for itself", () => {
    const url = `${PATH}?ref=0035g000001AbCd&purpose=donation`;
    assert.deepEqual(referencesIn(url, 'ref=001D000000IqhSL&campaign=7015g000000AbCd&purpose=otp'), {
        ...ALL,
        purpose: 'donation',
    });
});
