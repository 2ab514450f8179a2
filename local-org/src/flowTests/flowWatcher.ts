/** Stands between the org and its flows: notes whether entry conditions held, lets elements fail, and others come between. */
import { FlowFault } from '../flow/port.ts';
import type { CompiledFlow } from '../flow/index.ts';
import type { FlowTransaction, NewRecord, SaveOutcome } from '../flow/port.ts';
import type { FlowWatch } from '../records/automation.ts';
import type { Coverage } from './coverage.ts';

export interface FaultOrder {
    /** How often; absent: every time. */
    readonly times?: number;
    readonly statusCode?: string;
    readonly message?: string;
}

/** What somebody else does between two elements of a flow. */
export type Change =
    | { readonly insert: string; readonly row: NewRecord }
    | { readonly update: string; readonly row: NewRecord }
    | { readonly remove: string; readonly id: string };

type Element = CompiledFlow['elements'] extends ReadonlyMap<string, infer E> ? E : never;

interface Fault {
    left: number;
    readonly fault: FlowFault;
}

export class FlowWatcher {
    readonly #coverage: Coverage;
    readonly #faults = new Map<string, Fault>();
    readonly #changes = new Map<string, Change>();
    readonly #flows = new Map<string, CompiledFlow>();

    constructor(coverage: Coverage) {
        this.#coverage = coverage;
    }

    readonly watch: FlowWatch = (flow) => {
        const watched: CompiledFlow = {
            ...flow,
            elements: new Map([...flow.elements].map(([name, element]) => [name, this.#fallible(flow, element)])),
            matches: (record, prior, tx) => {
                const met = flow.matches(record, prior, tx);
                this.#coverage.noteEntry(flow.name, met);
                return met;
            },
        };
        this.#flows.set(flow.name, watched);
        if (flow.status === 'Active') this.#coverage.expect(flow);
        return watched;
    };

    /** The active version of the flow. */
    flow(name: string): CompiledFlow | undefined {
        const flow = this.#flows.get(name);
        return flow?.status === 'Active' ? flow : undefined;
    }

    failAt(flow: string, element: string, order: FaultOrder): void {
        const { times = Number.POSITIVE_INFINITY, statusCode = 'UNABLE_TO_LOCK_ROW', message } = order;
        const fault = new FlowFault(statusCode, message ?? `${statusCode}: ordered by the test`);
        this.#faults.set(this.#placeOf(flow, element), { left: times, fault });
    }

    changeBefore(flow: string, element: string, change: Change): void {
        this.#changes.set(this.#placeOf(flow, element), change);
    }

    clear(): void {
        this.#faults.clear();
        this.#changes.clear();
    }

    #placeOf(flow: string, element: string): string {
        if (this.#flows.get(flow)?.elements.get(element)?.kind !== 'data')
            throw new Error(`${flow} has no element ${element} that reads, writes or acts`);
        return `${flow} ${element}`;
    }

    #fallible(flow: CompiledFlow, element: Element): Element {
        if (element.kind !== 'data') return element;
        return {
            ...element,
            execute: (interviews, tx) => {
                const place = `${flow.name} ${element.name}`;
                const change = this.#changes.get(place);
                this.#changes.delete(place);
                if (change) carryOut(change, tx);
                const ordered = this.#faults.get(place);
                if (!ordered || ordered.left <= 0) return element.execute(interviews, tx);
                ordered.left -= 1;
                return new Map(interviews.map((interview) => [interview, ordered.fault]));
            },
        };
    }
}

function carryOut(change: Change, tx: FlowTransaction): void {
    const refused = outcomesOf(change, tx).find((outcome) => !outcome.success);
    if (refused) throw new Error(`What was to happen meanwhile was refused: ${JSON.stringify(refused)}`);
}

function outcomesOf(change: Change, tx: FlowTransaction): readonly SaveOutcome[] {
    if ('insert' in change) return tx.insert(change.insert, [change.row], [0]);
    if ('update' in change) return tx.update(change.update, [change.row], [0]);
    return tx.delete(change.remove, [change.id], [0]);
}
