/**
 * Transform: makes records or values out of others. Map, Sum and Count; a join of two collections is refused by name.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm, FlowTransform
 * (2026-11-25)
 */
import { round, sum } from '../../formula/numbers.ts';
import type { FieldValue } from '../../schema/types.ts';
import { compileFlowFormula } from '../formulas.ts';
import type { Interview } from '../interview.ts';
import { readValue } from '../literals.ts';
import { itemSlot, slot, stored } from '../operands.ts';
import type { Operand } from '../operands.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import { scalarKind } from '../resources.ts';
import type { Scope } from '../scope.ts';
import { accepts, asList, asScalar, converted, describeType, fieldType, isRecord, itemType } from '../values.ts';
import { NUMBER, recordType } from '../values.ts';
import type { FlowList, FlowType, FlowValue } from '../values.ts';
import { onward } from './draft.ts';
import type { ElementDraft } from './draft.ts';

export const TRANSFORM_TYPES = ['Map', 'Sum', 'Count'] as const;

/** The source's items in a reference: `contacts[$EachItem].LastName`. */
const EACH = /([A-Za-z]\w*)\[\$EachItem\]/g;

interface ActionDraft {
    readonly field: string | undefined;
    readonly compile: (scope: Scope) => Operand;
}

export function readTransform(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const name = reader.owner;
    const targetType = readTargetType(reader);
    const scale = reader.integer('scale');
    reader.flag('storeOutputAutomatically'); // reserved: the output always has the element's name
    const sources = new Set<string>();
    const actions = reader.many('transformValues').flatMap((value) => {
        value.ignore('transformValueName', 'transformValueLabel', 'transformValueDescription', 'processMetadataValues');
        const read = value.many('transformValueActions').map((action) => readAction(action, name, sources));
        value.end();
        return read;
    });
    const next = connector(reader, 'connector');
    reader.end();
    const [source, second] = sources;
    if (actions.length === 0) throw reader.invalid('a transform needs transformValueActions');
    if (second !== undefined) throw reader.unsupported('a transform of several source collections');
    return {
        name,
        tag: reader.tag,
        ways: onward(next),
        declare: (scope) => {
            scope.declare(name, () => slot(name, targetType(scope), true));
            if (source !== undefined)
                scope.declare(itemName(name), () => itemSlot(itemName(name), collectionOf(scope, reader, source).type));
        },
        compile: (scope) => {
            const type = targetType(scope);
            const make = maker(scope, reader, itemType(type), actions, scale);
            if ((source !== undefined) !== type.collection)
                throw reader.invalid('a collection is made of a collection, a single value of single ones');
            const items = source === undefined ? undefined : collectionOf(scope, reader, source);
            const [output, item] = [scope.resolve(name, name), items && scope.resolve(itemName(name), name)];
            return {
                kind: 'step',
                name,
                tag: reader.tag,
                advance: (interview) => {
                    const made = items
                        ? asList(items.read(interview)).map((each): FlowList[number] => {
                              (item?.place ?? item?.write)?.(interview, each);
                              return make(interview);
                          })
                        : make(interview);
                    output.write?.(interview, made);
                    return next;
                },
            };
        },
    };
}

/** No name that a flow may have: two underscores in a row are not allowed in one. */
function itemName(element: string): string {
    return `${element}__EachItem`;
}

function readTargetType(reader: FlowReader): (scope: Scope) => FlowType {
    const collection = reader.flag('isCollection');
    const isRecord = reader.peek('dataType')?.toLowerCase() === 'sobject';
    if (!isRecord) {
        const kind = scalarKind(reader);
        return () => ({ kind, collection });
    }
    reader.ignore('dataType');
    const objectType = reader.required('objectType');
    return (scope) => recordType(scope.object(objectType, reader.owner), collection);
}

function readAction(reader: FlowReader, element: string, sources: Set<string>): ActionDraft {
    reader.ignore('processMetadataValues', 'name');
    const type = reader.choice('transformType', TRANSFORM_TYPES);
    const field = reader.optional('outputFieldApiName');
    if (type === 'Map') {
        const value = reader.child('value');
        if (!value) throw reader.invalid('a transform of the type Map needs a value');
        reader.end();
        return { field, compile: mapped(value, element, sources) };
    }
    if (!type) throw reader.invalid('a transform needs transformType');
    const parameters = new Map(
        reader.many('inputParameters').map((parameter) => {
            const [name, value] = [parameter.required('name'), parameter.child('value')];
            parameter.ignore('processMetadataValues');
            parameter.end();
            const text = value?.optional('elementReference') ?? value?.optional('stringValue');
            value?.end();
            return [name, text];
        }),
    );
    reader.end();
    const values = parameters.get('aggregationValues');
    if (values === undefined) throw reader.invalid(`${type} needs aggregationValues`);
    return { field, compile: (scope) => aggregated(scope, reader, type, values, parameters.get('aggregationField')) };
}

