/**
 * Update Records: those a filter finds, those a variable holds, the record that started the flow, or those related to it.
 * https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_update.htm (2026-11-25)
 */
import type { ObjectSchema } from '../../schema/types.ts';
import { readFilters } from '../filters.ts';
import type { Interview } from '../interview.ts';
import type { FlowFault, FlowTransaction, NewRecord } from '../port.ts';
import type { CompiledElement, DataElement } from '../program.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import type { Scope } from '../scope.ts';
import { onward } from './draft.ts';
import type { ElementDraft } from './draft.ts';
import { narrowedTo, relatedTo, writeFound } from './found.ts';
import type { FoundRecords, Writing } from './found.ts';
import { inputRecords, readInputFields, recordsOf, save, writable } from './rows.ts';
import type { Rows } from './rows.ts';
import { prepareEach } from './together.ts';

type Node = Pick<DataElement, 'name' | 'tag' | 'next' | 'faultNext'>;
type FieldValues = (interview: Interview) => NewRecord;

export function readRecordUpdate(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const [objectName, reference] = [reader.optional('object'), reader.optional('inputReference')];
    const setsFields = reader.childNames().includes('inputAssignments');
    const fields = readInputFields(reader);
    const hasFilters = reader.childNames().includes('filters');
    const filters = readFilters(reader);
    const [next, faultNext] = [connector(reader, 'connector'), connector(reader, 'faultConnector')];
    reader.end();
    if ((objectName === undefined) === (reference === undefined))
        throw reader.invalid('Update Records needs either object or inputReference');
    const node: Node = { name: reader.owner, tag: reader.tag, next, faultNext };
    return {
        name: reader.owner,
        tag: reader.tag,
        ways: onward(next),
        faultTarget: faultNext,
        writes: reference !== '$Record',
        compile: (scope) => {
            if (objectName !== undefined) {
                const object = scope.object(objectName, reader.owner);
                return updateFound(node, { object, where: filters(scope, object) }, fields(scope, object));
            }
            const related = relatedTo(scope, reference ?? '');
            if (related) {
                const { object, lookup } = related;
                const where = narrowedTo(lookup, filters(scope, object));
                return updateFound(node, { object, where }, fields(scope, object));
            }
            if (hasFilters) throw reader.unsupported('inputReference with filters');
            if (reference === '$Record') return updateTrigger(node, scope, reader, fields, setsFields);
            if (setsFields) throw reader.unsupported(`inputReference ${reference} with inputAssignments`);
            return updateRecords(node, scope, reader, reference ?? '');
        },
    };
}

function updateFound(node: Node, found: FoundRecords, values: FieldValues): DataElement {
    const writing: Writing = {
        doing: 'update',
        values,
        statement: (tx, rows, units) => tx.update(found.object.name, rows, units),
    };
    return { kind: 'data', ...node, execute: (interviews, tx) => writeFound(found, writing, interviews, tx) };
}

function updateRecords(node: Node, scope: Scope, reader: FlowReader, reference: string): DataElement {
    const input = inputRecords(scope, reader, reference);
    const { object } = input;
    const rowsOf = (interview: Interview): Rows => ({
        rows: recordsOf(input, reference, interview).map((record) => writable(object, record, true)),
        apart: false,
    });
    return {
        kind: 'data',
        ...node,
        execute: (interviews, tx) => update(interviews, tx, object, rowsOf),
    };
}

/**
 * Before the save this is an assignment; after it, an update of the record like any other, with the fields given here or
 * with all that $Record holds by now.
 */
function updateTrigger(
    node: Node,
    scope: Scope,
    reader: FlowReader,
    fields: (scope: Scope, object: ObjectSchema) => FieldValues,
    setsFields: boolean,
): CompiledElement {
    const { object } = scope.trigger;
    const beforeSave = scope.trigger.timing === 'RecordBeforeSave';
    if (!object || !(scope.isOnSave || scope.trigger.kind === 'Scheduled'))
        throw reader.invalid('$Record: no saved record starts this flow');
    const set = fields(scope, object);
    if (beforeSave && !setsFields)
        throw reader.invalid('before the save, Update Records of $Record needs inputAssignments');
    const values: FieldValues = setsFields
        ? set
        : ({ record }) => writable(object, { object: object.name, fields: record ?? {} }, false);
    if (beforeSave)
        return {
            kind: 'step',
            name: node.name,
            tag: node.tag,
            advance: (interview) => {
                Object.assign(interview.record ?? {}, values(interview));
                return node.next;
            },
        };
    const rowsOf = (interview: Interview): Rows => {
        const row = values(interview);
        return {
            rows: [{ Id: interview.record?.['Id'] ?? null, ...row }],
            apart: false,
            saved: ([outcome]) => {
                if (outcome?.success) Object.assign(interview.record ?? {}, row);
            },
        };
    };
    return { kind: 'data', ...node, execute: (interviews, tx) => update(interviews, tx, object, rowsOf) };
}

function update(
    interviews: readonly Interview[],
    tx: FlowTransaction,
    object: ObjectSchema,
    rowsOf: (interview: Interview) => Rows,
): Map<Interview, FlowFault> {
    const faults = new Map<Interview, FlowFault>();
    const prepared = prepareEach(interviews, faults, rowsOf);
    save(prepared, faults, 'update', (rows, units) => tx.update(object.name, rows, units));
    return faults;
}
