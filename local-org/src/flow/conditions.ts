/**
 * Conditions of decisions and collection filters, and the filters of a start.
 * https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_operators_condition.htm (2026-11-21)
 */
import type { Interview } from './interview.ts';
import { optionalValue } from './literals.ts';
import type { ValueDraft } from './literals.ts';
import { holdsBy, parseLogic } from './logic.ts';
import type { FlowReader } from './reader.ts';
import type { Operand } from './operands.ts';
import type { Scope } from './scope.ts';
import { accepts, asList, BOOLEAN, describeType, itemType, sameValue } from './values.ts';
import type { FlowType, FlowValue } from './values.ts';

export type Condition = (interview: Interview) => boolean;
type ConditionDraft = (scope: Scope) => Condition;
type Comparison = (left: FlowValue, right: FlowValue) => boolean;

const ordered = (test: (order: number) => boolean): Comparison => {
    return (left, right) => left !== null && right !== null && test(left < right ? -1 : left > right ? 1 : 0);
};
const textual = (test: (text: string, part: string) => boolean): Comparison => {
    return (left, right) => typeof left === 'string' && typeof right === 'string' && test(left, right);
};
// Null and the empty text differ, and case counts: flow_ref_resources_globalconstants.htm, "Null Versus Empty String".
const equal: Comparison = (left, right) => left === right;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
    EqualTo: equal,
    NotEqualTo: (left, right) => !equal(left, right),
    GreaterThan: ordered((order) => order > 0),
    GreaterThanOrEqualTo: ordered((order) => order >= 0),
    LessThan: ordered((order) => order < 0),
    LessThanOrEqualTo: ordered((order) => order <= 0),
    Contains: textual((text, part) => text.includes(part)),
    StartsWith: textual((text, part) => text.startsWith(part)),
    EndsWith: textual((text, part) => text.endsWith(part)),
};
/** A whole collection on the left. */
const OF_COLLECTIONS: Readonly<Record<string, Comparison>> = {
    EqualTo: sameValue,
    NotEqualTo: (left, right) => !sameValue(left, right),
    Contains: (left, right) => asList(left).some((item) => sameValue(item, right)),
};
const LISTS: Readonly<Record<string, Comparison>> = {
    In: (left, right) => asList(right).some((item) => item === left),
    NotIn: (left, right) => !asList(right).some((item) => item === left),
};
/** Operators that ask something of the left side alone; the right side says whether it should be so. */
const QUESTIONS: Readonly<Record<string, (value: FlowValue) => boolean>> = {
    IsNull: (value) => value === null,
    IsBlank: (value) => value === null || value === '',
    /** "True whenever the field has a value", wherever it came from. */
    WasSet: (value) => value !== null && value !== '',
    IsEmpty: (value) => value === null || (Array.isArray(value) && value.length === 0),
};

/** Questions about the interview's way so far: the left side is an element. */
const VISITS: Readonly<Record<string, (interview: Interview) => ReadonlySet<string>>> = {
    WasVisited: ({ visited: names }) => names,
    HasError: ({ failed }) => failed,
};

export const CONDITION_OPERATORS: readonly string[] = [
    ...new Set(
        [COMPARISONS, LISTS, QUESTIONS, VISITS, OF_COLLECTIONS]
            .flatMap((table) => Object.keys(table))
            .concat('IsChanged'),
    ),
].sort();

/** `conditions` with their `conditionLogic`. */
export function readConditions(reader: FlowReader): ConditionDraft {
    const logicText = reader.optional('conditionLogic') ?? 'and';
    const drafts = reader.many('conditions').map(readCondition);
    return combined(reader, logicText, drafts);
}

/** `filters` with their `filterLogic` on the record that starts the flow. No filters: every record. */
export function readStartFilters(reader: FlowReader): ConditionDraft {
    const logicText = reader.optional('filterLogic') ?? 'and';
    const drafts = reader.many('filters').map((filter) => {
        const field = filter.required('field');
        return readComparison(filter, `$Record.${field}`, 'value');
    });
    return combined(reader, logicText, drafts);
}

