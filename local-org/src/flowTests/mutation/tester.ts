/** A worker thread as its caller sees it: asked one thing at a time, ended and begun anew when it does not answer. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Mutant } from './mutant.ts';
import type { SessionOptions, TestFacts, Verdict } from './session.ts';
import type { Request } from './worker.ts';

interface Reply {
    readonly baseline?: readonly TestFacts[];
    readonly verdict?: Verdict;
    readonly error?: string;
}

/** Beside this file, and compiled if it is. */
const WORKER = new URL(`worker${extname(import.meta.filename)}`, import.meta.url);
const TIMED_OUT = Symbol('timed out');

export class Tester {
    readonly #options: SessionOptions;
    #worker: Worker | undefined;

    constructor({ project, testFiles }: SessionOptions) {
        this.#options = { project, testFiles }; // what crosses to the thread is copied, so nothing more
    }

    async baseline(): Promise<readonly TestFacts[]> {
        const reply = await this.#ask({ kind: 'baseline' });
        return (reply === TIMED_OUT ? undefined : reply.baseline) ?? [];
    }

    /** Undefined when there was no answer in time. */
    async judge(mutant: Mutant, tests: readonly number[], milliseconds: number): Promise<Verdict | undefined> {
        const reply = await this.#ask({ kind: 'judge', mutant, tests }, milliseconds);
        if (reply !== TIMED_OUT) return reply.verdict;
        await this.close();
        return undefined;
    }

    async close(): Promise<void> {
        await this.#worker?.terminate();
        this.#worker = undefined;
    }

    async #ask(request: Request, milliseconds?: number): Promise<Reply | typeof TIMED_OUT> {
        this.#worker ??= await started(this.#options);
        const worker = this.#worker;
        const { promise, resolve, reject } = Promise.withResolvers<Reply | typeof TIMED_OUT>();
        const timer = milliseconds === undefined ? undefined : setTimeout(() => resolve(TIMED_OUT), milliseconds);
        worker.once('message', resolve).once('error', reject);
        worker.once('exit', () => reject(new Error('The tests ended their own thread: are they all flow tests?')));
        worker.postMessage(request);
        try {
            const reply = await promise;
            if (reply !== TIMED_OUT && reply.error !== undefined) throw new Error(reply.error);
            return reply;
        } finally {
            clearTimeout(timer);
            worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
        }
    }
}

/** Loading is not counted against a mutant's time. */
function started(options: SessionOptions): Promise<Worker> {
    const worker = new Worker(WORKER, { workerData: options });
    return new Promise((resolve, reject) => {
        worker.once('online', () => resolve(worker)).once('error', reject);
    });
}
