/**
 * The Linux system calls the tracer follows, by processor: the numbers of arch/x86/entry/syscalls/syscall_64.tbl and of
 * include/uapi/asm-generic/unistd.h (arm64) in the Linux sources.
 */
export type TracedCall = 'read' | 'write' | 'writev' | 'pwrite' | 'sendto' | 'sendmsg' | 'sync';

const X64: ReadonlyMap<number, TracedCall> = new Map([
    [0, 'read'],
    [45, 'read'], // recvfrom: the buffer is in the same place
    [1, 'write'],
    [20, 'writev'],
    [18, 'pwrite'],
    [44, 'sendto'],
    [46, 'sendmsg'],
    [74, 'sync'],
    [75, 'sync'], // fdatasync
]);

const ARM64: ReadonlyMap<number, TracedCall> = new Map([
    [63, 'read'],
    [207, 'read'],
    [64, 'write'],
    [66, 'writev'],
    [68, 'pwrite'],
    [206, 'sendto'],
    [211, 'sendmsg'],
    [82, 'sync'],
    [83, 'sync'],
]);

/** The table of this machine; throws where there is none, so that a trace is never taken for granted. */
export function tracedCalls(): ReadonlyMap<number, TracedCall> {
    if (process.platform === 'linux' && process.arch === 'x64') return X64;
    if (process.platform === 'linux' && process.arch === 'arm64') return ARM64;
    throw new Error(`The system call trace knows Linux on x64 and arm64, not ${process.platform} on ${process.arch}`);
}
