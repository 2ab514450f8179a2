import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS } from '../src/errors.ts';
import { codes, idOf, insert, makeOrg, update } from './support/project.ts';
import type { NewRecord, SaveOutcome } from '../src/flow/port.ts';
import type { Org } from '../src/org.ts';

function parcel(org: Org, id: string): Record<string, unknown> {
    const object = org.schema.object('Parcel__c');
    assert.ok(object);
    return { ...org.records.table(object).get(id) };
}

function messages(outcomes: readonly SaveOutcome[]): (string | undefined)[] {
    return outcomes.map((outcome) => (outcome.success ? undefined : outcome.errors[0]?.message));
}

test('a created record has its defaults, owner and time stamps', () => {
    const org = makeOrg();
    const id = idOf(insert(org, 'Parcel__c', [{ Name: 'One' }])[0]);
    const row = parcel(org, id);
    assert.deepEqual([row['Is_Fragile__c'], row['Size__c'], row['Mood__c']], [true, 'Small', 'Calm']);
    assert.equal(row['OwnerId'], org.user['Id']);
    for (const stamp of ['CreatedDate', 'LastModifiedDate', 'SystemModstamp'])
        assert.equal(row[stamp], '2026-11-21T12:30:15.000Z');
});

test('values are stored as the platform stores them', () => {
    const org = makeOrg();
    const id = idOf(
        insert(org, 'Parcel__c', [
            {
                Name: '  A parcel ',
                Trail__c: '   ',
                Weight__c: 1.005,
                Sent_At__c: '2026-01-01T10:00:00.987Z',
                Key__c: 'k',
            },
        ])[0],
    );
    const row = parcel(org, id);
    assert.deepEqual(
        [row['Name'], row['Trail__c'], row['Weight__c'], row['Sent_At__c']],
        ['A parcel', null, 1.01, '2026-01-01T10:00:00.000Z'],
    );
});

test('a custom object without a name is named by its id, a person by first and last name', () => {
    const org = makeOrg();
    const id = idOf(insert(org, 'Parcel__c', [{}])[0]);
    assert.equal(parcel(org, id)['Name'], id);
    insert(org, 'Contact', [{ FirstName: 'Ada', LastName: 'Kay' }, { LastName: 'Solo' }]);
    assert.deepEqual(
        org.query('SELECT Name FROM Contact ORDER BY Name').records.map((record) => record['Name']),
        ['Ada Kay', 'Solo'],
    );
});

// "Directly controlled by StageName", and the primary contact "can only be populated when it’s created":
// https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunity.htm
test('an opportunity is won or closed as its stage says, and keeps the contact that it was created with', () => {
    const org = makeOrg();
    const [ada, solo] = insert(org, 'Contact', [{ LastName: 'Kay' }, { LastName: 'Solo' }]).map(idOf);
    const open = { Name: 'Stand', StageName: 'Prospecting', CloseDate: '2026-11-30', ContactId: ada ?? null };
    const id = idOf(insert(org, 'Opportunity', [open])[0]);
    const state = (): unknown => {
        const [row] = org.query('SELECT IsWon, IsClosed, ContactId FROM Opportunity').records;
        return [row?.['IsWon'], row?.['IsClosed'], row?.['ContactId']];
    };
    assert.deepEqual(state(), [false, false, ada]);
    update(org, 'Opportunity', [{ Id: id, StageName: 'Closed Won' }]);
    assert.deepEqual(state(), [true, true, ada]);
    update(org, 'Opportunity', [{ Id: id, StageName: 'Closed Lost', ContactId: ada ?? null }]);
    assert.deepEqual(state(), [false, true, ada]);
    const moved = update(org, 'Opportunity', [{ Id: id, ContactId: solo ?? null }]);
    assert.deepEqual(codes(moved), ['INVALID_FIELD_FOR_INSERT_UPDATE']);
    assert.deepEqual(state(), [false, true, ada]);
});

