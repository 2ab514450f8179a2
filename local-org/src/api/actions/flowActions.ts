/**
 * Autolaunched flows over REST: listed, described, run with up to 200 sets of inputs in one call.
 * https://developer.salesforce.com/docs/atlas.en-us.262.0.api_action.meta/api_action/actions_obj_flow.htm (2026-11-25)
 */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { flowInputs, flowOutput } from './flowValues.ts';
import { runAutolaunched } from '../../flow/index.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import type { CallOutcome, CompiledFlow, FlowValue, FlowVariable } from '../../flow/index.ts';
import type { Org } from '../../org.ts';
import type { Transaction } from '../../records/transaction.ts';
import type { Call, Route } from '../route.ts';

const MOST_INPUTS = 200;
const ATTEMPTS = 3;
const InvokeRequest = z.object({ inputs: z.array(z.record(z.string(), z.unknown())).min(1) });

export const listFlowActions: Route = {
    method: 'GET',
    path: '/actions/custom/flow',
    summary: 'List the active autolaunched flows',
    handle: ({ org, base }) =>
        ok({
            actions: org.automation.callable.map(({ name, label }) => ({
                name,
                label,
                type: 'FLOW',
                url: `${base}/actions/custom/flow/${name}`,
            })),
        }),
};

export const describeFlowAction: Route = {
    method: 'GET',
    path: '/actions/custom/flow/:name',
    summary: 'Describe an autolaunched flow with its inputs and outputs',
    handle(call) {
        const flow = flowOf(call);
        const parameters = (kind: 'isInput' | 'isOutput'): object[] =>
            flow.variables.filter((variable) => variable[kind]).map(describe);
        return ok({
            ...{ name: flow.name, label: flow.label, type: 'FLOW', standard: false, targetEntityName: null },
            inputs: parameters('isInput'),
            outputs: [...parameters('isOutput'), STATUS_OUTPUT, GUID_OUTPUT],
        });
    },
};

export const invokeFlowAction: Route = {
    method: 'POST',
    path: '/actions/custom/flow/:name',
    summary: 'Run an autolaunched flow, once for each of up to 200 sets of inputs, all in one transaction',
    handle(call) {
        const flow = flowOf(call);
        const { inputs } = parseBody(InvokeRequest, call.body);
        if (inputs.length > MOST_INPUTS) throw ERRORS.tooManyRecords(MOST_INPUTS);
        const given = inputs.map((input) => flowInputs(call.org, flow, input));
        const outcomes = call.org.transact(`flow: ${flow.name} (${given.length})`, (tx) => runAll(flow, given, tx));
        const body = outcomes.map((outcome) => resultOf(call.org, flow, outcome));
        return { status: outcomes.every(({ ok: went }) => went) ? 200 : 400, body };
    },
};

function flowOf({ org, params }: Call): CompiledFlow {
    const flow = org.automation.callable.find(({ name }) => name === params['name']);
    if (!flow) throw ERRORS.notFound();
    return flow;
}

/** What a failing interview has written is undone, and the others run again without it, as in every save. */
function runAll(
    flow: CompiledFlow,
    inputs: readonly Readonly<Record<string, FlowValue>>[],
    tx: Transaction,
): readonly CallOutcome[] {
    const outcomes = new Map<number, CallOutcome>();
    let alive = [...inputs.keys()];
    for (let attempt = 1; alive.length > 0; attempt += 1) {
        const rollback = tx.savepoint();
        const results = runAutolaunched(
            flow,
            alive.map((index) => inputs[index] ?? {}),
            tx,
        );
        for (const [at, index] of alive.entries()) {
            const result = results[at];
            if (result) outcomes.set(index, result);
        }
        const isDone = results.every(({ ok: went }) => went);
        if (isDone) break;
        rollback();
        const failed = new Set(alive.filter((_, at) => results[at]?.ok === false));
        const others = alive.filter((index) => !failed.has(index));
        if (attempt === ATTEMPTS)
            for (const index of others)
                outcomes.set(index, { ok: false, guid: '', error: ERRORS.tooManyRetries().toSaveError() });
        alive = attempt === ATTEMPTS ? [] : others;
    }
    return inputs.flatMap((_, index) => outcomes.get(index) ?? []);
}

function resultOf(org: Org, flow: CompiledFlow, outcome: CallOutcome): object {
    const status = { Flow__InterviewGuid: outcome.guid, Flow__InterviewStatus: outcome.ok ? 'Finished' : 'Error' };
    if (!outcome.ok)
        return { actionName: flow.name, errors: [outcome.error], isSuccess: false, outputValues: status, version: 1 };
    const outputs = flow.variables
        .filter(({ isOutput }) => isOutput)
        .map(({ name, type }): [string, unknown] => [name, flowOutput(org, type, outcome.outputs[name] ?? null)]);
    const values = Object.fromEntries(outputs);
    return {
        ...{ actionName: flow.name, errors: null, isSuccess: true, version: 1 },
        outputValues: { ...values, ...status },
    };
}

const TYPES = {
    Text: 'STRING',
    Picklist: 'PICKLIST',
    MultiselectPicklist: 'MULTIPICKLIST',
    Number: 'NUMBER',
    Boolean: 'BOOLEAN',
    Date: 'DATE',
    DateTime: 'DATETIME',
    Time: 'TIME',
    Record: 'SOBJECT',
} as const satisfies Record<FlowVariable['type']['kind'], string>;
const MOST_ITEMS = 2000;

function describe({ name, type }: FlowVariable): object {
    return {
        ...{ name, label: name, type: TYPES[type.kind], required: false, description: null, byteLength: 0 },
        maxOccurs: type.collection ? MOST_ITEMS : 1,
        sobjectType: type.kind === 'Record' ? type.object : null,
        picklistValues: null,
    };
}

const output = { required: false, byteLength: 0, maxOccurs: 1, sobjectType: null, picklistValues: null };
const STATUS_OUTPUT = {
    ...{ name: 'Flow__InterviewStatus', label: 'Interview Status', type: 'PICKLIST' },
    ...{ ...output, description: 'Created, Started, Finished, Error or Waiting' },
};
const GUID_OUTPUT = {
    ...{ name: 'Flow__InterviewGuid', label: 'Interview Guid', type: 'STRING' },
    ...{ ...output, description: 'The interview’s own id' },
};
