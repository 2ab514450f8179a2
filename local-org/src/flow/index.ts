/** The Flow engine: loads Flow metadata and runs it against the org through the port. */
export { ELEMENTS as FLOW_ELEMENTS } from './elements/index.ts';
export { InvalidFlow, UnsupportedInFlow } from './errors.ts';
export { flowName, loadFlow, readSignature } from './load.ts';
export type { FlowFile } from './load.ts';
export { dueTime } from './paths.ts';
export { OUTCOME } from './program.ts';
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
export type { FlowValue } from './values.ts';
