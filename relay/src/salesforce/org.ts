/** Everything the relay does with one org: its own connection, pace, limits and loops. */
import type { Logger } from 'pino';
import type { Store } from '../core/store.ts';
import type { Timing } from '../core/timing.ts';
import { createBreaker } from './breaker.ts';
import { createBudget } from './budget.ts';
import { createClient } from './client.ts';
import { startConfirmer } from './confirmer.ts';
import { startPublisher } from './publisher.ts';
import { createRounds } from './rounds.ts';
import { createWindow } from './window.ts';

export interface OrgOptions {
    readonly org: string;
    readonly instanceUrl: string;
    readonly apiVersion: string;
    readonly signIn: () => string;
    readonly settings: {
        readonly apiShare: number;
        readonly maxLingerMs: number;
        readonly confirmAfterMs: number;
        readonly missingAfterMs: number;
        readonly maxAttempts: number;
    };
    readonly store: Store;
    readonly timing: Timing;
    readonly random: () => number;
    readonly log: Logger;
}

export interface OrgLink {
    /** There is something new to publish. */
    wake(): void;
    stop(): Promise<void>;
}

export function startOrgLink({ instanceUrl, apiVersion, signIn, ...shared }: OrgOptions): OrgLink {
    const { timing, random, settings, log } = shared;
    const breaker = createBreaker(timing, random);
    const budget = createBudget(timing, settings.apiShare);
    const client = createClient({ instanceUrl, apiVersion, signIn, breaker, budget, log });
    const parts = { ...shared, client, breaker, budget, window: createWindow(), rounds: createRounds() };
    const publisher = startPublisher({ ...parts, onPublished: () => confirmer.wake() });
    const confirmer = startConfirmer({ ...parts, onEnded: () => publisher.wake() });
    return {
        wake: () => publisher.wake(),
        async stop() {
            await Promise.all([publisher.stop(), confirmer.stop()]);
        },
    };
}
