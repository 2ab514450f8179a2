/** A synchronous engine on a thread of its own: SQLite blocks, and must never block the loop that answers providers. */
import { strict as assert } from 'node:assert';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** What a thread can do: plain functions of cloneable values. */
type Engine = { readonly [method: string]: (...args: never[]) => unknown };

interface Call {
    readonly id: number;
    readonly method: string;
    readonly args: readonly never[];
}

type Reply =
    | { readonly id: number; readonly ok: true; readonly value: unknown }
    | { readonly id: number; readonly ok: false; readonly message: string; readonly code: string };

export class ThreadError extends Error {
    readonly code: string;

    constructor(message: string, code: string) {
        super(message);
        this.name = 'ThreadError';
        this.code = code;
    }
}

export interface Thread<E> {
    call<M extends keyof E & string>(
        method: M,
        ...args: E[M] extends (...args: infer A) => unknown ? A : never
    ): Promise<E[M] extends (...args: never[]) => infer R ? R : never>;
    /** Ends the thread after the calls made so far. */
    close(): Promise<void>;
}

interface Waiting {
    readonly resolve: (value: unknown) => void;
    readonly reject: (error: Error) => void;
}

/** `onDeath` hears once if the thread ends without being asked to; every call then rejects. */
export function startThread<E>(file: URL, data: unknown, onDeath: (error: Error) => void): Thread<E> {
    // node:sqlite announces itself as experimental on stderr in each thread that loads it.
    const worker = new Worker(file, { workerData: data, execArgv: ['--disable-warning=ExperimentalWarning'] });
    const waiting = new Map<number, Waiting>();
    let nextId = 1;
    let ended: Error | null = null;
    let closing = false;

    function end(error: Error): void {
        if (ended !== null) return;
        ended = error;
        for (const { reject } of waiting.values()) reject(error);
        waiting.clear();
        if (!closing) onDeath(error);
    }
    worker.on('message', (reply: Reply) => {
        const call = waiting.get(reply.id);
        waiting.delete(reply.id);
        if (reply.ok) call?.resolve(reply.value);
        else call?.reject(new ThreadError(reply.message, reply.code));
    });
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the store thread has ended')));

    function post(method: string, ...args: readonly unknown[]): Promise<unknown> {
        if (ended !== null) return Promise.reject(ended);
        const id = nextId++;
        return new Promise((resolve, reject) => {
            waiting.set(id, { resolve, reject });
            worker.postMessage({ id, method, args });
        });
    }
    return {
        // The cast holds: `serveThread` runs the engine's own method and posts what it returns.
        call: post as unknown as Thread<E>['call'],
        async close() {
            closing = true;
            if (ended === null) await post('close');
            await worker.terminate();
        },
    };
}

/** Answers a parent's calls in order. The engine is opened with the data that the parent gave. */
export function serveThread(open: (data: never) => Engine): void {
    assert(parentPort !== null, 'this file runs as a thread');
    const port = parentPort;
    const engine = open(workerData as never); // the parent is startThread, whose caller gave this engine's data
    port.on('message', ({ id, method, args }: Call) => {
        let reply: Reply;
        try {
            const run = engine[method];
            assert(run !== undefined, `the engine has no method ${method}`);
            reply = { id, ok: true, value: run(...args) };
        } catch (error) {
            const { message, code } = error as { message?: string; code?: string }; // thrown by SQLite or by us: errors
            reply = { id, ok: false, message: message ?? 'no message', code: code ?? 'UNKNOWN' };
        }
        port.postMessage(reply);
    });
}
