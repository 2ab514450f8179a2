/** Events in the binary form in which the Pub/Sub API carries them. */
import avro from 'avsc';
import { eventSchemaOf, ownFields } from './eventSchema.ts';
import type { NewRecord } from '../flow/port.ts';
import type { FieldSchema, FieldValue, ObjectSchema } from '../schema/types.ts';
import type { KeptEvent } from './eventLog.ts';

const types = new Map<string, avro.Type>();

export function encodeEvent({ event, record, at }: KeptEvent): Buffer {
    const own = ownFields(event).map((field) => [field.name, toAvro(field, record[field.name] ?? null)] as const);
    const { CreatedById } = record;
    return typeOf(event).toBuffer({ CreatedDate: at, CreatedById: CreatedById ?? '', ...Object.fromEntries(own) });
}

/** Throws when the bytes are not of the event's schema. Who created it, and when, is not the publisher's to say. */
export function decodeEvent(event: ObjectSchema, payload: Buffer): NewRecord {
    const values = typeOf(event).fromBuffer(payload) as Readonly<Record<string, FieldValue>>; // what the schema says
    const row: NewRecord = {};
    for (const field of ownFields(event)) row[field.name] = fromAvro(field, values[field.name] ?? null);
    return row;
}

function typeOf(event: ObjectSchema): avro.Type {
    const { id, record } = eventSchemaOf(event);
    const found = types.get(id) ?? avro.Type.forSchema(structuredClone(record) as avro.Schema); // written for that
    types.set(id, found);
    return found;
}

function toAvro({ type }: FieldSchema, value: FieldValue): FieldValue {
    if (typeof value !== 'string') return value;
    if (type === 'Date' || type === 'DateTime') return Date.parse(value);
    if (type === 'Time') return Date.parse(`1970-01-01T${value}`);
    return value;
}

function fromAvro({ type }: FieldSchema, value: FieldValue): FieldValue {
    if (typeof value !== 'number') return value;
    if (type === 'DateTime') return new Date(value).toISOString();
    if (type === 'Date') return new Date(value).toISOString().slice(0, 10);
    if (type === 'Time') return new Date(value).toISOString().slice(11);
    return value;
}
