/** The local org's own controls, under /local: for tests, demonstrations and people who want to look inside. */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import { FAULT_CONTROLS } from './faultControls.ts';
import { OAUTH_CONTROLS } from './oauthControls.ts';
import { readableEntry } from './traceView.ts';
import type { Call, Route } from '../route.ts';

const BatchSizeRequest = z.strictObject({ size: z.int().min(1).max(2000) });
const DropRequest = z.strictObject({ forget: z.boolean().default(false) });
const CENTURY_SECONDS = 3_155_760_000; // further, and a date-time could not be written any more
const ClockRequest = z.union([
    z.strictObject({ now: z.iso.datetime({ offset: true }) }),
    z.strictObject({ advanceSeconds: z.number().min(-CENTURY_SECONDS).max(CENTURY_SECONDS) }),
]);

const reset: Route = {
    method: 'POST',
    path: '//local/reset',
    summary: 'Put the org back to how it was after the start; what was deployed since stays deployed',
    handle({ org, faults, jobs, recent }) {
        org.reset();
        jobs.clear();
        recent.clear();
        faults.clear();
        return { status: 204 };
    },
};

const idle: Route = {
    method: 'GET',
    path: '//local/idle',
    summary: 'Answer once no event batch and no asynchronous path is left to run',
    async handle({ org }) {
        await org.background.idle();
        return ok({ idle: true });
    },
};

const flowErrors: Route = {
    method: 'GET',
    path: '//local/flow-errors',
    summary: 'Event batches and asynchronous paths that failed; nobody else is told',
    handle: (call) => ok(call.org.flowErrors.last(count(call, 1000))),
};

const trace: Route = {
    method: 'GET',
    path: '//local/trace',
    summary: 'The last elements that flows executed (`limit`); long collections are shown by their first items',
    handle: (call) => ok(call.org.traceEntries.last(count(call, 1000)).map(readableEntry)),
};

const transactions: Route = {
    method: 'GET',
    path: '//local/limits',
    summary: 'What the last transactions used of their limits (`limit`)',
    handle: (call) => ok(call.org.transactions.last(count(call, 100))),
};

const events: Route = {
    method: 'GET',
    path: '//local/events/:event',
    summary: 'The events of the last 72 hours, at least the newest 20,000',
    handle: ({ org, params }) => ok(org.events.kept(params['event'] ?? '')),
};

// At most 200 events in newer documentation, 2,000 in older: https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_subscribe_flow.htm
const eventBatchSize: Route = {
    method: 'POST',
    path: '//local/event-batch-size',
    summary: 'Give flows at most `size` events at once (1 to 2,000), until the next reset',
    handle({ org, body }) {
        org.events.batchSize = parseBody(BatchSizeRequest, body).size;
        return { status: 204 };
    },
};

const dropClients: Route = {
    method: 'POST',
    path: '//local/drop-clients',
    summary: 'Cut off every CometD client that waits; with `forget` none of them is known any more',
    handle({ streaming, body }) {
        const { forget } = parseBody(DropRequest, body);
        streaming.dropConnections();
        if (forget) streaming.forgetClients();
        return { status: 204 };
    },
};

const pubSub: Route = {
    method: 'GET',
    path: '//local/pubsub',
    summary: 'Where the Pub/Sub API answers, and the certificate (PEM) that its clients are to trust',
    async handle({ pubSub: running }) {
        if (!running) throw ERRORS.notFound();
        return ok({ endpoint: running.endpoint, certificate: await running.certificate() });
    },
};

const clock: Route = {
    method: 'POST',
    path: '//local/clock',
    summary: 'Set the clock to `now`, or move it by `advanceSeconds`; what is due by then runs',
    handle({ org, body }) {
        const request = parseBody(ClockRequest, body);
        if ('now' in request) org.clock.setTo(Date.parse(request.now));
        else org.clock.advance(request.advanceSeconds * 1000);
        return ok({ now: new Date(org.clock.now()).toISOString() });
    },
};

const time: Route = {
    method: 'GET',
    path: '//local/clock',
    summary: 'What the clock shows',
    handle: ({ org }) => ok({ now: new Date(org.clock.now()).toISOString() }),
};

const scheduled: Route = {
    method: 'GET',
    path: '//local/scheduled',
    summary: 'Paths of flows that wait for their time or for another try, the next first (`limit`)',
    handle: (call) =>
        ok(
            call.org.laterPaths
                .waiting()
                .slice(0, count(call, 1000))
                .map(({ start: { flow, path, id }, dueAt, failures }) => ({
                    ...{ flow, path, recordId: id, failures },
                    dueAt: new Date(dueAt).toISOString(),
                })),
        ),
};

const schedules: Route = {
    method: 'GET',
    path: '//local/schedules',
    summary: 'When each schedule-triggered flow runs next, the first one first',
    handle: ({ org }) =>
        ok(org.scheduledFlows.upcoming().map(({ flow, dueAt }) => ({ flow, dueAt: new Date(dueAt).toISOString() }))),
};

const outbox: Route = {
    method: 'GET',
    path: '//local/outbox',
    summary: 'The emails that flows have sent, oldest first; they go nowhere else',
    handle: ({ org }) => ok(org.outbox.all()),
};

const notifications: Route = {
    method: 'GET',
    path: '//local/notifications',
    summary: 'The custom notifications that flows have sent, oldest first (`limit`); they go nowhere else',
    handle: (call) => ok(call.org.notifications.last(count(call, 1000))),
};

const snapshot: Route = {
    method: 'POST',
    path: '//local/snapshot',
    summary: 'Write the snapshot file that `--snapshot` names, once nothing is left to run',
    async handle({ snapshot: file }) {
        if (!file) throw ERRORS.unsupported('snapshots unless it is started with --snapshot FILE');
        return ok(await file.save());
    },
};

export const CONTROLS: readonly Route[] = [
    reset,
    idle,
    flowErrors,
    trace,
    transactions,
    events,
    eventBatchSize,
    dropClients,
    pubSub,
    clock,
    time,
    scheduled,
    schedules,
    outbox,
    notifications,
    snapshot,
    ...FAULT_CONTROLS,
    ...OAUTH_CONTROLS,
];

function count({ query }: Call, otherwise: number): number {
    const asked = Number(query['limit'] ?? otherwise);
    return Number.isInteger(asked) && asked >= 0 ? asked : otherwise;
}
