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

const FIELDS = ['Key__c', 'Weight__c', 'Sent_At__c', 'Receiver__r.Name'];

/** A query, and the name that its refusal must hold. */
function unsupportedQueries(): (readonly [string, string])[] {
    const select = [
        'toLabel',
        'FORMAT',
        'convertCurrency',
        'convertTimezone',
        'GROUPING',
        'CALENDAR_YEAR',
        'CALENDAR_MONTH',
        'DAY_ONLY',
        'HOUR_IN_DAY',
        'FISCAL_YEAR',
    ];
    const dates = [
        'CALENDAR_YEAR',
        'CALENDAR_MONTH',
        'CALENDAR_QUARTER',
        'DAY_IN_MONTH',
        'DAY_IN_WEEK',
        'DAY_IN_YEAR',
        'DAY_ONLY',
        'FISCAL_MONTH',
        'HOUR_IN_DAY',
        'WEEK_IN_YEAR',
    ];
    const literals = [
        'THIS_FISCAL_QUARTER',
        'LAST_FISCAL_QUARTER',
        'NEXT_FISCAL_QUARTER',
        'THIS_FISCAL_YEAR',
        'LAST_FISCAL_YEAR',
        'NEXT_FISCAL_YEAR',
        'LAST_N_FISCAL_YEARS:2',
        'NEXT_N_FISCAL_QUARTERS:3',
        'N_FISCAL_YEARS_AGO:1',
    ];
    const clauses: readonly (readonly [string, string])[] = [
        ['FOR VIEW', 'FOR VIEW'],
        ['FOR REFERENCE', 'FOR VIEW, REFERENCE'],
        ['FOR UPDATE', 'UPDATE'],
        ['UPDATE TRACKING', 'UPDATE TRACKING'],
        ['UPDATE VIEWSTAT', 'VIEWSTAT'],
        ['WITH SECURITY_ENFORCED', 'WITH SECURITY_ENFORCED'],
        ['WITH USER_MODE', 'WITH USER_MODE'],
        ['WITH SYSTEM_MODE', 'SYSTEM_MODE'],
        ['WITH DATA CATEGORY Geography__c AT europe__c', 'WITH DATA CATEGORY'],
        ['USING SCOPE mine', 'USING SCOPE'],
        ['USING SCOPE team', 'USING SCOPE'],
        ['ALL ROWS', 'ALL ROWS'],
    ];
    return [
        ...select.map((fn) => [`SELECT ${fn}(Size__c) FROM Parcel__c`, fn] as const),
        ...select.map((fn) => [`SELECT Id, ${fn}(Sent_At__c) x FROM Parcel__c WHERE Key__c = 'a'`, fn] as const),
        ...dates.map((fn) => [`SELECT Id FROM Parcel__c WHERE ${fn}(Sent_At__c) = 2`, fn] as const),
        ...dates.map(
            (fn) => [`SELECT ${fn}(Sent_At__c), COUNT(Id) FROM Parcel__c GROUP BY ${fn}(Sent_At__c)`, fn] as const,
        ),
        ...literals.map((literal) => [`SELECT Id FROM Parcel__c WHERE Sent_At__c = ${literal}`, literal] as const),
        ...literals.map((literal) => [`SELECT COUNT() FROM Parcel__c WHERE Due__c > ${literal}`, literal] as const),
        ...clauses.map(([clause, name]) => [`SELECT Id FROM Parcel__c ${clause}`, name] as const),
        ...FIELDS.map(
            (field) =>
                [`SELECT ${field}, COUNT(Id) FROM Parcel__c GROUP BY ${field} HAVING COUNT(Id) > 1`, 'HAVING'] as const,
        ),
        ...FIELDS.map(
            (field) => [`SELECT ${field}, COUNT(Id) FROM Parcel__c GROUP BY ROLLUP(${field})`, 'ROLLUP'] as const,
        ),
        ...FIELDS.map(
            (field) => [`SELECT ${field}, COUNT(Id) FROM Parcel__c GROUP BY CUBE(${field})`, 'CUBE'] as const,
        ),
        ['SELECT FIELDS(ALL) FROM Parcel__c LIMIT 10', 'FIELDS'],
        ['SELECT FIELDS(STANDARD) FROM Parcel__c', 'FIELDS'],
        ['SELECT FIELDS(CUSTOM) FROM Parcel__c LIMIT 10', 'FIELDS'],
        ['SELECT TYPEOF Who WHEN Contact THEN Email ELSE Name END FROM Task', 'TYPEOF'],
        ["SELECT Id FROM Parcel__c WHERE DISTANCE(Key__c, GEOLOCATION(37,122), 'mi') < 20", 'DISTANCE'],
        ['SELECT Key__c, COUNT(Id) FROM Parcel__c GROUP BY Key__c ORDER BY COUNT(Id)', 'COUNT'],
        ['SELECT Id FROM Parcel__c WHERE Weight__c > USD5000', 'USD5000'],
        ['SELECT (SELECT Id FROM Parcels__r FOR VIEW) FROM Contact', 'FOR VIEW'],
        ['SELECT (SELECT COUNT(Id) FROM Parcels__r GROUP BY Key__c) FROM Contact', 'GROUP BY'],
        ['SELECT Id FROM Contact WHERE Id IN (SELECT Receiver__c FROM Parcel__c USING SCOPE mine)', 'USING SCOPE'],
        ['SELECT Id FROM Contact WHERE Id IN (SELECT Receiver__c FROM Parcel__c GROUP BY Receiver__c)', 'GROUP BY'],
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
        'metadata/deployRequest',
        'parameterizedSearch?q=a',
        'process/approvals',
        'process/rules',
        'queryAll?q=SELECT+Id+FROM+Contact',
        'quickActions',
        'recent',
        'search?q=FIND+%7Ba%7D',
        'search/layout',
        'support',
        'tabs',
        'theme',
        'tooling/query?q=SELECT+Id+FROM+Flow',
        'ui-api/records/003',
        'wave',
        'sobjects/Contact/deleted',
        'sobjects/Contact/updated',
        'sobjects/Contact/listviews',
        'sobjects/Contact/describe/layouts',
        'sobjects/Contact/quickActions',
        'sobjects/Contact/defaultValues',
    ].map((path) => ['GET', `/${path}`] as const),
    ...['search', 'process/approvals', 'actions/standard/emailSimple'].map((path) => ['POST', `/${path}`] as const),
    ...['Soap/u/67.0', 'Soap/s/67.0', 'apexrest/mine', 'oauth2/authorize', 'async/67.0/job'].map(
        (path) => ['POST', `//services/${path}`] as const,
    ),
    ['PUT', '/sobjects/Contact'],
    ['DELETE', '/sobjects/Contact'],
    ['POST', '/query'],
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
    assert.ok(queries.length >= 75);
});

test('unsupported endpoints are refused by name', async (t) => {
    for (const [method, path] of UNSUPPORTED_ENDPOINTS) {
        const [name = ''] = path.replace('//', '/').split('?');
        await refused(method, path, `${method} ${path.startsWith('//') ? name : `/services/data/v67.0${name}`}`);
    }
    t.diagnostic(`${UNSUPPORTED_ENDPOINTS.length} endpoints refused`);
    assert.ok(UNSUPPORTED_ENDPOINTS.length >= 50);
});
