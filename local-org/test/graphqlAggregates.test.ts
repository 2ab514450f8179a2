/** `uiapi { aggregate }`: https://developer.salesforce.com/docs/platform/graphql/guide/aggregate.html (2026-11-26) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerGraphQL } from '../src/api/graphql/index.ts';
import { idOf, insert, makeOrg } from './support/project.ts';
import type { NewRecord } from '../src/flow/port.ts';

const org = makeOrg();
const receiver = idOf(insert(org, 'Contact', [{ LastName: 'Okafor' }])[0]);
const ROWS: readonly NewRecord[] = [
    { Batch__c: 'red', Size__c: 'Small', Weight__c: 1, Due__c: '2025-12-31', Receiver__c: receiver },
    { Batch__c: 'RED', Size__c: 'Large', Weight__c: 2, Due__c: '2026-01-01', Receiver__c: receiver },
    { Batch__c: 'blue', Size__c: 'Large', Weight__c: 4, Due__c: '2026-06-15' },
    { Batch__c: 'blue', Size__c: 'Large' },
];
insert(org, 'Parcel__c', ROWS);

type Aggregate = Record<string, Record<string, unknown>>;
interface Groups {
    readonly edges: readonly { readonly node: { readonly aggregate: Aggregate } }[];
    readonly totalCount?: number;
    readonly pageInfo?: { readonly hasNextPage: boolean; readonly endCursor: string };
}

function groups(parameters: string, fields: string, more = ''): Groups {
    const args = parameters === '' ? '' : `(${parameters})`;
    const query = `query { uiapi { aggregate { Parcel__c${args} { edges { node { aggregate { ${fields} } } } ${more} } } } }`;
    const { data, errors } = answerGraphQL(org.records, { query });
    assert.deepEqual(errors, []);
    return (data as { uiapi: { aggregate: { Parcel__c: Groups } } }).uiapi.aggregate.Parcel__c;
}
const values = (parameters: string, fields: string): readonly Aggregate[] =>
    groups(parameters, fields).edges.map(({ node }) => node.aggregate);

test('without groupBy all records are one group', () => {
    const functions = ['avg', 'sum', 'min', 'max', 'count', 'countDistinct'].map((name) => `${name} { value }`);
    assert.deepEqual(values('', `Weight__c { ${functions.join(' ')} } Batch__c { countDistinct { value } }`), [
        {
            Weight__c: {
                ...{ avg: { value: 7 / 3 }, sum: { value: 7 }, min: { value: 1 }, max: { value: 4 } },
                ...{ count: { value: 3 }, countDistinct: { value: 3 } },
            },
            Batch__c: { countDistinct: { value: 2 } },
        },
    ]);
});

test('groups are filtered, ordered by an aggregate, and show labels and formatted values', () => {
    const fields = 'Size__c { value label } Weight__c { sum { value displayValue } }';
    const order = 'orderBy: { Weight__c: { function: SUM, order: DESC } }';
    assert.deepEqual(values(`groupBy: { Size__c: { group: true } }, ${order}`, fields), [
        { Size__c: { value: 'Large', label: 'Large' }, Weight__c: { sum: { value: 6, displayValue: '6.00' } } },
        { Size__c: { value: 'Small', label: 'Small' }, Weight__c: { sum: { value: 1, displayValue: '1.00' } } },
    ]);
    const filtered = 'groupBy: { Size__c: { group: true } }, where: { Weight__c: { lt: 2 } }';
    assert.deepEqual(values(filtered, 'Size__c { value }'), [{ Size__c: { value: 'Small' } }]);
});

test('dates are grouped by a part of them', () => {
    const order = 'orderBy: { Id: { function: COUNT, order: ASC } }';
    assert.deepEqual(
        values(
            `groupBy: { Due__c: { function: CALENDAR_YEAR } }, where: { Due__c: { ne: null } }, ${order}`,
            'Due__c { calendarYear { value } } Id { count { value } }',
        ),
        [
            { Due__c: { calendarYear: { value: 2025 } }, Id: { count: { value: 1 } } },
            { Due__c: { calendarYear: { value: 2026 } }, Id: { count: { value: 2 } } },
        ],
    );
});

test('groups over a parent', () => {
    assert.deepEqual(
        values(
            'groupBy: { Receiver__r: { LastName: { group: true } } }, orderBy: { Receiver__r: { LastName: { nulls: LAST } } }',
            'Receiver__r { LastName { value } } Id { count { value } }',
        ),
        [
            { Receiver__r: { LastName: { value: 'Okafor' } }, Id: { count: { value: 2 } } },
            { Receiver__r: { LastName: { value: null } }, Id: { count: { value: 2 } } },
        ],
    );
});

test('rollup adds subtotals, which grouping tells', () => {
    const rows = values(
        'groupBy: { type: ROLLUP, Size__c: { group: true } }, first: 10',
        'Size__c { value grouping { value } } Id { count { value } }',
    );
    assert.deepEqual(rows.at(-1), {
        Size__c: { value: null, grouping: { value: 1 } },
        Id: { count: { value: 4 } },
    });
    assert.equal(rows.length, 3);
});

test('groups come in pages', () => {
    const parameters = 'groupBy: { Batch__c: { group: true } }, orderBy: { Batch__c: { order: ASC } }, first: 1';
    const more = 'totalCount pageInfo { hasNextPage endCursor }';
    const first = groups(parameters, 'Batch__c { value }', more);
    assert.deepEqual([first.edges.length, first.totalCount, first.pageInfo?.hasNextPage], [1, 2, true]);
    const second = groups(`${parameters}, after: "${first.pageInfo?.endCursor}"`, 'Batch__c { value }', more);
    assert.deepEqual(second.edges[0]?.node.aggregate, { Batch__c: { value: 'red' } });
    assert.equal(second.pageInfo?.hasNextPage, false);
});
