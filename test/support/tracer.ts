/**
 * `node tracer.ts PATTERN COMMAND…`: starts a server, and from the first line on standard input follows it until it
 * ends; then prints as JSON what it read from sockets, wrote to files, synced and answered, in order. PATTERN finds the
 * ids that tie a request to the bytes written for it. A process of its own, because waiting for a traced thread blocks
 * it; the server's parent, because hardened kernels let only a parent trace. Its own output goes to descriptor 3.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readlinkSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { traceSystemCalls, type SystemCallEntry } from './ptrace.ts';
import { tracedCalls, type TracedCall } from './systemCalls.ts';
import type { TraceEvent } from './syncTrace.ts';

const MAX_BYTES = 1 << 20;
const OUTPUT = 3;
const [, , source = '', command = '', ...args] = process.argv;
const pattern = new RegExp(source, 'g');
const calls = tracedCalls();
const server = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const pid = server.pid ?? -1;
writeSync(OUTPUT, `${pid}\n`);
server.once('exit', () => process.exit(1)); // nobody will ask to trace it
await once(process.stdin, 'data');
const memory = openSync(`/proc/${pid}/mem`, 'r');
const events: TraceEvent[] = [];
const pending = new Map<number, { call: TracedCall; entry: SystemCallEntry; at: number }>();
let step = 0;

function bytes(address: number, length: number): Buffer {
    const size = Math.min(Math.max(length, 0), MAX_BYTES);
    const buffer = Buffer.alloc(size);
    return buffer.subarray(0, readSync(memory, buffer, 0, size, address));
}

/** The first pieces of an iovec array, joined. */
function gather(address: number, count: number): Buffer {
    const vector = bytes(address, 16 * Math.min(count, 16));
    const pieces: Buffer[] = [];
    for (let at = 0; at + 16 <= vector.length; at += 16) {
        pieces.push(bytes(Number(vector.readBigUInt64LE(at)), Number(vector.readBigUInt64LE(at + 8))));
    }
    return Buffer.concat(pieces);
}

function written(call: TracedCall, args: readonly number[]): Buffer {
    const [, address = 0, length = 0] = args;
    if (call === 'writev') return gather(address, length);
    if (call !== 'sendmsg') return bytes(address, length);
    const header = bytes(address, 32); // struct msghdr: name, its length, then iov at 16 and its length at 24
    return gather(Number(header.readBigUInt64LE(16)), Number(header.readBigUInt64LE(24)));
}

function target(fd: number): string {
    try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
        return ''; // closed meanwhile by another thread
    }
}

const idsIn = (data: Buffer): string[] => [...new Set(data.toString('latin1').match(pattern) ?? [])];

/** What counts at the moment of asking: an answer is out as soon as the call begins. */
function entered(tid: number, entry: SystemCallEntry): void {
    step += 1;
    const call = calls.get(entry.number);
    if (call === undefined) return;
    pending.set(tid, { call, entry, at: step });
    if (call === 'read' || call === 'sync' || call === 'pwrite') return;
    const file = target(entry.args[0] ?? -1);
    if (!file.startsWith('socket:')) return;
    const status = /^HTTP\/1\.1 (\d{3})/.exec(written(call, entry.args).toString('latin1', 0, 16))?.[1];
    if (status !== undefined) events.push({ kind: 'answer', at: step, socket: file, status: Number(status) });
}

/** What counts only once it has happened: bytes received, bytes written to a file, a completed sync. */
function returned(tid: number, result: number): void {
    step += 1;
    const open = pending.get(tid);
    pending.delete(tid);
    if (open === undefined || result < 0) return;
    const file = target(open.entry.args[0] ?? -1);
    if (open.call === 'sync') {
        events.push({ kind: 'sync', at: step, file, began: open.at });
    } else if (open.call === 'read' && file.startsWith('socket:')) {
        const ids = idsIn(bytes(open.entry.args[1] ?? 0, result));
        if (ids.length > 0) events.push({ kind: 'request', at: step, socket: file, ids });
    } else if (open.call !== 'read' && file.startsWith('/')) {
        const ids = idsIn(written(open.call, open.entry.args));
        if (ids.length > 0) events.push({ kind: 'write', at: step, file, ids });
    }
}

traceSystemCalls(pid, { entered, returned, ready: () => writeSync(OUTPUT, 'tracing\n') });
writeFileSync(OUTPUT, JSON.stringify(events) + '\n');
process.exit(0); // the server's end was reaped above, so Node would wait for it for ever
