import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referencesIn } from '../../src/core/references.ts';

const ALL = {
    recordId: '0035g000001AbCdAAK',
    campaignId: '7015g000000AbCdAAK',
    purpose: 'otp',
    ...{ validityMinutes: 240, location: 'Leeds' },
};
const NONE = { recordId: null, campaignId: null, purpose: null, validityMinutes: null, location: null };
const PATH = '/hooks/acme/demo';

test('references are read from every form that a field of text allows', () => {
    for (const written of [
        'ref=0035g000001AbCdAAK&campaign=7015g000000AbCdAAK&purpose=otp&validity=240&location=Leeds',
        'ref=0035g000001AbCd;campaign=7015g000000AbCd;purpose=otp;validity=240;location=Leeds',
        'ref:0035g000001AbCdAAK,campaign:7015g000000AbCdAAK,purpose:otp,validity:240,location:Leeds',
        '{"ref":"0035g000001AbCdAAK","campaign":"7015g000000AbCdAAK","purpose":"otp","validity":240,"location":"Leeds"}',
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
    const url = `${PATH}?ref=0035g000001AbCd&purpose=donation&validity=5`;
    const written = 'ref=001D000000IqhSL&campaign=7015g000000AbCd&purpose=otp&validity=240&location=Leeds';
    assert.deepEqual(referencesIn(url, written), { ...ALL, purpose: 'donation', validityMinutes: 5 });
});

test('a validity that is no whole number of minutes up to a year is none', () => {
    for (const written of ['0', '-5', '1.5', '48h', '1e3', ' 5', '527041', '']) {
        assert.equal(
            referencesIn(`${PATH}?validity=${encodeURIComponent(written)}`, null).validityMinutes,
            null,
            written,
        );
    }
    assert.equal(referencesIn(`${PATH}?validity=527040`, null).validityMinutes, 527_040);
    for (const written of [1.5, -1, 0, '1.5', true]) {
        assert.equal(referencesIn(PATH, { validity: written }).validityMinutes, null, String(written));
    }
});
