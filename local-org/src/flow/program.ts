/** What a compiled flow consists of. */
import type { StoredRecord } from '../schema/types.ts';
import type { Interview } from './interview.ts';
import type { FlowFault, FlowTransaction } from './port.ts';
import type { FlowType, FlowValue } from './values.ts';

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

export type CompiledElement = StepElement | DataElement;

export type StartKind = 'RecordTriggered' | 'PlatformEvent' | 'AutoLaunched';
export type Timing = 'RecordBeforeSave' | 'RecordAfterSave';
export type TriggeredOn = 'Create' | 'Update' | 'CreateAndUpdate';

export type FlowPath = AsyncPath | TimedPath;

export interface AsyncPath {
    /** As `runAfterSave` takes it. */
    readonly name: string;
    readonly kind: 'AsyncAfterCommit';
    readonly first: string;
}

/** A path that runs at a time: so long before or after the save, or before or after a date of the record. */
export interface TimedPath {
    readonly name: string;
    readonly kind: 'Timed';
    readonly first: string;
    /** The date or date-time field that the time is counted from; undefined: from the save. */
    readonly field: string | undefined;
    readonly offsetMilliseconds: number;
    /** Most records that run in one transaction. */
    readonly batchSize: number;
}

export interface FlowStart {
    readonly kind: StartKind;
    /** The object or platform event that starts it. */
    readonly object: string | undefined;
    readonly timing: Timing | undefined;
    readonly on: TriggeredOn | undefined;
    /** The first element of the path that runs at once; undefined when only later paths have elements. */
    readonly first: string | undefined;
    readonly paths: readonly FlowPath[];
}

export interface FlowVariable {
    readonly name: string;
    readonly type: FlowType;
    readonly isInput: boolean;
    readonly isOutput: boolean;
    /** The value with which an interview begins. */
    initial(interview: Interview): FlowValue;
}

export interface CompiledFlow {
    readonly name: string;
    readonly label: string;
    readonly file: string;
    readonly status: 'Active' | 'Draft' | 'Obsolete';
    readonly triggerOrder: number | undefined;
    readonly start: FlowStart;
    readonly variables: readonly FlowVariable[];
    readonly elements: ReadonlyMap<string, CompiledElement>;
    /** Whether a saved record (`prior` null when created) or an event starts the flow. */
    matches(record: StoredRecord, prior: StoredRecord | null, tx: FlowTransaction): boolean;
    /** Whether a saved record meets the entry conditions, though it may have met them before. */
    meets(record: StoredRecord, prior: StoredRecord | null, tx: FlowTransaction): boolean;
}
