/**
 * The schema of a platform event, as Avro has it and as the platform writes it: no replay id and no UUID, date-times as
 * milliseconds, and in `doc` what a field means. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-event-eventschema.html
 */
import { createHash } from 'node:crypto';
import type { FieldSchema, FieldType, ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';

interface AvroField {
    readonly name: string;
    readonly type: string | readonly string[];
    readonly doc: string;
    readonly default?: null;
}

export interface AvroRecord {
    readonly name: string;
    readonly namespace: 'com.sforce.eventbus';
    readonly type: 'record';
    readonly fields: readonly AvroField[];
}

export interface EventSchema {
    readonly id: string;
    readonly event: ObjectSchema;
    readonly record: AvroRecord;
}

const NAMESPACE = 'com.sforce.eventbus';

/** Type on the wire, and what `doc` calls the field's own type. */
const AVRO: Readonly<Record<FieldType, readonly [type: string, meaning: string]>> = {
    Id: ['string', 'EntityId'],
    Text: ['string', 'Text'],
    TextArea: ['string', 'StringPlusClob'],
    LongTextArea: ['string', 'StringPlusClob'],
    Html: ['string', 'StringPlusClob'],
    Email: ['string', 'Email'],
    Phone: ['string', 'Phone'],
    Url: ['string', 'Url'],
    Number: ['double', 'Double'],
    Currency: ['double', 'Currency'],
    Percent: ['double', 'Percent'],
    Checkbox: ['boolean', 'Boolean'],
    Date: ['long', 'DateOnly'],
    DateTime: ['long', 'DateTime'],
    Time: ['long', 'TimeOnly'],
    Picklist: ['string', 'DynamicEnum'],
    MultiselectPicklist: ['string', 'MultiEnum'],
    Lookup: ['string', 'EntityId'],
    MasterDetail: ['string', 'EntityId'],
    MetadataRelationship: ['string', 'EntityId'],
    AutoNumber: ['string', 'Text'],
};

const known = new WeakMap<ObjectSchema, EventSchema>();

/** An id is a fingerprint: events with the same fields have the same, whichever deployment they come from. */
export function eventSchemaOf(event: ObjectSchema): EventSchema {
    const found = known.get(event);
    if (found) return found;
    const record = avroRecord(event);
    const schema = { id: fingerprint(record), event, record };
    known.set(event, schema);
    return schema;
}

export function eventSchemaById(schema: Schema, id: string): EventSchema | undefined {
    return schema.objects
        .filter(({ kind }) => kind === 'event')
        .map(eventSchemaOf)
        .find((one) => one.id === id);
}

/** The fields of an event that its publisher fills. */
export function ownFields(event: ObjectSchema): readonly FieldSchema[] {
    return event.fields.filter(({ custom }) => custom);
}

/** What JSON clients get; `at` is when it was published, which the record itself keeps to the second only. */
export function jsonPayload(event: ObjectSchema, record: StoredRecord, at: number): Readonly<Record<string, unknown>> {
    const own = ownFields(event).map(({ name }) => [name, record[name] ?? null] as const);
    const { CreatedById } = record;
    return { CreatedDate: new Date(at).toISOString(), CreatedById, ...Object.fromEntries(own) };
}

function avroRecord(event: ObjectSchema): AvroRecord {
    const own = ownFields(event).map(({ name, type }): AvroField => {
        const [avroType, meaning] = AVRO[type];
        const role = meaning === 'EntityId' ? 'ForeignKey' : 'Data';
        return { name, type: ['null', avroType], doc: `${role}:${meaning}`, default: null };
    });
    const system: readonly AvroField[] = [
        { name: 'CreatedDate', type: 'long', doc: 'CreatedDate:DateTime' },
        { name: 'CreatedById', type: 'string', doc: 'CreatedBy:EntityId' },
    ];
    return { name: event.name, namespace: NAMESPACE, type: 'record', fields: [...system, ...own] };
}

/** MD5 of the schema's canonical form: https://avro.apache.org/docs/1.12.0/specification/#parsing-canonical-form-for-schemas */
function fingerprint({ name, type, fields }: AvroRecord): string {
    const bare = fields.map((field) => ({ name: field.name, type: field.type }));
    const canonical = JSON.stringify({ name: `${NAMESPACE}.${name}`, type, fields: bare });
    return createHash('md5').update(canonical).digest('base64url');
}
