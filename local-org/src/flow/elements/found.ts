/** Records to write that a filter finds: a query and a statement, each once for all interviews. */
import type { FieldSchema, ObjectSchema } from '../../schema/types.ts';
import { childRelationship } from '../../soql/paths.ts';
import type { RecordFilters } from '../filters.ts';
import type { Interview } from '../interview.ts';
import type { FlowFault, FlowTransaction, NewRecord, SaveOutcome } from '../port.ts';
import type { Scope } from '../scope.ts';
import { save } from './rows.ts';
import type { Rows } from './rows.ts';
import { performTogether, prepareEach } from './together.ts';
import type { Prepared } from './together.ts';

export interface FoundRecords {
    readonly object: ObjectSchema;
    readonly where: RecordFilters;
}

export interface Writing {
    /** For the fault message. */
    readonly doing: string;
    /** What is set in each record that an interview finds. */
    values(interview: Interview): NewRecord;
    statement(tx: FlowTransaction, rows: readonly NewRecord[], units: readonly number[]): readonly SaveOutcome[];
}

/** What a filter does not find is not written, and that is no fault. */
export function writeFound(
    { object, where }: FoundRecords,
    { doing, values, statement }: Writing,
    interviews: readonly Interview[],
    tx: FlowTransaction,
): Map<Interview, FlowFault> {
    const faults = new Map<Interview, FlowFault>();
    const prepared = prepareEach(interviews, faults, (interview) => ({
        query: { object: object.name, filters: where.values(interview), logic: where.logic, fields: ['Id'] },
        values: values(interview),
    }));
    const writes: Prepared<Rows>[] = [];
    performTogether(prepared, faults, doing, () => {
        const found = tx.query(prepared.map(({ request }) => request.query));
        for (const [index, { interview, request }] of prepared.entries()) {
            const rows = (found[index] ?? []).map(({ Id = null }) => ({ Id, ...request.values }));
            interview.remark = `${rows.length} found`;
            writes.push({ interview, request: { rows, apart: false } });
        }
    });
    save(writes, faults, doing, (rows, units) => statement(tx, rows, units));
    return faults;
}

/** `$Record.Parcels__r`: the records that look up to the one that started the flow; undefined for other references. */
export function relatedTo(scope: Scope, reference: string): { object: ObjectSchema; lookup: FieldSchema } | undefined {
    const [head, name, ...more] = reference.split('.');
    const { object } = scope.trigger;
    if (head !== '$Record' || name === undefined || more.length > 0 || !object) return undefined;
    return childRelationship(scope.schema, object, name);
}

/** The filters, and that the record looks up to $Record. */
export function narrowedTo(lookup: FieldSchema, { logic, count, values }: RecordFilters): RecordFilters {
    return {
        count: count + 1,
        logic: { kind: 'and', parts: [logic, { kind: 'condition', index: count }] },
        values: (interview) => [
            ...values(interview),
            { field: lookup.name, operator: 'EqualTo', value: interview.record?.['Id'] ?? null },
        ],
    };
}
