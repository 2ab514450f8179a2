/** What can be read, and perhaps written, in an interview: variables, fields, element outputs. */
import type { FieldPath } from '../formula/globals.ts';
import type { FieldSchema, FieldValue, ObjectSchema } from '../schema/types.ts';
import type { Interview } from './interview.ts';
import { FlowFault } from './port.ts';
import { converted, fieldType, isRecord, itemType } from './values.ts';
import type { FlowRecord, FlowType, FlowValue } from './values.ts';

type Write = (interview: Interview, value: FlowValue) => void;

export interface Operand {
    readonly type: FlowType;
    readonly read: (interview: Interview) => FlowValue;
    readonly write?: Write;
    /** Writes without telling the trace, for those who tell it more exactly. */
    readonly place?: Write;
    /** $Record.Field: its value before the save. */
    readonly prior?: (interview: Interview) => FieldValue;
    /** Blank instead of a fault when the record is missing, as formulas read. */
    readonly readBlank?: (interview: Interview) => FlowValue;
    readonly field?: FieldSchema;
}

/** A variable, constant, formula, template or element output. */
export interface Resource extends Operand {
    readonly name: string;
}

/** A variable's place in the interview. */
export function slot(name: string, type: FlowType, settable: boolean): Resource {
    const read = ({ values }: Interview): FlowValue => values.get(name) ?? null;
    if (!settable) return { name, type, read };
    const place: Write = ({ values }, value) => void values.set(name, converted(value, type));
    const write: Write = (interview, value) => {
        place(interview, value);
        interview.changes?.set(name, read(interview));
    };
    return { name, type, read, write, place };
}

export function itemSlot(name: string, collection: FlowType): Resource {
    return slot(name, itemType(collection), true);
}

/** A write that the trace shows under a name. */
export function told(name: string, write: Write): Write {
    return (interview, value) => {
        write(interview, value);
        interview.changes?.set(name, value);
    };
}

export function wrap(object: ObjectSchema, fields: FlowRecord['fields'] | null): FlowRecord | null {
    return fields && { object: object.name, fields };
}

/**
 * A field of a record that is not there, or over an empty lookup, is a fault outside formulas and blank inside them.
 * https://help.salesforce.com/apex/HTViewSolution?id=000212174&language=en_US and the update "Check for Null Record
 * Variables or Null Values of Lookup Relationship Fields in Process and Flow Formulas" (2026-11-21).
 */
export function readField(
    record: FlowValue,
    path: FieldPath,
    reference: string,
    { tx }: Interview,
    strict: boolean,
): FieldValue {
    const holder = isRecord(record) ? path.holder(record.fields, tx) : undefined;
    const unread = isRecord(record) && record.partial === true && !path.crosses && !(path.field.name in record.fields);
    if (unread || (strict && !holder)) throw notSet(reference);
    return holder?.[path.field.name] ?? null;
}

/** https://help.salesforce.com/apex/HTViewSolution?id=000212174&language=en_US (2026-11-21) */
export function notSet(reference: string): FlowFault {
    return new FlowFault(
        'INVALID_OPERATION',
        `The flow failed to access the value for ${reference} because it hasn't been set or assigned.`,
    );
}

/** Sets one field of the record that a variable holds; a variable without a record gets one. */
export function fieldWriter(record: Operand, place: Write, object: ObjectSchema, field: FieldSchema): Write {
    const type = fieldType(field);
    return (interview, value) => {
        const current = record.read(interview);
        const held = isRecord(current) ? current : { object: object.name, fields: {} };
        const fields = { ...held.fields, [field.name]: stored(converted(value, type)) };
        place(interview, { ...held, fields });
    };
}

export function writeTriggerField(field: FieldSchema): Write {
    const type = fieldType(field);
    return ({ record }, value) => {
        if (record) record[field.name] = stored(converted(value, type));
    };
}

/** Fields keep no empty text. */
export function stored(value: FlowValue): FieldValue {
    if (value === '' || value === null) return null;
    if (typeof value === 'object') throw new TypeError('A field holds a single value');
    return value;
}
