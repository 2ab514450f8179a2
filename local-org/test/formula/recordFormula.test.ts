import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRecordFormula, FormulaError } from '../../src/formula/index.ts';
import type { RecordFormulaOptions } from '../../src/formula/index.ts';
import type { FieldValue, StoredRecord } from '../../src/schema/types.ts';
import { FakeOrg } from '../flow/support/fakeOrg.ts';
import { field, SCHEMA } from '../flow/support/schema.ts';

function run(
    source: string,
    record: StoredRecord,
    options: Partial<RecordFormulaOptions> = {},
    org = new FakeOrg(),
    prior: StoredRecord | null = null,
): FieldValue {
    const object = SCHEMA.object('Parcel__c');
    assert.ok(object);
    const formula = compileRecordFormula(source, { schema: SCHEMA, object, use: 'formulaField', ...options });
    return formula.evaluate({ record, prior, isNew: prior === null, org });
}

test('fields, parents, user, labels and custom metadata are read', () => {
    const org = new FakeOrg();
    const [depot] = org.add('Depot__c', { City__c: 'Oslo' });
    const record = { Name: 'P', Depot__c: depot?.['Id'] ?? null };
    assert.equal(run('Name & "/" & Depot__r.City__c', record, {}, org), 'P/Oslo');
    assert.equal(run('ISBLANK(Depot__r.City__c)', { Depot__c: null }, {}, org), true);
    assert.equal(
        run('$User.Email & $Organization.Name & $Label.greeting', {}, {}, org),
        'ada@example.orgParcelsGood day',
    );
    assert.equal(run('$CustomMetadata.Rate__mdt.Basic.Price__c', {}, {}, org), 12);
    assert.equal(run('name', { Name: 'P' }), 'P', 'names have no case');
});

test('a percent is a share in formulas, and a percent field shows a share as percent', () => {
    assert.equal(run('Share__c * 200', { Share__c: 25 }), 50);
    assert.equal(run('Weight__c / 8', { Weight__c: 2 }, { returns: field('F__c', 'Percent', { scale: 0 }) }), 25);
});

test('a formula field rounds to its scale, has its type, and is empty without a result', () => {
    const number = field('F__c', 'Number', { scale: 2 });
    assert.equal(run('Weight__c / 3', { Weight__c: 2 }, { returns: number }), 0.67);
    assert.equal(run('1 / Weight__c', { Weight__c: 0 }, { returns: number }), null);
    assert.throws(() => run('Name', {}, { returns: number }), /incompatible with expected data type/);
    assert.equal(run('NULL', {}, { returns: number }), null);
});

test('blanks count as zero when the field says so', () => {
    assert.equal(run('Weight__c + 1', { Weight__c: null }, { blanksAsZero: true }), 1);
    assert.equal(run('Weight__c + 1', { Weight__c: null }), null);
});

test('a validation rule knows what changed; a formula field may not ask', () => {
    const rule = { use: 'validationRule' } as const;
    const changed = 'AND(NOT(ISNEW()), ISCHANGED(Status__c), ISPICKVAL(PRIORVALUE(Status__c), "Lost"))';
    assert.equal(run(changed, { Status__c: 'New' }, rule, new FakeOrg(), { Status__c: 'Lost' }), true);
    assert.equal(run(changed, { Status__c: 'New' }, rule), false);
    for (const source of ['ISNEW()', 'ISCHANGED(Name)', 'PRIORVALUE(Name)', 'REGEX(Name, "a")'])
        assert.throws(() => run(source, {}), FormulaError, source);
});

test('a checkbox without a value is false', () => {
    assert.equal(run('NOT(Fragile__c)', {}), true);
    assert.equal(run('Fragile__c = FALSE', {}), true);
});

test('what does not exist is refused', () => {
    for (const source of [
        'Nope__c',
        'Depot__r.Nope__c',
        'Nope__r.Name',
        '$User.Nope',
        '$CustomMetadata.Nope__mdt.A.B__c',
    ])
        assert.throws(() => run(source, {}), /does not exist/, source);
});
