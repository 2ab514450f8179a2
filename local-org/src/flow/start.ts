/** The start of a flow: what sets it off, which records, which paths. */
import type { StoredRecord } from '../schema/types.ts';
import { readStartFilters } from './conditions.ts';
import type { Condition } from './conditions.ts';
import { readFilters } from './filters.ts';
import { compileFlowFormula } from './formulas.ts';
import { newInterview } from './interview.ts';
import { FlowFault } from './port.ts';
import type { FlowTransaction } from './port.ts';
import { readPath, spellPath } from './paths.ts';
import { FREQUENCIES, TIMINGS } from './program.ts';
import type { CompiledFlow, FlowStart, Schedule, StartKind } from './program.ts';
import { connector } from './reader.ts';
import type { FlowReader } from './reader.ts';
import type { Scope } from './scope.ts';

export const TRIGGERS = [...TIMINGS, 'PlatformEvent', 'Scheduled'] as const;
export const RECORD_TRIGGERS = ['Create', 'Update', 'CreateAndUpdate', 'Delete'] as const;
const KINDS = { PlatformEvent: 'PlatformEvent', Scheduled: 'Scheduled' } as const;

type StartParts = Pick<CompiledFlow, 'start' | 'matches' | 'meets' | 'scheduledFor'>;

export interface StartDraft {
    readonly start: FlowStart;
    readonly compile: (scope: Scope) => StartParts;
}

export function readStart(element: FlowReader): StartDraft {
    const reader = element.named('Start');
    reader.ignore('locationX', 'locationY', 'processMetadataValues', 'label', 'description', 'name');
    const runAs = reader.choice('flowRunAsUser', ['TriggeringUser', 'DefaultWorkflowUser']);
    const trigger = reader.choice('triggerType', TRIGGERS);
    const object = reader.optional('object');
    const on = reader.choice('recordTriggerType', RECORD_TRIGGERS);
    const first = connector(reader, 'connector');
    const paths = reader.many('scheduledPaths').map(readPath);
    const timing = TIMINGS.find((each) => each === trigger);
    const kind: StartKind =
        trigger === 'PlatformEvent' || trigger === 'Scheduled'
            ? KINDS[trigger]
            : timing
              ? 'RecordTriggered'
              : 'AutoLaunched';
    const schedule = readSchedule(reader);
    const isQueried = kind === 'Scheduled' && object !== undefined;
    const isConditional = !isQueried && ['filters', 'filterFormula'].some((tag) => reader.childNames().includes(tag));
    const start: FlowStart = { kind, object, isConditional, timing, on, first, paths, schedule, runAs };
    const query = isQueried ? readFilters(reader) : undefined;
    const criteria = isQueried ? NO_CRITERIA : readCriteria(reader, start);
    reader.end();
    checkStart(reader, start);
    const compile = (scope: Scope): StartParts => {
        const source = scope.trigger.object;
        const spelled = start.paths.map((path) => (source ? spellPath(path, source, reader) : path));
        const where = source && query?.(scope, source);
        return {
            start: { ...start, object: source?.name, paths: spelled },
            ...matcher(start, criteria.toMeet, criteria.compile(scope)),
            scheduledFor: (tx) => {
                if (!source || !where) return undefined;
                const filters = where.values(newInterview(0, tx, null, null));
                return { object: source.name, filters, logic: where.logic };
            },
        };
    };
    return { start, compile };
}

/** The start time counts in the org's time zone, which is GMT here: platform.flow_considerations_trigger_schedule.htm (2026-11-25) */
function readSchedule(reader: FlowReader): Schedule | undefined {
    const schedule = reader.child('schedule');
    if (!schedule) return undefined;
    const frequency = schedule.choice('frequency', FREQUENCIES);
    const [date, time] = [schedule.required('startDate'), schedule.required('startTime')];
    schedule.end();
    const firstAt = Date.parse(`${date}T${time.endsWith('Z') ? time : `${time}Z`}`);
    if (!frequency) throw reader.invalid('a schedule needs frequency');
    if (Number.isNaN(firstAt)) throw reader.invalid(`'${date} ${time}' is no date and time`);
    return { frequency, firstAt };
}

function checkStart(reader: FlowReader, start: FlowStart): void {
    const { kind, object, on, timing, first, paths, schedule } = start;
    const needsObject = kind === 'RecordTriggered' || kind === 'PlatformEvent';
    if (needsObject && !object) throw reader.invalid('the start needs an object');
    if (kind === 'RecordTriggered' && !on) throw reader.invalid('the start needs recordTriggerType');
    if (kind !== 'RecordTriggered' && on) throw reader.invalid('only a record-triggered flow has recordTriggerType');
    if (on && (on === 'Delete') !== (timing === 'RecordBeforeDelete'))
        throw reader.invalid(`recordTriggerType ${on} does not go with ${timing}`);
    if (kind === 'AutoLaunched' && object) throw reader.invalid('an object without triggerType');
    if ((kind === 'Scheduled') !== (schedule !== undefined))
        throw reader.invalid('a schedule goes with the trigger type Scheduled');
    if (paths.length > 0 && timing !== 'RecordAfterSave')
        throw reader.invalid('only a flow that runs after the save has scheduledPaths');
    if (first === undefined && paths.length === 0) throw reader.invalid('the start leads to no element');
}

/** A schedule-triggered flow's filters are a query, so nothing is left to ask of the records it finds. */
const NO_CRITERIA: Criteria = { toMeet: false, compile: () => () => true };

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
    if ((kind === 'AutoLaunched' || kind === 'Scheduled') && (formula !== undefined || hasFilters))
        throw reader.invalid('nothing to filter');
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
        if ((start.on === 'Create' || start.on === 'Delete') && prior) return false;
        if (start.on === 'Update' && !prior) return false;
        if (!meets(record, prior, tx)) return false;
        return !(toMeet && prior && meets(prior, null, tx));
    };
    return { matches, meets };
}
