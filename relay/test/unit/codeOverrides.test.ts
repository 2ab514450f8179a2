import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { overriding, readOverrides } from '../../src/core/codeOverrides.ts';
import { makeReport } from '../../src/core/report.ts';
import { FAILURE_CLASSES } from '../../src/core/vocabulary.ts';
import type { FailureClass } from '../../src/core/vocabulary.ts';

const PROVIDERS = new Set(['bsr', 'twilio']);
const row = (fields: object): object => ({
    ...{ DeveloperName: 'A', Provider__c: 'bsr', Code__c: '6', Failure_Class__c: 'Temporary', Evidence__c: null },
    ...fields,
});

interface Failed {
    readonly failureClass: FailureClass | null;
    readonly permanentEvidence?: number | null;
    readonly code?: string | null;
    readonly provider?: string;
}
const failed = ({ provider = 'bsr', code = '6', ...rest }: Failed) =>
    makeReport({
        ...{ provider, code, messageKey: `${provider}:1`, channel: 'SMS', status: 'Undelivered' },
        ...{ receivedAt: '2026-07-17T12:00:00.000Z', ...rest },
    });
const under = (rows: readonly object[], report: ReturnType<typeof failed>) => {
    const { failureClass, permanentEvidence } = overriding(readOverrides(rows, PROVIDERS))(report);
    return [failureClass, permanentEvidence];
};

test('a record that names a code decides what it means, and no other code of nobody else', () => {
    const rows = [row({})];
    assert.deepEqual(under(rows, failed({ failureClass: 'Permanent', permanentEvidence: 1 })), ['Temporary', null]);
    assert.deepEqual(under(rows, failed({ failureClass: 'Permanent', code: '7' })), ['Permanent', null]);
    assert.deepEqual(under(rows, failed({ failureClass: 'Unknown', provider: 'twilio' })), ['Unknown', null]);
    assert.deepEqual(under(rows, failed({ failureClass: 'Unknown', code: null })), ['Unknown', null]);
});

test('Permanent needs two messages where the table does not say so, else as many as it says or the record does', () => {
    const rows = (evidence: number | null): object[] => [row({ Failure_Class__c: 'Permanent', Evidence__c: evidence })];
    const cases: readonly [number | null, FailureClass, number | null, number][] = [
        [null, 'Temporary', null, 2],
        [1, 'Unknown', null, 2],
        [5, 'Temporary', null, 5],
        [null, 'Permanent', 2, 2],
        [1, 'Permanent', 2, 1],
        [3, 'Permanent', 1, 3],
    ];
    for (const [own, failureClass, permanentEvidence, expected] of cases)
        assert.deepEqual(under(rows(own), failed({ failureClass, permanentEvidence })), ['Permanent', expected]);
});

test('what arrived stays so, and a refusal by the person is not explained away', () => {
    const rows = [row({ Failure_Class__c: 'Permanent' })];
    assert.deepEqual(under(rows, failed({ failureClass: null })), [null, null]);
    assert.deepEqual(under([row({})], failed({ failureClass: 'Opted Out' })), ['Opted Out', null]);
});

test('a record that cannot be used is named with its reason, and changes nothing', () => {
    const cases: readonly [object[], RegExp][] = [
        [[row({ Code__c: ' ' })], /names no provider or no code/],
        [[row({ Provider__c: 'acme' })], /knows no provider "acme"/],
        [[row({ Failure_Class__c: 'permanent' })], /"permanent" is no failure class/],
        [[row({ Failure_Class__c: 'Permanent', Evidence__c: 0 })], /from 1 to 9 messages, not 0/],
        [[row({ Failure_Class__c: 'Permanent', Evidence__c: 1.5 })], /not 1.5/],
        [[row({ Evidence__c: 2 })], /only Permanent/],
        [[row({}), row({ DeveloperName: 'B', Failure_Class__c: 'Permanent' })], /bsr 6 stands in more than one record/],
        [[{ Code__c: 4 }], /cannot be read/],
    ];
    for (const [rows, reason] of cases) {
        const { used, wrong } = readOverrides(rows, PROVIDERS);
        assert.deepEqual(used, []);
        assert.equal(wrong.length, rows.length);
        for (const each of wrong) assert.match(each.reason, reason);
        assert.deepEqual(under(rows, failed({ failureClass: 'Temporary' })), ['Temporary', null]);
    }
});

test('whatever the records say, in whatever order, one message alone suppresses only where the table or a valid record of a permanent code says so', () => {
    const anyRow = fc.record({
        DeveloperName: fc.constantFrom('A', 'B', 'C'),
        Provider__c: fc.constantFrom('bsr', 'twilio', 'acme', null),
        Code__c: fc.constantFrom('6', '7', ''),
        Failure_Class__c: fc.constantFrom(...FAILURE_CLASSES, 'Odd', null),
        Evidence__c: fc.constantFrom(null, 0, 1, 2, 12),
    });
    const anyClass = fc.constantFrom(...FAILURE_CLASSES);
    fc.assert(
        fc.property(
            fc.array(anyRow, { maxLength: 6 }),
            anyClass,
            fc.integer({ min: 1, max: 3 }),
            (rows, own, evidence) => {
                const permanentEvidence = own === 'Permanent' ? evidence : null;
                const report = failed({ failureClass: own, permanentEvidence });
                const [after, needed] = under(rows, report);
                assert.deepEqual(under(rows.toReversed(), report), [after, needed], 'in any order');
                if (after === 'Permanent' && needed === 1) assert.equal(own, 'Permanent');
                if (own === 'Opted Out') assert.equal(after, 'Opted Out');
                assert.equal(needed !== null, after === 'Permanent');
            },
        ),
    );
});
