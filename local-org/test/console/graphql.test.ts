import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { answerGraphQL } from '../../src/api/graphql/index.ts';
import type { GraphQLAnswer } from '../../src/api/graphql/index.ts';
import { SYSTEM_CLOCK } from '../../src/clock.ts';
import { orgLimits } from '../../src/options.ts';
import { Org } from '../../src/org.ts';
import { readProject } from '../../src/schema/project.ts';
import { writeParcelProject } from './support/parcelProject.ts';

let org: Org;
let receiver: string;

const PARCELS = 12;

before(() => {
    const project = readProject(writeParcelProject());
    org = new Org({ project, clock: SYSTEM_CLOCK, eventBatchSize: 200, limits: orgLimits() });
    const insert = (object: string, rows: Record<string, string | number | null>[]): string[] =>
        org.transact('test', (tx) =>
            tx
                .insert(
                    object,
                    rows,
                    rows.map((_, index) => index),
                )
                .map((outcome) => {
                    assert.ok(outcome.success, JSON.stringify(outcome));
                    return outcome.id;
                }),
        );
    [receiver = ''] = insert('Contact', [{ FirstName: 'Amara', LastName: 'Okafor', MobilePhone: '+447700900001' }]);
    insert(
        'Parcel__c',
        Array.from({ length: PARCELS }, (_, index) => ({
            Name: `P${String(index).padStart(2, '0')}`,
            Weight__c: index * 2.5,
            Stage__c: index % 2 === 0 ? 'Packed' : 'Arrived',
            Due__c: `2026-11-${String(index + 10)}T09:30:00.000Z`,
            Receiver__c: index < 3 ? receiver : null,
        })),
    );
});

const ask = (query: string, variables?: Record<string, unknown>): GraphQLAnswer =>
    answerGraphQL(org.records, { query, ...(variables ? { variables } : {}) });

interface Connection {
    edges: { node: Record<string, { value: unknown }>; cursor?: string }[];
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string };
}

function parcels(parameters: string, node = 'Id Name { value }', more = ''): Connection {
    const { data, errors } = ask(
        `query { uiapi { query { Parcel__c${parameters} { edges { node { ${node} } } ${more} } } } }`,
    );
    assert.deepEqual(errors, []);
    return (data as { uiapi: { query: { Parcel__c: Connection } } }).uiapi.query.Parcel__c;
}

const names = (connection: Connection): unknown[] => connection.edges.map(({ node }) => node['Name']?.value);

test('a query without `first` answers ten rows', () => {
    assert.equal(parcels('').edges.length, 10);
});

test('pages follow each other by cursor and count all rows', () => {
    const order = 'orderBy: { Name: { order: ASC } }';
    const more = 'totalCount pageInfo { hasNextPage endCursor }';
    const first = parcels(`(first: 5, ${order})`, 'Name { value }', more);
    assert.deepEqual(names(first), ['P00', 'P01', 'P02', 'P03', 'P04']);
    assert.equal(first.totalCount, PARCELS);
    assert.equal(first.pageInfo.hasNextPage, true);
    const last = parcels(`(first: 10, ${order}, after: "${first.pageInfo.endCursor}")`, 'Name { value }', more);
    assert.deepEqual(names(last), ['P05', 'P06', 'P07', 'P08', 'P09', 'P10', 'P11']);
    assert.equal(last.pageInfo.hasNextPage, false);
});

const FILTERS: readonly [where: string, expected: readonly string[]][] = [
    ['{ Name: { eq: "p03" } }', ['P03']],
    ['{ Name: { in: ["P01", "P02"] } }', ['P01', 'P02']],
    ['{ Name: { like: "P1%" } }', ['P10', 'P11']],
    ['{ Name: { like: "P_1" } }', ['P01', 'P11']],
    ['{ Weight__c: { gt: 20, lte: 25 } }', ['P09', 'P10']],
    ['{ Weight__c: { gte: 27.5 } }', ['P11']],
    ['{ Heavy__c: { eq: true } }', ['P09', 'P10', 'P11']],
    ['{ Receiver__c: { ne: null } }', ['P00', 'P01', 'P02']],
    ['{ Receiver__r: { LastName: { eq: "Okafor" } }, Name: { ne: "P00" } }', ['P01', 'P02']],
    ['{ and: [{ Stage__c: { eq: "Packed" } }, { Weight__c: { lt: 10 } }] }', ['P00', 'P02']],
    ['{ or: [{ Name: { eq: "P00" } }, { Name: { eq: "P11" } }] }', ['P00', 'P11']],
    ['{ not: { Weight__c: { gt: 2.5 } } }', ['P00', 'P01']],
    ['{ Name: { nin: ["P00"] }, Weight__c: { lt: 5 } }', ['P01']],
    ['{ Due__c: { lt: { value: "2026-11-12T00:00:00Z" } } }', ['P00', 'P01']],
];

