/** Watches a process answer requests and judges, from its system calls alone, whether each answer waited for the disk. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** `at` is the order in which the tracer saw it; threads stand still while it looks, so causes come before effects. */
export type TraceEvent =
    | { readonly kind: 'request'; readonly at: number; readonly socket: string; readonly ids: readonly string[] }
    | { readonly kind: 'write'; readonly at: number; readonly file: string; readonly ids: readonly string[] }
    | { readonly kind: 'sync'; readonly at: number; readonly file: string; readonly began: number }
    | { readonly kind: 'answer'; readonly at: number; readonly socket: string; readonly status: number };

export interface SyncVerdict {
    /** Answers 2xx to requests that carried an id. */
    readonly answered: number;
    readonly syncs: number;
    /** Ids answered 2xx before their bytes were written to a file and that file was synced. */
    readonly early: readonly string[];
}

export interface TracedServer {
    readonly pid: number;
    readonly stdout: Readable;
    /** Returns when every thread of the server is being traced. */
    attach(): Promise<void>;
    /** Kills the server and returns what was seen. */
    end(): Promise<TraceEvent[]>;
}

/** Starts a server that can be traced. Nothing slows it down before `attach`. */
export async function spawnTraced(
    command: string,
    args: readonly string[],
    idPattern: string,
    environment: NodeJS.ProcessEnv = process.env,
): Promise<TracedServer> {
    const program = fileURLToPath(new URL('./tracer.ts', import.meta.url));
    const tracer = spawn(process.execPath, [program, idPattern, command, ...args], {
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
        env: environment,
    });
    let complaint = '';
    tracer.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const told = tracer.stdio[3] as Readable; // a pipe that it writes to, as asked for above
    const lines = createInterface({ input: told })[Symbol.asyncIterator]();
    const line = async (): Promise<string> => {
        const next = await lines.next();
        if (next.done === true) throw new Error(`The tracer ended early: ${complaint}`);
        return next.value;
    };
    const pid = Number(await line());
    return {
        pid,
        stdout: tracer.stdout,
        attach: async () => {
            tracer.stdin.write('\n');
            await line();
        },
        end: async () => {
            process.kill(pid, 'SIGKILL');
            return JSON.parse(await line()) as TraceEvent[]; // printed by tracer.ts from exactly this type
        },
    };
}

/** Was this id in bytes that reached a file after `from`, and was that file synced, all before `until`? */
function durable(events: readonly TraceEvent[], id: string, from: number, until: number): boolean {
    return events.some(
        (write) =>
            write.kind === 'write' &&
            write.at > from &&
            write.ids.includes(id) &&
            events.some(
                (sync) => sync.kind === 'sync' && sync.file === write.file && sync.began > write.at && sync.at < until,
            ),
    );
}

export function judgeSyncs(events: readonly TraceEvent[]): SyncVerdict {
    const open = new Map<string, { at: number; ids: string[] }>();
    const early: string[] = [];
    let answered = 0;
    for (const event of events) {
        if (event.kind === 'request') {
            const request = open.get(event.socket) ?? { at: event.at, ids: [] };
            request.ids.push(...event.ids);
            open.set(event.socket, request);
        } else if (event.kind === 'answer') {
            const request = open.get(event.socket);
            open.delete(event.socket);
            if (request === undefined || event.status < 200 || event.status > 299) continue;
            answered += 1;
            early.push(...request.ids.filter((id) => !durable(events, id, request.at, event.at)));
        }
    }
    return { answered, syncs: events.filter((event) => event.kind === 'sync').length, early };
}
