/** Collection Filter and Collection Sort. */
import { readConditions } from '../conditions.ts';
import type { Condition } from '../conditions.ts';
import { compileFlowFormula } from '../formulas.ts';
import type { Interview } from '../interview.ts';
import type { CompiledElement } from '../program.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import { slot } from '../operands.ts';
import type { Operand } from '../operands.ts';
import type { Scope } from '../scope.ts';
import { accepts, asList, asScalar, describeType, isRecord, itemType } from '../values.ts';
import type { FlowList } from '../values.ts';
import { onward } from './draft.ts';
import type { ElementDraft } from './draft.ts';

type Work = (interview: Interview) => void;

export function readCollectionProcessor(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const kind = reader.choice('collectionProcessorType', ['FilterCollectionProcessor', 'SortCollectionProcessor']);
    reader.choice('elementSubtype', ['FilterCollectionProcessor', 'SortCollectionProcessor']); // repeats the type
    const reference = reader.required('collectionReference');
    const next = connector(reader, 'connector');
    const filters = kind === 'FilterCollectionProcessor';
    const work = filters ? readFilter(reader, reference) : readSort(reader, reference);
    reader.end();
    return {
        name: reader.owner,
        tag: reader.tag,
        ways: onward(next),
        ...(filters ? { declare: (scope: Scope) => declareFiltered(scope, reader, reference) } : {}),
        compile: (scope) => stepOf(reader, next, work(scope)),
    };
}

function stepOf(reader: FlowReader, next: string | undefined, work: Work): CompiledElement {
    return {
        kind: 'step',
        name: reader.owner,
        tag: reader.tag,
        advance: (interview) => {
            work(interview);
            return next;
        },
    };
}

function collection(scope: Scope, reader: FlowReader, reference: string): Operand {
    const operand = scope.resolve(reference, reader.owner);
    if (!operand.type.collection) throw reader.invalid(`${reference} is not a collection`);
    return operand;
}

function declareFiltered(scope: Scope, reader: FlowReader, reference: string): void {
    const { owner } = reader;
    scope.declare(owner, () => slot(owner, collection(scope, reader, reference).type, true));
}

function readFilter(reader: FlowReader, reference: string): (scope: Scope) => Work {
    const variable = reader.required('assignNextValueToReference');
    const formula = reader.optional('formula');
    const holdsFor = readCriteria(reader, formula);
    return (scope) => {
        const [source, item] = [collection(scope, reader, reference), scope.resolve(variable, reader.owner)];
        const { write } = item;
        if (!write || !accepts(item.type, itemType(source.type)))
            throw reader.invalid(`${variable} cannot take the items of ${reference} (${describeType(source.type)})`);
        const holds = holdsFor(scope);
        const output = scope.resolve(reader.owner, reader.owner);
        return (interview) => {
            const kept = asList(source.read(interview)).filter((candidate) => {
                write(interview, candidate);
                return holds(interview);
            });
            output.write?.(interview, kept);
        };
    };
}

/** `conditionLogic` says whether the formula counts or the conditions: that is how Flow Builder writes it. */
function readCriteria(reader: FlowReader, formula: string | undefined): (scope: Scope) => Condition {
    const hasConditions = reader.childNames().includes('conditions');
    const byFormula = reader.peek('conditionLogic') === 'formula_evaluates_to_true' || !hasConditions;
    if (!byFormula || formula === undefined) return readConditions(reader);
    reader.ignore('conditionLogic', 'conditions');
    return (scope) => {
        const compiled = compileFlowFormula(formula, scope, reader.owner);
        if (compiled.type !== 'Boolean') throw reader.invalid(`the formula gives ${compiled.type}, not Boolean`);
        return (interview) => compiled.evaluate(interview) === true;
    };
}

interface SortOption {
    readonly field: string | undefined;
    readonly descending: boolean;
    readonly nullsFirst: boolean;
}

function readSort(reader: FlowReader, reference: string): (scope: Scope) => Work {
    const limit = reader.integer('limit');
    const options = reader.many('sortOptions').map((option): SortOption => {
        const order = option.choice('sortOrder', ['Asc', 'Desc']);
        const read = {
            field: option.optional('sortField'),
            descending: order === 'Desc',
            nullsFirst: option.flag('doesPutEmptyStringAndNullFirst'),
        };
        option.end();
        return read;
    });
    return (scope) => {
        const source = collection(scope, reader, reference);
        const { write, type } = source;
        if (!write) throw reader.invalid(`${reference} cannot be sorted in place`);
        if (type.kind === 'Record') {
            const object = scope.object(type.object, reader.owner);
            for (const { field } of options) if (field !== undefined) scope.field(object, field, reader.owner);
        }
        return (interview) => {
            const sorted = [...asList(source.read(interview))].sort((a, b) => compareItems(a, b, options));
            write(interview, limit === undefined ? sorted : sorted.slice(0, limit));
        };
    };
}

function compareItems(a: FlowList[number], b: FlowList[number], options: readonly SortOption[]): number {
    for (const { field, descending, nullsFirst } of options) {
        const [x, y] = [sortKey(a, field), sortKey(b, field)];
        if (x === y) continue;
        if (x === null || y === null) return (x === null) === nullsFirst ? -1 : 1;
        const order = x < y ? -1 : 1;
        return descending ? -order : order;
    }
    return 0;
}

function sortKey(item: FlowList[number], field: string | undefined): FlowListKey {
    const value = isRecord(item) ? (item.fields[field ?? ''] ?? null) : asScalar(item);
    return value === '' ? null : value;
}
type FlowListKey = string | number | boolean | null;
