/**
 * Tests of flows, in this process and without HTTP. docs/flow-tests.md shows how.
 *
 * @example
 * const org = openFlowOrg({ project: '.' });
 * await org.insert('Contact', { LastName: 'Invented' });
 * assert.deepEqual(org.rows('SELECT Name FROM Contact'), [{ Name: 'Invented' }]);
 */
export { Coverage, coverageTable, outcomeKey, shareOf } from './coverage.ts';
export type { CoverageReport, FlowHits, Share } from './coverage.ts';
export { FlowOrg, openFlowOrg, RefusedRows } from './flowOrg.ts';
export type { Feeding, FlowOrgOptions, Row, Waiting } from './flowOrg.ts';
export { flowTests, runFlowTest } from './flowTest.ts';
export type { FlowTest, FlowTestBody, FlowTests } from './flowTest.ts';
export type { Change, FaultOrder } from './flowWatcher.ts';
export { mutationTable, noticedShare } from './mutation/report.ts';
export type { FlowOutcome, MutationCounts, MutationReport, Survivor } from './mutation/report.ts';
export { mutantName } from './mutation/mutant.ts';
export type { Mutant } from './mutation/mutant.ts';
export { mutantsOf } from './mutation/mutants.ts';
export { runMutation } from './mutation/run.ts';
export type { MutationOptions } from './mutation/run.ts';
export { MutationSession } from './mutation/session.ts';
export { findTestFiles, importTests } from './testFiles.ts';
