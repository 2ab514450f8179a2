/** The Flow engine: loads Flow metadata and runs it against the org through the port. */
export { ELEMENTS as FLOW_ELEMENTS } from './elements/index.ts';
export { ACTIONS as FLOW_ACTIONS } from './actions/index.ts';
export { CONDITION_OPERATORS } from './conditions.ts';
export { ASSIGNMENT_OPERATORS } from './elements/assignments.ts';
export { TRANSFORM_TYPES } from './elements/transforms.ts';
export { FILTER_OPERATORS } from './filters.ts';
export { FLOW_GLOBALS } from './flowGlobals.ts';
export { RESOURCE_TAGS } from './load.ts';
export { DATA_TYPES } from './resources.ts';
export { TRIGGERS } from './start.ts';
export { InvalidFlow, UnsupportedInFlow } from './errors.ts';
export { flowName, loadFlow, readSignature } from './load.ts';
export type { FlowFile } from './load.ts';
export { dueTime } from './paths.ts';
export { FREQUENCIES, OFFSET_UNITS, OUTCOME } from './program.ts';
export type { CompiledFlow, ElementOutline, FlowPath, FlowStart, FlowVariable, TimedPath } from './program.ts';
export {
    contextOf,
    runAfterSave,
    runAutolaunched,
    runBeforeDelete,
    runBeforeSave,
    runEventBatch,
    runScheduled,
} from './run.ts';
export type { CallOutcome, FlowOutcome, SavedRecord } from './run.ts';
export type { LoadContext, SubflowSignature } from './scope.ts';
export type { FlowRecord, FlowType, FlowValue } from './values.ts';
