/** Inputs and outputs of flows in JSON. */
import { ACTION_ERRORS } from '../../actionErrors.ts';
import { ERRORS } from '../../errors.ts';
import { attributesOf } from '../../soql/run.ts';
import { objectOf, readRow } from '../rows.ts';
import { fromJson, toApiValue } from '../values.ts';
import type { CompiledFlow, FlowRecord, FlowType, FlowValue } from '../../flow/index.ts';
import type { Org } from '../../org.ts';
import type { FieldSchema, FieldType, FieldValue } from '../../schema/types.ts';

/** A field of the kind that takes such values, for the rules that JSON has to keep. */
const LIKE_FIELDS: Readonly<Record<Exclude<FlowType['kind'], 'Record'>, FieldType>> = {
    Text: 'Text',
    Picklist: 'Text',
    MultiselectPicklist: 'Text',
    Number: 'Number',
    Boolean: 'Checkbox',
    Date: 'Date',
    DateTime: 'DateTime',
    Time: 'Time',
};

/** Refuses inputs that the flow does not have, and values of the wrong type. */
export function flowInputs(
    org: Org,
    flow: CompiledFlow,
    json: Readonly<Record<string, unknown>>,
): Readonly<Record<string, FlowValue>> {
    const entries = Object.entries(json).map(([name, value]): [string, FlowValue] => {
        const variable = flow.variables.find((each) => each.name === name && each.isInput);
        if (!variable) throw ACTION_ERRORS.unknownInput(flow.name, name);
        return [variable.name, valueOf(org, variable.type, value)];
    });
    return Object.fromEntries(entries);
}

function valueOf(org: Org, type: FlowType, value: unknown): FlowValue {
    if (value === null) return null;
    if (!type.collection) return itemOf(org, type, value);
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.map((item) => itemOf(org, type, item));
}

function itemOf(org: Org, type: FlowType, value: unknown): FieldValue | FlowRecord {
    if (type.kind !== 'Record') return fromJson({ ...LIKE_FIELD, type: LIKE_FIELDS[type.kind] }, value);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw ERRORS.wrongJsonType(type.object, Array.isArray(value) ? 'START_ARRAY' : 'VALUE_STRING', '');
    const object = objectOf(org.schema, type.object);
    const { Id, ...fields } = value as Record<string, unknown>; // what JSON objects are
    const row = readRow(org.records, object, fields);
    return { object: object.name, fields: typeof Id === 'string' ? { ...row, Id } : row };
}

const LIKE_FIELD: FieldSchema = {
    ...{ name: 'value', label: 'value', type: 'Text', custom: false, required: false, unique: false },
    ...{ externalId: false, caseSensitive: false, referenceTo: [], readOnly: false },
};

export function flowOutput(org: Org, type: FlowType, value: FlowValue): unknown {
    if (Array.isArray(value)) return value.map((item) => flowOutput(org, { ...type, collection: false }, item));
    if (type.kind !== 'Record') {
        const single = value as FieldValue; // a value of such a type is a single one
        return toApiValue({ ...LIKE_FIELD, type: LIKE_FIELDS[type.kind] }, single);
    }
    if (typeof value !== 'object' || value === null) return null;
    const object = objectOf(org.schema, type.object);
    const fields = Object.entries(value.fields).flatMap(([name, each]) => {
        const field = object.field(name);
        return field && each !== null ? [[field.name, toApiValue(field, each)]] : [];
    });
    const { Id } = value.fields;
    const attributes = typeof Id === 'string' ? attributesOf(object, { Id }) : { type: object.name };
    return { attributes, ...(Object.fromEntries(fields) as object) };
}
