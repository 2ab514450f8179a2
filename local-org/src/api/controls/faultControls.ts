/** Ordering faults, seeing which are in force, and ending them. */
import { ERRORS } from '../../errors.ts';
import { FaultRequest, impossibleForPubSub } from '../../faults/fault.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import type { ActiveFault } from '../../faults/faults.ts';
import type { Route } from '../route.ts';

const KINDS = FaultRequest.options.map((option) => option.shape.kind.value).join(', ');

const orderFault: Route = {
    method: 'POST',
    path: '//local/faults',
    summary: `Order a fault; \`kind\` is one of ${KINDS}`,
    handle({ faults, body }) {
        const fault = parseBody(FaultRequest, body);
        const impossible = impossibleForPubSub(fault);
        if (impossible !== undefined) throw ERRORS.unsupported(impossible);
        return { status: 201, body: shown(faults.order(fault)) };
    },
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

export const FAULT_CONTROLS: readonly Route[] = [orderFault, listFaults, removeFault, clearFaults];

function shown({ id, fault, hits }: ActiveFault): unknown {
    return { id, ...fault, hits };
}
