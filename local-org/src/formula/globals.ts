/** Global merge fields that formulas and Flows share: `$User`, `$Organization`, `$Setup`, `$Label`, `$CustomMetadata`, `$Permission`. */
import type { FlowTransaction } from '../flow/port.ts';
import type { FieldSchema, FieldValue, ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';
import { dateTimeOf } from './calendar.ts';
import { FormulaError, formulaTypeOf, UnsupportedInFormula } from './language.ts';
import type { FormulaReference } from './language.ts';

/** What formulas may know of the org beside their record. A FlowTransaction is one. */
export type OrgFacts = Pick<
    FlowTransaction,
    'now' | 'user' | 'organization' | 'label' | 'customMetadata' | 'setting' | 'parent'
>;

/** A reference to something global, or undefined when the name starts with no `$`. */
export function resolveGlobal(name: string, schema: Schema): FormulaReference<OrgFacts> | undefined {
    if (!name.startsWith('$')) return undefined;
    const [global = '', ...path] = name.split('.');
    switch (global.toLowerCase()) {
        case '$user':
            return fieldOf(schema, 'User', path, name, (org) => org.user.record);
        case '$organization':
            return fieldOf(schema, 'Organization', path, name, (org) => org.organization);
        case '$label':
            return { type: 'Text', read: (org) => org.label(path.join('.')) ?? null };
        case '$custommetadata':
            return customMetadata(schema, path, name);
        case '$setup':
            return setting(schema, path, name);
        case '$permission':
            return { type: 'Boolean', read: (org) => org.user.hasCustomPermission(path.join('.')) };
        case '$system': {
            const found = resolveSystem(name);
            if (found) return found;
            throw new UnsupportedInFormula(name);
        }
        default:
            throw new UnsupportedInFormula(global);
    }
}

/** https://help.salesforce.com/s/articleView?id=sf.dev_understanding_global_variables.htm (2026-11-21) */
export function resolveSystem(name: string): FormulaReference<unknown> | undefined {
    if (name.toLowerCase() !== '$system.origindatetime') return undefined;
    return { type: 'DateTime', read: () => dateTimeOf(Date.UTC(1900, 0, 1)) };
}

function customMetadata(schema: Schema, path: readonly string[], name: string): FormulaReference<OrgFacts> {
    const [type = '', record = '', ...field] = path;
    if (schema.object(type)?.kind !== 'metadataType')
        throw new FormulaError(`Field ${name} does not exist. Check spelling.`);
    return fieldOf(schema, type, field, name, (org) => org.customMetadata(type, record));
}

/** "Formula fields only work for hierarchy custom settings": https://help.salesforce.com/htviewhelpdoc?id=cs_accessing.htm (2026-11-26) */
function setting(schema: Schema, [object = '', ...field]: readonly string[], name: string): FormulaReference<OrgFacts> {
    if (schema.object(object)?.customSettings === undefined)
        throw new FormulaError(`Field ${name} does not exist. Check spelling.`);
    return fieldOf(schema, object, field, name, (org) => org.setting(object));
}

function fieldOf(
    schema: Schema,
    objectName: string,
    path: readonly string[],
    name: string,
    record: (org: OrgFacts) => StoredRecord | undefined,
): FormulaReference<OrgFacts> {
    const object = schema.object(objectName);
    const found = object && path.length > 0 ? fieldPath(schema, object, path) : undefined;
    if (!found) throw new FormulaError(`Field ${name} does not exist. Check spelling.`);
    return { type: formulaTypeOf(found.field.type), read: (org) => readPath(found, record(org), org) };
}

export interface FieldPath {
    readonly field: FieldSchema;
    /** Whether the path leaves the record over a lookup. */
    readonly crosses: boolean;
    /** The record that has the field; undefined when a lookup on the way is empty. */
    holder(record: StoredRecord | undefined, org: OrgFacts): StoredRecord | undefined;
}

/** `Field__c`, or over lookups `Parent__r.Field__c`; undefined when a step does not exist. */
export function fieldPath(schema: Schema, object: ObjectSchema, path: readonly string[]): FieldPath | undefined {
    const [step = '', ...rest] = path;
    if (rest.length === 0) {
        const field = object.field(step);
        return field && { field, crosses: false, holder: (record) => record };
    }
    const lookup = object.parentRelationship(step);
    const [target, other] = lookup?.referenceTo ?? [];
    // A lookup to several objects has no fields of its own; the platform asks for `Owner:User.Email` there.
    const parent = target === undefined || other !== undefined ? undefined : schema.object(target);
    const inner = parent && fieldPath(schema, parent, rest);
    if (!inner) return undefined;
    return {
        field: inner.field,
        crosses: true,
        holder: (record, org) => inner.holder(record && org.parent(object.name, record, step), org),
    };
}

/** Reads a path as formulas do: a percent is stored as people read it (50) and computed with as a share (0.5). */
export function readPath(path: FieldPath, record: StoredRecord | undefined, org: OrgFacts): FieldValue {
    const value = path.holder(record, org)?.[path.field.name] ?? null;
    return path.field.type === 'Percent' && typeof value === 'number' ? value / 100 : value;
}
