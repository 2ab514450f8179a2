/** The Metadata API over SOAP where the sf CLI does not go: test/cli has the deployments themselves. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

let org: RunningOrg;
before(async () => {
    org = await startOrg();
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

test('other operations, test runs and unknown deployments are refused by name', async () => {
    const cases = [
        ['<listMetadata/>', /UNSUPPORTED_BY_LOCAL_ORG.*listMetadata/],
        ['<deploy><DeployOptions><testLevel>RunLocalTests</testLevel></DeployOptions></deploy>', /testLevel/],
        ['<checkDeployStatus><asyncProcessId>0Af</asyncProcessId></checkDeployStatus>', /no deployment 0Af/],
    ] as const;
    for (const [operation, expected] of cases) {
        const [status, text] = await soap(operation);
        assert.equal(status, 500);
        assert.match(text, expected);
    }
});

test('an archive that cannot be read fails its deployment', async () => {
    const [, started] = await soap(`<deploy><ZipFile>${Buffer.from('no zip').toString('base64')}</ZipFile></deploy>`);
    const id = /<id>(\w+)<\/id>/.exec(started)?.[1] ?? '';
    const [status, text] = await soap(`<checkDeployStatus><asyncProcessId>${id}</asyncProcessId></checkDeployStatus>`);
    assert.equal(status, 200);
    assert.match(text, /<status>Failed<\/status>/);
    assert.match(text, /the archive is no zip file/);
});
