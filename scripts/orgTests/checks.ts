/**
 * What an org is asked and what it should answer: DESIGN 12's semantics as far as they show from outside, and points of
 * the local org's list of assumptions. What is observed is plain data, so that a difference can be shown.
 */
import { RULE_CHECKS } from './ruleChecks.ts';
import type { OrgPort, Reply, Row } from './orgPort.ts';

export interface Check {
    readonly id: string;
    readonly says: string;
    readonly document: string;
    readonly expected: unknown;
    /** `group` is a text that no other check of this run and no other run uses. */
    observe(org: OrgPort, group: string): Promise<unknown>;
}

const HELP = 'https://help.salesforce.com/s/articleView?id=platform.';
const DEVELOPER = 'https://developer.salesforce.com/docs/';
const ERROR_CODES = `${DEVELOPER}atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm`;

const PROBE = '/sobjects/Org_Probe__c';

/** Ids differ from org to org. */
function withoutIds(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value).replaceAll(/\b(?=\w*\d)[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?\b/g, '<id>'));
}

interface PlatformErrorBody {
    readonly errorCode?: string;
    readonly message?: string;
}

/** Status, code and words of a refusal. */
function toldBy({ status, body }: Reply): readonly unknown[] {
    const [error] = Array.isArray(body) ? (body as readonly PlatformErrorBody[]) : []; // a refusal is a list
    return [status, error?.errorCode, withoutIds(error?.message ?? '')];
}

const post = (org: OrgPort, record: Row): Promise<Reply> => org.request('POST', PROBE, { Name: 'Probe', ...record });

async function create(org: OrgPort, record: Row): Promise<unknown> {
    const reply = await post(org, record);
    return reply.status === 201 ? 'created' : toldBy(reply);
}

async function refusal(org: OrgPort, record: Row): Promise<readonly unknown[]> {
    return toldBy(await post(org, record));
}

async function collection(org: OrgPort, records: readonly Row[], allOrNone = false): Promise<unknown> {
    const attributes = { type: 'Org_Probe__c' };
    const sent = records.map((record) => ({ attributes, Name: 'Probe', ...record }));
    const { body } = await org.request('POST', '/composite/sobjects', { allOrNone, records: sent });
    const results = body as readonly { success: boolean; errors: readonly { statusCode: string }[] }[]; // as documented
    return results.map(({ success, errors }) => (success ? 'saved' : errors.map(({ statusCode }) => statusCode)));
}

async function shown(org: OrgPort, group: string, ...fields: readonly string[]): Promise<unknown> {
    const rows = await org.query(
        `SELECT ${fields.join(',')} FROM Org_Probe__c WHERE Group__c = '${group}' ORDER BY CreatedDate, Id`,
    );
    return rows.map((row) => fields.map((field) => row[field]));
}

