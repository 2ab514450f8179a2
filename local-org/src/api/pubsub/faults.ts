/** Faults on demand as callers of the Pub/Sub API meet them: late, cut off before or after the work, refused. */
import { setTimeout as wait } from 'node:timers/promises';
import { PlatformError } from '../../errors.ts';
import { PUBSUB_ERRORS } from './status.ts';
import type { FailingOperation } from '../../faults/fault.ts';
import type { FaultyCall, Faults } from '../../faults/faults.ts';

export type RpcName = 'GetTopic' | 'GetSchema' | 'Publish' | 'PublishStream' | 'Subscribe';

/** Thrown in place of an answer: the connection is to be cut. */
export class CutOff extends Error {}

/** Each request of a stream is a call. */
export async function withFaults<A>(rpc: RpcName, faults: Faults, work: () => A): Promise<A> {
    const operations: readonly FailingOperation[] = rpc.startsWith('Publish') ? ['publish'] : [];
    const call: FaultyCall = { method: 'POST', path: `/eventbus.v1.PubSub/${rpc}`, operations };
    const milliseconds = faults.latency(call);
    if (milliseconds > 0) await wait(milliseconds);
    if (faults.drops(call, 'beforeCommit')) throw new CutOff();
    refuse(call, faults);
    const answer = work();
    if (faults.drops(call, 'afterCommit')) throw new CutOff();
    return answer;
}

function refuse(call: FaultyCall, faults: Faults): void {
    try {
        for (const operation of ['any', ...call.operations] as const) faults.check(operation);
        faults.checkCall(call);
    } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        if (error.errorCode === 'INVALID_SESSION_ID') throw PUBSUB_ERRORS.authentication();
        throw PUBSUB_ERRORS.ordered(error.httpStatus, error.errorCode, error.message);
    }
}
