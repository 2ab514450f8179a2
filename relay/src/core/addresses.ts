/** Whether a host is this machine: the only place where something secret may travel in the clear. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

export function isLoopback(host: string): boolean {
    return LOOPBACK.has(host.toLowerCase());
}
