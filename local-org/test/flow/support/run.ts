/** Running a flow once, and what the tests of the elements start from. */
import assert from 'node:assert/strict';
import { runAutolaunched, runBeforeSave } from '../../../src/flow/index.ts';
import type { CallOutcome, CompiledFlow, FlowValue } from '../../../src/flow/index.ts';
import type { StoredRecord } from '../../../src/schema/types.ts';
import { FakeOrg } from './fakeOrg.ts';
import { load, node, start, then } from './flowXml.ts';

export const OUTPUT = { isOutput: true };
export const LIST = { isCollection: true, isOutput: true };

export function outputs(outcome: CallOutcome | undefined): Readonly<Record<string, FlowValue>> {
    assert.ok(outcome?.ok, JSON.stringify(outcome));
    return outcome.outputs;
}

/** Runs a flow without trigger once and gives its outputs. */
export function call(org: FakeOrg, first: string, ...parts: readonly string[]): Readonly<Record<string, FlowValue>> {
    return outputs(runAutolaunched(load(start('called', first), ...parts), [{}], org)[0]);
}

/** Runs a before-save flow for one record and gives the record. */
export function before(flow: CompiledFlow, record: StoredRecord, prior: StoredRecord | null = null): StoredRecord {
    const [outcome] = runBeforeSave(flow, [{ record, prior }], new FakeOrg());
    assert.ok(outcome?.ok, JSON.stringify(outcome));
    return record;
}

export function parcels(): FakeOrg {
    const org = new FakeOrg();
    org.add('Parcel__c', { Name: 'B', Weight__c: 2 }, { Name: 'A', Weight__c: 1 }, { Name: 'C', Weight__c: 3 });
    return org;
}

export function getParcels(inner: string, next: string): string {
    return node('recordLookups', 'Get', then(next) + `${inner}<object>Parcel__c</object>`);
}
