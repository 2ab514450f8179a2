/**
 * Create Records with "Check for Matching Records": a record that exists already is updated or left, and none is created.
 * https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_create_check_for_duplicate_records.htm
 * (2026-11-25)
 */
import type { ObjectSchema, StoredRecord } from '../../schema/types.ts';
import { readFilters } from '../filters.ts';
import type { RecordFilters } from '../filters.ts';
import type { Interview } from '../interview.ts';
import type { FlowFault, FlowTransaction } from '../port.ts';
import type { FlowReader } from '../reader.ts';
import type { Scope } from '../scope.ts';
import { save } from './rows.ts';
import type { Rows } from './rows.ts';
import { performTogether } from './together.ts';
import type { Prepared } from './together.ts';

const OPERATIONS = ['None', 'UpdateAllRecords', 'UpdateLatestRecord'] as const;
type Operation = (typeof OPERATIONS)[number];

export interface Matching {
    readonly where: RecordFilters;
    readonly whenOne: Operation;
    readonly whenSeveral: Operation;
}

/** Undefined when the element does not look for matching records. */
export function readMatching(reader: FlowReader): ((scope: Scope, object: ObjectSchema) => Matching) | undefined {
    const hasFilters = reader.childNames().includes('filters');
    const filters = readFilters(reader);
    const whenOne = reader.choice('operationOneMatchingRecord', ['None', 'UpdateAllRecords']);
    const whenSeveral = reader.choice('operationMultMatchingRecords', OPERATIONS);
    reader.choice('operationZeroMatchingRecords', ['None']);
    if (!hasFilters) {
        if ((whenOne ?? 'None') !== 'None' || (whenSeveral ?? 'None') !== 'None')
            throw reader.invalid('an operation for matching records needs filters');
        return undefined;
    }
    return (scope, object) => ({
        where: filters(scope, object),
        whenOne: whenOne ?? 'None',
        whenSeveral: whenSeveral ?? 'None',
    });
}

/** Updates what matches and gives back those interviews for which nothing did, to create their records. */
export function updateMatching(
    object: ObjectSchema,
    { where, whenOne, whenSeveral }: Matching,
    prepared: readonly Prepared<Rows>[],
    faults: Map<Interview, FlowFault>,
    tx: FlowTransaction,
): Prepared<Rows>[] {
    const creating: Prepared<Rows>[] = [];
    const updating: Prepared<Rows>[] = [];
    performTogether(prepared, faults, 'create', () => {
        const queries = prepared.map(({ interview }) => ({
            object: object.name,
            filters: where.values(interview),
            logic: where.logic,
            fields: ['Id', 'LastModifiedDate'].filter((name) => object.field(name)),
        }));
        const found = tx.query(queries);
        for (const [index, item] of prepared.entries()) {
            const matches = found[index] ?? [];
            if (matches.length === 0) creating.push(item);
            else updating.push(updateOf(item, matches, matches.length === 1 ? whenOne : whenSeveral));
        }
    });
    save(updating, faults, 'update', (rows, units) => tx.update(object.name, rows, units));
    return creating;
}

function updateOf(
    { interview, request }: Prepared<Rows>,
    matches: readonly StoredRecord[],
    operation: Operation,
): Prepared<Rows> {
    const [values = {}] = request.rows;
    const targets = operation === 'None' ? [] : operation === 'UpdateAllRecords' ? matches : latest(matches);
    interview.remark = `${matches.length} matching: ${operation}`;
    return {
        interview,
        request: { ...request, rows: targets.map(({ Id = null }) => ({ ...values, Id })) },
    };
}

/** The most recently modified one; of several the first found. */
function latest(matches: readonly StoredRecord[]): readonly StoredRecord[] {
    const time = (record: StoredRecord): string => String(record['LastModifiedDate'] ?? '');
    return matches.toSorted((a, b) => (time(a) === time(b) ? 0 : time(a) < time(b) ? 1 : -1)).slice(0, 1);
}
