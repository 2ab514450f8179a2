/**
 * Schedule-triggered flows: each starts at its time, once, daily or weekly, as the default workflow user. With an object
 * there is an interview for each record that its filter finds, in batches of 200, each batch a transaction of its own.
 * https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_considerations_trigger_schedule.htm (2026-11-25)
 */
import { FlowFault } from '../flow/port.ts';
import { runScheduled } from '../flow/index.ts';
import { toSelection } from '../records/flowQuery.ts';
import { chunks } from '../records/save.ts';
import { Alarm } from './alarm.ts';
import { messageOf, retrying } from './retrying.ts';
import type { OrgClock } from '../clock.ts';
import type { CompiledFlow } from '../flow/index.ts';
import type { Transaction } from '../records/transaction.ts';
import type { StoredRecord } from '../schema/types.ts';
import type { Background } from './background.ts';
import type { FlowError, Transact } from './flowDelivery.ts';

export interface ScheduledFlowsOptions {
    readonly clock: OrgClock;
    readonly background: Background;
    readonly transact: Transact;
    readonly report: (error: FlowError) => void;
}

export interface NextRun {
    readonly flow: string;
    readonly dueAt: number;
}

const MOST_IN_BATCH = 200;
const DAY = 86_400_000;
const PERIODS = { Once: undefined, Daily: DAY, Weekly: 7 * DAY } as const;

export class ScheduledFlows {
    readonly #options: ScheduledFlowsOptions;
    readonly #next = new Map<CompiledFlow, number>();
    readonly #alarm: Alarm;

    constructor(options: ScheduledFlowsOptions) {
        this.#options = options;
        this.#alarm = new Alarm({
            ...options,
            dueAt: () => Math.min(...this.#next.values()),
            run: () => this.#runNext(),
        });
    }

    /** Puts these flows on the calendar in place of all others. A flow to be run once in the past never runs. */
    plan(flows: readonly CompiledFlow[]): void {
        this.#next.clear();
        for (const flow of flows) this.#planNext(flow);
        this.#alarm.wake();
    }

    /** When each flow runs next, the first one first. */
    upcoming(): readonly NextRun[] {
        return [...this.#next]
            .map(([{ name }, dueAt]) => ({ flow: name, dueAt }))
            .toSorted((a, b) => a.dueAt - b.dueAt);
    }

    /** When those that are still planned run next: as it was before the org was stopped. */
    restore(next: readonly NextRun[]): void {
        const times = new Map(next.map(({ flow, dueAt }) => [flow, dueAt]));
        for (const flow of this.#next.keys()) this.#next.set(flow, times.get(flow.name) ?? this.#next.get(flow) ?? 0);
        this.#alarm.wake();
    }

    /** To be called when the clock was moved. What was missed meanwhile runs once. */
    readonly wake = (): void => this.#alarm.wake();

    stop(): void {
        this.#alarm.stop();
        this.#next.clear();
    }

    #planNext(flow: CompiledFlow): void {
        const { schedule } = flow.start;
        if (!schedule) return;
        const now = this.#options.clock.now();
        const period = PERIODS[schedule.frequency];
        const late = now - schedule.firstAt;
        if (late < 0) this.#next.set(flow, schedule.firstAt);
        else if (period === undefined) this.#next.delete(flow);
        else this.#next.set(flow, schedule.firstAt + (Math.floor(late / period) + 1) * period);
    }

    #takeDue(): CompiledFlow | undefined {
        const now = this.#options.clock.now();
        const due = [...this.#next].filter(([, dueAt]) => dueAt <= now).toSorted((a, b) => a[1] - b[1])[0]?.[0];
        if (due) this.#planNext(due);
        return due;
    }

    #runNext(): void {
        const flow = this.#takeDue();
        if (flow) this.#run(flow);
    }

    #run(flow: CompiledFlow): void {
        const { background } = this.#options;
        for (const batch of this.#batches(flow)) background.add(() => this.#runBatch(flow, batch));
    }

    /** The ids of the records; one batch of nothing for a flow without an object. The search uses none of the limits. */
    #batches(flow: CompiledFlow): (readonly (string | null)[])[] {
        return this.#options.transact(`schedule: ${flow.name}`, (tx) => {
            const query = flow.scheduledFor(tx);
            if (!query) return [[null]];
            const rows = tx.records.select(toSelection(tx.schema, query));
            return chunks(
                rows.map((row) => String(row['Id'])),
                MOST_IN_BATCH,
            );
        });
    }

    #runBatch(flow: CompiledFlow, ids: readonly (string | null)[]): void {
        const { report } = this.#options;
        const tell = (size: number, message: string): void =>
            report({ flow: flow.name, kind: 'scheduled flow', size, message });
        retrying(ids, (alive) => this.#attempt(flow, alive), tell);
    }

    /** Empty when everything was committed; otherwise nothing was. */
    #attempt(flow: CompiledFlow, ids: readonly (string | null)[]): Map<string | null, string> {
        const failures = new Map<string | null, string>();
        try {
            this.#options.transact(`scheduled flow: ${flow.name} (${ids.length})`, (tx) => {
                const found = ids.flatMap((id) => {
                    const record = id === null ? null : readRow(tx, id);
                    return record === undefined ? [] : [{ id, record }]; // deleted since
                });
                const outcomes = runScheduled(
                    flow,
                    found.map(({ record }) => record),
                    tx,
                );
                for (const [index, outcome] of outcomes.entries())
                    if (!outcome.ok) failures.set(found[index]?.id ?? null, outcome.error.message);
                const failed = outcomes.find((outcome) => !outcome.ok);
                if (failed) throw new FlowFault(failed.error.statusCode, failed.error.message);
            });
        } catch (error) {
            if (failures.size === 0) for (const id of ids) failures.set(id, messageOf(error));
        }
        return failures;
    }
}

function readRow(tx: Transaction, id: string): StoredRecord | undefined {
    const object = tx.records.objectOfId(id);
    const row = object && tx.records.table(object).get(id);
    return object && row && tx.records.formulas.view(object, row);
}