function mapped(value: FlowReader, element: string, sources: Set<string>): (scope: Scope) => Operand {
    const own = (text: string): string =>
        text.replaceAll(EACH, (_, source: string) => {
            sources.add(source);
            return itemName(element);
        });
    const expression = value.optional('formulaExpression');
    if (expression !== undefined) {
        const kind = scalarKind(value, 'formulaDataType');
        value.end();
        const rewritten = own(expression);
        return (scope) => {
            const formula = compileFlowFormula(rewritten, scope, element);
            if (formula.type !== kind && formula.type !== 'Null')
                throw value.invalid(`the formula gives ${formula.type}, not ${kind}`);
            return { type: { kind, collection: false }, read: (interview) => formula.evaluate(interview) };
        };
    }
    const reference = value.peek('elementReference');
    if (reference === undefined || reference.search(EACH) < 0) return readValue(value);
    value.ignore('elementReference');
    value.end();
    const rewritten = own(reference);
    return (scope) => scope.resolve(rewritten, element);
}

function collectionOf(scope: Scope, reader: FlowReader, reference: string): Operand {
    const operand = scope.resolve(reference, reader.owner);
    if (!operand.type.collection) throw reader.invalid(`${reference} is not a collection`);
    return operand;
}

function aggregated(
    scope: Scope,
    reader: FlowReader,
    type: 'Sum' | 'Count',
    values: string,
    fieldPath: string | undefined,
): Operand {
    const collection = collectionOf(scope, reader, values);
    if (type === 'Count') return { type: NUMBER, read: (interview) => asList(collection.read(interview)).length };
    const name = fieldPath?.split('.').at(-1);
    const object = collection.type.kind === 'Record' ? scope.object(collection.type.object, reader.owner) : undefined;
    const field = object && name !== undefined ? scope.field(object, name, reader.owner) : undefined;
    const summed = object ? field && fieldType(field) : itemType(collection.type);
    if (summed?.kind !== 'Number') throw reader.invalid('Sum needs numbers to add');
    const read = (interview: Interview): FlowValue =>
        asList(collection.read(interview))
            .map((item) => Number((isRecord(item) ? item.fields[field?.name ?? ''] : item) ?? 0))
            .reduce(sum, 0);
    return { type: NUMBER, read };
}

/** One record, or one value, out of what the actions give. */
function maker(
    scope: Scope,
    reader: FlowReader,
    type: FlowType,
    drafts: readonly ActionDraft[],
    scale: number | undefined,
): (interview: Interview) => FlowList[number] {
    if (type.kind !== 'Record') {
        const [action, second] = drafts;
        if (!action || second || action.field !== undefined) throw reader.invalid('a value is made by one action');
        const operand = action.compile(scope);
        if (!accepts(type, operand.type)) throw unfit(reader, describeType(type), operand);
        return (interview) => {
            const value = asScalar(converted(operand.read(interview), type));
            return typeof value === 'number' && scale !== undefined ? round(value, scale) : value;
        };
    }
    const object = scope.object(type.object, reader.owner);
    const fields = drafts.map((action) => {
        if (action.field === undefined) throw reader.invalid('a record needs outputFieldApiName');
        const [field, operand] = [scope.field(object, action.field, reader.owner), action.compile(scope)];
        const target = fieldType(field);
        if (!accepts(target, operand.type)) throw unfit(reader, field.name, operand);
        return { name: field.name, target, read: operand.readBlank ?? operand.read };
    });
    return (interview) => {
        const entries = fields.map(({ name, target, read }): [string, FieldValue] => [
            name,
            stored(converted(read(interview), target)),
        ]);
        return { object: object.name, fields: Object.fromEntries(entries) };
    };
}

function unfit(reader: FlowReader, target: string, { type }: Operand): Error {
    return reader.invalid(`${target} cannot take ${describeType(type)}`);
}
