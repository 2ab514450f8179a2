/** `filters` of Get Records and Update Records: conditions that the org's query evaluates. */
import type { FieldSchema, ObjectSchema } from '../schema/types.ts';
import type { Interview } from './interview.ts';
import { requiredValue } from './literals.ts';
import { parseLogic } from './logic.ts';
import type { Logic } from './logic.ts';
import type { FilterOperator, RecordFilter } from './port.ts';
import type { FlowReader } from './reader.ts';
import type { Operand } from './operands.ts';
import type { Scope } from './scope.ts';
import { accepts, asScalar, BOOLEAN, converted, describeType, fieldType } from './values.ts';
import type { FlowType } from './values.ts';

export const FILTER_OPERATORS = [
    'EqualTo',
    'NotEqualTo',
    'GreaterThan',
    'LessThan',
    'GreaterThanOrEqualTo',
    'LessThanOrEqualTo',
    'StartsWith',
    'EndsWith',
    'Contains',
    'IsNull',
    'In',
    'NotIn',
] as const satisfies readonly FilterOperator[];

export interface RecordFilters {
    readonly logic: Logic;
    /** How many filters there are. */
    readonly count: number;
    values(interview: Interview): RecordFilter[];
}
type FilterDraft = (scope: Scope, object: ObjectSchema) => (interview: Interview) => RecordFilter;

export function readFilters(reader: FlowReader): (scope: Scope, object: ObjectSchema) => RecordFilters {
    const text = reader.optional('filterLogic') ?? 'and';
    const drafts = reader.many('filters').map(readFilter);
    const logic = parseLogic(text, drafts.length);
    if (!logic) throw reader.invalid(`'${text}' is no logic over ${drafts.length} filters`);
    return (scope, object) => {
        const filters = drafts.map((draft) => draft(scope, object));
        return { logic, count: filters.length, values: (interview) => filters.map((filter) => filter(interview)) };
    };
}

function readFilter(reader: FlowReader): FilterDraft {
    const fieldName = reader.required('field');
    const operator = reader.choice('operator', FILTER_OPERATORS);
    const value = requiredValue(reader, 'value');
    reader.ignore('processMetadataValues');
    reader.end();
    if (!operator) throw reader.invalid('a filter needs an operator');
    return (scope, object) => {
        const field = scope.field(object, fieldName, reader.owner);
        const operand = value(scope);
        const expected = expectedType(field, operator);
        if (!accepts(expected, operand.type))
            throw reader.invalid(
                `${field.name} ${operator}: expected ${describeType(expected)}, found ${describeType(operand.type)}`,
            );
        return (interview) => ({ field: field.name, operator, value: filterValue(operand, expected, interview) });
    };
}

function expectedType(field: FieldSchema, operator: FilterOperator): FlowType {
    if (operator === 'IsNull') return BOOLEAN;
    return { ...fieldType(field), collection: operator === 'In' || operator === 'NotIn' };
}

function filterValue(operand: Operand, expected: FlowType, interview: Interview): RecordFilter['value'] {
    const value = operand.read(interview);
    if (Array.isArray(value)) return value.map(asScalar);
    if (expected.collection && value === null) return [];
    const single = asScalar(converted(value, expected));
    return single === '' ? null : single;
}
