/** ptrace(2) and waitpid(2) through FFI: just enough to stop a process at every system call of every thread. */
import { readdirSync } from 'node:fs';
import koffi from 'koffi';

// Numbers from include/uapi/linux/ptrace.h and include/uapi/linux/wait.h.
const PTRACE_SYSCALL = 24;
const PTRACE_SEIZE = 0x4206;
const PTRACE_INTERRUPT = 0x4207;
const PTRACE_GET_SYSCALL_INFO = 0x420e;
const OPTION_SYSGOOD = 0x1;
const OPTION_TRACE_CLONE = 0x8;
const WAIT_ALL = 0x40000000;
const SIGTRAP = 5;
const EVENT_STOP = 128;
const SYSCALL_ENTRY = 1;
const SYSCALL_EXIT = 2;
/** struct ptrace_syscall_info: op at 0, then at 24 either number and six arguments, or the result. */
const INFO_SIZE = 88;
const INFO_UNION = 24;

const libc = koffi.load(null);
const ptrace = libc.func('long ptrace(long request, int tid, uintptr_t address, uintptr_t data)');
const ptraceRead = libc.func('ptrace', 'long', ['long', 'int', 'uintptr_t', 'uint8_t *']);
const waitpid = libc.func('int waitpid(int pid, _Out_ int *status, int options)');

export interface SystemCallEntry {
    readonly number: number;
    readonly args: readonly number[];
}

export interface Visitor {
    /** A thread is about to make a call. */
    entered(tid: number, call: SystemCallEntry): void;
    /** A thread's call has returned; the thread does not go on before this function has. */
    returned(tid: number, result: number): void;
    /** Every thread that existed at the start is being traced. */
    ready(): void;
}

function seizeAllThreads(pid: number): Set<number> {
    const seized = new Set<number>();
    for (let found = true; found;) {
        found = false;
        for (const name of readdirSync(`/proc/${pid}/task`)) {
            const tid = Number(name);
            if (seized.has(tid)) continue;
            if (ptrace(PTRACE_SEIZE, tid, 0, OPTION_SYSGOOD | OPTION_TRACE_CLONE) !== 0) {
                throw new Error(`ptrace refuses thread ${tid} of process ${pid}: errno ${koffi.errno()}`);
            }
            ptrace(PTRACE_INTERRUPT, tid, 0, 0);
            seized.add(tid);
            found = true; // a thread may have been started meanwhile by one not yet seized
        }
    }
    return seized;
}

function visitSystemCall(tid: number, info: Buffer, visitor: Visitor): void {
    ptraceRead(PTRACE_GET_SYSCALL_INFO, tid, INFO_SIZE, info);
    const word = (index: number): number => Number(info.readBigUInt64LE(INFO_UNION + 8 * index));
    if (info[0] === SYSCALL_ENTRY) {
        visitor.entered(tid, { number: word(0), args: [word(1), word(2), word(3), word(4)] });
    } else if (info[0] === SYSCALL_EXIT) {
        visitor.returned(tid, Number(info.readBigInt64LE(INFO_UNION)));
    }
}

/** Blocks until the process has ended. */
export function traceSystemCalls(pid: number, visitor: Visitor): void {
    const waitingFor = seizeAllThreads(pid);
    const info = Buffer.alloc(INFO_SIZE);
    const status = [0];
    for (;;) {
        const tid = Number(waitpid(-1, status, WAIT_ALL));
        if (tid < 0) return; // no traced thread is left
        const word = status[0] ?? 0;
        const stopped = (word & 0xff) === 0x7f;
        if (!stopped) continue; // a thread has ended
        const signal = (word >> 8) & 0xff;
        let deliver = 0;
        if (signal === (SIGTRAP | 0x80)) visitSystemCall(tid, info, visitor);
        else if (word >> 16 === 0)
            deliver = signal; // an ordinary signal on its way to the process
        else if (word >> 16 === EVENT_STOP && waitingFor.delete(tid) && waitingFor.size === 0) visitor.ready();
        ptrace(PTRACE_SYSCALL, tid, 0, deliver);
    }
}
