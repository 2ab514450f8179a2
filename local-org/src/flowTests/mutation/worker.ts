/** The thread in which mutants are tried, so that one that never comes back can be ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { MutationSession } from './session.ts';
import type { Mutant } from './mutant.ts';
import type { SessionOptions } from './session.ts';

export type Request =
    | { readonly kind: 'baseline' }
    | { readonly kind: 'judge'; readonly mutant: Mutant; readonly tests: readonly number[] };

const session = await MutationSession.open(workerData as SessionOptions); // set by pool.ts

parentPort?.on('message', (request: Request) => {
    void answer(request).then((reply) => parentPort?.postMessage(reply));
});

/** Of this thread, so that a busy machine makes no test look slow. */
function processorMilliseconds(): number {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
}

async function answer(request: Request): Promise<object> {
    try {
        if (request.kind === 'baseline') return { baseline: await session.baseline(processorMilliseconds) };
        return { verdict: await session.judge(request.mutant, request.tests) };
    } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
        return { error: `${error instanceof Error ? error.message : String(error)}${cause}` };
    }
}
