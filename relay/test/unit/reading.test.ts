import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { classify, readCodeTable, senderTypeOf } from '../../src/core/classify.ts';
import { messageKeyOf, parseJson, text, utcTime } from '../../src/core/reading.ts';
import { recordId, referencesOf } from '../../src/core/references.ts';

describe('record ids', () => {
    test('of 15 characters are completed, of 18 are checked', () => {
        // Ids in the examples of https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest (2026-11-21).
        assert.equal(recordId('001D000000IqhSL'), '001D000000IqhSLIAZ');
        assert.equal(recordId('001D000000IRFma'), '001D000000IRFmaIAH');
        assert.equal(recordId('0035g000001AbCd'), '0035g000001AbCdAAK');
        assert.equal(recordId('0035g000001AbCdAAK'), '0035g000001AbCdAAK');
        assert.equal(recordId('a0B5g00000XyZ12'), 'a0B5g00000XyZ12EAF');
    });

    test('with a changed letter, another length or another alphabet are none', () => {
        fc.assert(
            fc.property(fc.nat(14), (at) => {
                const flip = (letter: string): string =>
                    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
                const id = 'abcdefghijkLMNO';
                const changed = id.slice(0, at) + flip(id.charAt(at)) + id.slice(at + 1);
                assert.equal(recordId(changed + (recordId(id) ?? '').slice(15)), null);
            }),
        );
        for (const id of [null, '', '003', '0035g000001AbCdAA', '0035g000001AbC!', "0035g000001Ab'--"]) {
            assert.equal(recordId(id), null, String(id));
        }
    });
});

describe('references', () => {
    const UNSAID = { validityMinutes: null, location: null };

    test('are read from the query, each if it is valid', () => {
        assert.deepEqual(referencesOf('/hooks/x/y?ref=0035g000001AbCd&campaign=7015g000000AbCd&purpose=otp%20now'), {
            recordId: '0035g000001AbCdAAK',
            campaignId: '7015g000000AbCdAAK',
            purpose: 'otp now',
            ...UNSAID,
        });
        assert.deepEqual(referencesOf('/hooks/x/y?ref=1&campaign=0035g000001AbCd&purpose='), {
            recordId: null,
            campaignId: null,
            purpose: null,
            ...UNSAID,
        });
        assert.deepEqual(referencesOf('/hooks/x/y'), { recordId: null, campaignId: null, purpose: null, ...UNSAID });
    });
});

describe('text', () => {
    test('is trimmed, cut, and free of what cannot be stored', () => {
        assert.equal(text('  a\u0000b\n', 10), 'a b');
        assert.equal(text('abc', 2), 'ab');
        assert.equal(text(' \t', 10), null);
        assert.equal(text(7, 10), null);
    });

    test('is well formed and within its limit, whatever comes', () => {
        fc.assert(
            fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (value, limit) => {
                const read = text(value, limit);
                assert.ok(read === null || (read.isWellFormed() && read.length <= limit && !/\p{Cc}/u.test(read)));
            }),
        );
    });
});

describe('times', () => {
    test('need a zone and must exist', () => {
        assert.equal(utcTime('2026-07-17T12:05:03Z'), '2026-07-17T12:05:03.000Z');
        assert.equal(utcTime('2026-07-17T14:05:03.5+02:00'), '2026-07-17T12:05:03.500Z');
        const none = ['2026-07-17T12:05:03', '2026-07-17', '2026-02-30T00:00:00Z', '1970-01-01T00:00:00Z', '', 0, null];
        for (const value of none) assert.equal(utcTime(value), null, String(value));
    });
});

describe('message keys', () => {
    test('hold the provider and the id as it is', () => {
        assert.equal(messageKeyOf('bsr', 'Msg_1'), 'bsr:Msg_1');
        for (const id of ['', ' ', ' a', 'a\u0000', 7, undefined]) assert.equal(messageKeyOf('bsr', id), null);
    });

    test('that are too long are hashed, each to its own', () => {
        const [one, two] = ['a', 'b'].map((last) => messageKeyOf('bsr', 'x'.repeat(300) + last) ?? assert.fail());
        assert.notEqual(one, two);
        assert.ok((one ?? '').length <= 255);
    });
});

describe('JSON', () => {
    test('brackets in text are no depth', () => {
        assert.deepEqual(parseJson(Buffer.from(JSON.stringify({ a: '\\"[[['.repeat(100) }))), {
            a: '\\"[[['.repeat(100),
        });
    });

    test('what is broken, too deep or no UTF-8 is unreadable', () => {
        const broken = ['{', '', '['.repeat(65) + ']'.repeat(65), Buffer.from([0x22, 0xff, 0x22])];
        for (const body of broken) assert.throws(() => parseJson(Buffer.from(body)), { code: 'RELAY_UNREADABLE' });
        assert.deepEqual(
            parseJson(Buffer.from('['.repeat(64) + ']'.repeat(64))),
            JSON.parse('['.repeat(64) + ']'.repeat(64)),
        );
    });
});

describe('classes', () => {
    const table = readCodeTable({
        sources: ['here'],
        checked: '2026-11-21',
        codes: {
            '1': { class: 'Permanent', meaning: 'gone' },
            '2': { class: 'Permanent', meaning: 'called gone, may return', evidence: 2 },
            '3': { class: null, meaning: 'a notice' },
        },
        words: { EXPIRED: 'Temporary' },
    });

    test('the code decides, then the word, then Unknown', () => {
        assert.equal(classify(table, 'Expired', 'EXPIRED', '1').failureClass, 'Permanent');
        assert.equal(classify(table, 'Expired', 'EXPIRED', '9').failureClass, 'Temporary');
        assert.equal(classify(table, 'Expired', 'EXPIRED', '3').failureClass, 'Temporary');
        assert.equal(classify(table, 'Undelivered', 'UNDELIV', null).failureClass, 'Unknown');
        assert.equal(classify(table, 'Failed', 'constructor', 'toString').failureClass, 'Unknown');
    });

    test('a permanent one says how many messages must agree', () => {
        assert.equal(classify(table, 'Failed', 'x', '1').permanentEvidence, 1);
        assert.equal(classify(table, 'Failed', 'x', '2').permanentEvidence, 2);
        assert.equal(classify(table, 'Failed', 'x', '9').permanentEvidence, null);
    });

    test('what has not failed has none', () => {
        for (const status of ['Delivered', 'Sent', 'Unknown', 'Canceled', null] as const) {
            assert.equal(classify(table, status, 'EXPIRED', '1').failureClass, null);
        }
    });

    test('a table may not call a word permanent', () => {
        assert.throws(() => readCodeTable({ ...table, words: { UNDELIV: 'Permanent' } }));
    });
});

test('a sender is told by its looks', () => {
    const types = ['Landed', 'Landed1', '12345', '+18885550100', '+14155550100', '447700900123', '', '+', null].map(
        senderTypeOf,
    );
    assert.deepEqual(types, [
        'Alphanumeric',
        'Alphanumeric',
        'Short Code',
        'Toll-Free',
        'Long Code',
        'Long Code',
        null,
        null,
        null,
    ]);
});
