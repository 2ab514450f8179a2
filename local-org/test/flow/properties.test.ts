/** What holds for any batch and any damage to a flow's XML. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvalidFlow, runAfterSave, UnsupportedInFlow } from '../../src/flow/index.ts';
import type { StoredRecord } from '../../src/schema/types.ts';
import { FakeOrg } from './support/fakeOrg.ts';
import {
    assign,
    condition,
    decide,
    filter,
    flowXml,
    formula,
    goes,
    input,
    loadXml,
    node,
    onFault,
    start,
    then,
    variable,
    xml,
} from './support/flowXml.ts';

/** A flow with a bit of everything: a query, a loop, a decision, formulas, an update with a fault path. */
const SORTING = flowXml(
    start('after', 'Get', `<filterLogic>and</filterLogic>${filter('Weight__c', 'GreaterThan', 0)}`),
    variable('text', 'String'),
    variable('total', 'Number'),
    formula('Heavy', 'Boolean', 'AND({!$Record.Weight__c} > 5, NOT(ISBLANK({!$Record.Name})))'),
    xml('textTemplates', { name: 'Words', text: '{!$Record.Name}: {!text}' }),
    node(
        'recordLookups',
        'Get',
        `${then('Each')}<object>Depot__c</object>${filter('Capacity__c', 'GreaterThan', '@$Record.Weight__c')}<sortField>Name</sortField><sortOrder>Asc</sortOrder><storeOutputAutomatically>true</storeOutputAutomatically>`,
    ),
    node(
        'loops',
        'Each',
        `<collectionReference>Get</collectionReference>${goes('nextValueConnector', 'Join')}${goes('noMoreValuesConnector', 'Ask')}`,
    ),
    assign(
        'Join',
        [
            ['text', 'Add', '@Each.Name'],
            ['total', 'Add', '@Each.Capacity__c'],
        ],
        'Each',
    ),
    decide('Ask', condition('Heavy', 'EqualTo', true), 'Put', 'Light'),
    assign('Light', [['text', 'Add', ' (light)']], 'Put'),
    node(
        'recordUpdates',
        'Put',
        `${onFault('Tell')}${input('Note__c', '@Words')}${input('Weight__c', '@total')}<inputReference>$Record</inputReference>`,
    ),
    node('recordUpdates', 'Tell', `${input('Key__c', 'failed')}<inputReference>$Record</inputReference>`),
);

/** The parcels after the flow has run for them in batches of the given sizes. */
function afterwards(weights: readonly number[], sizes: readonly number[]): StoredRecord[] {
    const org = new FakeOrg();
    org.add('Depot__c', { Name: 'C', Capacity__c: 3 }, { Name: 'A', Capacity__c: 6 }, { Name: 'B', Capacity__c: 9 });
    org.fails = (row) =>
        row['Weight__c'] === 15 ? { statusCode: 'NUMBER_OUTSIDE_VALID_RANGE', message: 'no', fields: [] } : undefined;
    const flow = loadXml(SORTING);
    const parcels = org.add('Parcel__c', ...weights.map((weight, index) => ({ Name: `P${index}`, Weight__c: weight })));
    for (let at = 0, turn = 0; at < parcels.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        const batch = parcels.slice(at, at + size).map((record) => ({ record, prior: null }));
        assert.ok(runAfterSave(flow, batch, org).every(({ ok }) => ok));
        at += size;
    }
    return org.records.get('Parcel__c') ?? [];
}

test('interviews that share nothing end alike, whatever batches they run in', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 30 });
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
    fc.assert(
        fc.property(weights, sizes, (given, split) => {
            assert.deepEqual(afterwards(given, split), afterwards(given, [1]));
        }),
        { numRuns: 100 },
    );
});

test('damaged XML is loaded or refused with a reason, never anything else', () => {
    const pieces = SORTING.match(/<[^>]+>|[^<]+/g) ?? [];
    const position = fc.integer({ min: 0, max: pieces.length - 1 });
    const other = fc.constantFrom('', '<x/>', 'Nowhere', '$Record', 'true', '-1', '</Flow>', '<value>', '{!x}', '&');
    let refused = 0;
    fc.assert(
        fc.property(fc.array(fc.tuple(position, other), { minLength: 1, maxLength: 3 }), (changes) => {
            const damaged = [...pieces];
            for (const [at, text] of changes) damaged[at] = text;
            try {
                loadXml(damaged.join(''));
            } catch (error) {
                assert.ok(error instanceof InvalidFlow || error instanceof UnsupportedInFlow, String(error));
                refused++;
            }
        }),
        { numRuns: 500 },
    );
    assert.ok(refused > 100, `only ${refused} of 500 were refused`);
});
