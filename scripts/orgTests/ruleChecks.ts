/** Points of the local org's list of assumptions, by their ids there, that one call each decides. */
import type { Check } from './checks.ts';
import type { OrgPort } from './orgPort.ts';

const HELP = 'https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.';
const DEVELOPER = 'https://developer.salesforce.com/docs/';

/** What the flow Org_Probe_Rules answers to one of its questions, or the status with which the call fails. */
async function ruled(org: OrgPort, which: string, more: object = {}): Promise<unknown> {
    const { status, body } = await org.request('POST', '/actions/custom/flow/Org_Probe_Rules', {
        inputs: [{ which, ...more }],
    });
    const [result] = body as readonly { outputValues?: { answer?: unknown } }[]; // as documented
    return status === 200 ? result?.outputValues?.answer : status;
}

const rules: readonly Check[] = [
    {
        id: 'collections-position-remove',
        says: 'Remove Position counts from 1',
        document: `${HELP}flow_ref_operators_assignment.htm`,
        expected: 'bc',
        observe: (org) => ruled(org, 'position'),
    },
    {
        id: 'record-added-collection',
        says: 'a record added to a collection is a copy',
        document: `${HELP}flow_ref_elements_loop.htm`,
        expected: 'before',
        observe: (org) => ruled(org, 'copy'),
    },
    {
        id: 'conditions-decisions-start',
        says: 'a decision regards the case of letters, and an empty text is not null',
        document: `${HELP}flow_ref_resources_globalconstants.htm`,
        expected: 'other-text',
        observe: (org) => ruled(org, 'case'),
    },
    {
        id: 'conditions-outcome-evaluated',
        says: 'a condition after one that is false is not evaluated',
        document: `${HELP}flow_build_logic_conditions_decision_element.htm`,
        expected: 'first only',
        observe: (org) => ruled(org, 'order'),
    },
    {
        id: 'reading-field-record',
        says: 'reading a field of a record variable that holds no record is a fault in an assignment',
        document: `${HELP}flow_ref_operators_condition.htm`,
        expected: 400,
        observe: (org) => ruled(org, 'nobody'),
    },
    {
        id: 'trim-takes-spaces',
        says: 'TRIM takes spaces and tabs away',
        document: 'https://help.salesforce.com/s/articleView?id=sf.customize_functions_trim.htm',
        expected: '1',
        observe: (org) => ruled(org, 'trim', { given: ' \t x \t ' }),
    },
    {
        id: 'formula-computes-39',
        says: 'TEXT() of a number that does not end writes 39 digits',
        document: 'https://github.com/salesforce/formula-engine',
        expected: `0.${'3'.repeat(39)}`,
        observe: (org) => ruled(org, 'digits'),
    },
    {
        id: 'rows-interview-writes',
        says: 'rows that one interview writes as a collection are saved together or not at all',
        document: `${DEVELOPER}atlas.en-us.apexcode.meta/apexcode/apex_bulk_dml_exceptions.htm`,
        expected: ['refused', 0],
        observe: async (org, group) => [
            await ruled(org, 'unit', { group }),
            (await org.query(`SELECT Id FROM Org_Probe__c WHERE Group__c = '${group}'`)).length,
        ],
    },
];

const code = ({ status, body }: Awaited<ReturnType<OrgPort['request']>>): unknown => [
    status,
    (body as readonly { errorCode?: string }[])[0]?.errorCode, // a refusal is a list
];

async function probe(org: OrgPort, record: object): Promise<string> {
    const { body } = await org.request('POST', '/sobjects/Org_Probe__c', { Name: 'Probe', ...record });
    return (body as { id: string }).id; // of a record that nothing refuses
}

