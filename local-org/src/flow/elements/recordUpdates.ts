/** Update Records: those a filter finds, those a variable holds, or the record that started the flow. */
import type { ObjectSchema } from '../../schema/types.ts';
import { readFilters } from '../filters.ts';
import type { RecordFilters } from '../filters.ts';
import type { Interview } from '../interview.ts';
import type { FlowFault, FlowTransaction, NewRecord } from '../port.ts';
import type { CompiledElement, DataElement } from '../program.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import type { Scope } from '../scope.ts';
import type { ElementDraft } from './draft.ts';
import { inputRecords, readInputFields, recordsOf, save, writable } from './rows.ts';
import type { Rows } from './rows.ts';
import { performTogether, prepareEach } from './together.ts';
import type { Prepared } from './together.ts';

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
        targets: [next],
        faultTarget: faultNext,
        writes: reference !== '$Record',
        compile: (scope) => {
            if (objectName !== undefined) {
                const object = scope.object(objectName, reader.owner);
                return updateFound(node, object, filters(scope, object), fields(scope, object));
            }
            if (hasFilters) throw reader.unsupported('inputReference with filters');
            if (reference === '$Record') return updateTrigger(node, scope, reader, fields, setsFields);
            if (setsFields) throw reader.unsupported(`inputReference ${reference} with inputAssignments`);
            return updateRecords(node, scope, reader, reference ?? '');
        },
    };
}

/** Query and update, each once for all interviews. What a filter does not find is not updated, and that is no fault. */
function updateFound(node: Node, object: ObjectSchema, where: RecordFilters, fields: FieldValues): DataElement {
    return {
        kind: 'data',
        ...node,
        execute: (interviews, tx) => {
            const faults = new Map<Interview, FlowFault>();
            const prepared = prepareEach(interviews, faults, (interview) => ({
                query: { object: object.name, filters: where.values(interview), logic: where.logic, fields: ['Id'] },
                values: fields(interview),
            }));
            const writes: Prepared<Rows>[] = [];
            performTogether(prepared, faults, 'update', () => {
                const found = tx.query(prepared.map(({ request }) => request.query));
                for (const [index, { interview, request }] of prepared.entries()) {
                    const rows = (found[index] ?? []).map(({ Id = null }) => ({ Id, ...request.values }));
                    writes.push({ interview, request: { rows, apart: false } });
                }
            });
            save(writes, faults, 'update', (rows, units) => tx.update(object.name, rows, units));
            return faults;
        },
    };
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

/** Before the save this is an assignment; after it, an update of the record like any other. */
function updateTrigger(
    node: Node,
    scope: Scope,
    reader: FlowReader,
    fields: (scope: Scope, object: ObjectSchema) => FieldValues,
    setsFields: boolean,
): CompiledElement {
    const { object, beforeSave, onSave } = scope.trigger;
    if (!object || !onSave) throw reader.invalid('$Record: no saved record starts this flow');
    if (!setsFields) throw reader.unsupported('inputReference $Record without inputAssignments');
    const values = fields(scope, object);
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