function combined(reader: FlowReader, logicText: string, drafts: readonly ConditionDraft[]): ConditionDraft {
    const logic = parseLogic(logicText, drafts.length);
    if (!logic) throw reader.invalid(`'${logicText}' is no logic over ${drafts.length} conditions`);
    return (scope) => {
        const conditions = drafts.map((draft) => draft(scope));
        return (interview) => holdsBy(logic, (index) => conditions[index]?.(interview) === true);
    };
}

function readCondition(reader: FlowReader): ConditionDraft {
    return readComparison(reader, reader.required('leftValueReference'), 'rightValue');
}

function readComparison(reader: FlowReader, leftReference: string, rightName: string): ConditionDraft {
    const operator = reader.required('operator');
    const right = optionalValue(reader, rightName);
    reader.ignore('processMetadataValues');
    reader.end();
    if (!right) throw reader.invalid(`a condition needs ${rightName}`);
    return (scope) => compare(reader, scope, leftReference, operator, right);
}

function compare(
    reader: FlowReader,
    scope: Scope,
    leftReference: string,
    operator: string,
    rightDraft: ValueDraft,
): Condition {
    const right = rightDraft(scope);
    const visit = VISITS[operator];
    if (visit) {
        expectType(reader, right, BOOLEAN, operator);
        const name = visited(reader, scope, leftReference, operator);
        return (interview) => visit(interview).has(name) === (right.read(interview) === true);
    }
    const left = scope.resolve(leftReference, reader.owner);
    if (operator === 'WasSet' && !left.field) throw reader.invalid(`WasSet asks about a field, not ${leftReference}`);
    const question = QUESTIONS[operator];
    if (question || operator === 'IsChanged') {
        expectType(reader, right, BOOLEAN, operator);
        const asked = question ? ask(left, question) : changed(reader, left, leftReference);
        return (interview) => asked(interview) === (right.read(interview) === true);
    }
    const test = COMPARISONS[operator] ?? LISTS[operator];
    if (!test) throw reader.unsupported(`operator ${operator}`);
    if (left.type.collection) return ofCollection(reader, left, operator, right);
    if (left.type.kind === 'Record') throw reader.unsupported(`${operator} on a ${describeType(left.type)}`);
    expectType(reader, right, LISTS[operator] ? { ...left.type, collection: true } : left.type, operator);
    return (interview) => test(left.read(interview), right.read(interview));
}

function ofCollection(reader: FlowReader, left: Operand, operator: string, right: Operand): Condition {
    const test = OF_COLLECTIONS[operator];
    if (!test) throw reader.unsupported(`${operator} on a ${describeType(left.type)}`);
    expectType(reader, right, operator === 'Contains' ? itemType(left.type) : left.type, operator);
    return (interview) => test(left.read(interview), right.read(interview));
}

/** The element, or the outcome of a decision, that a question about the way so far names. */
function visited(reader: FlowReader, scope: Scope, reference: string, operator: string): string {
    const isOutcome = operator === 'WasVisited' && scope.hasResource(reference);
    if (!isOutcome && !scope.elements.has(reference)) throw reader.invalid(`${operator}: no element ${reference}`);
    return reference;
}

const ask =
    (left: Operand, question: (value: FlowValue) => boolean): Condition =>
    (interview) =>
        question(left.read(interview));

function changed(reader: FlowReader, left: Operand, reference: string): Condition {
    const { prior } = left;
    if (!prior) throw reader.invalid(`IsChanged asks about a field of $Record when it is saved, not ${reference}`);
    return (interview) => interview.prior !== null && prior(interview) !== left.read(interview);
}

function expectType(reader: FlowReader, operand: Operand, expected: FlowType, operator: string): void {
    const { type } = operand;
    const fits = accepts(expected, type) && (expected.kind === type.kind || !isDate(expected));
    if (fits) return;
    if (isDate(itemType(expected)) && isDate(itemType(type)))
        throw reader.unsupported(`${operator} between ${expected.kind} and ${type.kind}`);
    throw reader.invalid(`${operator} compares ${describeType(expected)} with ${describeType(type)}`);
}

function isDate(type: FlowType): boolean {
    return type.kind === 'Date' || type.kind === 'DateTime';
}
