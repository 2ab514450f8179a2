/** Faults of calls as such: slow answers and cut connections. */
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FailingOperation } from '../faults/fault.ts';
import type { FaultyCall, Faults } from '../faults/faults.ts';
import type { Answer } from './route.ts';

const EVENT_TYPE = /"type"\s*:\s*"\w+__e"/;

export function faultyCall({ method, url, body }: FastifyRequest): FaultyCall {
    const [path = ''] = url.split('?');
    return { method, path, operations: operationsOf(method, path, body) };
}

function operationsOf(method: string, path: string, body: unknown): readonly FailingOperation[] {
    if (/\/query(All)?(\/|$)/.test(path)) return ['query'];
    if (method !== 'POST') return [];
    const isEvent = /\/sobjects\/\w+__e$/.test(path);
    const holdsEvents = path.endsWith('/composite/sobjects') && EVENT_TYPE.test(JSON.stringify(body ?? null));
    return isEvent || holdsEvents ? ['publish'] : [];
}

/** The answer, late if so ordered; undefined when the connection was cut before or after the work. */
export async function withFaults(
    request: FastifyRequest,
    reply: FastifyReply,
    faults: Faults,
    work: () => Answer | Promise<Answer>,
): Promise<Answer | undefined> {
    if (request.url.startsWith('/local/')) return work();
    const call = faultyCall(request);
    const milliseconds = faults.latency(call);
    if (milliseconds > 0) await wait(milliseconds);
    const isCutBefore = faults.drops(call, 'beforeCommit');
    const answer = isCutBefore ? undefined : await work();
    if (!isCutBefore && !faults.drops(call, 'afterCommit')) return answer;
    cut(reply);
    return undefined;
}

function cut(reply: FastifyReply): void {
    reply.hijack();
    reply.raw.destroy();
}
