/** Child processes of the demo and of whole-path tests: started, awaited until they say they are ready, and ended. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

export interface ProcessOptions<Ready> {
    readonly name: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    /** Looks at each line of standard output until it returns what "ready" tells. */
    readonly ready: (line: string) => Ready | undefined;
    readonly readyWithinMs: number;
    /** Lines of both streams, also after it is ready. */
    readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface RunningProcess<Ready> {
    readonly ready: Ready;
    readonly child: ChildProcess;
    /** Resolves when it has ended, whatever ended it. */
    readonly ended: Promise<void>;
    /** Asks it to end (SIGTERM), insists after ten seconds (SIGKILL). Harmless when it has ended. */
    stop(): Promise<void>;
}

/** What still runs; ended with us, whatever ends us. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGTERM')));

const INSIST_AFTER_MS = 10_000;
const KEPT_LINES = 40;

/** Starts `node …args` and resolves once it is ready; rejects with its last lines when it ends or stalls before. */
export function startProcess<Ready>(options: ProcessOptions<Ready>): Promise<RunningProcess<Ready>> {
    const child = spawn(process.execPath, options.args, {
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true, // a terminal's Ctrl-C reaches only us: we end it in order
    });
    const lastLines: string[] = [];
    running.add(child);
    const ended = new Promise<void>((resolve) =>
        child.once('close', () => {
            running.delete(child);
            resolve();
        }),
    );

    return new Promise((resolve, reject) => {
        const timer = setTimeout(
            () => fail(`was not ready within ${options.readyWithinMs / 1000} s`),
            options.readyWithinMs,
        );
        const fail = (what: string): void => {
            clearTimeout(timer);
            child.kill('SIGKILL');
            reject(new Error([`${options.name} ${what}.`, ...lastLines].join('\n  ')));
        };
        child.once('error', (error) => fail(`could not start: ${error.message}`));
        child.once('exit', (code, signal) => fail(`ended before it was ready (${signal ?? `exit ${code}`})`));
        for (const stream of ['stdout', 'stderr'] as const) {
            createInterface({ input: child[stream] }).on('line', (line) => {
                lastLines.push(line);
                if (lastLines.length > KEPT_LINES) lastLines.shift();
                options.onLine?.(line, stream);
                const ready = stream === 'stdout' ? options.ready(line) : undefined;
                if (ready === undefined) return;
                clearTimeout(timer);
                child.removeAllListeners('exit');
                resolve({ ready, child, ended, stop: () => stop(child, ended) });
            });
        }
    });
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return ended;
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), INSIST_AFTER_MS);
    await ended;
    clearTimeout(insist);
}

/** Reads one line as JSON; undefined when it is none. */
export function parseJsonLine(line: string): Record<string, unknown> | undefined {
    if (!line.startsWith('{')) return undefined;
    try {
        return JSON.parse(line) as Record<string, unknown>;
    } catch {
        return undefined;
    }
}

/** Free now; who takes it at once gets it nearly always. */
export async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // the cast holds: it listens on a port
    await new Promise((resolve) => server.close(resolve));
    return port;
}
