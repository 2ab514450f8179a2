/** The names a flow can refer to, resolved once when it is loaded. */
import { fieldPath } from '../formula/globals.ts';
import type { FieldPath } from '../formula/globals.ts';
import type { FieldSchema, ObjectSchema, Schema } from '../schema/types.ts';
import { InvalidFlow } from './errors.ts';
import { resolveFlowGlobal } from './flowGlobals.ts';
import type { Interview } from './interview.ts';
import { fieldWriter, readField, told, wrap, writeTriggerField } from './operands.ts';
import type { Operand, Resource } from './operands.ts';
import type { CompiledFlow, FlowVariable, StartKind, Timing } from './program.ts';
import { fieldType, recordType } from './values.ts';
import type { FlowValue } from './values.ts';

export interface TriggerFacts {
    /** The object or event that starts the flow. */
    readonly object: ObjectSchema | undefined;
    readonly kind: StartKind;
    readonly timing: Timing | undefined;
}

/** What another flow takes and gives, as far as those who call it may know. */
export interface SubflowSignature {
    /** Undefined when a trigger starts it, and no other flow may call it. */
    readonly variables: readonly Pick<FlowVariable, 'name' | 'type' | 'isInput' | 'isOutput'>[] | undefined;
    /** The version that is active when the flow runs. */
    active(): CompiledFlow | undefined;
}

export interface LoadContext {
    hasLabel(name: string): boolean;
    /** Undefined when the project has no such flow. */
    subflow(name: string): SubflowSignature | undefined;
}

export class Scope {
    readonly file: string;
    readonly schema: Schema;
    readonly trigger: TriggerFacts;
    readonly context: LoadContext;
    /** The flow's elements by name. */
    readonly elements: ReadonlySet<string>;
    readonly #resources = new Map<string, () => Resource>();
    readonly #members = new Map<string, ReadonlyMap<string, Resource>>();

    constructor(
        file: string,
        schema: Schema,
        trigger: TriggerFacts,
        context: LoadContext,
        elements: ReadonlySet<string>,
    ) {
        this.file = file;
        this.schema = schema;
        this.trigger = trigger;
        this.context = context;
        this.elements = elements;
    }

    /** Whether the record that starts the flow is being saved: then there is a $Record__Prior. */
    get isOnSave(): boolean {
        return this.trigger.timing === 'RecordBeforeSave' || this.trigger.timing === 'RecordAfterSave';
    }

