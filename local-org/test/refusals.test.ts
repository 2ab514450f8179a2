/** What the local org cannot do it says, by name: never an empty success. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

let org: RunningOrg;
before(async () => {
    org = await startOrg();
});
after(() => org.close());

/** A query, and the name that its refusal must hold. */
function unsupportedQueries(): (readonly [string, string])[] {
    const objects = ['Parcel__c', 'Contact', 'Task'];
    const clauses: readonly (readonly [string, string])[] = [
        ['UPDATE TRACKING', 'UPDATE TRACKING'],
        ['UPDATE VIEWSTAT', 'VIEWSTAT'],
        ['WITH DATA CATEGORY Geography__c AT europe__c', 'WITH DATA CATEGORY'],
        ['USING SCOPE team', 'USING SCOPE'],
        ['USING SCOPE delegated', 'USING SCOPE'],
    ];
    return [
        ...objects.flatMap((object) =>
            clauses.map(([clause, name]) => [`SELECT Id FROM ${object} ${clause}`, name] as const),
        ),
        ...objects.map((object) => [`SELECT Id, convertCurrency(Id) FROM ${object}`, 'convertCurrency'] as const),
        ["SELECT Id FROM Parcel__c WHERE DISTANCE(Key__c, GEOLOCATION(37,122), 'mi') < 20", 'DISTANCE'],
        ['SELECT Id FROM Parcel__c WHERE Weight__c > USD5000', 'USD5000'],
        ['SELECT (SELECT Id FROM Parcels__r UPDATE VIEWSTAT) FROM Contact', 'VIEWSTAT'],
    ];
}

const UNSUPPORTED_ENDPOINTS: readonly (readonly [string, string])[] = [
    ...[
        'actions',
        'analytics/reports',
        'appMenu',
        'async-queries',
        'chatter/users/me',
        'commerce',
        'compactLayouts?q=Contact',
        'asyncqueries',
        'consent/dsr',
        'eventgroups',
        'jobs/ingest/750/parts',
        'limits/recordCount?sObjects=Contact',
        'localizedvalue/records/default',
        'payments',
        'scheduling',
        'smartdatadiscovery',
        'tokenized',
        'connect',
        'dedupe',
        'event',
        'folders',
        'knowledgeManagement',
        'licensing',
        'search/suggestions?q=a',
        'process/approvals',
        'process/rules',
        'quickActions',
        'search/scopeOrder',
        'search/layout',
        'support',
        'tabs',
        'theme',
        'tooling/executeAnonymous?anonymousBody=x',
        'ui-api/record-ui/003',
        'wave',
        'sobjects/Contact/describe/namedLayouts/Some',
        'sobjects/Contact/describe/compactLayouts',
        'process/approvals/04g',
        'sobjects/relevantItems',
        'sobjects/Contact/listviews',
        'sobjects/Contact/describe/layouts',
        'sobjects/Contact/quickActions',
        'sobjects/Contact/defaultValues',
    ].map((path) => ['GET', `/${path}`] as const),
    ...['search/layout', 'process/approvals', 'actions/standard/emailSimple'].map(
        (path) => ['POST', `/${path}`] as const,
    ),
    ...['Soap/u/67.0', 'Soap/s/67.0', 'apexrest/mine', 'oauth2/authorize', 'async/67.0/job'].map(
        (path) => ['POST', `//services/${path}`] as const,
    ),
];

async function refused(method: string, path: string, name: string): Promise<void> {
    const { status, body } = await org.ask(method, path, method === 'GET' || method === 'DELETE' ? undefined : {});
    const shown = `${method} ${path}: ${status} ${JSON.stringify(body)}`;
    assert.equal(status, 501, shown);
    const [error] = body as { errorCode: string; message: string }[];
    assert.equal(error?.errorCode, 'UNSUPPORTED_BY_LOCAL_ORG', shown);
    assert.ok(error.message.includes(name), `${shown} does not name ${name}`);
}

test('unsupported SOQL is refused by name', async (t) => {
    const queries = unsupportedQueries();
    for (const [soql, name] of queries) await refused('GET', `/query?q=${encodeURIComponent(soql)}`, name);
    t.diagnostic(`${queries.length} queries refused`);
    assert.ok(queries.length >= 20);
});

test('unsupported endpoints are refused by name', async (t) => {
    for (const [method, path] of UNSUPPORTED_ENDPOINTS) {
        const [name = ''] = path.replace('//', '/').split('?');
        await refused(method, path, `${method} ${path.startsWith('//') ? name : `/services/data/v67.0${name}`}`);
    }
    t.diagnostic(`${UNSUPPORTED_ENDPOINTS.length} endpoints refused`);
    assert.ok(UNSUPPORTED_ENDPOINTS.length >= 50);
});