const flows: readonly Check[] = [
    {
        id: 'trigger-order',
        says: 'flows before the save run in their trigger order, and before the validation rules',
        document: `${HELP}flow_concepts_trigger_order.htm`,
        expected: ['created', [['AB']]],
        observe: async (org, group) => [await create(org, { Group__c: group }), await shown(org, group, 'Trail__c')],
    },
    {
        id: 'lock-step',
        says: 'interviews of one batch read before any of them writes',
        document: `${HELP}flow_concepts_bulkification.htm`,
        expected: [['saved', 'saved', 'saved'], [[0], [0], [0]], 'created', [[0], [0], [0], [3]]],
        observe: async (org, group) => {
            const record = { Group__c: group };
            const together = await collection(org, [record, record, record]);
            const first = await shown(org, group, 'Seen__c');
            return [together, first, await create(org, record), await shown(org, group, 'Seen__c')];
        },
    },
    {
        id: 'ischanged-on-create',
        says: 'ISCHANGED is false on create and true when the value differs',
        document: 'https://help.salesforce.com/s/articleView?id=sf.customize_functions_ischanged.htm',
        expected: [[[false]], [[true]]],
        observe: async (org, group) => {
            await create(org, { Group__c: group, Key__c: group, Kind__c: 'plain' });
            const before = await shown(org, group, 'Changed__c');
            await org.request('PATCH', `${PROBE}/Key__c/${group}`, { Kind__c: 'custom' });
            return [before, await shown(org, group, 'Changed__c')];
        },
    },
    {
        id: 'fault-path',
        says: 'a failing write takes the fault path, and the record stays with what that path wrote',
        document: `${DEVELOPER}atlas.en-us.apexcode.meta/apexcode/apex_triggers_order_of_execution.htm`,
        expected: ['created', [['Probe', 'fault path']]],
        observe: async (org, group) => [
            await create(org, { Group__c: group, Key__c: group, Kind__c: 'fault' }),
            await shown(org, group, 'Name', 'Trail__c'),
        ],
    },
    {
        id: 'unhandled-fault-fails',
        says: 'a fault without a path fails the save, and nothing is left',
        document: `${HELP}flow_ref_elements_custom_error.htm`,
        expected: [[['CANNOT_EXECUTE_FLOW_TRIGGER']], []],
        observe: async (org, group) => [
            await collection(org, [{ Group__c: group, Key__c: group, Kind__c: 'throw' }]),
            await shown(org, group, 'Name'),
        ],
    },
    {
        id: 'custom-error',
        says: 'a custom error refuses the record with its words',
        document: `${HELP}flow_ref_elements_custom_error.htm`,
        expected: [400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Refused by the flow'],
        observe: (org, group) => refusal(org, { Group__c: group, Kind__c: 'custom' }),
    },
    {
        id: 'partial-save',
        says: 'rows that fail are set aside, and the others are saved again',
        document: `${DEVELOPER}atlas.en-us.apexcode.meta/apexcode/apex_bulk_dml_exceptions.htm`,
        expected: [
            ['saved', ['FIELD_CUSTOM_VALIDATION_EXCEPTION'], 'saved'],
            [['AB'], ['AB']],
        ],
        observe: async (org, group) => {
            const kinds = ['plain', 'custom', 'plain'];
            const results = await collection(
                org,
                kinds.map((Kind__c) => ({ Group__c: group, Kind__c })),
            );
            return [results, await shown(org, group, 'Trail__c')];
        },
    },
    {
        id: 'limit-rolls-back',
        says: 'a transaction over a limit (100 queries, 150 statements) is rolled back whole',
        document: `${HELP}flow_considerations_limit_transaction.htm`,
        expected: { within: 200, kept: 20, over: 400, left: 0 },
        observe: async (org, group) => {
            const call = async (wanted: number, name: string): Promise<number> => {
                const inputs = [{ wanted, group: name }];
                return (await org.request('POST', '/actions/custom/flow/Org_Probe_Many', { inputs })).status;
            };
            const count = async (name: string): Promise<number> =>
                (await org.query(`SELECT Id FROM Org_Probe__c WHERE Group__c = '${name}'`)).length;
            const [within, over] = [await call(20, `${group} within`), await call(151, `${group} over`)];
            return { within, kept: await count(`${group} within`), over, left: await count(`${group} over`) };
        },
    },
    {
        id: 'events-reach-flows',
        says: 'each published event comes to its flow once, after the answer',
        document: `${DEVELOPER}atlas.en-us.platform_events.meta/platform_events/platform_events_subscribe_flow.htm`,
        expected: [[true, true, true], 3],
        observe: async (org, group) => {
            const records = [1, 2, 3].map(() => ({ attributes: { type: 'Org_Signal__e' }, Group__c: group }));
            const { body } = await org.request('POST', '/composite/sobjects', { allOrNone: false, records });
            const results = (body as readonly { success: boolean }[]).map(({ success }) => success); // as documented
            const rows = await org.waitFor(`SELECT Id FROM Org_Probe__c WHERE Group__c = '${group}'`, 3, 60);
            return [results, rows.length];
        },
    },
];

const records: readonly Check[] = [
    {
        id: 'duplicates-in-one-upsert',
        says: 'two rows with one external id in one upsert fail, both of them',
        document: ERROR_CODES,
        expected: [['DUPLICATE_VALUE'], ['DUPLICATE_VALUE']],
        observe: async (org, group) => {
            const record = { attributes: { type: 'Org_Probe__c' }, Name: 'Probe', Key__c: group, Group__c: group };
            const path = '/composite/sobjects/Org_Probe__c/Key__c';
            const { body } = await org.request('PATCH', path, { allOrNone: false, records: [record, record] });
            const results = body as readonly { errors: readonly { statusCode: string }[] }[]; // as documented
            return results.map(({ errors }) => errors.map(({ statusCode }) => statusCode));
        },
    },
    {
        id: 'duplicate-value',
        says: 'a unique value is refused in any case of its letters, with the id that has it',
        document: ERROR_CODES,
        expected: [400, 'DUPLICATE_VALUE', 'duplicate value found: Key__c duplicates value on record with id: <id>'],
        observe: async (org, group) => {
            await create(org, { Group__c: group, Key__c: `k${group}` });
            return refusal(org, { Group__c: group, Key__c: `K${group}` });
        },
    },
    {
        id: 'field-errors',
        says: 'an unknown field, a text too long and a value off the list have their codes',
        document: ERROR_CODES,
        expected: ['INVALID_FIELD', 'STRING_TOO_LONG', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
        observe: async (org, group) => {
            const sent = [{ Nope__c: 1 }, { Key__c: 'k'.repeat(41) }, { Kind__c: 'none' }];
            const codes: unknown[] = [];
            for (const record of sent) codes.push((await refusal(org, { Group__c: group, ...record }))[1]);
            return codes;
        },
    },
    {
        id: 'unknown-record',
        says: 'a record that is not there is NOT_FOUND, as is a wrong address',
        document: `${DEVELOPER}atlas.en-us.api_rest.meta/api_rest/errorcodes.htm`,
        expected: [
            [404, 'NOT_FOUND'],
            [404, 'NOT_FOUND'],
        ],
        observe: async (org, group) => {
            const replies = [`${PROBE}/Key__c/${group}`, '/sobjects/Nothing__c'].map((path) =>
                org.request('GET', path),
            );
            return (await Promise.all(replies)).map((reply) => toldBy(reply).slice(0, 2));
        },
    },
    {
        id: 'formula-blank-number',
        says: 'a blank number makes arithmetic blank',
        document: 'https://github.com/salesforce/formula-engine',
        expected: [[null], [3]],
        observe: async (org, group) => {
            await create(org, { Group__c: group });
            await create(org, { Group__c: group, Number__c: 2 });
            return shown(org, group, 'Plus_One__c');
        },
    },
    {
        id: 'soql-nulls',
        says: 'nulls come first in ascending order, differ from every value, and case does not matter to =',
        document: `${DEVELOPER}atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_orderby.htm`,
        expected: { ascending: [null, 1, 2], differing: 2, equal: 1 },
        observe: async (org, group) => {
            for (const Number__c of [2, null, 1])
                await create(org, { Group__c: group, Number__c, Key__c: `Key${group}${Number__c ?? ''}` });
            const where = `FROM Org_Probe__c WHERE Group__c = '${group}'`;
            const rows = await org.query(`SELECT Number__c ${where} ORDER BY Number__c`);
            return {
                ascending: rows.map((row) => row['Number__c']),
                differing: (await org.query(`SELECT Id ${where} AND Number__c != 1`)).length,
                equal: (await org.query(`SELECT Id ${where} AND Key__c = 'kEY${group}1'`)).length,
            };
        },
    },
    {
        id: 'soql-refuses-what',
        says: 'LIMIT beside an aggregate without GROUP BY is MALFORMED_QUERY',
        document: `${DEVELOPER}atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_orderby.htm`,
        expected: [400, 'MALFORMED_QUERY'],
        observe: async (org) => {
            const soql = encodeURIComponent('SELECT MAX(Number__c) FROM Org_Probe__c LIMIT 1');
            return toldBy(await org.request('GET', `/query?q=${soql}`)).slice(0, 2);
        },
    },
];

const get = (path: string): { method: string; url: string } => ({ method: 'GET', url: `/services/data/v67.0${path}` });

/** Points of the local org's list of assumptions, by their ids there, as far as one request shows them. */
const requests: readonly Check[] = [
    {
        id: 'composite-requests-invalidinput',
        says: 'a reference id that comes twice in a composite request is INVALID_INPUT',
        document: `${DEVELOPER}atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm`,
        expected: [400, 'INVALID_INPUT'],
        observe: async (org) => {
            const compositeRequest = [get('/limits'), get('/limits')].map((one) => ({ ...one, referenceId: 'same' }));
            return toldBy(await org.request('POST', '/composite', { compositeRequest })).slice(0, 2);
        },
    },
    {
        id: 'codes-uritoolong-headerstoolong',
        says: 'an address that is too long is URI_TOO_LONG',
        document: `${DEVELOPER}atlas.en-us.api_rest.meta/api_rest/errorcodes.htm`,
        expected: [414, 'URI_TOO_LONG'],
        observe: async (org) => toldBy(await org.request('GET', `/query?q=${'x'.repeat(17_000)}`)).slice(0, 2),
    },
    {
        id: 'unknown-field-sent',
        says: 'an unknown field sent to the UI API is INVALID_FIELD',
        document: `${DEVELOPER}atlas.en-us.uiapi.meta/uiapi/ui_api_resources_records_create.htm`,
        expected: [400, 'INVALID_FIELD'],
        observe: async (org) => {
            const record = { apiName: 'Org_Probe__c', fields: { Name: 'Probe', Nope__c: 1 } };
            return toldBy(await org.request('POST', '/ui-api/records', record)).slice(0, 2);
        },
    },
    {
        id: 'usermode-systemmode-securityenforced',
        says: 'WITH USER_MODE is taken over the API and changes nothing',
        document: `${DEVELOPER}atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_using_scope.htm`,
        expected: 1,
        observe: async (org, group) => {
            await create(org, { Group__c: group });
            return (await org.query(`SELECT Id FROM Org_Probe__c WHERE Group__c = '${group}' WITH USER_MODE`)).length;
        },
    },
];

export const CHECKS: readonly Check[] = [...flows, ...records, ...requests, ...RULE_CHECKS];
