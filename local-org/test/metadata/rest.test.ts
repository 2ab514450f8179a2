/** Deployments over REST, and their order. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy.htm */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MetadataJobs } from '../../src/metadata/jobs.ts';
import { makeOrg } from '../support/project.ts';
import { manifest, object, startMetadataOrg, textField, zip } from './support.ts';
import type { MetadataOrg } from './support.ts';

let org: MetadataOrg;
before(async () => {
    org = await startMetadataOrg();
});
after(() => org.close());

const PACKAGE = zip({
    'package.xml': manifest({ CustomField: ['Parcel__c.Rest__c'] }),
    'objects/Parcel__c.object': object(textField('Rest__c')),
});

interface RestAnswer {
    readonly id: string;
    readonly deployResult: { readonly status: string; readonly done: boolean; readonly details?: unknown };
}

async function post(entity: unknown, withFile = true): Promise<{ status: number; body: RestAnswer }> {
    const form = new FormData();
    form.append('entity_content', new Blob([JSON.stringify(entity)], { type: 'application/json' }));
    if (withFile) form.append('file', new Blob([new Uint8Array(PACKAGE)], { type: 'application/zip' }), 'package.zip');
    const response = await fetch(`${org.url}/services/data/v67.0/metadata/deployRequest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${org.accessToken}` },
        body: form,
    });
    return { status: response.status, body: (await response.json()) as RestAnswer }; // each test knows its answer
}

async function finished(id: string): Promise<RestAnswer> {
    for (;;) {
        const body = (await org.ask('GET', `/metadata/deployRequest/${id}?includeDetails=true`)).body as RestAnswer; // as the API answers
        if (body.deployResult.done) return body;
    }
}

test('a multipart request deploys, and its status tells of each component', async () => {
    const { status, body } = await post({ deployOptions: { singlePackage: true, testLevel: null } });
    assert.equal(status, 201);
    const { deployResult } = await finished(body.id);
    assert.equal(deployResult.status, 'Succeeded');
    assert.match(
        JSON.stringify(deployResult.details),
        /"fileName":"objects\/Parcel__c.object","fullName":"Parcel__c.Rest__c"/,
    );
});

test('a finished deployment is not cancelled; bad requests and quick deployments are refused', async () => {
    const { body } = await post({ deployOptions: { singlePackage: true, checkOnly: true } });
    await finished(body.id);
    const cancel = { deployResult: { status: 'Canceling' } };
    const refused = await org.ask('PATCH', `/metadata/deployRequest/${body.id}`, cancel);
    assert.equal(refused.status, 400);
    assert.equal((await org.ask('GET', '/metadata/deployRequest/0Af000000000000')).status, 400);
    assert.equal((await post({ deployOptions: {} }, false)).status, 400);
    assert.equal((await post({ deployOptions: { colour: 'red' } })).status, 400);
    assert.equal((await post({ deployOptions: { testLevel: 'RunSpecifiedTests' } })).status, 501);
    assert.equal((await org.ask('POST', '/metadata/deployRequest', { validatedDeployRequestId: body.id })).status, 501);
});

test('deployments run one after the other, and what waits can be cancelled', async () => {
    const alone = makeOrg();
    const jobs = new MetadataJobs(alone);
    const options = { allowMissingFiles: false, checkOnly: false, ignoreWarnings: false, purgeOnDelete: false };
    const all = { ...options, rollbackOnError: true, singlePackage: true };
    const first = jobs.deploy(PACKAGE, all);
    const second = jobs.deploy(PACKAGE, all);
    assert.deepEqual([first.status, second.status], ['Pending', 'Pending']);
    assert.equal(jobs.cancel(second), true);
    await jobs.idle();
    assert.deepEqual([first.status, second.status, jobs.cancel(first)], ['Succeeded', 'Canceled', false]);
    alone.close();
});
