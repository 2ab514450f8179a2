/** Any sequence of writes against a plain model that knows nothing of indexes, undo logs or batches. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Database } from '../src/records/database.ts';
import { field, makeOrg } from './support/project.ts';
import type { NewRecord, SaveOutcome } from '../src/flow/port.ts';
import type { Org } from '../src/org.ts';
import type { Transaction } from '../src/records/transaction.ts';

const object = (label: string): string =>
    `<CustomObject><label>${label}</label><pluralLabel>${label}s</pluralLabel><nameField><label>Name</label><type>Text</type></nameField></CustomObject>`;
const FILES = {
    'objects/Piece__c/Piece__c.object-meta.xml': object('Piece'),
    'objects/Piece__c/fields/Parcel__c.field-meta.xml': field(
        'Parcel__c',
        'MasterDetail',
        '<referenceTo>Parcel__c</referenceTo><relationshipName>Pieces</relationshipName>',
    ),
    'objects/Seal__c/Seal__c.object-meta.xml': object('Seal'),
    'objects/Seal__c/fields/Parcel__c.field-meta.xml': field(
        'Parcel__c',
        'Lookup',
        '<referenceTo>Parcel__c</referenceTo><relationshipName>Seals</relationshipName><deleteConstraint>Restrict</deleteConstraint>',
    ),
};

type Kind = 'Contact' | 'Parcel__c' | 'Piece__c' | 'Seal__c';
const PARENT = {
    Parcel__c: ['Receiver__c', 'Contact'],
    Piece__c: ['Parcel__c', 'Parcel__c'],
    Seal__c: ['Parcel__c', 'Parcel__c'],
} as const;
type Child = keyof typeof PARENT;
const KEYS = ['a', 'A', 'b', 'c'];

interface Row {
    readonly kind: Kind;
    readonly id: string;
    readonly state: 'live' | 'deleted' | 'taken back';
    readonly key: string | null;
    readonly parent: string | null;
}

/** Rows by id. A step makes a new model, so that going back is keeping the old one. */
class Model {
    readonly rows: ReadonlyMap<string, Row>;
    constructor(rows: ReadonlyMap<string, Row> = new Map()) {
        this.rows = rows;
    }
    live(kind: Kind): Row[] {
        return [...this.rows.values()].filter((row) => row.kind === kind && row.state === 'live');
    }
    with(...changed: readonly Row[]): Model {
        return new Model(new Map([...this.rows, ...changed.map((row): [string, Row] => [row.id, row])]));
    }
    /** What it was, with the ids given out since as those of rows that never came to be. */
    takenBack(later: Model): Model {
        const made = [...later.rows.values()].filter(({ id }) => !this.rows.has(id));
        return this.with(...made.map((row): Row => ({ ...row, state: 'taken back' })));
    }
    unknown(id: string): string | undefined {
        const state = this.rows.get(id)?.state ?? 'taken back';
        return state === 'live' ? undefined : state === 'deleted' ? 'ENTITY_IS_DELETED' : 'INVALID_CROSS_REFERENCE_KEY';
    }
    /** Why the row cannot be saved. */
    refusal(row: Omit<Row, 'state'>): string | undefined {
        const before = this.rows.get(row.id)?.parent;
        if (row.parent !== null && row.parent !== before && this.unknown(row.parent))
            return 'INVALID_CROSS_REFERENCE_KEY';
        const { key } = row;
        const taken =
            key !== null &&
            this.live('Parcel__c').some(
                (other) => other.id !== row.id && other.key?.toLowerCase() === key.toLowerCase(),
            );
        return taken ? 'DUPLICATE_VALUE' : undefined;
    }
    /** The rows that a deletion changes, or why it is refused. */
    deletion(id: string): Row[] | string {
        const refused = this.unknown(id);
        const row = this.rows.get(id);
        if (refused !== undefined || !row) return refused ?? 'INVALID_CROSS_REFERENCE_KEY';
        const held = (kind: Kind): Row[] => this.live(kind).filter(({ parent }) => parent === id);
        if (held('Seal__c').length > 0) return 'DELETE_FAILED';
        const gone = [row, ...held('Piece__c')].map((one): Row => ({ ...one, state: 'deleted' }));
        return [...gone, ...held('Parcel__c').map((one): Row => ({ ...one, parent: null }))];
    }
}

