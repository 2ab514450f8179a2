/**
 * The paths of flows that run after a commit: asynchronous ones at once, scheduled ones when their time has come, and
 * both again after a failure, on the platform's fixed schedule. Each batch runs in a transaction of its own, as the
 * default workflow user, here the administrator (docs/needs-a-real-org.md): https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_concepts_trigger_scheduled_path.htm
 * (2026-11-21). A time that has passed already counts as come.
 */
import { chunks } from '../records/save.ts';
import { Alarm } from './alarm.ts';
import { runPathBatch } from './flowDelivery.ts';
import type { OrgClock } from '../clock.ts';
import type { CompiledFlow, FlowPath } from '../flow/index.ts';
import type { CommitEffects, PathChange, PathStart } from '../records/commitEffects.ts';
import type { Background } from './background.ts';
import type { FlowError, Transact } from './flowDelivery.ts';

export interface LaterPathsOptions {
    readonly clock: OrgClock;
    readonly background: Background;
    readonly transact: Transact;
    readonly report: (error: FlowError) => void;
    /** The version of the flow that is active now. */
    readonly activeFlow: (name: string) => CompiledFlow | undefined;
}

export interface WaitingPath {
    readonly start: PathStart;
    readonly dueAt: number;
    /** How often it has failed already. */
    readonly failures: number;
}

export interface LaterPathsState {
    readonly waiting: readonly (readonly [key: string, path: WaitingPath])[];
    readonly retries: number;
}

const MOST_IN_BATCH = 200; // https://help.salesforce.com/s/articleView?id=platform.flow_concepts_trigger_scheduled_path.htm
const MINUTE = 60_000;
/** https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.automate_flow_troubleshoot_retries.htm (2026-11-21) */
const RETRY_MINUTES = [15, 30, 60, 120] as const;

export class LaterPaths {
    readonly #options: LaterPathsOptions;
    readonly #waiting = new Map<string, WaitingPath>();
    /** Nothing waits for an earlier time than this. */
    #earliest = Number.POSITIVE_INFINITY;
    #retries = 0;
    readonly #alarm: Alarm;

    constructor(options: LaterPathsOptions) {
        this.#options = options;
        this.#alarm = new Alarm({
            ...options,
            dueAt: () => this.#earliest,
            run: () => this.#run(this.#takeDue()),
        });
    }

    take({ asyncPaths, pathChanges }: CommitEffects): void {
        const groups = Map.groupBy(asyncPaths, ({ flow, path }) => `${flow} ${path}`);
        for (const batch of [...groups.values()].flatMap((group) => chunks(group, MOST_IN_BATCH))) {
            this.#options.background.add(() => this.#run(batch.map((start) => ({ start, dueAt: 0, failures: 0 }))));
        }
        for (const change of pathChanges) this.#apply(change);
        if (pathChanges.length > 0) this.#alarm.wake();
    }

    /** What waits, the next first. */
    waiting(): readonly WaitingPath[] {
        return [...this.#waiting.values()].toSorted((a, b) => a.dueAt - b.dueAt);
    }

    state(): LaterPathsState {
        return { waiting: [...this.#waiting], retries: this.#retries };
    }

    restore({ waiting, retries }: LaterPathsState): void {
        this.#retries = retries;
        for (const [key, path] of waiting) this.#wait(key, path);
        this.#alarm.wake();
    }

    /** To be called when the clock was moved. */
    readonly wake = (): void => this.#alarm.wake();

    stop(): void {
        this.#alarm.stop();
        this.#waiting.clear();
        this.#earliest = Number.POSITIVE_INFINITY;
    }

    #apply(change: PathChange): void {
        const { flow, path, id } = change.start;
        const key = `${flow} ${path} ${id}`;
        if (change.kind === 'end') this.#waiting.delete(key);
        else if (change.kind === 'start' || this.#waiting.has(key))
            this.#wait(key, { start: change.start, dueAt: change.dueAt, failures: 0 });
    }

    #wait(key: string, waiting: WaitingPath): void {
        this.#waiting.set(key, waiting);
        this.#earliest = Math.min(this.#earliest, waiting.dueAt);
    }

    /** One batch: the path that is due first, for all records for which it is due, up to what it takes at once. */
    #takeDue(): readonly WaitingPath[] {
        const now = this.#options.clock.now();
        const due = [...this.#waiting]
            .filter(([, { dueAt }]) => dueAt <= now)
            .toSorted((a, b) => a[1].dueAt - b[1].dueAt);
        const first = due[0]?.[1].start;
        const same = due.filter(([, { start }]) => start.flow === first?.flow && start.path === first.path);
        const batch = same.slice(0, first ? this.#batchSize(first) : 0);
        for (const [key] of batch) this.#waiting.delete(key);
        this.#earliest = this.#waiting.values().reduce((least, { dueAt }) => Math.min(least, dueAt), Infinity);
        return batch.map(([, waiting]) => waiting);
    }

    #batchSize(start: PathStart): number {
        const path = this.#pathOf(start)?.path;
        return path?.kind === 'Timed' ? path.batchSize : MOST_IN_BATCH;
    }

    #run(batch: readonly WaitingPath[]): void {
        const found = batch[0] && this.#pathOf(batch[0].start);
        if (!found) return; // the flow was switched off since
        const { transact, report } = this.#options;
        const starts = batch.map(({ start }) => start);
        const failed = new Set(runPathBatch(found.flow, found.path, starts, transact, report));
        for (const waiting of batch) if (failed.has(waiting.start)) this.#retryLater(waiting);
        if (failed.size > 0) this.#alarm.wake();
    }

    #retryLater({ start, failures }: WaitingPath): void {
        const minutes = RETRY_MINUTES[failures];
        if (minutes === undefined) return;
        const dueAt = this.#options.clock.now() + minutes * MINUTE;
        this.#retries += 1;
        const isTimed = this.#pathOf(start)?.path.kind === 'Timed';
        // A later save of the record starts a scheduled path anew, in place of the retry.
        const key = `${start.flow} ${start.path} ${start.id}${isTimed ? '' : ` retry ${this.#retries}`}`;
        if (!this.#waiting.has(key)) this.#wait(key, { start, dueAt, failures: failures + 1 });
    }

    #pathOf(start: PathStart): { flow: CompiledFlow; path: FlowPath } | undefined {
        const flow = this.#options.activeFlow(start.flow);
        const path = flow?.start.paths.find(({ name }) => name === start.path);
        return flow && path && { flow, path };
    }
}
