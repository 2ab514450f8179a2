/** Records and objects as user interfaces read them: https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources.htm (2026-11-26) */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { validationRule } from './support/project.ts';
import { permissionSet, signIn } from './support/people.ts';
import { refusalOf, startOrg } from './support/server.ts';
import type { Person } from './support/people.ts';
import type { Reply, RunningOrg } from './support/server.ts';

interface UiRecord {
    readonly id: string;
    readonly apiName: string;
    readonly eTag: string;
    readonly recordTypeId: string;
    readonly fields: Readonly<Record<string, { readonly value: unknown; readonly displayValue: string | null }>>;
}

let org: RunningOrg;
let rep: Person;
let parcel: string;
let receiver: string;

before(async () => {
    org = await startOrg({
        'permissionsets/Rep.permissionset-meta.xml': permissionSet({
            user: ['ApiEnabled'],
            objects: { Parcel__c: ['read', 'create', 'edit'] },
            fields: { 'Parcel__c.Trail__c': true, 'Parcel__c.Size__c': false },
        }),
        'objects/Parcel__c/validationRules/Not_North.validationRule-meta.xml': validationRule(
            'Trail__c = "north"',
            'Too cold up there',
            'Trail__c',
        ),
        'objects/Parcel__c/validationRules/Not_Heavy.validationRule-meta.xml': validationRule(
            'Weight__c &gt; 100',
            'Too heavy',
        ),
    });
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
    rep = await signIn(org, 'integration@local-org.example', 'Rep');
    receiver = idOf(await org.ask('POST', '/sobjects/Contact', { FirstName: 'Amara', LastName: 'Okafor' }));
    const row = { Name: 'One', Trail__c: 'south', Weight__c: 2.5, Size__c: 'Small', Receiver__c: receiver };
    parcel = idOf(await org.ask('POST', '/sobjects/Parcel__c', row));
});

const idOf = ({ body }: Reply): string => (body as { id: string }).id;
const record = ({ body }: Reply): UiRecord => body as UiRecord;
const names = (reply: Reply): string[] => Object.keys(record(reply).fields);

test('a record answers the fields asked for, with the text that people read', async () => {
    const reply = await org.ask(
        'GET',
        `/ui-api/records/${parcel}?fields=Parcel__c.Name,Parcel__c.weight__c,Parcel__c.Receiver__r.LastName&optionalFields=Parcel__c.Nothing__c`,
    );
    const { fields, ...rest } = record(reply);
    assert.equal(rest.apiName, 'Parcel__c');
    assert.equal(rest.id, parcel);
    assert.equal(rest.recordTypeId, '012000000000000AAA');
    assert.deepEqual(Object.keys(fields), ['Name', 'Weight__c', 'Receiver__r']);
    assert.deepEqual(fields['Weight__c'], { displayValue: '2.50', value: 2.5 });
    const parent = fields['Receiver__r'];
    assert.equal(parent?.displayValue, 'Amara Okafor');
    const { apiName, id, fields: own } = parent.value as UiRecord;
    assert.deepEqual(
        { apiName, id, own },
        { apiName: 'Contact', id: receiver, own: { LastName: { displayValue: null, value: 'Okafor' } } },
    );
});

test('an entity tag changes with the record and not without', async () => {
    const read = async (): Promise<string> =>
        record(await org.ask('GET', `/ui-api/records/${parcel}?fields=Parcel__c.Trail__c`)).eTag;
    const first = await read();
    assert.equal(await read(), first);
    await org.ask('PATCH', `/ui-api/records/${parcel}`, { fields: { Trail__c: 'west' } });
    assert.notEqual(await read(), first);
});

test('a user reads the fields that he may see; of the others `fields` refuses and `optionalFields` leaves out', async () => {
    const path = `/ui-api/records/${parcel}`;
    assert.deepEqual(
        names(await rep.ask('GET', `${path}?fields=Parcel__c.Trail__c&optionalFields=Parcel__c.Weight__c`)),
        ['Trail__c'],
    );
    assert.equal(refusalOf(await rep.ask('GET', `${path}?fields=Parcel__c.Weight__c`)), '400 INVALID_FIELD');
});

test('what cannot be read is refused in the platform’s words', async () => {
    const get = async (path: string): Promise<string> => refusalOf(await org.ask('GET', `/ui-api${path}`));
    assert.equal(await get(`/records/${parcel}`), '400 INVALID_INPUT_COMBINATION');
    assert.equal(await get('/records/a00000000000099AAA?fields=Parcel__c.Name'), '404 NOT_FOUND');
    assert.equal(await get(`/records/${parcel}?layoutTypes=Full`), '501 UNSUPPORTED_BY_LOCAL_ORG');
    assert.equal(await get('/object-info/Parcel_Scan__e'), '400 INVALID_TYPE');
    assert.equal(await get('/record-defaults/create/Parcel__c'), '501 UNSUPPORTED_BY_LOCAL_ORG');
    assert.equal(await get('/layout/Parcel__c'), '501 UNSUPPORTED_BY_LOCAL_ORG');
});

