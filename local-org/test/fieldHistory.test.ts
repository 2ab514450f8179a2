/** Field history: https://help.salesforce.com/s/articleView?id=xcloud.tracking_field_history.htm (2026-11-26) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { field, idOf, insert, makeOrg, update, writeProject } from './support/project.ts';
import { permissionSet, signIn } from './support/people.ts';
import { refusalOf, startOrg } from './support/server.ts';
import { readProject } from '../src/schema/project.ts';
import type { Org } from '../src/org.ts';
import type { NewRecord } from '../src/flow/port.ts';
import type { ProjectFiles } from './support/project.ts';

const object = (label: string, history: boolean): string =>
    `<CustomObject><label>${label}</label><pluralLabel>${label}s</pluralLabel><enableHistory>${history}</enableHistory>
    <nameField><label>Name</label><type>Text</type><trackHistory>true</trackHistory></nameField><sharingModel>ReadWrite</sharingModel></CustomObject>`;
const TRACKED = '<trackHistory>true</trackHistory>';
const path = (name: string): string => `objects/Crate__c/fields/${name}.field-meta.xml`;
const FILES: ProjectFiles = {
    'objects/Crate__c/Crate__c.object-meta.xml': object('Crate', true),
    [path('Place__c')]: field('Place__c', 'Text', `<length>20</length>${TRACKED}`),
    [path('Weight__c')]: field('Weight__c', 'Number', `<precision>6</precision><scale>2</scale>${TRACKED}`),
    [path('Story__c')]: field('Story__c', 'LongTextArea', `<length>1000</length>${TRACKED}`),
    [path('Keeper__c')]: field(
        'Keeper__c',
        'Lookup',
        `<referenceTo>Contact</referenceTo><relationshipName>Crates</relationshipName>${TRACKED}`,
    ),
    [path('Quiet__c')]: field('Quiet__c', 'Text', '<length>20</length>'),
};

type HistoryRow = Readonly<Record<'Field' | 'OldValue' | 'NewValue' | 'ParentId', unknown>>;
const history = (org: Org, where = ''): HistoryRow[] =>
    org.query(`SELECT Field, OldValue, NewValue, ParentId FROM Crate__History ${where} ORDER BY Id`)
        .records as unknown as HistoryRow[]; // the fields of the query
const shown = (rows: readonly HistoryRow[]): unknown[] =>
    rows.map(({ Field, OldValue, NewValue }) => [Field, OldValue, NewValue]);
const create = (org: Org, values: NewRecord): string => idOf(insert(org, 'Crate__c', [values])[0]);
const change = (org: Org, Id: string, values: NewRecord): void =>
    void idOf(update(org, 'Crate__c', [{ Id, ...values }])[0]);

test('a record’s history tells that it was created, and each change of a tracked field', () => {
    const org = makeOrg(FILES);
    const id = create(org, { Name: 'One', Place__c: 'north', Quiet__c: 'a' });
    change(org, id, { Place__c: 'south', Weight__c: 2.5, Quiet__c: 'b' });
    change(org, id, { Place__c: 'south', Name: 'Two' });
    assert.deepEqual(shown(history(org, `WHERE ParentId = '${id}'`)), [
        ['created', null, null],
        ['Place__c', 'north', 'south'],
        ['Weight__c', null, 2.5],
        ['Name', 'One', 'Two'],
    ]);
});

test('long texts are told without values, lookups with names and with ids', () => {
    const org = makeOrg(FILES);
    const keeper = idOf(insert(org, 'Contact', [{ FirstName: 'Amara', LastName: 'Okafor' }])[0]);
    const id = create(org, { Name: 'One' });
    change(org, id, { Story__c: 'Once upon a time', Keeper__c: keeper });
    assert.deepEqual(shown(history(org, "WHERE Field != 'created'")), [
        ['Keeper__c', null, 'Amara Okafor'],
        ['Keeper__c', null, keeper],
        ['Story__c', null, null],
    ]);
});

test('history is a child of its record, goes with it, and with a transaction that is rolled back', () => {
    const org = makeOrg(FILES);
    const id = create(org, { Name: 'One' });
    assert.throws(() =>
        org.transact('test', (tx) => {
            tx.update('Crate__c', [{ Id: id, Place__c: 'west' }], [0]);
            throw new Error('no');
        }),
    );
    const [row] = org.query('SELECT Id, (SELECT Field, Parent.Name FROM Histories) FROM Crate__c').records;
    const { records } = row?.['Histories'] as unknown as { records: { Field: string; Parent: { Name: string } }[] };
    assert.deepEqual(
        records.map(({ Field, Parent }) => [Field, Parent.Name]),
        [['created', 'One']],
    );
    org.transact('delete', (tx) => tx.delete('Crate__c', [id], [0]));
    assert.deepEqual(history(org), []);
});

test('an object without history has none, and more than 20 fields cannot be tracked', () => {
    const org = makeOrg({ ...FILES, 'objects/Crate__c/Crate__c.object-meta.xml': object('Crate', false) });
    create(org, { Name: 'One' });
    assert.equal(org.schema.object('Crate__History'), undefined);
    const many = Object.fromEntries(
        Array.from({ length: 17 }, (_, index) => [
            path(`F${index}__c`),
            field(`F${index}__c`, 'Text', `<length>5</length>${TRACKED}`),
        ]),
    );
    using project = writeProject({ ...FILES, ...many });
    assert.throws(() => readProject(project.directory), /more than 20 fields track their history/);
    using formula = writeProject({
        ...FILES,
        [path('Twice__c')]: field('Twice__c', 'Number', `<formula>Weight__c * 2</formula><scale>2</scale>${TRACKED}`),
    });
    assert.throws(() => readProject(formula.directory), /Twice__c cannot track its history/);
});

test('history is read by those who see the record and the field, and written by nobody', async (t) => {
    const org = await startOrg({
        ...FILES,
        'permissionsets/Rep.permissionset-meta.xml': permissionSet({
            user: ['ApiEnabled'],
            objects: { Crate__c: ['read', 'edit'] },
            fields: { 'Crate__c.Place__c': true },
        }),
    });
    t.after(() => org.close());
    const { body } = await org.ask('POST', '/sobjects/Crate__c', { Name: 'One' });
    const { id } = body as { id: string };
    await org.ask('PATCH', `/sobjects/Crate__c/${id}`, { Place__c: 'east', Weight__c: 3 });
    const rep = await signIn(org, 'integration@local-org.example');
    const ask = 'SELECT Field FROM Crate__History ORDER BY Field';
    assert.equal(refusalOf(await rep.query(ask)), '403 API_DISABLED_FOR_ORG');
    const allowed = await signIn(org, 'integration@local-org.example', 'Rep');
    const { records } = (await allowed.query(ask)).body as { records: { Field: string }[] };
    assert.deepEqual(
        records.map(({ Field }) => Field),
        ['created', 'Place__c'],
    );
    const write = await org.ask('POST', '/sobjects/Crate__History', { ParentId: id, Field: 'Place__c' });
    assert.equal(refusalOf(write), '400 CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY');
    const filtered = await org.ask(
        'GET',
        `/query?q=${encodeURIComponent("SELECT Id FROM Crate__History WHERE NewValue = 'east'")}`,
    );
    assert.equal(refusalOf(filtered), '400 INVALID_FIELD');
});

const Step = fc.record(
    {
        Place__c: fc.constantFrom('a', 'b', null),
        Weight__c: fc.constantFrom(1, 2, null),
        Name: fc.constantFrom('x', 'y'),
    },
    { requiredKeys: [] },
);

test('law: read from the beginning, a field’s history leads from its first value to the present one', () => {
    const org = makeOrg(FILES);
    fc.assert(
        fc.property(fc.array(Step, { maxLength: 8 }), (steps) => {
            const first: NewRecord = { Name: 'x', Place__c: null, Weight__c: null };
            const id = create(org, first);
            for (const step of steps) change(org, id, step);
            const rows = history(org, `WHERE ParentId = '${id}'`);
            for (const name of ['Name', 'Place__c', 'Weight__c']) {
                let value: unknown = first[name];
                for (const row of rows.filter(({ Field }) => Field === name)) {
                    assert.notEqual(row.OldValue, row.NewValue);
                    assert.equal(row.OldValue, value);
                    value = row.NewValue;
                }
                const expected = steps.findLast((step) => Object.hasOwn(step, name)) as NewRecord | undefined;
                assert.equal(value, expected ? expected[name] : first[name]);
            }
        }),
        { numRuns: 60 },
    );
});