for (const [where, expected] of FILTERS) {
    test(`where ${where} finds ${expected.join(', ')}`, () => {
        assert.deepEqual(names(parcels(`(where: ${where}, orderBy: { Name: { order: ASC } })`)), expected);
    });
}

test('rows come in the order asked for, by a parent and with nulls last', () => {
    const order = 'orderBy: { Receiver__r: { LastName: { order: ASC, nulls: LAST } }, Name: { order: DESC } }';
    assert.deepEqual(names(parcels(`(${order}, first: 4)`)), ['P02', 'P01', 'P00', 'P11']);
});

test('a field answers its value and the text that people read', () => {
    const node =
        'Weight__c { value displayValue } Stage__c { value displayValue label } Due__c { value displayValue } Heavy__c { value }';
    const [edge] = parcels('(where: { Name: { eq: "P10" } })', node).edges;
    assert.deepEqual(edge?.node, {
        Weight__c: { value: 25, displayValue: '25.00' },
        Stage__c: { value: 'Packed', displayValue: 'Packed up', label: 'Packed up' },
        Due__c: { value: '2026-11-20T09:30:00.000Z', displayValue: dueText() },
        Heavy__c: { value: true },
    });
});

/** The user's time zone decides how the time reads. */
function dueText(): string {
    const timeZone = String(org.records.user.record['TimeZoneSidKey']);
    const parts = new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', minute: '2-digit' });
    return `11/20/2026 ${parts.format(new Date('2026-11-20T09:30:00Z')).replace('\u202f', ' ')}`;
}

