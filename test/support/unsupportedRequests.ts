/** More of what the platform has and the local org does not: parts of GraphQL, of bulk jobs, of requests in requests, headers. */
import type { Unsupported } from './unsupported.ts';

/** One request, and the word that its refusal must contain. */
export interface UnsupportedRequest extends Unsupported {
    readonly path: string;
    readonly body: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

const OBJECTS = ['Contact', 'Account', 'Campaign', 'Lead', 'Case'] as const;
const BASE = '/services/data/v67.0';

/** https://developer.salesforce.com/docs/platform/graphql/overview (2026-11-26) */
const GRAPHQL_SHAPES: readonly [shape: string, name: RegExp][] = [
    ['mutation { uiapi { $Create(input: {}) { Record { Id } } } }', /mutation/],
    ['mutation { uiapi { $Update(input: {}) { success } } }', /mutation/],
    ['mutation { uiapi { $Delete(input: {}) { Id } } }', /mutation/],
    ['subscription { uiapi { query { $ { totalCount } } } }', /subscription/],
    ['{ uiapi { query { $(where: { Id: { inq: { Task: {} } } }) { totalCount } } } }', /inq/],
    ['{ uiapi { query { $(where: { Id: { ninq: { Task: {} } } }) { totalCount } } } }', /ninq/],
    ['{ uiapi { query { $(scope: TEAM) { totalCount } } } }', /scope "TEAM"/],
    ['{ uiapi { query { $(scope: DELEGATED) { totalCount } } } }', /scope "DELEGATED"/],
    ['{ uiapi { query { $(upperBound: 10000) { totalCount } } } }', /upperBound/],
    ['{ uiapi { query { $(where: { CreatedDate: { in: [{ literal: TODAY }] } }) { totalCount } } } }', /literal/],
    ['{ uiapi { aggregate { $ { totalCount } } } }', /totalCount/],
    ['{ uiapi { objectInfos(apiNames: ["$"]) { ApiName } } }', /objectInfos/],
    ['{ uiapi { relatedListByName(parentApiName: "$") { label } } }', /relatedListByName/],
    ['{ setup { query { $ { totalCount } } } }', /setup/],
];
export const GRAPHQL: readonly Unsupported[] = OBJECTS.flatMap((object) =>
    GRAPHQL_SHAPES.map(([shape, name]) => ({ text: shape.replace('$', object), name })),
);

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm (2026-11-26) */
export const BULK: readonly UnsupportedRequest[] = OBJECTS.map((object) => ({
    text: `hardDelete of ${object}`,
    name: /hardDelete/,
    path: `${BASE}/jobs/ingest`,
    body: { object, operation: 'hardDelete' },
}));

/** What both kinds may not hold here, though some of it may on the platform. */
const INNER = [
    ...[
        'appMenu/AppSwitcher',
        'chatter/users/me',
        'analytics/reports',
        'process/rules',
        'tabs',
        'theme',
        'quickActions',
    ],
    ...['actions/standard', 'ui-api/layout/Contact', 'connect/communities', 'wave/datasets', 'jobs/ingest'],
];
export const INSIDE: readonly UnsupportedRequest[] = INNER.flatMap((path) => [
    {
        text: `${path} in a composite request`,
        name: new RegExp(`${path} in a composite request`),
        path: `${BASE}/composite`,
        body: { compositeRequest: [{ method: 'GET', url: `${BASE}/${path}`, referenceId: 'one' }] },
    },
    {
        text: `${path} in a batch`,
        name: new RegExp(`${path} in a batch`),
        path: `${BASE}/composite/batch`,
        body: { batchRequests: [{ method: 'GET', url: `v67.0/${path}` }] },
    },
]);

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers.htm (2026-11-26) */
export const HEADERS: readonly UnsupportedRequest[] = [
    ['sforce-auto-assign', '01Q000000000001AAA'],
    ['sforce-call-options', 'defaultNamespace=battle'],
    ['sforce-duplicate-rule-header', 'allowSave=perhaps'],
    ['sforce-query-options', 'batchSize=many'],
    ['sforce-mru', 'updateMru=later'],
    ['x-sfdc-packageversion-battle', '1.0'],
    ['if-match', '"a"'],
    ['if-none-match', '"a"'],
    ['if-unmodified-since', 'Tue, 23 Mar 2015 00:00:00 GMT'],
    ['sforce-locale', 'de'],
].map(([name = '', value = '']) => ({
    text: `the header ${name}`,
    name: new RegExp(name, 'i'),
    path: `${BASE}/sobjects/Contact`,
    body: { LastName: 'Invented' },
    headers: { [name]: value },
}));
