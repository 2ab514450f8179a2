/** The relay as a library, for whoever runs it in a process and with a clock of their own. */
export { createRelay } from './app.ts';
export type { Relay } from './app.ts';
export { readConfig } from './config.ts';
export type { Timing } from './core/timing.ts';
export { createLog } from './log.ts';