test('a record is created, changed and deleted, and answered as it is then', async () => {
    const created = await rep.ask('POST', '/ui-api/records', {
        apiName: 'Parcel__c',
        fields: { Name: 'Two', Trail__c: ' east ' },
    });
    assert.equal(created.status, 201);
    assert.equal(record(created).fields['Trail__c']?.value, 'east');
    const path = `/ui-api/records/${record(created).id}`;
    const changed = await rep.ask('PATCH', path, { fields: { Trail__c: 'west' } });
    assert.equal(changed.status, 200);
    assert.deepEqual(record(changed).fields['Trail__c'], { displayValue: null, value: 'west' });
    assert.equal((await org.ask('DELETE', path)).status, 204);
    assert.equal(refusalOf(await org.ask('GET', `${path}?fields=Parcel__c.Name`)), '404 ENTITY_IS_DELETED');
});

test('a refused save names the fields, and what belongs to none', async () => {
    const body = async (fields: Record<string, unknown>): Promise<unknown> => {
        const reply = await org.ask('PATCH', `/ui-api/records/${parcel}`, { fields });
        assert.equal(reply.status, 400);
        return reply.body;
    };
    const shell = {
        message: 'An error occurred while trying to update the record. Please try again.',
        statusCode: 400,
        enhancedErrorType: 'RecordError',
    };
    const error = {
        constituentField: null,
        duplicateRecordError: null,
        errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    };
    assert.deepEqual(await body({ Trail__c: 'north' }), {
        ...shell,
        output: {
            errors: [],
            fieldErrors: {
                Trail__c: [{ ...error, field: 'Trail__c', fieldLabel: 'Trail', message: 'Too cold up there' }],
            },
        },
    });
    assert.deepEqual(await body({ Weight__c: 101 }), {
        ...shell,
        output: { errors: [{ ...error, field: null, fieldLabel: null, message: 'Too heavy' }], fieldErrors: {} },
    });
});

test('a read-only field is an error of that field, a value of the wrong kind one of the body', async () => {
    const readOnly = await rep.ask('PATCH', `/ui-api/records/${parcel}`, { fields: { Size__c: 'Large' } });
    const { output } = readOnly.body as { output: { fieldErrors: Record<string, { errorCode: string }[]> } };
    assert.equal(output.fieldErrors['Size__c']?.[0]?.errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
    const wrong = await org.ask('PATCH', `/ui-api/records/${parcel}`, { fields: { Weight__c: {} } });
    assert.equal(refusalOf(wrong), '400 POST_BODY_PARSE_ERROR');
});

test('records come together, each with its own status', async () => {
    const { body } = await org.ask(
        'GET',
        `/ui-api/records/batch/${parcel},${receiver},a00000000000099AAA?fields=Parcel__c.Name,Contact.LastName`,
    );
    const { hasErrors, results } = body as { hasErrors: boolean; results: { result: UiRecord; statusCode: number }[] };
    assert.equal(hasErrors, true);
    assert.deepEqual(
        results.map(({ statusCode, result }) => [
            statusCode,
            statusCode === 200 ? Object.keys(result.fields) : undefined,
        ]),
        [
            [200, ['Name']],
            [200, ['LastName']],
            [404, undefined],
        ],
    );
});

test('an object says what its fields are and what the user may do with them', async () => {
    type Info = {
        createable: boolean;
        deletable: boolean;
        defaultRecordTypeId: string;
        fields: Record<string, { dataType: string; updateable: boolean; referenceToInfos: unknown[] }>;
    };
    const info = (await org.ask('GET', '/ui-api/object-info/Parcel__c')).body as Info;
    assert.equal(info.defaultRecordTypeId, '012000000000000AAA');
    assert.equal(info.fields['Sent_At__c']?.dataType, 'DateTime');
    assert.deepEqual(info.fields['Receiver__c']?.referenceToInfos, [
        { apiName: 'Contact', nameFields: ['FirstName', 'LastName', 'Name'] },
    ]);
    const seen = (await rep.ask('GET', '/ui-api/object-info/parcel__c')).body as Info;
    assert.deepEqual([seen.createable, seen.deletable], [true, false]);
    assert.deepEqual([seen.fields['Trail__c']?.updateable, seen.fields['Size__c']?.updateable], [true, false]);
    assert.equal(seen.fields['Weight__c'], undefined);
});

test('picklists answer their values for the master record type', async () => {
    const path = '/ui-api/object-info/Parcel__c/picklist-values/012000000000000AAA';
    const { body } = await org.ask('GET', `${path}/Size__c`);
    const { controllerValues, defaultValue, url, values } = body as Record<string, unknown>;
    const entry = (value: string): unknown => ({ attributes: null, label: value, validFor: [], value });
    assert.deepEqual(
        { controllerValues, defaultValue, url, values },
        {
            controllerValues: {},
            defaultValue: entry('Small'),
            url: `/services/data/v67.0${path}/Size__c`,
            values: [entry('Small'), entry('Large')],
        },
    );
    const all = (await org.ask('GET', path)).body as { picklistFieldValues: Record<string, unknown> };
    assert.deepEqual(all.picklistFieldValues['Size__c'], body);
    assert.equal(refusalOf(await org.ask('GET', `${path}/Weight__c`)), '404 NOT_FOUND');
    assert.equal(refusalOf(await org.ask('GET', path.replace('0AAA', '1AAA'))), '404 NOT_FOUND');
});