test('each refusal has the platform code and words', () => {
    const org = makeOrg();
    const [contact] = insert(org, 'Contact', [{ LastName: 'Kay' }]);
    const size = org.schema.object('Parcel__c')?.field('Size__c');
    assert.ok(size);
    const cases: readonly (readonly [NewRecord, string, string])[] = [
        [{ Key__c: 'x'.repeat(21) }, 'STRING_TOO_LONG', `Key: data value too large: ${'x'.repeat(21)} (max length=20)`],
        [{ Size__c: 'Huge' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', ERRORS.badPicklistValue(size, 'Huge').message],
        [{ Email__c: 'nobody' }, 'INVALID_EMAIL_ADDRESS', 'Email: invalid email address: nobody'],
        [
            { Weight__c: 10000 },
            'NUMBER_OUTSIDE_VALID_RANGE',
            'Weight: value outside of valid range on numeric field: Weight__c',
        ],
        [{ Weight__c: 501 }, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Too heavy for us'],
        [{ Receiver__c: 'nonsense' }, 'MALFORMED_ID', 'Receiver: id value of incorrect type: nonsense'],
        [{ Receiver__c: '003LO0000009999' }, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'],
        [
            { Receiver__c: String(org.user['Id']) },
            'FIELD_INTEGRITY_EXCEPTION',
            `Receiver: id value of incorrect type: ${String(org.user['Id'])}`,
        ],
    ];
    const outcomes = insert(
        org,
        'Parcel__c',
        cases.map(([row]) => row),
    );
    assert.deepEqual(
        codes(outcomes),
        cases.map(([, code]) => code),
    );
    assert.deepEqual(
        messages(outcomes),
        cases.map(([, , message]) => message),
    );
    assert.deepEqual(codes(insert(org, 'Contact', [{ FirstName: 'Nameless' }])), ['REQUIRED_FIELD_MISSING']);
    assert.deepEqual(codes(insert(org, 'Parcel__c', [{ Mood__c: 'Anything', Receiver__c: idOf(contact) }])), ['ok']);
});

test('unique values are compared without case unless the field says otherwise', () => {
    const org = makeOrg();
    const outcomes = insert(org, 'Parcel__c', [
        { Key__c: 'a' },
        { Key__c: 'A' },
        { Code__c: 'a' },
        { Code__c: 'A' },
        {},
        {},
    ]);
    assert.deepEqual(codes(outcomes), ['ok', 'DUPLICATE_VALUE', 'ok', 'ok', 'ok', 'ok']);
    assert.match(
        messages(outcomes)[1] ?? '',
        /^duplicate value found: Key__c duplicates value on record with id: a00\w{12}$/,
    );
    const again = update(org, 'Parcel__c', [
        { Id: idOf(outcomes[2]), Key__c: 'A' },
        { Id: idOf(outcomes[0]), Key__c: 'A' },
    ]);
    assert.deepEqual(codes(again), ['DUPLICATE_VALUE', 'ok']);
});

test('an upsert creates, updates, and refuses two rows with one key', () => {
    const org = makeOrg();
    const upsert = (rows: readonly NewRecord[]): readonly SaveOutcome[] =>
        org.transact('upsert', (tx) => tx.upsert('Parcel__c', 'Key__c', rows, [...rows.keys()]));
    const first = upsert([{ Key__c: 'a', Trail__c: '1' }, { Key__c: 'b' }, { Key__c: 'B' }, { Trail__c: 'no key' }]);
    assert.deepEqual(codes(first), ['ok', 'DUPLICATE_VALUE', 'DUPLICATE_VALUE', 'MISSING_ARGUMENT']);
    assert.equal(messages(first)[1], 'Duplicate external id specified: b');
    const second = upsert([{ Key__c: 'A', Trail__c: '2' }]);
    assert.deepEqual(second, [{ success: true, id: idOf(first[0]), created: false }]);
    assert.equal(parcel(org, idOf(first[0]))['Trail__c'], '2');
});

test('an external id that is not unique may match several records, and then fails', () => {
    const org = makeOrg();
    insert(org, 'Parcel__c', [{ Batch__c: 'x' }, { Batch__c: 'x' }]);
    const [outcome] = org.transact('upsert', (tx) => tx.upsert('Parcel__c', 'Batch__c', [{ Batch__c: 'X' }], [0]));
    assert.deepEqual(codes(outcome ? [outcome] : []), ['DUPLICATE_EXTERNAL_ID']);
});

test('rows of one unit fail together, others stay', () => {
    const org = makeOrg();
    const rows = [{ Key__c: 'a' }, { Key__c: 'toolong'.repeat(9) }, { Key__c: 'c' }, { Key__c: 'd' }];
    const outcomes = org.transact('insert', (tx) => tx.insert('Parcel__c', rows, [1, 1, 2, 2]));
    assert.deepEqual(codes(outcomes), ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'STRING_TOO_LONG', 'ok', 'ok']);
    assert.equal(org.query('SELECT COUNT() FROM Parcel__c').totalSize, 2);
});

test('an exception takes the whole transaction back', () => {
    const org = makeOrg();
    insert(org, 'Parcel__c', [{ Key__c: 'kept' }]);
    assert.throws(() =>
        org.transact('doomed', (tx) => {
            tx.insert('Parcel__c', [{ Key__c: 'gone' }], [0]);
            throw new Error('stop');
        }),
    );
    assert.deepEqual(
        org.query('SELECT Key__c FROM Parcel__c').records.map((record) => record['Key__c']),
        ['kept'],
    );
    assert.deepEqual(codes(insert(org, 'Parcel__c', [{ Key__c: 'gone' }])), ['ok']);
    assert.equal(org.transactions.all().at(-2)?.outcome, 'rolled back');
});

test('deleting clears lookups, and tells of what is gone', () => {
    const org = makeOrg();
    const contact = idOf(insert(org, 'Contact', [{ LastName: 'Kay' }])[0]);
    const id = idOf(insert(org, 'Parcel__c', [{ Receiver__c: contact }])[0]);
    const remove = (): readonly SaveOutcome[] => org.transact('delete', (tx) => tx.delete('Contact', [contact], [0]));
    assert.deepEqual(codes(remove()), ['ok']);
    assert.equal(parcel(org, id)['Receiver__c'], null);
    assert.deepEqual(codes(remove()), ['ENTITY_IS_DELETED']);
    assert.deepEqual(codes(update(org, 'Contact', [{ Id: contact, LastName: 'Late' }])), ['ENTITY_IS_DELETED']);
    assert.deepEqual(codes(update(org, 'Contact', [{ Id: '003LO0000009999', LastName: 'X' }])), [
        'INVALID_CROSS_REFERENCE_KEY',
    ]);
});

test('limits of a transaction end it whole', () => {
    const org = makeOrg({}, { limits: { transaction: { statements: 3, rowsWritten: 10, queries: 2, rowsRead: 5 } } });
    const failing = (work: Parameters<Org['transact']>[1]): void => {
        assert.throws(() => org.transact('limited', work), { name: 'LimitExceeded' });
        assert.equal(org.query('SELECT COUNT() FROM Parcel__c').totalSize, 0);
    };
    failing((tx) => [1, 2, 3, 4].map((n) => tx.insert('Parcel__c', [{ Key__c: `k${n}` }], [0])));
    failing((tx) =>
        tx.insert(
            'Parcel__c',
            Array.from({ length: 11 }, () => ({})),
            [],
        ),
    );
    failing((tx) =>
        [1, 2, 3].map(() => tx.query([{ object: 'Contact', filters: [], logic: { kind: 'and', parts: [] } }])),
    );
    insert(
        org,
        'Contact',
        Array.from({ length: 6 }, (_, index) => ({ LastName: `C${index}` })),
    );
    failing((tx) => tx.query([{ object: 'Contact', filters: [], logic: { kind: 'and', parts: [] } }]));
});

test('one record may come twelve times in an update, not thirteen', () => {
    const org = makeOrg();
    const id = idOf(insert(org, 'Parcel__c', [{}])[0]);
    const times = (count: number): NewRecord[] =>
        Array.from({ length: count }, (_, index) => ({ Id: id, Trail__c: String(index) }));
    assert.ok(codes(update(org, 'Parcel__c', times(12))).every((code) => code === 'ok'));
    assert.equal(parcel(org, id)['Trail__c'], '11');
    assert.throws(
        () => update(org, 'Parcel__c', times(13)),
        /Maximum number of duplicate updates in one batch \(12 allowed\)/,
    );
});
