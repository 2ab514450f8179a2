/** SOSL over REST: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl.htm (2026-11-26) */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { refusalOf, startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

const SEARCHED = `<?xml version="1.0" encoding="UTF-8"?><CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>Stamp</label><pluralLabel>Stamps</pluralLabel><enableSearch>true</enableSearch>
    <nameField><label>Name</label><type>Text</type></nameField></CustomObject>`;

let org: RunningOrg;
before(async () => {
    org = await startOrg({ 'objects/Stamp__c/Stamp__c.object-meta.xml': SEARCHED });
    const create = (object: string, row: object): Promise<unknown> => org.ask('POST', `/sobjects/${object}`, row);
    await create('Contact', {
        FirstName: 'Joe',
        LastName: 'Smith',
        Email: 'joe.smith@example.com',
        Phone: '020 7946 0001',
    });
    await create('Contact', { FirstName: 'Joe', LastName: 'Smythe', Title: 'Blue baker' });
    await create('Contact', { FirstName: 'Ann', LastName: 'Blue', Phone: '02079460002' });
    await create('Stamp__c', { Name: 'Penny Blue' });
    await create('Parcel__c', { Key__c: 'Blue' });
});
after(() => org.close());

interface Found {
    readonly searchRecords: readonly { readonly attributes: { readonly type: string }; readonly Name?: string }[];
}

async function names(sosl: string): Promise<(string | undefined)[]> {
    const { status, body } = await org.ask('GET', `/search?q=${encodeURIComponent(sosl)}`);
    assert.equal(status, 200, `${sosl}: ${JSON.stringify(body)}`);
    return (body as Found).searchRecords.map(({ Name }) => Name);
}
const contacts = (terms: string, group = 'ALL', rest = ''): Promise<(string | undefined)[]> =>
    names(`FIND {${terms}} IN ${group} FIELDS RETURNING Contact(Name ${rest})`);

const SEARCHES: readonly (readonly [terms: string, group: string, expected: readonly string[]])[] = [
    ['joe', 'ALL', ['Joe Smith', 'Joe Smythe']],
    ['Joe Smith', 'ALL', ['Joe Smith']],
    ['"Smith Joe"', 'ALL', []],
    ['"Joe Smith"', 'NAME', ['Joe Smith']],
    ['smi', 'ALL', []],
    ['Sm?th*', 'NAME', ['Joe Smith', 'Joe Smythe']],
    ['joe AND NOT smith', 'ALL', ['Joe Smythe']],
    ['smith OR ann', 'ALL', ['Joe Smith', 'Ann Blue']],
    ['(smith OR smythe) AND baker', 'ALL', ['Joe Smythe']],
    ['blue', 'ALL', ['Joe Smythe', 'Ann Blue']],
    ['blue', 'NAME', ['Ann Blue']],
    ['joe.smith@example.com', 'EMAIL', ['Joe Smith']],
    ['joe\\-smith', 'EMAIL', ['Joe Smith']],
    ['joe', 'PHONE', []],
    ['0207946*', 'PHONE', ['Ann Blue']],
];

for (const [terms, group, expected] of SEARCHES) {
    test(`FIND {${terms}} IN ${group} FIELDS finds ${expected.join(', ') || 'nothing'}`, async () => {
        assert.deepEqual(await contacts(terms, group), expected);
    });
}

test('what is returned is filtered, ordered and limited as in SOQL', async () => {
    assert.deepEqual(await contacts('joe', 'ALL', "WHERE LastName != 'Smith'"), ['Joe Smythe']);
    assert.deepEqual(await contacts('joe', 'ALL', 'ORDER BY LastName DESC LIMIT 1'), ['Joe Smythe']);
    assert.deepEqual(await names('FIND {blue} RETURNING Stamp__c(Name), Contact(Name ORDER BY Name LIMIT 1) LIMIT 5'), [
        'Penny Blue',
        'Ann Blue',
    ]);
    assert.deepEqual(await names('FIND {blue} RETURNING Stamp__c(Name), Contact(Name) LIMIT 1'), ['Penny Blue']);
});

test('without RETURNING ids of all objects that can be searched are found', async () => {
    const { body } = await org.ask('GET', `/search?q=${encodeURIComponent('FIND {blue}')}`);
    const { searchRecords } = body as Found;
    assert.deepEqual(searchRecords.map(({ attributes }) => attributes.type).sort(), ['Contact', 'Contact', 'Stamp__c']);
    assert.deepEqual(Object.keys(searchRecords[0] ?? {}), ['attributes', 'Id']);
});

test('a search by parameters, in the address and in the body', async () => {
    const address =
        '/parameterizedSearch?q=joe&in=NAME&sobject=Contact&Contact.fields=Id,Name&Contact.limit=1&overallLimit=5';
    const [got, posted] = await Promise.all([
        org.ask('GET', address),
        org.ask('POST', '/parameterizedSearch', {
            ...{ q: 'joe', in: 'NAME', fields: ['Id', 'Name'], defaultLimit: 1 },
            sobjects: [{ name: 'Contact', where: "LastName = 'Smith'" }],
        }),
    ]);
    for (const reply of [got, posted]) {
        assert.equal(reply.status, 200, JSON.stringify(reply.body));
        assert.deepEqual(
            (reply.body as Found).searchRecords.map(({ Name }) => Name),
            ['Joe Smith'],
        );
    }
});

const REFUSED: readonly (readonly [sosl: string, refusal: string])[] = [
    ['SELECT Id FROM Contact', '400 MALFORMED_SEARCH'],
    ['FIND {a}', '400 MALFORMED_SEARCH'],
    ['FIND {"joe} RETURNING', '400 MALFORMED_SEARCH'],
    ['FIND {joe} RETURNING Ghost__c', '400 INVALID_TYPE'],
    ['FIND {joe} RETURNING Parcel__c', '400 INVALID_TYPE_FOR_OPERATION'],
    ['FIND {joe} RETURNING Contact(Ghost__c)', '400 INVALID_FIELD'],
    ['FIND {*joe}', '501 UNSUPPORTED_BY_LOCAL_ORG'],
    ['FIND {joe} IN SIDEBAR FIELDS', '501 UNSUPPORTED_BY_LOCAL_ORG'],
    ['FIND {joe} RETURNING Contact(Id USING Listview=Mine)', '501 UNSUPPORTED_BY_LOCAL_ORG'],
    ['FIND {joe} RETURNING Contact(Id) WITH SNIPPET', '501 UNSUPPORTED_BY_LOCAL_ORG'],
    ['FIND {joe} RETURNING Contact(Id) WITH METADATA LIMIT 5', '501 UNSUPPORTED_BY_LOCAL_ORG'],
    ['FIND {joe} RETURNING Contact(Id) LIMIT 5 UPDATE TRACKING', '501 UNSUPPORTED_BY_LOCAL_ORG'],
];

test('what is wrong or not here is refused', async () => {
    for (const [sosl, refusal] of REFUSED) {
        assert.equal(refusalOf(await org.ask('GET', `/search?q=${encodeURIComponent(sosl)}`)), refusal, sosl);
    }
    for (const parameter of ['dataCategory=x', 'spellCorrection=true', 'netId=1', 'Contact.orderBy=Name']) {
        const reply = await org.ask('GET', `/parameterizedSearch?q=joe&${parameter}`);
        assert.equal(refusalOf(reply), '501 UNSUPPORTED_BY_LOCAL_ORG', parameter);
    }
    const body = { q: 'joe', spellCorrection: true };
    assert.equal(refusalOf(await org.ask('POST', '/parameterizedSearch', body)), '501 UNSUPPORTED_BY_LOCAL_ORG');
});
