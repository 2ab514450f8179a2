/** Ordering faults, seeing which are in force, and ending them. */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { FAILING_OPERATIONS, FaultRequest } from '../../faults/fault.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import type { ActiveFault } from '../../faults/faults.ts';
import type { Route } from '../route.ts';

const Times = z.int().min(0);
const FailRequest = z.strictObject({
    operation: z.enum(FAILING_OPERATIONS),
    errorCode: z.string().min(1).default('SERVER_UNAVAILABLE'),
    status: z.int().min(400).max(599).default(503),
    times: Times.default(1),
});
const LoseRequest = z.strictObject({ times: Times.default(1) });

const KINDS = FaultRequest.options.map((option) => option.shape.kind.value).join(', ');

const orderFault: Route = {
    method: 'POST',
    path: '//local/faults',
    summary: `Order a fault; \`kind\` is one of ${KINDS}`,
    handle: ({ faults, body }) => ({ status: 201, body: shown(faults.order(parseBody(FaultRequest, body))) }),
};

const listFaults: Route = {
    method: 'GET',
    path: '//local/faults',
    summary: 'The faults that were ordered, and how often each has struck (`hits`)',
    handle: ({ faults }) => ok(faults.list().map(shown)),
};

const clearFaults: Route = {
    method: 'DELETE',
    path: '//local/faults',
    summary: 'End every fault',
    handle({ faults }) {
        faults.clear();
        return { status: 204 };
    },
};

const removeFault: Route = {
    method: 'DELETE',
    path: '//local/faults/:id',
    summary: 'End one fault',
    handle({ faults, params }) {
        if (!faults.remove(params['id'] ?? '')) throw ERRORS.notFound();
        return { status: 204 };
    },
};

const fail: Route = {
    method: 'POST',
    path: '//local/fail',
    summary: 'Answer the next `times` calls of `operation` (publish, query, any) with `errorCode` and `status`',
    handle({ faults, body }) {
        const { operation, errorCode, status, times } = parseBody(FailRequest, body);
        faults.removeWhere(
            (fault) => fault.kind === 'error' && fault.path === undefined && fault.operation === operation,
        );
        if (times > 0) faults.order({ kind: 'error', operation, errorCode, status, times });
        return { status: 204 };
    },
};

const loseEvents: Route = {
    method: 'POST',
    path: '//local/lose-events',
    summary: 'Accept the next `times` events and lose them',
    handle({ org, body }) {
        org.events.loseNext(parseBody(LoseRequest, body).times);
        return { status: 204 };
    },
};

export const FAULT_CONTROLS: readonly Route[] = [orderFault, listFaults, removeFault, clearFaults, fail, loseEvents];

function shown({ id, fault, hits }: ActiveFault): unknown {
    return { id, ...fault, hits };
}
