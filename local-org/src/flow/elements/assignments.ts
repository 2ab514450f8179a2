/** Assignment: https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_operators_assignment.htm (2026-11-21). */
import { addDays } from '../../formula/calendar.ts';
import { sum } from '../../formula/numbers.ts';
import type { Interview } from '../interview.ts';
import { requiredValue } from '../literals.ts';
import { FlowFault } from '../port.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import type { Operand } from '../operands.ts';
import type { Scope } from '../scope.ts';
import { accepts, asList, asScalar, copyItem, describeType, itemType, sameValue } from '../values.ts';
import type { FlowList, FlowType, FlowValue } from '../values.ts';
import { onward } from './draft.ts';
import type { ElementDraft } from './draft.ts';

type Assign = (interview: Interview) => void;
type Combine = (current: FlowValue, value: FlowValue) => FlowValue;

export function readAssignment(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const next = connector(reader, 'connector');
    const items = reader.many('assignmentItems').map(readItem);
    reader.end();
    return {
        name: reader.owner,
        tag: reader.tag,
        ways: onward(next),
        compile: (scope) => {
            const assigns = items.map((item) => item(scope));
            return {
                kind: 'step',
                name: reader.owner,
                tag: reader.tag,
                advance: (interview) => {
                    for (const assign of assigns) assign(interview);
                    return next;
                },
            };
        },
    };
}

function readItem(reader: FlowReader): (scope: Scope) => Assign {
    const reference = reader.required('assignToReference');
    const operator = reader.required('operator');
    const value = requiredValue(reader, 'value');
    reader.ignore('processMetadataValues');
    reader.end();
    return (scope) => {
        const target = scope.resolve(reference, reader.owner);
        return compileItem(reader, reference, target, operator, value(scope));
    };
}

function compileItem(reader: FlowReader, reference: string, target: Operand, operator: string, value: Operand): Assign {
    const { write } = target;
    if (!write) throw reader.invalid(`${reference} cannot be assigned to`);
    const combine = combination(reader, target.type, operator, value.type);
    // A field of a record variable that holds no record yet counts as blank; writing it makes the record.
    const current = target.readBlank ?? target.read;
    return (interview) => write(interview, combine(current(interview), value.read(interview)));
}

function combination(reader: FlowReader, target: FlowType, operator: string, value: FlowType): Combine {
    const refuse = (): Error =>
        reader.invalid(`${operator} ${describeType(value)} to ${describeType(target)}: the types do not go together`);
    if (operator === 'Assign') {
        if (!accepts(target, value)) throw refuse();
        return (_, given) => given;
    }
    if (operator === 'AssignCount') {
        if (target.kind !== 'Number' || !value.collection) throw refuse();
        return (_, given) => asList(given).length;
    }
    if (operator === 'RemovePosition') {
        if (!target.collection || value.kind !== 'Number' || value.collection) throw refuse();
        return removePosition;
    }
    if (target.collection) {
        const combine = COLLECTION[operator];
        if (!combine) throw reader.unsupported(`operator ${operator} on a collection`);
        if (!accepts(target, value) && !accepts(itemType(target), value)) throw refuse();
        return (current, given) => combine(asList(current), asList(given).map(copyItem));
    }
    const combine = SCALAR[`${operator} ${target.kind} ${value.kind}`];
    if (value.collection || !combine) {
        if (operator === 'Add' || operator === 'Subtract') throw refuse();
        throw reader.unsupported(`operator ${operator}`);
    }
    return combine;
}

const numbers =
    (sign: 1 | -1): Combine =>
    (current, value) =>
        sum(Number(current ?? 0), sign * Number(value ?? 0));
const days =
    (sign: 1 | -1): Combine =>
    (current, value) =>
        current === null ? null : addDays(String(asScalar(current)), sign * Number(value ?? 0));
const joined: Combine = (current, value) => String(asScalar(current) ?? '') + String(asScalar(value) ?? '');

/** One more option of a multi-select picklist. */
const chosenToo: Combine = (current, value) =>
    [current, value].flatMap((part) => (part === null || part === '' ? [] : [String(asScalar(part))])).join(';');

const SCALAR: Readonly<Record<string, Combine>> = {
    'Add Number Number': numbers(1),
    'Subtract Number Number': numbers(-1),
    'Add Date Number': days(1),
    'Subtract Date Number': days(-1),
    'Add Text Text': joined,
    'Add Text Picklist': joined,
    'Add Text MultiselectPicklist': joined,
    'Add Picklist Text': joined,
    'Add Picklist Picklist': joined,
    'Add MultiselectPicklist Text': joined,
    'Add MultiselectPicklist Picklist': joined,
    'Add MultiselectPicklist MultiselectPicklist': joined,
    'AddItem MultiselectPicklist Text': chosenToo,
    'AddItem MultiselectPicklist Picklist': chosenToo,
    'AddItem MultiselectPicklist MultiselectPicklist': chosenToo,
};

const indexOf = (list: FlowList, item: FlowList[number] | undefined): number =>
    item === undefined ? -1 : list.findIndex((candidate) => sameValue(candidate, item));

/** "The position … must be a positive integer that is within the range of the number of items." */
const removePosition: Combine = (current, position) => {
    const list = asList(current);
    const at = Number(position ?? 0);
    if (!Number.isInteger(at) || at < 1 || at > list.length)
        throw new FlowFault('INVALID_OPERATION', `The collection of ${list.length} items has no position ${at}.`);
    return list.toSpliced(at - 1, 1);
};

/** The value is one item or several; operators that look for one take the first. */
const COLLECTION: Readonly<Record<string, (current: FlowList, value: FlowList) => FlowList>> = {
    Add: (current, value) => [...current, ...value],
    AddItem: (current, value) => [...current, ...value],
    AddAtStart: (current, value) => [...value, ...current],
    RemoveFirst: (current, value) => {
        const at = indexOf(current, value[0]);
        return current.filter((_, index) => index !== at);
    },
    RemoveAll: (current, value) => current.filter((item) => !value.some((removed) => sameValue(item, removed))),
    RemoveUncommon: (current, value) => current.filter((item) => value.some((kept) => sameValue(item, kept))),
    RemoveBeforeFirst: (current, value) => {
        const at = indexOf(current, value[0]);
        return at < 0 ? current : current.slice(at);
    },
    RemoveAfterFirst: (current, value) => {
        const at = indexOf(current, value[0]);
        return at < 0 ? current : current.slice(0, at + 1);
    },
};

/** Every operator that some type takes. */
export const ASSIGNMENT_OPERATORS: readonly string[] = [
    ...new Set([
        'Assign',
        'AssignCount',
        'RemovePosition',
        ...Object.keys(SCALAR).map((key) => key.split(' ')[0] ?? ''),
        ...Object.keys(COLLECTION),
    ]),
].sort();
