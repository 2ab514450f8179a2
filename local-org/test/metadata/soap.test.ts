/** The Metadata API over SOAP at its edges: sessions, refusals, what is listed and described. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startMetadataOrg } from './support.ts';
import type { MetadataOrg } from './support.ts';

let org: MetadataOrg;
before(async () => {
    org = await startMetadataOrg();
});
after(() => org.close());

/** Status and text of the answer. */
async function soap(operation: string, token = org.accessToken): Promise<readonly [number, string]> {
    const response = await fetch(`${org.url}/services/Soap/m/67.0`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body:
            '<se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/"><se:Header><SessionHeader><sessionId>' +
            `${token}</sessionId></SessionHeader></se:Header><se:Body>${operation}</se:Body></se:Envelope>`,
    });
    return [response.status, await response.text()];
}

test('without a session nothing is answered', async () => {
    const [status, text] = await soap('<listMetadata/>', 'wrong');
    assert.equal(status, 500);
    assert.match(text, /INVALID_SESSION_ID/);
});

test('other operations, test runs, quick deployments and unknown jobs are refused by name', async () => {
    const options = (inner: string): string => `<deploy><DeployOptions>${inner}</DeployOptions></deploy>`;
    const cases = [
        ['<createMetadata/>', /UNSUPPORTED_BY_LOCAL_ORG.*createMetadata/],
        ['<deployRecentValidation/>', /UNSUPPORTED_BY_LOCAL_ORG.*deployRecentValidation/],
        [options('<testLevel>RunSpecifiedTests</testLevel>'), /UNSUPPORTED_BY_LOCAL_ORG.*RunSpecifiedTests/],
        [options('<runTests>SomeTest</runTests>'), /UNSUPPORTED_BY_LOCAL_ORG.*runTests/],
        ['<checkDeployStatus><asyncProcessId>0Af</asyncProcessId></checkDeployStatus>', /INVALID_ID_FIELD.*0Af/],
        ['<checkRetrieveStatus><asyncProcessId>09S</asyncProcessId></checkRetrieveStatus>', /INVALID_ID_FIELD.*09S/],
        ['<cancelDeploy><String>0Af</String></cancelDeploy>', /INVALID_ID_FIELD.*0Af/],
        ['<listMetadata><queries><type>ApexClass</type></queries></listMetadata>', /INVALID_TYPE.*ApexClass/],
        ['<readMetadata><type>ApexClass</type><fullNames>A</fullNames></readMetadata>', /INVALID_TYPE.*ApexClass/],
    ] as const;
    for (const [operation, expected] of cases) {
        const [status, text] = await soap(operation);
        assert.equal(status, 500, operation);
        assert.match(text, expected);
    }
});

test('levels that find no Apex tests to run deploy', async () => {
    for (const testLevel of ['NoTestRun', 'RunLocalTests', 'RunAllTestsInOrg'])
        assert.equal((await org.deploy({}, {}, { testLevel })).status, 'Succeeded');
});

test('describeMetadata tells each type with its folder, and its parts', async () => {
    const { metadataObjects } = await org.connection.metadata.describe('67.0');
    const [object] = metadataObjects.filter(({ xmlName }) => xmlName === 'CustomObject');
    assert.deepEqual([object?.directoryName, object?.suffix], ['objects', 'object']);
    assert.ok([object?.childXmlNames ?? []].flat().includes('ValidationRule'));
});

test('listMetadata lists what there is, with ids that stay', async () => {
    const list = async (type: string): Promise<unknown[]> => {
        const found = await org.connection.metadata.list([{ type }], '67.0');
        return [found].flat().map(({ fullName, fileName, id }) => [fullName, fileName, id]);
    };
    const rules = await list('ValidationRule');
    assert.deepEqual(
        rules.map((rule) => (rule as string[]).slice(0, 2)),
        [['Parcel__c.Not_Heavy', 'objects/Parcel__c.object']],
    );
    assert.deepEqual(await list('ValidationRule'), rules);
    const objects = (await list('CustomObject')).map((one) => (one as string[])[0]);
    assert.ok(objects.includes('Parcel__c') && objects.includes('Account'));
    assert.deepEqual(await list('Report'), [], 'reports lie in folders, which have to be named');
});

test('readMetadata gives the metadata of each name, and an empty record for one that is not there', async () => {
    const names = ['Parcel__c.Not_Heavy', 'Parcel__c.Nothing'];
    const [rule, none] = await org.connection.metadata.read('ValidationRule', names);
    assert.deepEqual([rule?.fullName, rule?.errorMessage], ['Parcel__c.Not_Heavy', 'Too heavy for us']);
    assert.equal(none?.fullName ?? null, null);
});

test('the Tooling API knows no tracking and no sandboxes, and refuses the rest by name', async () => {
    assert.equal((await org.ask('GET', '/tooling/sobjects/SourceMember/describe')).status, 404);
    assert.equal((await org.ask('GET', '/tooling/query?q=SELECT Id FROM SandboxProcess')).status, 400);
    for (const path of [
        '/tooling/sobjects/ApexClass/describe',
        '/tooling/query?q=SELECT Id FROM ApexClass',
        '/tooling/sobjects',
    ])
        assert.equal((await org.ask('GET', path)).status, 501, path);
});