type Step =
    | { readonly kind: 'person' }
    | {
          readonly kind: 'parcels';
          readonly rows: readonly { readonly key: string | null; readonly parent: number | null }[];
          readonly together: boolean;
      }
    | { readonly kind: 'hang'; readonly on: number; readonly object: 'Piece__c' | 'Seal__c' }
    | { readonly kind: 'update'; readonly at: number; readonly key: string | null; readonly parent: number | null }
    | { readonly kind: 'upsert'; readonly key: string; readonly parent: number | null }
    | { readonly kind: 'delete'; readonly at: number };
interface Unit {
    readonly steps: readonly Step[];
    readonly kept: boolean;
}

const at = fc.nat(12);
const key = fc.constantFrom(null, ...KEYS);
const parent = fc.option(at, { freq: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
    fc.constant({ kind: 'person' } as const),
    fc.record({
        kind: fc.constant('parcels' as const),
        rows: fc.array(fc.record({ key, parent }), { minLength: 1, maxLength: 3 }),
        together: fc.boolean(),
    }),
    fc.record({
        kind: fc.constant('hang' as const),
        on: at,
        object: fc.constantFrom('Piece__c' as const, 'Seal__c' as const),
    }),
    fc.record({ kind: fc.constant('update' as const), at, key, parent }),
    fc.record({ kind: fc.constant('upsert' as const), key: fc.constantFrom(...KEYS), parent }),
    fc.record({ kind: fc.constant('delete' as const), at }),
);
const units: fc.Arbitrary<Unit[]> = fc.array(
    fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 4 }), kept: fc.boolean() }),
    { maxLength: 12 },
);

const codeOf = (outcome: SaveOutcome | undefined): string =>
    outcome?.success ? 'ok' : (outcome?.errors[0]?.statusCode ?? 'nothing');
const idIn = (outcome: SaveOutcome | undefined): string => (outcome?.success ? outcome.id : '');

/** Any id of the kind that was ever given out; undefined when there is none yet. */
function pick(model: Model, kind: Kind, index: number | null): string | null {
    const ids = [...model.rows.values()].filter((row) => row.kind === kind).map(({ id }) => id);
    return index === null || ids.length === 0 ? null : (ids[index % ids.length] ?? null);
}

/** Does the step in the org, compares its outcome with the model's, and gives the model after it. */
function take(tx: Transaction, model: Model, step: Step): Model {
    switch (step.kind) {
        case 'person': {
            const [outcome] = tx.insert('Contact', [{ LastName: 'Kay' }], [0]);
            return model.with({ kind: 'Contact', id: idIn(outcome), state: 'live', key: null, parent: null });
        }
        case 'parcels':
            return insertParcels(tx, model, step);
        case 'hang': {
            const parcel = pick(model, 'Parcel__c', step.on);
            if (parcel === null) return model;
            const [outcome] = tx.insert(step.object, [{ Parcel__c: parcel }], [0]);
            const row = { kind: step.object, id: idIn(outcome), key: null, parent: parcel };
            return expectSave(model, row, outcome);
        }
        case 'update': {
            const id = pick(model, 'Parcel__c', step.at);
            if (id === null) return model;
            const row = { kind: 'Parcel__c' as const, id, key: step.key, parent: pick(model, 'Contact', step.parent) };
            const [outcome] = tx.update('Parcel__c', [{ Id: id, ...valuesOf(row) }], [0]);
            return expectSave(model, row, outcome, model.unknown(id));
        }
        case 'upsert': {
            const found = model.live('Parcel__c').find((row) => row.key?.toLowerCase() === step.key.toLowerCase());
            const row = { kind: 'Parcel__c' as const, key: step.key, parent: pick(model, 'Contact', step.parent) };
            const [outcome] = tx.upsert('Parcel__c', 'Key__c', [valuesOf(row)], [0]);
            return expectSave(model, { ...row, id: found?.id ?? idIn(outcome) }, outcome);
        }
        case 'delete': {
            const ids = [...model.rows.values()];
            const row = ids[step.at % Math.max(1, ids.length)];
            if (!row) return model;
            const [outcome] = tx.delete(row.kind, [row.id], [0]);
            const expected = model.deletion(row.id);
            assert.equal(codeOf(outcome), typeof expected === 'string' ? expected : 'ok');
            return typeof expected === 'string' ? model : model.with(...expected);
        }
    }
}

function valuesOf(row: Pick<Row, 'key' | 'parent'>): NewRecord {
    return { Key__c: row.key, Receiver__c: row.parent };
}

