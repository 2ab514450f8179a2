/** The start of a flow: what sets it off, which records, which paths. */
import type { StoredRecord } from '../schema/types.ts';
import { readStartFilters } from './conditions.ts';
import type { Condition } from './conditions.ts';
import { compileFlowFormula } from './formulas.ts';
import { newInterview } from './interview.ts';
import { FlowFault } from './port.ts';
import type { FlowTransaction } from './port.ts';
import { readPath, spellPath } from './paths.ts';
import type { CompiledFlow, FlowStart, StartKind } from './program.ts';
import { connector } from './reader.ts';
import type { FlowReader } from './reader.ts';
import type { Scope } from './scope.ts';

const TRIGGERS = ['RecordBeforeSave', 'RecordAfterSave', 'PlatformEvent'] as const;
const RECORD_TRIGGERS = ['Create', 'Update', 'CreateAndUpdate'] as const;

export interface StartDraft {
    readonly start: FlowStart;
    readonly compile: (scope: Scope) => Pick<CompiledFlow, 'start' | 'matches' | 'meets'>;
}

export function readStart(element: FlowReader): StartDraft {
    const reader = element.named('Start');
    reader.ignore('locationX', 'locationY', 'processMetadataValues', 'label', 'description', 'name');
    // The local org has one user, who may do everything; event-triggered flows name theirs.
    reader.choice('flowRunAsUser', ['TriggeringUser', 'DefaultWorkflowUser']);
    const timing = reader.choice('triggerType', TRIGGERS);
    const object = reader.optional('object');
    const on = reader.choice('recordTriggerType', RECORD_TRIGGERS);
    const first = connector(reader, 'connector');
    const paths = reader.many('scheduledPaths').map(readPath);
    const kind: StartKind =
        timing === undefined ? 'AutoLaunched' : timing === 'PlatformEvent' ? 'PlatformEvent' : 'RecordTriggered';
    const start: FlowStart = {
        kind,
        object,
        timing: timing === 'PlatformEvent' ? undefined : timing,
        on,
        first,
        paths,
    };
    const criteria = readCriteria(reader, start);
    reader.end();
    checkStart(reader, start);
    const compile = (scope: Scope): Pick<CompiledFlow, 'start' | 'matches' | 'meets'> => {
        const trigger = scope.trigger.object;
        const spelled = start.paths.map((path) => (trigger ? spellPath(path, trigger, reader) : path));
        return {
            start: { ...start, object: trigger?.name, paths: spelled },
            ...matcher(start, criteria.toMeet, criteria.compile(scope)),
        };
    };
    return { start, compile };
}

function checkStart(reader: FlowReader, { kind, object, on, timing, first, paths }: FlowStart): void {
    if (kind !== 'AutoLaunched' && !object) throw reader.invalid('the start needs an object');
    if (kind === 'RecordTriggered' && !on) throw reader.invalid('the start needs recordTriggerType');
    if (kind !== 'RecordTriggered' && on) throw reader.invalid('only a record-triggered flow has recordTriggerType');
    if (kind === 'AutoLaunched' && object) throw reader.invalid('an object without triggerType');
    if (paths.length > 0 && timing !== 'RecordAfterSave')
        throw reader.invalid('only a flow that runs after the save has scheduledPaths');
    if (first === undefined && paths.length === 0) throw reader.invalid('the start leads to no element');
}

interface Criteria {
    /** Only when an update makes the record meet the criteria. */
    readonly toMeet: boolean;
    compile(scope: Scope): Condition;
}

function readCriteria(reader: FlowReader, { kind, paths, on }: FlowStart): Criteria {
    const toMeet = reader.flag('doesRequireRecordChangedToMeetCriteria');
    const formula = reader.optional('filterFormula');
    const hasFilters = reader.childNames().includes('filters');
    const asksForChange = reader.many('filters').some((filter) => filter.optional('operator') === 'IsChanged');
    const filters = readStartFilters(reader);
    if (formula !== undefined && hasFilters) throw reader.invalid('filters and filterFormula exclude each other');
    if (kind === 'AutoLaunched' && (formula !== undefined || hasFilters)) throw reader.invalid('nothing to filter');
    if (toMeet && formula === undefined && !hasFilters)
        throw reader.invalid('doesRequireRecordChangedToMeetCriteria needs criteria');
    // Reported from an org at API 67: activation refuses an asynchronous path that every update would start.
    const guarded = toMeet || asksForChange || /ISCHANGED\s*\(/i.test(formula ?? '');
    if (paths.some((path) => path.kind === 'AsyncAfterCommit') && on !== 'Create' && !guarded)
        throw reader.invalid('an asynchronous path on updates needs criteria that ask for a change');
    return {
        toMeet,
        compile: (scope) => (formula === undefined ? filters(scope) : entryFormula(formula, scope, reader)),
    };
}

function entryFormula(source: string, scope: Scope, reader: FlowReader): Condition {
    const formula = compileFlowFormula(source, scope, reader.owner);
    if (formula.type !== 'Boolean') throw reader.invalid(`the entry formula gives ${formula.type}, not Boolean`);
    return (interview) => formula.evaluate(interview) === true;
}

function matcher(start: FlowStart, toMeet: boolean, criteria: Condition): Pick<CompiledFlow, 'matches' | 'meets'> {
    const meets = (record: StoredRecord, prior: StoredRecord | null, tx: FlowTransaction): boolean => {
        try {
            return criteria(newInterview(0, tx, record, prior));
        } catch (error) {
            if (error instanceof FlowFault) return false; // an entry formula without a result is not met
            throw error;
        }
    };
    const matches: CompiledFlow['matches'] = (record, prior, tx) => {
        if (start.on === 'Create' && prior) return false;
        if (start.on === 'Update' && !prior) return false;
        if (!meets(record, prior, tx)) return false;
        return !(toMeet && prior && meets(prior, null, tx));
    };
    return { matches, meets };
}
