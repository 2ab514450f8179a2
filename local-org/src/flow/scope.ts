/** The names a flow can refer to, resolved once when it is loaded. */
import { fieldPath, resolveGlobal } from '../formula/globals.ts';
import type { FieldPath } from '../formula/globals.ts';
import { dateOf, wholeSecond } from '../formula/calendar.ts';
import { FormulaError, UnsupportedInFormula } from '../formula/index.ts';
import type { FieldSchema, FieldValue, ObjectSchema, Schema } from '../schema/types.ts';
import { InvalidFlow, UnsupportedInFlow } from './errors.ts';
import type { Interview } from './interview.ts';
import { FlowFault } from './port.ts';
import { BOOLEAN, converted, fieldType, isRecord, itemType, recordType, TEXT } from './values.ts';
import type { FlowRecord, FlowType, FlowValue, ScalarKind } from './values.ts';

/** Something that can be read, and perhaps written, in an interview. */
export interface Operand {
    readonly type: FlowType;
    readonly read: (interview: Interview) => FlowValue;
    readonly write?: (interview: Interview, value: FlowValue) => void;
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

export interface TriggerFacts {
    /** The object or event that starts the flow. */
    readonly object: ObjectSchema | undefined;
    /** Whether $Record can be assigned to, and whether there is a $Record__Prior. */
    readonly beforeSave: boolean;
    readonly onSave: boolean;
}

export interface LoadContext {
    hasLabel(name: string): boolean;
}

export class Scope {
    readonly file: string;
    readonly schema: Schema;
    readonly trigger: TriggerFacts;
    readonly #context: LoadContext;
    readonly #resources = new Map<string, () => Resource>();

    constructor(file: string, schema: Schema, trigger: TriggerFacts, context: LoadContext) {
        this.file = file;
        this.schema = schema;
        this.trigger = trigger;
        this.#context = context;
    }

    /** Declares a resource; it is made when it is first referred to, so resources may refer to later ones. */
    declare(name: string, make: () => Resource): void {
        if (this.#resources.has(name)) throw new InvalidFlow(this.file, name, 'the name is used twice');
        let made: Resource | undefined;
        let making = false;
        this.#resources.set(name, () => {
            if (made) return made;
            if (making) throw new InvalidFlow(this.file, name, 'refers to itself');
            making = true;
            made = make();
            return made;
        });
    }

    /** Makes every resource, so that mistakes in unused ones are found as well. */
    makeAll(): void {
        for (const make of this.#resources.values()) make();
    }

    object(name: string, owner: string): ObjectSchema {
        const found = this.schema.object(name);
        if (!found) throw new InvalidFlow(this.file, owner, `unknown object ${name}`);
        return found;
    }

    field(object: ObjectSchema, name: string, owner: string): FieldSchema {
        const found = object.field(name);
        if (!found) throw new InvalidFlow(this.file, owner, `unknown field ${object.name}.${name}`);
        return found;
    }

    resolve(reference: string, owner: string): Operand {
        if (reference.startsWith('$')) return this.#global(reference, owner);
        const [head = '', ...path] = reference.split('.');
        const make = this.#resources.get(head);
        if (!make) throw new InvalidFlow(this.file, owner, `unknown reference ${reference}`);
        const resource = make();
        return path.length === 0 ? resource : this.#fieldOf(resource, path, reference, owner);
    }

    #fieldOf(record: Operand, path: readonly string[], reference: string, owner: string): Operand {
        if (record.type.kind !== 'Record' || record.type.collection)
            throw new InvalidFlow(this.file, owner, `${reference}: only a record has fields`);
        const object = this.object(record.type.object, owner);
        const found = fieldPath(this.schema, object, path);
        if (!found) throw new InvalidFlow(this.file, owner, `unknown field ${reference}`);
        const { write } = record;
        return {
            type: fieldType(found.field),
            field: found.field,
            read: (interview) => readField(record.read(interview), found, reference, interview, true),
            readBlank: (interview) => readField(record.read(interview), found, reference, interview, false),
            ...(write && !found.crosses ? { write: fieldWriter(record, write, object, found.field) } : {}),
        };
    }