function expectSave(model: Model, row: Omit<Row, 'state'>, outcome: SaveOutcome | undefined, first?: string): Model {
    const refused = first ?? model.refusal(row);
    assert.equal(codeOf(outcome), refused ?? 'ok');
    return refused === undefined ? model.with({ ...row, state: 'live' }) : model;
}

/** Rows of one call: each for itself, or all or none. */
function insertParcels(tx: Transaction, model: Model, { rows, together }: Extract<Step, { kind: 'parcels' }>): Model {
    const wanted = rows.map((row) => ({ key: row.key, parent: pick(model, 'Contact', row.parent) }));
    const outcomes = tx.insert('Parcel__c', wanted.map(valuesOf), together ? rows.map(() => 0) : [...rows.keys()]);
    const refusals: (string | undefined)[] = [];
    let after = model;
    for (const [index, row] of wanted.entries()) {
        const made = { ...row, kind: 'Parcel__c' as const, id: idIn(outcomes[index]) || `unsaved ${index}` };
        refusals.push(after.refusal(made));
        if (refusals[index] === undefined) after = after.with({ ...made, state: 'live' });
    }
    const allFall = together && refusals.some((refusal) => refusal !== undefined);
    const expected = refusals.map((refusal) => refusal ?? (allFall ? 'ALL_OR_NONE_OPERATION_ROLLED_BACK' : 'ok'));
    assert.deepEqual(outcomes.map(codeOf), expected);
    return allFall ? model : after;
}

function snapshot(org: Org): unknown {
    const everything = org.records.withDeleted();
    return org.schema.objects.map((one) => [one.name, [...everything.table(one).all()]]);
}

function compare(org: Org, model: Model): void {
    for (const kind of ['Contact', 'Parcel__c', 'Piece__c', 'Seal__c'] as const) {
        const table = org.records.withDeleted().table(objectNamed(org, kind));
        const lookup = kind === 'Contact' ? undefined : PARENT[kind satisfies Child][0];
        const found = [...table.all()].map((row) => ({
            id: row['Id'],
            state: row['IsDeleted'] === true ? 'deleted' : 'live',
            key: row['Key__c'] ?? null,
            parent: lookup === undefined ? null : row[lookup],
        }));
        const expected = [...model.rows.values()]
            .filter((row) => row.kind === kind && row.state !== 'taken back')
            .map(({ id, state, key, parent }) => ({ id, state, key, parent }));
        assert.deepEqual(found, expected);
    }
}

/** Every index answers as one that is built afresh, of values that are there, were there, or were taken back. */
function compareIndexes(org: Org, model: Model): void {
    const fresh = new Database(org.schema);
    const values = [...KEYS, ...model.rows.keys()];
    for (const one of org.schema.objects.filter(({ kind }) => kind === 'custom')) {
        const [table, rebuilt] = [org.records.table(one), fresh.table(one)];
        for (const row of table.all()) rebuilt.put(row);
        assert.equal(table.size, rebuilt.size);
        for (const indexed of one.fields.filter(({ unique, referenceTo }) => unique || referenceTo.length > 0)) {
            for (const value of values)
                assert.deepEqual(table.holding(indexed, value)?.ids(), rebuilt.holding(indexed, value)?.ids());
        }
    }
}

function objectNamed(org: Org, name: string): Org['schema']['objects'][number] {
    const found = org.schema.object(name);
    assert.ok(found);
    return found;
}

const TAKEN_BACK = new Error('taken back');

test('any sequence of writes leaves what a plain model says, and what is taken back leaves no trace', () => {
    const org = makeOrg(FILES);
    let committed = 0;
    fc.assert(
        fc.property(units, (sequence) => {
            org.reset();
            let model = new Model();
            for (const { steps, kept } of sequence) {
                const before = snapshot(org);
                let after = model;
                try {
                    org.transact('steps', (tx) => {
                        for (const one of steps) after = take(tx, after, one);
                        if (!kept) throw TAKEN_BACK;
                    });
                    model = after;
                    committed += 1;
                } catch (error) {
                    if (error !== TAKEN_BACK) throw error;
                    assert.deepEqual(snapshot(org), before);
                    model = model.takenBack(after);
                }
                compare(org, model);
                compareIndexes(org, model);
            }
        }),
        { numRuns: 60 },
    );
    assert.ok(committed > 0);
});