    /** Declares a resource; it is made when it is first referred to, so resources may refer to later ones. */
    declare(name: string, make: () => Resource): void {
        if (this.#resources.has(name)) throw this.invalid(name, 'the name is used twice');
        let made: Resource | undefined;
        let making = false;
        this.#resources.set(name, () => {
            if (made) return made;
            if (making) throw this.invalid(name, 'refers to itself');
            making = true;
            made = make();
            return made;
        });
    }

    /** Makes every resource, so that mistakes in unused ones are found as well. */
    makeAll(): void {
        for (const make of this.#resources.values()) make();
    }

    hasResource(name: string): boolean {
        return this.#resources.has(name);
    }

    invalid(owner: string, problem: string): InvalidFlow {
        return new InvalidFlow(this.file, owner, problem);
    }

    object(name: string, owner: string): ObjectSchema {
        const found = this.schema.object(name);
        if (!found) throw this.invalid(owner, `unknown object ${name}`);
        return found;
    }

    field(object: ObjectSchema, name: string, owner: string): FieldSchema {
        const found = object.field(name);
        if (!found) throw this.invalid(owner, `unknown field ${object.name}.${name}`);
        return found;
    }

    resolve(reference: string, owner: string): Operand {
        if (reference.startsWith('$')) return this.#global(reference, owner);
        const [head = '', ...rest] = reference.split('.');
        const members = this.#members.get(head);
        const resource = members?.get(rest[0] ?? '') ?? this.#resources.get(head)?.();
        if (!resource) throw this.invalid(owner, `unknown reference ${reference}`);
        const path = members ? rest.slice(1) : rest;
        return path.length === 0 ? resource : this.#fieldOf(resource, path, reference, owner);
    }

    /** Declares values that exist only as parts of one name: `Subflow.output`. */
    declareMembers(name: string, members: readonly Resource[]): void {
        if (this.#resources.has(name) || this.#members.has(name)) throw this.invalid(name, 'the name is used twice');
        this.#members.set(name, new Map(members.map((member) => [member.name, member])));
    }

    #fieldOf(record: Operand, path: readonly string[], reference: string, owner: string): Operand {
        if (record.type.kind !== 'Record' || record.type.collection)
            throw this.invalid(owner, `${reference}: only a record has fields`);
        const object = this.object(record.type.object, owner);
        const found = this.#path(object, path, reference, owner);
        const write = record.place ?? record.write;
        return {
            type: fieldType(found.field),
            field: found.field,
            read: (interview) => readField(record.read(interview), found, reference, interview, true),
            readBlank: (interview) => readField(record.read(interview), found, reference, interview, false),
            ...(write && !found.crosses
                ? { write: told(reference, fieldWriter(record, write, object, found.field)) }
                : {}),
        };
    }

    #global(reference: string, owner: string): Operand {
        const [head = '', ...path] = reference.split('.');
        if (head === '$Record') return this.#triggerRecord(path, reference, owner);
        if (head === '$Record__Prior') return this.#priorRecord(path, reference, owner);
        return resolveFlowGlobal(this, head, path, owner);
    }

    #triggerRecord(path: readonly string[], reference: string, owner: string): Operand {
        const object = this.#triggerObject(reference, owner);
        if (path.length === 0) return { type: recordType(object, false), read: ({ record }) => wrap(object, record) };
        const found = this.#path(object, path, reference, owner);
        const { name, readOnly } = found.field;
        const isOwn = !found.crosses;
        return {
            type: fieldType(found.field),
            field: found.field,
            read: (interview) => readField(wrap(object, interview.record), found, reference, interview, true),
            readBlank: (interview) => readField(wrap(object, interview.record), found, reference, interview, false),
            ...(this.isOnSave && isOwn ? { prior: ({ prior }: Interview) => prior?.[name] ?? null } : {}),
            ...(this.#assignsRecord && isOwn && !readOnly
                ? { write: told(reference, writeTriggerField(found.field)) }
                : {}),
        };
    }

    /** Before the save that changes what is saved; elsewhere an Update Records of $Record has to follow. */
    get #assignsRecord(): boolean {
        return this.isOnSave || this.trigger.kind === 'Scheduled';
    }

    #priorRecord(path: readonly string[], reference: string, owner: string): Operand {
        const object = this.#triggerObject(reference, owner);
        if (!this.isOnSave) throw this.invalid(owner, `${reference} exists only when a record is saved`);
        if (path.length === 0) return { type: recordType(object, false), read: ({ prior }) => wrap(object, prior) };
        const found = this.#path(object, path, reference, owner);
        // On create there is no prior record; its fields are null and reading them is no fault.
        // https://help.salesforce.com/s/articleView?id=platform.flow_ref_resources_global_variables.htm (2026-11-21)
        const read = (interview: Interview): FlowValue =>
            interview.prior && readField(wrap(object, interview.prior), found, reference, interview, false);
        return { type: fieldType(found.field), field: found.field, read };
    }

    #path(object: ObjectSchema, path: readonly string[], reference: string, owner: string): FieldPath {
        const found = fieldPath(this.schema, object, path);
        if (!found) throw this.invalid(owner, `unknown field ${reference}`);
        return found;
    }

    #triggerObject(reference: string, owner: string): ObjectSchema {
        const { object } = this.trigger;
        if (!object) throw this.invalid(owner, `${reference}: no record starts this flow`);
        return object;
    }
}
