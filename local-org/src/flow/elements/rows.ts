/** Rows to write, and what becomes of the interviews that wrote them. */
import type { ObjectSchema } from '../../schema/types.ts';
import type { Interview } from '../interview.ts';
import { requiredValue } from '../literals.ts';
import type { FlowFault, NewRecord, SaveOutcome } from '../port.ts';
import type { FlowReader } from '../reader.ts';
import { notSet, stored } from '../operands.ts';
import type { Operand } from '../operands.ts';
import type { Scope } from '../scope.ts';
import { accepts, asList, converted, describeType, fieldType, isRecord } from '../values.ts';
import type { FlowRecord, FlowType } from '../values.ts';
import { explained, performTogether } from './together.ts';
import type { Prepared } from './together.ts';

/** `inputAssignments`: the fields to set. */
export function readInputFields(
    reader: FlowReader,
): (scope: Scope, object: ObjectSchema) => (interview: Interview) => NewRecord {
    const drafts = reader.many('inputAssignments').map((item) => {
        const field = item.required('field');
        const value = requiredValue(item, 'value');
        item.ignore('processMetadataValues');
        item.end();
        return { field, value };
    });
    return (scope, object) => {
        const inputs = drafts.map(({ field: name, value }) => {
            const [field, operand] = [scope.field(object, name, reader.owner), value(scope)];
            const type = fieldType(field);
            if (field.readOnly) throw reader.invalid(`${object.name}.${field.name} cannot be written`);
            if (!accepts(type, operand.type))
                throw reader.invalid(`${field.name} is ${describeType(type)}, the value ${describeType(operand.type)}`);
            return { name: field.name, type, operand };
        });
        return (interview) => Object.fromEntries(inputs.map((input) => [input.name, inputValue(input, interview)]));
    };
}

function inputValue(input: { type: FlowType; operand: Operand }, interview: Interview): NewRecord[string] {
    return stored(converted(input.operand.read(interview), input.type));
}

/** `inputReference`: a record or a collection of records. */
export function inputRecords(scope: Scope, reader: FlowReader, reference: string): Operand & { object: ObjectSchema } {
    const operand = scope.resolve(reference, reader.owner);
    if (operand.type.kind !== 'Record')
        throw reader.invalid(`${reference} is ${describeType(operand.type)}, not records`);
    return { ...operand, object: scope.object(operand.type.object, reader.owner) };
}

/** The records to write. An empty collection writes nothing; a record variable without a record is a fault. */
export function recordsOf(operand: Operand, reference: string, interview: Interview): FlowRecord[] {
    const value = operand.read(interview);
    if (value === null && !operand.type.collection) throw notSet(reference);
    return asList(value).filter(isRecord);
}

/** The fields of a record that can be written; `Id` too when the row is to be found by it. */
export function writable(object: ObjectSchema, { fields }: FlowRecord, withId: boolean): NewRecord {
    const entries = Object.entries(fields).filter(([name]) =>
        name === 'Id' ? withId : object.field(name)?.readOnly === false,
    );
    return Object.fromEntries(entries);
}

export interface Rows {
    readonly rows: readonly NewRecord[];
    /** Whether the rows of this interview fail alone instead of together. */
    readonly apart: boolean;
    /** Gets the outcomes of the rows that went through. */
    saved?(outcomes: readonly SaveOutcome[]): void;
}

/** One DML statement for all interviews; each gets back the outcomes of its own rows. */
export function save(
    prepared: readonly Prepared<Rows>[],
    faults: Map<Interview, FlowFault>,
    doing: string,
    statement: (rows: readonly NewRecord[], units: readonly number[]) => readonly SaveOutcome[],
): void {
    const writing = prepared.filter(({ request }) => request.rows.length > 0);
    performTogether(writing, faults, doing, () => {
        let unit = 0;
        const units = writing.flatMap(({ request }) => {
            const shared = unit++;
            return request.rows.map(() => (request.apart ? unit++ : shared));
        });
        const outcomes = statement(
            writing.flatMap(({ request }) => request.rows),
            units,
        );
        let at = 0;
        for (const { interview, request } of writing) {
            const own = outcomes.slice(at, (at += request.rows.length));
            const failed = own.find((outcome) => !outcome.success);
            if (failed) faults.set(interview, rowFault(doing, failed));
            request.saved?.(own);
        }
    });
}

function rowFault(doing: string, outcome: Extract<SaveOutcome, { success: false }>): FlowFault {
    const [first] = outcome.errors;
    return explained(doing, first?.statusCode ?? 'UNKNOWN_EXCEPTION', first?.message ?? 'unknown error');
}
