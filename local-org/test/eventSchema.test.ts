/** Schemas of events: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-eventschema.html */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import avro from 'avsc';
import { eventSchemaOf } from '../src/events/eventSchema.ts';
import { field } from './support/project.ts';
import { refusalOf, startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

const SCAN = 'Parcel_Scan__e';

let org: RunningOrg;
before(async () => {
    const at = `objects/${SCAN}/fields`;
    org = await startOrg({
        [`${at}/Seen_At__c.field-meta.xml`]: field('Seen_At__c', 'DateTime'),
        [`${at}/Grams__c.field-meta.xml`]: field('Grams__c', 'Number', '<precision>6</precision><scale>2</scale>'),
        [`${at}/Is_Last__c.field-meta.xml`]: field('Is_Last__c', 'Checkbox', '<defaultValue>false</defaultValue>'),
        [`${at}/Notes__c.field-meta.xml`]: field('Notes__c', 'LongTextArea', '<length>1000</length>'),
    });
});
after(() => org.close());

test('the compact schema is an Avro record of the event’s own fields, with what they mean', async () => {
    const { body } = await org.ask('GET', `/sobjects/${SCAN}/eventSchema?payloadFormat=COMPACT`);
    const { fields, uuid, ...record } = body as { fields: Record<string, unknown>[]; uuid: string };
    assert.deepEqual(record, { name: SCAN, namespace: 'com.sforce.eventbus', type: 'record' });
    assert.deepEqual(
        fields.map(({ name, type, doc }) => [name, type, doc]),
        [
            ['CreatedDate', 'long', 'CreatedDate:DateTime'],
            ['CreatedById', 'string', 'CreatedBy:EntityId'],
            ['Grams__c', ['null', 'double'], 'Data:Double'],
            ['Is_Last__c', ['null', 'boolean'], 'Data:Boolean'],
            ['Key__c', ['null', 'string'], 'Data:Text'],
            ['Notes__c', ['null', 'string'], 'Data:StringPlusClob'],
            ['Seen_At__c', ['null', 'long'], 'Data:DateTime'],
            ['Trail__c', ['null', 'string'], 'Data:Text'],
        ],
    );
    assert.deepEqual(
        await org.ask('GET', `/event/eventSchema/${uuid}?payloadFormat=COMPACT`).then((it) => it.body),
        body,
    );
});

test('the id is the MD5 of the canonical schema, as an Avro library computes it', () => {
    const event = org.org.schema.object(SCAN);
    assert.ok(event);
    const { id, record } = eventSchemaOf(event);
    const type = avro.Type.forSchema(JSON.parse(JSON.stringify(record)) as avro.Schema); // written for that
    assert.equal(id, type.fingerprint('md5').toString('base64url'));
});

test('without a format the schema describes the message of a channel', async () => {
    const { body } = await org.ask('GET', `/sobjects/${SCAN}/eventSchema`);
    const { type, fields } = body as { type: string; fields: readonly { name: string }[] };
    assert.deepEqual([type, fields.map(({ name }) => name)], ['expanded-record', ['data', 'channel']]);
    assert.doesNotMatch(JSON.stringify(body), /"name":"CreatedDate","type":"long"/);
});

test('other formats, other objects and unknown ids are refused', async () => {
    const answers = await Promise.all([
        org.ask('GET', `/sobjects/${SCAN}/eventSchema?payloadFormat=XML`),
        org.ask('GET', '/sobjects/Contact/eventSchema'),
        org.ask('GET', '/event/eventSchema/nope'),
    ]);
    assert.deepEqual(answers.map(refusalOf), ['400 INVALID_FIELD_VALUE', '404 NOT_FOUND', '404 NOT_FOUND']);
});
