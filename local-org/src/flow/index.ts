/** The Flow engine: loads Flow metadata and runs it against the org through the port. */
export { ELEMENTS as FLOW_ELEMENTS } from './elements/index.ts';
export { InvalidFlow, UnsupportedInFlow } from './errors.ts';
export { loadFlow } from './load.ts';
export type { FlowFile } from './load.ts';
export { dueTime } from './paths.ts';
export type { CompiledFlow, FlowPath, FlowStart, FlowVariable, TimedPath } from './program.ts';
export { runAfterSave, runAutolaunched, runBeforeSave, runEventBatch } from './run.ts';
export type { CallOutcome, FlowOutcome, SavedRecord } from './run.ts';
export type { LoadContext } from './scope.ts';
export type { FlowValue } from './values.ts';
