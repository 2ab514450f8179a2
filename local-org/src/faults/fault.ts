/** Faults on demand: the one JSON form in which each is ordered. */
import { z } from 'zod';

/** What an API call is for, as far as faults tell calls apart. */
export const FAILING_OPERATIONS = ['publish', 'query', 'any'] as const;
export type FailingOperation = (typeof FAILING_OPERATIONS)[number];

export const EXHAUSTIBLE = ['apiRequests', 'publishedEvents', 'deliveredEvents'] as const;
export type Exhaustible = (typeof EXHAUSTIBLE)[number];

const DAY_SECONDS = 86_400;
const times = z.union([z.int().min(1).max(1_000_000), z.literal('always')]).default(1);
const calls = {
    times,
    operation: z.enum(FAILING_OPERATIONS).optional(),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
    /** Of the path, `*` standing for anything: a path under /services, or `/eventbus.v1.PubSub/Publish` and its like. */
    path: z
        .string()
        .regex(/^\/(services|eventbus\.v1\.PubSub)\//)
        .max(500)
        .optional(),
};
const events = { times, event: z.string().min(1).optional() };

export const FaultRequest = z.discriminatedUnion('kind', [
    z.strictObject({
        ...{ kind: z.literal('error'), ...calls },
        /** `SERVER_UNAVAILABLE`; of the Pub/Sub API `sfdc.platform.eventbus.grpc.service.unavailable`. */
        errorCode: z.string().regex(/^([A-Z][A-Z0-9_]*|sfdc(\.[a-z]+)+)$/),
        status: z.int().min(400).max(599),
        message: z.string().min(1).max(1000).optional(),
    }),
    z.strictObject({
        ...{ kind: z.literal('latency'), ...calls },
        milliseconds: z.int().min(0).max(60_000),
        /** Up to so much more, by the dice of `seed`. */
        jitterMilliseconds: z.int().min(0).max(60_000).default(0),
        seed: z.int().min(0).default(1),
    }),
    z.strictObject({ kind: z.literal('drop'), ...calls, when: z.enum(['beforeCommit', 'afterCommit']) }),
    z.strictObject({ kind: z.literal('expireSessions'), ...calls }),
    z.strictObject({ kind: z.literal('loseEvents'), ...events }),
    z.strictObject({ kind: z.literal('duplicateEvents'), ...events }),
    z.strictObject({ kind: z.literal('delayEvents'), ...events, seconds: z.int().min(1).max(DAY_SECONDS) }),
    /** So many events wait for each other and come in the reverse order. */
    z.strictObject({ kind: z.literal('reorderEvents'), event: events.event, times: z.int().min(2).max(2000) }),
    z.strictObject({ kind: z.literal('rollBackFlowBatches'), times, flow: z.string().min(1).optional() }),
    z.strictObject({ kind: z.literal('rowLocks'), times, object: z.string().min(1) }),
    z.strictObject({ kind: z.literal('storageFull'), times }),
    z.strictObject({ kind: z.literal('limitExhausted'), limit: z.enum(EXHAUSTIBLE) }),
]);
export type Fault = z.infer<typeof FaultRequest>;
export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

const RPCS = ['GetTopic', 'GetSchema', 'Publish', 'PublishStream', 'Subscribe'];
const PUBSUB = '/eventbus.v1.PubSub/';

/** What of an order for the Pub/Sub API cannot be, by name. */
export function impossibleForPubSub(fault: Fault): string | undefined {
    const { path, method, operation } = 'path' in fault ? fault : {};
    if (!path?.startsWith(PUBSUB)) return undefined;
    const rpc = path.slice(PUBSUB.length);
    if (rpc !== '*' && !RPCS.includes(rpc)) return `faults of ${path}: it serves ${RPCS.join(', ')} and *`;
    if (method !== undefined && method !== 'POST') return `${method} of ${path}: every call of gRPC is a POST`;
    return operation === 'query' ? `queries of ${path}: the Pub/Sub API has none` : undefined;
}
