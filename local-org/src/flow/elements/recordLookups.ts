/** Get Records. */
import type { FieldSchema, ObjectSchema, StoredRecord } from '../../schema/types.ts';
import { readFilters } from '../filters.ts';
import type { RecordFilters } from '../filters.ts';
import type { Interview } from '../interview.ts';
import { expectKind, optionalValue } from '../literals.ts';
import type { FlowFault, RecordQuery } from '../port.ts';
import type { DataElement } from '../program.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import { slot } from '../operands.ts';
import type { Scope } from '../scope.ts';
import { accepts, describeType, fieldType, recordType } from '../values.ts';
import type { FlowRecord } from '../values.ts';
import { onward } from './draft.ts';
import type { ElementDraft } from './draft.ts';
import { performTogether, prepareEach } from './together.ts';

/** Puts what was found where the flow wants it. */
type Store = (interview: Interview, found: readonly FlowRecord[]) => void;

interface Lookup {
    readonly object: string;
    readonly firstOnly: boolean;
    readonly queried: readonly string[];
    readonly outputReference: string | undefined;
    readonly outputFields: readonly { readonly field: string; readonly reference: string }[];
    readonly clears: boolean;
}

export function readRecordLookup(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const name = reader.owner;
    const automatic = reader.flag('storeOutputAutomatically');
    const lookup: Lookup = {
        object: reader.required('object'),
        firstOnly: reader.flag('getFirstRecordOnly'),
        queried: reader.texts('queriedFields'),
        outputReference: reader.optional('outputReference'),
        outputFields: reader.many('outputAssignments').map(readOutput),
        clears: reader.flag('assignNullValuesIfNoRecordsFound'),
    };
    const request = readRequest(reader, lookup);
    const [next, faultNext] = [connector(reader, 'connector'), connector(reader, 'faultConnector')];
    reader.end();
    const outputs =
        Number(automatic) + Number(lookup.outputReference !== undefined) + Number(lookup.outputFields.length > 0);
    if (outputs !== 1) throw reader.invalid('Get Records stores its result in exactly one way');
    return {
        name,
        tag: reader.tag,
        ways: onward(next),
        faultTarget: faultNext,
        ...(automatic ? { declare: (scope: Scope) => declareOutput(scope, name, lookup) } : {}),
        compile: (scope) => {
            const object = scope.object(lookup.object, name);
            const queried = lookup.queried.map((field) => scope.field(object, field, name).name);
            const store = automatic
                ? automaticStore(scope, name, lookup)
                : lookup.outputReference === undefined
                  ? fieldStore(scope, reader, object, lookup)
                  : variableStore(scope, reader, object, lookup.outputReference, lookup);
            const query = request(scope, object, queried);
            return lookupElement({ name, tag: reader.tag, next, faultNext }, object, queried.length > 0, query, store);
        },
    };
}

function readOutput(reader: FlowReader): { field: string; reference: string } {
    const output = { field: reader.required('field'), reference: reader.required('assignToReference') };
    reader.ignore('processMetadataValues');
    reader.end();
    return output;
}

type RequestMaker = (interview: Interview) => RecordQuery;

function readRequest(
    reader: FlowReader,
    lookup: Lookup,
): (scope: Scope, object: ObjectSchema, queried: readonly string[]) => RequestMaker {
    const filters = readFilters(reader);
    const sortField = reader.optional('sortField');
    const sortOrder = reader.choice('sortOrder', ['Asc', 'Desc']);
    const limit = optionalValue(reader, 'limit');
    if (sortField !== undefined && !sortOrder) throw reader.invalid('sortField needs sortOrder');
    return (scope, object, queried) => {
        const where: RecordFilters = filters(scope, object);
        const sort: FieldSchema | undefined =
            sortField === undefined ? undefined : scope.field(object, sortField, reader.owner);
        const most = limit && expectKind(limit(scope), 'Number', 'limit', scope, reader.owner);
        const fields = [
            ...queried,
            ...lookup.outputFields.map(({ field }) => scope.field(object, field, reader.owner).name),
        ];
        return (interview) => ({
            object: object.name,
            filters: where.values(interview),
            logic: where.logic,
            ...(sort && sortOrder ? { sortField: sort.name, sortOrder } : {}),
            ...(lookup.firstOnly ? { limit: 1 } : most ? { limit: Number(most.read(interview)) } : {}),
            ...(fields.length > 0 ? { fields } : {}),
        });
    };
}

function lookupElement(
    node: Pick<DataElement, 'name' | 'tag' | 'next' | 'faultNext'>,
    object: ObjectSchema,
    partial: boolean,
    query: RequestMaker,
    store: Store,
): DataElement {
    return {
        kind: 'data',
        ...node,
        execute: (interviews, tx) => {
            const faults = new Map<Interview, FlowFault>();
            const prepared = prepareEach(interviews, faults, query);
            performTogether(prepared, faults, 'look up', () => {
                const results = tx.query(prepared.map(({ request }) => request));
                for (const [index, { interview }] of prepared.entries())
                    store(
                        interview,
                        (results[index] ?? []).map((fields) => found(object, fields, partial)),
                    );
            });
            return faults;
        },
    };
}

function found(object: ObjectSchema, fields: StoredRecord, partial: boolean): FlowRecord {
    return { object: object.name, fields: { ...fields }, partial };
}

function declareOutput(scope: Scope, name: string, lookup: Lookup): void {
    scope.declare(name, () => slot(name, recordType(scope.object(lookup.object, name), !lookup.firstOnly), true));
}

/** When nothing is found the output is null, for a collection too: flow_ref_resources_globalconstants.htm (2026-11-21). */
function automaticStore(scope: Scope, name: string, { firstOnly }: Lookup): Store {
    const output = scope.resolve(name, name);
    return (interview, records) => {
        const [first = null] = records;
        output.write?.(interview, firstOnly || first === null ? first : [...records]);
    };
}

function variableStore(
    scope: Scope,
    reader: FlowReader,
    object: ObjectSchema,
    reference: string,
    lookup: Lookup,
): Store {
    const target = scope.resolve(reference, reader.owner);
    if (!target.write) throw reader.invalid(`${reference} cannot be assigned to`);
    const { collection } = target.type;
    if (!accepts(target.type, recordType(object, collection)))
        throw reader.invalid(`${reference} is ${describeType(target.type)}, not ${object.name}`);
    const { write } = target;
    return (interview, records) => {
        const [first = null] = records;
        if (first !== null || lookup.clears) write(interview, collection && first !== null ? [...records] : first);
    };
}

function fieldStore(scope: Scope, reader: FlowReader, object: ObjectSchema, lookup: Lookup): Store {
    const outputs = lookup.outputFields.map(({ field, reference }) => {
        const [source, target] = [scope.field(object, field, reader.owner), scope.resolve(reference, reader.owner)];
        if (!target.write || !accepts(target.type, fieldType(source)))
            throw reader.invalid(`${reference} cannot take ${object.name}.${source.name}`);
        return { name: source.name, write: target.write };
    });
    return (interview, [first]) => {
        if (first || lookup.clears)
            for (const { name, write } of outputs) write(interview, first?.fields[name] ?? null);
    };
}