const requests: readonly Check[] = [
    {
        id: 'bulk-jobs-codes',
        says: 'an object that is not there and a job that has been aborted have codes in capitals',
        document: `${DEVELOPER}atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0_errors.htm`,
        expected: [
            [400, 'INVALIDENTITY'],
            [400, 'INVALIDJOBSTATE'],
        ],
        observe: async (org) => {
            const make = (object: string): ReturnType<OrgPort['request']> =>
                org.request('POST', '/jobs/ingest', { object, operation: 'insert' });
            const job = `/jobs/ingest/${((await make('Org_Probe__c')).body as { id: string }).id}`;
            await org.request('PATCH', job, { state: 'Aborted' });
            return [code(await make('Nothing__c')), code(await org.request('PATCH', job, { state: 'UploadComplete' }))];
        },
    },
    {
        id: 'recent-lists-records',
        says: 'a record of an object without a tab is among the recent ones',
        document: `${DEVELOPER}atlas.en-us.api_rest.meta/api_rest/headers_mru.htm`,
        expected: true,
        observe: async (org, group) => {
            const id = await probe(org, { Group__c: group });
            const { body } = await org.request('GET', '/recent?limit=200');
            return (body as readonly { Id: string }[]).some(({ Id }) => Id === id);
        },
    },
    {
        id: 'ifmodifiedsince-compares-descriptions',
        says: 'If-Modified-Since compares records with LastModifiedDate, in whole seconds',
        document: `${DEVELOPER}atlas.en-us.api_rest.meta/api_rest/intro_rest_conditional_requests.htm`,
        expected: [304, 200],
        observe: async (org, group) => {
            const path = `/sobjects/Org_Probe__c/${await probe(org, { Group__c: group })}`;
            const { body } = await org.request('GET', `${path}?fields=LastModifiedDate`);
            const at = Date.parse((body as { LastModifiedDate: string }).LastModifiedDate);
            const since = async (instant: number): Promise<number> => {
                const headers = { 'if-modified-since': new Date(instant).toUTCString() };
                return (await org.request('GET', path, undefined, headers)).status;
            };
            return [await since(at), await since(at - 1000)];
        },
    },
    {
        id: 'graphql-aggregates-answer',
        says: 'aggregates answer ten groups at a time, and totalCount counts the groups',
        document: `${DEVELOPER}platform/graphql/guide/aggregate-examples.html`,
        expected: [11, 10],
        observe: async (org, group) => {
            for (let number = 1; number <= 11; number += 1)
                await probe(org, { Group__c: group, Key__c: `${group}n${number}` });
            const query = `{ uiapi { aggregate { Org_Probe__c(where: { Group__c: { eq: "${group}" } },
                groupBy: { Key__c: { group: true } }) { totalCount edges { node { aggregate { Key__c { value } } } } } } } }`;
            const { body } = await org.request('POST', '/graphql', { query });
            const { data } = body as {
                data: { uiapi: { aggregate: { Org_Probe__c: { totalCount: number; edges: readonly unknown[] } } } };
            }; // as the query asks
            const { totalCount, edges } = data.uiapi.aggregate.Org_Probe__c;
            return [totalCount, edges.length];
        },
    },
    {
        id: 'creating-updating-record',
        says: 'creating a record over the UI API answers the fields that were sent and the name',
        document: `${DEVELOPER}atlas.en-us.uiapi.meta/uiapi/ui_api_resources_record_patch.htm`,
        expected: ['Group__c', 'Name', 'Number__c'],
        observe: async (org, group) => {
            const fields = { Name: 'Probe', Group__c: group, Number__c: 1 };
            const { body } = await org.request('POST', '/ui-api/records', { apiName: 'Org_Probe__c', fields });
            return Object.keys((body as { fields: object }).fields).sort();
        },
    },
];

/** A manifest that names nothing. */
const NOTHING_NAMED = '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>67.0</version></Package>';

const deployments: readonly Check[] = [
    {
        id: 'cancelling-deployment-ended',
        says: 'a deployment that has ended cannot be cancelled',
        document: `${DEVELOPER}atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy_cancel.htm`,
        expected: [400, 'INVALID_OPERATION'],
        observe: async (org) => {
            const { id } = await org.deployed({ 'package.xml': NOTHING_NAMED });
            const deployResult = { status: 'Canceling' };
            return code(await org.request('PATCH', `/metadata/deployRequest/${id}`, { deployResult }));
        },
    },
    {
        id: 'part-manifest-does',
        says: 'a part that the manifest does not name is refused',
        document: 'https://github.com/forcedotcom/cli/issues/1133',
        expected: ['Failed', 'Not in package.xml'],
        observe: async (org) => {
            const field = '<fields><fullName>Unnamed__c</fullName><label>Unnamed</label><type>Checkbox</type></fields>';
            const { status, details } = await org.deployed({
                'package.xml': NOTHING_NAMED,
                'objects/Org_Probe__c.object': `<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">${field}</CustomObject>`,
            });
            const failures = [details?.componentFailures ?? []].flat();
            return [status, failures[0]?.problem];
        },
    },
];

export const RULE_CHECKS: readonly Check[] = [...rules, ...requests, ...deployments];