    #global(reference: string, owner: string): Operand {
        const [head = '', ...path] = reference.split('.');
        switch (head) {
            case '$Record':
                return this.#triggerRecord(path, reference, owner);
            case '$Record__Prior':
                return this.#priorRecord(path, reference, owner);
            case '$Flow':
                return this.#flowGlobal(path.join('.'), owner);
            case '$GlobalConstant':
                return this.#globalConstant(path.join('.'), owner);
            default:
                return this.#orgGlobal(head, path, reference, owner);
        }
    }

    #orgGlobal(head: string, path: readonly string[], reference: string, owner: string): Operand {
        if (head === '$Label' && !this.#context.hasLabel(path.join('.')))
            throw new InvalidFlow(this.file, owner, `unknown label ${reference}`);
        try {
            const found = resolveGlobal(reference, this.schema);
            if (!found) throw new FormulaError(`unknown reference ${reference}`);
            // Global fields have types of their own; Null is only the type of the literal NULL.
            return { type: { kind: found.type as ScalarKind, collection: false }, read: ({ tx }) => found.read(tx) };
        } catch (error) {
            if (error instanceof UnsupportedInFormula) throw new UnsupportedInFlow(this.file, owner, error.feature);
            if (error instanceof FormulaError) throw new InvalidFlow(this.file, owner, error.message);
            throw error;
        }
    }

    #triggerRecord(path: readonly string[], reference: string, owner: string): Operand {
        const object = this.#triggerObject(reference, owner);
        const { beforeSave, onSave } = this.trigger;
        if (path.length === 0) return { type: recordType(object, false), read: ({ record }) => wrap(object, record) };
        const found = fieldPath(this.schema, object, path);
        if (!found) throw new InvalidFlow(this.file, owner, `unknown field ${reference}`);
        const { name, readOnly } = found.field;
        return {
            type: fieldType(found.field),
            field: found.field,
            read: (interview) => readField(wrap(object, interview.record), found, reference, interview, true),
            readBlank: (interview) => readField(wrap(object, interview.record), found, reference, interview, false),
            ...(onSave && !found.crosses ? { prior: ({ prior }: Interview) => prior?.[name] ?? null } : {}),
            ...(beforeSave && !found.crosses && !readOnly ? { write: writeTriggerField(found.field) } : {}),
        };
    }

    #priorRecord(path: readonly string[], reference: string, owner: string): Operand {
        const object = this.#triggerObject(reference, owner);
        if (!this.trigger.onSave)
            throw new InvalidFlow(this.file, owner, `${reference} exists only when a record is saved`);
        if (path.length === 0) return { type: recordType(object, false), read: ({ prior }) => wrap(object, prior) };
        const found = fieldPath(this.schema, object, path);
        if (!found) throw new InvalidFlow(this.file, owner, `unknown field ${reference}`);
        // On create there is no prior record; its fields are null and reading them is no fault.
        // https://help.salesforce.com/s/articleView?id=platform.flow_ref_resources_global_variables.htm (2026-11-21)
        const read = (interview: Interview): FlowValue =>
            interview.prior && readField(wrap(object, interview.prior), found, reference, interview, false);
        return { type: fieldType(found.field), field: found.field, read };
    }

    #triggerObject(reference: string, owner: string): ObjectSchema {
        const { object } = this.trigger;
        if (!object) throw new InvalidFlow(this.file, owner, `${reference}: no record starts this flow`);
        return object;
    }

    #flowGlobal(name: string, owner: string): Operand {
        switch (name) {
            case 'CurrentDateTime':
                return { type: { kind: 'DateTime', collection: false }, read: ({ tx }) => wholeSecond(tx.now()) };
            case 'CurrentDate':
                return { type: { kind: 'Date', collection: false }, read: ({ tx }) => dateOf(tx.now()) };
            case 'FaultMessage':
                return { type: TEXT, read: ({ faultMessage }) => faultMessage };
            default:
                throw new UnsupportedInFlow(this.file, owner, `$Flow.${name}`);
        }
    }

    #globalConstant(name: string, owner: string): Operand {
        if (name === 'EmptyString') return { type: TEXT, read: () => '' };
        if (name === 'True') return { type: BOOLEAN, read: () => true };
        if (name === 'False') return { type: BOOLEAN, read: () => false };
        throw new InvalidFlow(this.file, owner, `unknown reference $GlobalConstant.${name}`);
    }
}

/** A variable's place in the interview. */
export function slot(name: string, type: FlowType, settable: boolean): Resource {
    return {
        name,
        type,
        read: ({ values }) => values.get(name) ?? null,
        ...(settable
            ? { write: ({ values }: Interview, value: FlowValue) => void values.set(name, converted(value, type)) }
            : {}),
    };
}

export function itemSlot(name: string, collection: FlowType): Resource {
    return slot(name, itemType(collection), true);
}

function wrap(object: ObjectSchema, fields: FlowRecord['fields'] | null): FlowRecord | null {
    return fields && { object: object.name, fields };
}

/**
 * A field of a record that is not there, or over an empty lookup, is a fault outside formulas and blank inside them.
 * https://help.salesforce.com/apex/HTViewSolution?id=000212174&language=en_US and the update "Check for Null Record
 * Variables or Null Values of Lookup Relationship Fields in Process and Flow Formulas" (2026-11-21).
 */
function readField(
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

function fieldWriter(
    record: Operand,
    write: NonNullable<Operand['write']>,
    object: ObjectSchema,
    field: FieldSchema,
): NonNullable<Operand['write']> {
    const type = fieldType(field);
    return (interview, value) => {
        let target = record.read(interview);
        if (!isRecord(target)) {
            write(interview, { object: object.name, fields: {} });
            target = record.read(interview);
        }
        if (isRecord(target)) target.fields[field.name] = stored(converted(value, type));
    };
}

function writeTriggerField(field: FieldSchema): NonNullable<Operand['write']> {
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
