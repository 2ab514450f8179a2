/** What a compiled flow consists of. */
import type { StoredRecord } from '../schema/types.ts';
import type { Interview } from './interview.ts';
import type { FlowAccess, FlowFault, FlowTransaction, RecordQuery } from './port.ts';
import type { FlowType, FlowValue } from './values.ts';

/** The ways on from an element that every flow has, as the trace names them; a decision's are its rules' names. */
export const OUTCOME = { next: 'next', fault: 'fault', otherwise: 'default', item: 'item', done: 'done' } as const;

/** An element that one interview executes by itself. */
export interface StepElement {
    readonly kind: 'step';
    readonly name: string;
    readonly tag: string;
    /** Does its work and says where to go on. */
    advance(interview: Interview): string | undefined;
}

/** An element at which interviews wait for each other: a query or DML for all of them together. */
export interface DataElement {
    readonly kind: 'data';
    readonly name: string;
    readonly tag: string;
    readonly next: string | undefined;
    readonly faultNext: string | undefined;
    /** The faults of those interviews that failed; the others went through. */
    execute(interviews: readonly Interview[], tx: FlowTransaction): ReadonlyMap<Interview, FlowFault>;
}

/** An element at which an interview goes on in another flow, and comes back with what that one gives out. */
export interface SubflowElement {
    readonly kind: 'subflow';
    readonly name: string;
    readonly tag: string;
    readonly next: string | undefined;
    /** The flow to run; throws a fault when it is not active. */
    target(): CompiledFlow;
    /** The inputs that this interview gives it. */
    inputs(interview: Interview): Readonly<Record<string, FlowValue>>;
    /** Takes over the outputs. */
    finish(interview: Interview, outputs: Readonly<Record<string, FlowValue>>): void;
}

export type CompiledElement = StepElement | DataElement | SubflowElement;

export type StartKind = 'RecordTriggered' | 'PlatformEvent' | 'Scheduled' | 'AutoLaunched';
export const TIMINGS = ['RecordBeforeSave', 'RecordAfterSave', 'RecordBeforeDelete'] as const;
export type Timing = (typeof TIMINGS)[number];
export type TriggeredOn = 'Create' | 'Update' | 'CreateAndUpdate' | 'Delete';

export type FlowPath = AsyncPath | TimedPath;

export interface AsyncPath {
    /** As `runAfterSave` takes it. */
    readonly name: string;
    readonly kind: 'AsyncAfterCommit';
    readonly first: string;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm (FlowScheduledPath) and the Metadata API's types of version 67.0 (2026-11-26) */
export const OFFSET_UNITS = ['Minutes', 'Hours', 'Days', 'Weeks', 'Months'] as const;

export interface TimeOffset {
    readonly count: number;
    readonly unit: (typeof OFFSET_UNITS)[number];
}

/** A path that runs at a time: so long before or after the save, or before or after a date of the record. */
export interface TimedPath {
    readonly name: string;
    readonly kind: 'Timed';
    readonly first: string;
    /** The date or date-time field that the time is counted from; undefined: from the save. */
    readonly field: string | undefined;
    readonly offset: TimeOffset;
    /** Most records that run in one transaction. */
    readonly batchSize: number;
}

export const FREQUENCIES = ['Once', 'Daily', 'Weekly'] as const;

/** When a schedule-triggered flow runs, for the first time and again. */
export interface Schedule {
    readonly frequency: (typeof FREQUENCIES)[number];
    /** Epoch milliseconds. */
    readonly firstAt: number;
}

export interface FlowStart {
    readonly kind: StartKind;
    /** The object or platform event that starts it. */
    readonly object: string | undefined;
    /** Whether it asks anything of the record or event that starts it. */
    readonly isConditional: boolean;
    readonly timing: Timing | undefined;
    readonly on: TriggeredOn | undefined;
    /** The first element of the path that runs at once; undefined when only later paths have elements. */
    readonly first: string | undefined;
    readonly paths: readonly FlowPath[];
    readonly schedule: Schedule | undefined;
    /** As whom it runs; undefined where the start does not say. */
    readonly runAs: 'TriggeringUser' | 'DefaultWorkflowUser' | undefined;
}

export interface FlowVariable {
    readonly name: string;
    readonly type: FlowType;
    readonly isInput: boolean;
    readonly isOutput: boolean;
    /** The value with which an interview begins. */
    initial(interview: Interview): FlowValue;
}

/** An element and the ways that lead on from it, each by the name the trace gives it. */
export interface ElementOutline {
    readonly name: string;
    readonly tag: string;
    readonly outcomes: readonly { readonly name: string; readonly target: string | undefined }[];
}

export interface CompiledFlow {
    readonly name: string;
    readonly label: string;
    readonly file: string;
    readonly status: 'Active' | 'Draft' | 'Obsolete';
    readonly triggerOrder: number | undefined;
    readonly start: FlowStart;
    readonly variables: readonly FlowVariable[];
    /** `runInMode`; undefined: as whoever runs it. */
    readonly access: FlowAccess | undefined;
    readonly elements: ReadonlyMap<string, CompiledElement>;
    /** What the elements can do, without running them: for coverage and for those who look. */
    readonly outline: readonly ElementOutline[];
    /** Whether a saved record (`prior` null when created) or an event starts the flow. */
    matches(record: StoredRecord, prior: StoredRecord | null, tx: FlowTransaction): boolean;
    /** Whether a saved record meets the entry conditions, though it may have met them before. */
    meets(record: StoredRecord, prior: StoredRecord | null, tx: FlowTransaction): boolean;
    /** Which records a schedule-triggered flow runs for; undefined: it runs once, for none. */
    scheduledFor(tx: FlowTransaction): RecordQuery | undefined;
}
