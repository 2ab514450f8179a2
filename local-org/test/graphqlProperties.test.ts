/** GraphQL's filters, orders and pages against SOQL's, which a plain evaluator has checked (soqlProperties.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerGraphQL } from '../src/api/graphql/index.ts';
import { idOf, insert, makeOrg } from './support/project.ts';
import type { Org } from '../src/org.ts';

/** One condition in both languages. */
interface Where {
    readonly graphql: string;
    readonly soql: string;
}

const COMPARISONS = { eq: '=', ne: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
const comparison = fc.constantFrom(...Object.entries(COMPARISONS));
const batches = fc.constantFrom('red', 'Green', 'BLUE', 'none');
const weights = fc.constantFrom(0, 1, 2.5, 10);
const days = fc.constantFrom('2025-12-31', '2026-01-01', '2026-11-21');

/** With how each is written in SOQL. */
const dateInputs = fc.oneof(
    days.map((day) => [`{ value: "${day}" }`, day] as const),
    fc
        .constantFrom('TODAY', 'YESTERDAY', 'LAST_WEEK', 'THIS_MONTH', 'LAST_QUARTER', 'THIS_YEAR', 'LAST_90_DAYS')
        .map((literal) => [`{ literal: ${literal} }`, literal] as const),
    fc
        .tuple(
            fc.constantFrom('last_n_days', 'next_n_weeks', 'last_n_months', 'n_years_ago', 'last_n_fiscal_quarters'),
            fc.integer({ min: 1, max: 6 }),
        )
        .map(([range, count]) => [`{ range: { ${range}: ${count} } }`, `${range.toUpperCase()}:${count}`] as const),
);

const atom: fc.Arbitrary<Where> = fc.oneof(
    fc.tuple(comparison, batches).map(([[name, sign], batch]) => ({
        graphql: `{ Batch__c: { ${name}: "${batch}" } }`,
        soql: `Batch__c ${sign} '${batch}'`,
    })),
    fc.tuple(comparison, weights).map(([[name, sign], weight]) => ({
        graphql: `{ Weight__c: { ${name}: ${weight} } }`,
        soql: `Weight__c ${sign} ${weight}`,
    })),
    fc.tuple(comparison, dateInputs).map(([[name, sign], [input, literal]]) => ({
        graphql: `{ Due__c: { ${name}: ${input} } }`,
        soql: `Due__c ${sign} ${literal}`,
    })),
    fc
        .tuple(fc.constantFrom(['in', 'IN'], ['nin', 'NOT IN']), fc.subarray(['red', 'blue'], { minLength: 1 }))
        .map(([[name, sign], list]) => ({
            graphql: `{ Batch__c: { ${name}: ${JSON.stringify(list)} } }`,
            soql: `Batch__c ${sign} (${list.map((each) => `'${each}'`).join(', ')})`,
        })),
    fc
        .tuple(fc.constantFrom(['includes', 'INCLUDES'], ['excludes', 'EXCLUDES']), fc.constantFrom('Hot', 'Hot;Wet'))
        .map(([[name, sign], tags]) => ({
            graphql: `{ Tags__c: { ${name}: ["${tags}", "New"] } }`,
            soql: `Tags__c ${sign} ('${tags}', 'New')`,
        })),
    fc.constantFrom('%e%', 'r_d', '100\\\\%', 'Green').map((pattern) => ({
        graphql: `{ Batch__c: { like: "${pattern}" } }`,
        soql: `Batch__c LIKE '${pattern.replace('\\\\', '\\')}'`,
    })),
    fc.constantFrom('Okafor', 'Lind').map((name) => ({
        graphql: `{ Receiver__r: { LastName: { eq: "${name}" } } }`,
        soql: `Receiver__r.LastName = '${name}'`,
    })),
    fc.constantFrom(['eq', '='], ['ne', '!=']).map(([name, sign]) => ({
        graphql: `{ Size__c: { ${name}: null } }`,
        soql: `Size__c ${sign} null`,
    })),
);

const joined = (parts: fc.Arbitrary<Where>): fc.Arbitrary<Where> =>
    fc.tuple(fc.constantFrom('and', 'or'), fc.array(parts, { minLength: 2, maxLength: 3 })).map(([operator, each]) => ({
        graphql: `{ ${operator}: [${each.map(({ graphql }) => graphql).join(', ')}] }`,
        soql: each.map(({ soql }) => `(${soql})`).join(` ${operator.toUpperCase()} `),
    }));
// SOQL's parser loses parentheses of a NOT within a NOT, so there is none.
const negated: fc.Arbitrary<Where> = fc.oneof(atom, joined(atom)).map(({ graphql, soql }) => ({
    graphql: `{ not: ${graphql} }`,
    soql: `NOT (${soql})`,
}));
const where = fc.oneof(atom, negated, joined(fc.oneof(atom, negated, joined(atom))));

const order = fc
    .array(
        fc.tuple(
            fc.constantFrom('Batch__c', 'Weight__c', 'Size__c', 'Due__c'),
            fc.constantFrom('ASC', 'DESC'),
            fc.constantFrom('FIRST', 'LAST'),
        ),
        { maxLength: 2 },
    )
    .map((clauses) => ({
        graphql: [...clauses.map(([name, way, nulls]) => `{ ${name}: { order: ${way}, nulls: ${nulls} } }`)]
            .concat('{ Id: { order: ASC } }')
            .join(', '),
        soql: [...clauses.map(([name, way, nulls]) => `${name} ${way} NULLS ${nulls}`), 'Id'].join(', '),
    }));

const rows = fc.array(
    fc.record({
        Batch__c: fc.constantFrom(null, 'red', 'RED', 'Green', 'blue', '100%'),
        Weight__c: fc.constantFrom(null, 0, 1, 2.5, 10),
        Size__c: fc.constantFrom(null, 'Small', 'Large'),
        Due__c: fc.constantFrom(null, '2025-12-31', '2026-01-01', '2026-06-15', '2026-11-20', '2026-11-21'),
        Tags__c: fc.constantFrom(null, 'Hot', 'Hot;Wet', 'New'),
        who: fc.constantFrom(null, 0, 1),
    }),
    { maxLength: 30 },
);

/** Every page of a query, one after the other, and the count that each told. */
function everyPage(org: Org, filter: string, orderBy: string, first: number): { ids: unknown[]; counts: Set<number> } {
    const ids: unknown[] = [];
    const counts = new Set<number>();
    let after: string | null = null;
    do {
        const query = `query Page($after: String) { uiapi { query { Parcel__c(where: ${filter}, orderBy: [${orderBy}],
            first: ${first}, after: $after) { edges { node { Id } } totalCount pageInfo { hasNextPage endCursor } } } } }`;
        const { data, errors } = answerGraphQL(org.records, { query, variables: { after } });
        assert.deepEqual(errors, [], query);
        const { edges, totalCount, pageInfo } = (data as Answered).uiapi.query.Parcel__c;
        ids.push(...edges.map(({ node }) => node.Id));
        counts.add(totalCount);
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    return { ids, counts };
}

interface Answered {
    readonly uiapi: {
        readonly query: {
            readonly Parcel__c: {
                readonly edges: readonly { readonly node: { readonly Id: string } }[];
                readonly totalCount: number;
                readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
            };
        };
    };
}

test('any filter, order and page size brings the same records in the same order as SOQL', () => {
    fc.assert(
        fc.property(
            rows,
            fc.array(fc.tuple(where, order), { minLength: 8, maxLength: 16 }),
            fc.integer({ min: 1, max: 9 }),
            (parcels, queries, first) => {
                const org = makeOrg();
                const people = insert(org, 'Contact', [{ LastName: 'Okafor' }, { LastName: 'Lind' }]).map(idOf);
                insert(
                    org,
                    'Parcel__c',
                    parcels.map(({ who, ...row }) => ({
                        ...row,
                        Receiver__c: who === null ? null : (people[who] ?? null),
                    })),
                );
                for (const [filter, by] of queries) {
                    const soql = `SELECT Id FROM Parcel__c WHERE ${filter.soql} ORDER BY ${by.soql}`;
                    const expected = org.query(soql).records.map((row) => row['Id']);
                    const { ids, counts } = everyPage(org, filter.graphql, by.graphql, first);
                    assert.deepEqual(ids, expected, `${soql}\n${filter.graphql}`);
                    assert.deepEqual([...counts], [expected.length]);
                }
            },
        ),
        { numRuns: 12 },
    );
});