test('parents, children, aliases, variables and fragments', () => {
    const { data, errors } = ask(
        `query Receiver($id: ID, $first: Int = 2) {
            uiapi { query {
                person: Contact(where: { Id: { eq: $id } }) {
                    edges { node { ...names Parcels__r(first: $first) { totalCount edges { node { Name { value } } } } } }
                }
                Parcel__c(where: { Name: { eq: "P00" } }) { edges { node { Receiver__r { Name { value } } } } }
            } }
        }
        fragment names on Contact { ApiName __typename last: LastName { value } }`,
        { id: receiver },
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(data, {
        uiapi: {
            query: {
                person: {
                    edges: [
                        {
                            node: {
                                ApiName: 'Contact',
                                __typename: 'Contact',
                                last: { value: 'Okafor' },
                                Parcels__r: {
                                    totalCount: 3,
                                    edges: [{ node: { Name: { value: 'P00' } } }, { node: { Name: { value: 'P01' } } }],
                                },
                            },
                        },
                    ],
                },
                Parcel__c: { edges: [{ node: { Receiver__r: { Name: { value: 'Amara Okafor' } } } }] },
            },
        },
    });
});

test('an optional field that does not exist is left out; any other is an error', () => {
    const node = 'Name { value } Secret__c @optional { value }';
    assert.deepEqual(Object.keys(parcels('(first: 1)', node).edges[0]?.node ?? {}), ['Name']);
});

test('fields can be included and skipped by variables', () => {
    const query = `query Q($with: Boolean!) { uiapi { query { Parcel__c(first: 1) { edges { node {
        Id Name @include(if: $with) { value } Weight__c @skip(if: $with) { value } } } } } } }`;
    const keys = (value: boolean): string[] => {
        const { data } = ask(query, { with: value });
        const { edges } = (data as { uiapi: { query: { Parcel__c: Connection } } }).uiapi.query.Parcel__c;
        return Object.keys(edges[0]?.node ?? {});
    };
    assert.deepEqual(keys(true), ['Id', 'Name']);
    assert.deepEqual(keys(false), ['Id', 'Weight__c']);
});

const inRows = (rows: string): string => `query { uiapi { query { ${rows} } } }`;
const inNode = (node: string): string => inRows(`Parcel__c { edges { node { ${node} } } }`);
const inGroups = (parameters: string, fields: string): string =>
    `query { uiapi { aggregate { Parcel__c${parameters === '' ? '' : `(${parameters})`} { edges { node { aggregate { ${fields} } } } } } } }`;
const withArgument = (parameter: string): string => inRows(`Parcel__c(${parameter}) { edges { node { Id } } }`);

const REFUSALS: readonly [query: string, named: RegExp, type: string][] = [
    ['query { uiapi {', /Syntax Error/, 'InvalidSyntax'],
    ['mutation { uiapi { Parcel__cCreate { Record { Id } } } }', /mutation operations/, 'OperationNotSupported'],
    ['subscription { uiapi { query { Id } } }', /subscription operations/, 'OperationNotSupported'],
    ['query @live { uiapi { query { Parcel__c { totalCount } } } }', /@live/, 'OperationNotSupported'],
    ['query { setup { query } }', /setup/, 'ValidationError'],
    ['query { uiapi { aggregate { Parcel__c { totalCount } } } }', /totalCount/, 'OperationNotSupported'],
    [inGroups('', 'Name { value }'), /Field must be grouped or aggregated: Name/, 'DataFetchingException'],
    [inGroups('', 'Name { sum { value } }'), /does not support aggregate operator SUM/, 'DataFetchingException'],
    [inGroups('groupBy: { Due__c: { group: true } }', 'Id { count { value } }'), /Due__c/, 'DataFetchingException'],
    [
        inGroups('groupBy: { Due__c: { function: MILLENNIUM } }', 'Id { count { value } }'),
        /function/,
        'ValidationError',
    ],
    [inGroups('groupBy: { type: PIVOT }', 'Id { count { value } }'), /type/, 'ValidationError'],
    [inGroups('groupBy: { Name: { by: true } }', 'Id { count { value } }'), /by/, 'ValidationError'],
    [inGroups('groupBy: { Ghost__c: { group: true } }', 'Id { count { value } }'), /Ghost__c/, 'ValidationError'],
    [inGroups('orderBy: { Name: { order: ASC } }', 'Id { count { value } }'), /grouped/, 'DataFetchingException'],
    [inGroups('having: { Name: {} }', 'Id { count { value } }'), /having/, 'ValidationError'],
    [inGroups('', 'Weight__c { median { value } }'), /median/, 'ValidationError'],
    [inGroups('', 'Parcels__r { count { value } }'), /Parcels__r/, 'ValidationError'],
    ['query { uiapi { objectInfos(apiNames: ["Parcel__c"]) { ApiName } } }', /objectInfos/, 'ValidationError'],
    [
        'query A { uiapi { query { Contact { totalCount } } } } query B { uiapi { query { Contact { totalCount } } } }',
        /operation name/,
        'OperationNotSupported',
    ],
    [inRows('Ghost__c { edges { node { Id } } }'), /Ghost__c/, 'ValidationError'],
    [inRows('Parcel__c'), /subfields/, 'ValidationError'],
    [inRows('Parcel__c { sum }'), /sum/, 'ValidationError'],
    [inRows('Parcel__c { pageInfo { size } }'), /size/, 'ValidationError'],
    [inRows('Parcel__c { edges { weight } }'), /weight/, 'ValidationError'],
    [inNode('Ghost__c { value }'), /Ghost__c/, 'ValidationError'],
    [inNode('Name { color }'), /color/, 'ValidationError'],
    [inNode('Name'), /subfields/, 'ValidationError'],
    [inNode('Name { value label }'), /label/, 'ValidationError'],
    [inNode('Id @cacheControl(maxAge: 5)'), /@cacheControl/, 'OperationNotSupported'],
    [inNode('...missing'), /missing/, 'ValidationError'],
    [withArgument('scope: TEAM'), /scope "TEAM"/, 'OperationNotSupported'],
    [withArgument('last: 5'), /last/, 'ValidationError'],
    [withArgument('upperBound: 5000'), /upperBound/, 'ValidationError'],
    [withArgument('first: 0'), /first/, 'ValidationError'],
    [withArgument('first: 2001'), /2000/, 'DataFetchingException'],
    [withArgument('first: "5"'), /first/, 'ValidationError'],
    [withArgument('after: "zzz"'), /zzz/, 'OperationNotSupported'],
    [withArgument('where: { Ghost__c: { eq: 1 } }'), /Ghost__c/, 'ValidationError'],
    [withArgument('where: { Name: { startsWith: "P" } }'), /startsWith/, 'OperationNotSupported'],
    [withArgument('where: { Receiver__c: { inq: { Contact: {} } } }'), /inq/, 'OperationNotSupported'],
    [withArgument('where: { Name: "P00" }'), /Name/, 'ValidationError'],
    [withArgument('where: { Weight__c: { gt: "2" } }'), /Weight__c/, 'ValidationError'],
    [withArgument('where: { Heavy__c: { eq: "true" } }'), /Heavy__c/, 'ValidationError'],
    [withArgument('where: { Due__c: { eq: "2026-11-20" } }'), /Due__c/, 'ValidationError'],
    [withArgument('where: { Due__c: { eq: { literal: SOMEDAY } } }'), /literal/, 'ValidationError'],
    [withArgument('where: { Due__c: { eq: { range: { last_n_eons: 3 } } } }'), /range/, 'ValidationError'],
    [withArgument('where: { Due__c: { eq: { range: { last_n_days: 0 } } } }'), /last_n_days/, 'ValidationError'],
    [withArgument('where: { Due__c: { eq: { range: {} } } }'), /Due__c/, 'ValidationError'],
    [withArgument('where: { Due__c: { eq: { literal: TODAY, value: "2026-01-01" } } }'), /Due__c/, 'ValidationError'],
    [withArgument('where: { Due__c: { in: [{ literal: TODAY }] } }'), /literal/, 'OperationNotSupported'],
    [withArgument('where: { Weight__c: { like: "2%" } }'), /like/, 'ValidationError'],
    [withArgument('where: { Heavy__c: { gt: true } }'), /gt/, 'ValidationError'],
    [withArgument('where: { Name: { includes: ["P"] } }'), /includes/, 'ValidationError'],
    [withArgument('where: { and: { Name: { eq: "P00" } } }'), /and/, 'ValidationError'],
    [withArgument('where: { Id: { eq: $id } }'), /id/, 'ValidationError'],
    [withArgument('orderBy: { Ghost__c: { order: ASC } }'), /Ghost__c/, 'ValidationError'],
    [withArgument('orderBy: { Name: { order: UP } }'), /order/, 'ValidationError'],
    [withArgument('orderBy: { Name: { direction: ASC } }'), /direction/, 'ValidationError'],
];

for (const [query, named, type] of REFUSALS) {
    test(`refused by name: ${query}`, () => {
        const { data, errors } = ask(query);
        assert.equal(data, null);
        assert.equal(errors.length, 1);
        assert.match(errors[0]?.message ?? '', named);
        assert.equal(errors[0]?.extensions.ErrorType, type);
    });
}

test('an error says where in the query it lies', () => {
    const { errors } = ask('query {\n  uiapi {\n    query {\n      Ghost__c { totalCount }\n    }\n  }\n}');
    assert.deepEqual(errors[0]?.locations, [{ line: 4, column: 7 }]);
});

test('a variable without a value is refused', () => {
    const { errors } = ask(
        'query Q($id: ID!) { uiapi { query { Contact(where: { Id: { eq: $id } }) { totalCount } } } }',
    );
    assert.match(errors[0]?.message ?? '', /'id' has no value/);
});

test('a field that an object has not is refused, though there is no row to read it from', () => {
    const where = '(where: { Name: { eq: "nobody" } })';
    for (const node of ['Nothing__c { value }', 'Receiver__r { Nothing__c { value } }', 'Name { nothing }']) {
        const { data, errors } = ask(`{ uiapi { query { Parcel__c${where} { edges { node { ${node} } } } } } }`);
        assert.equal(data, null);
        assert.match(errors[0]?.message ?? '', /[Nn]othing/);
    }
    const { errors } = ask(
        '{ uiapi { query { Contact(where: { LastName: { eq: "nobody" } }) { edges { node {' +
            ' Parcels__r { edges { node { Nothing__c { value } } } } } } } } } }',
    );
    assert.match(errors[0]?.message ?? '', /Nothing__c/);
    assert.deepEqual(parcels(where, 'Name { value } Receiver__r { LastName { value } }').edges, []);
});
