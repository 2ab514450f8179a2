/** Stands between the org and its flows: notes whether entry conditions held, and lets elements fail on demand. */
import { FlowFault } from '../flow/port.ts';
import type { CompiledFlow } from '../flow/index.ts';
import type { FlowWatch } from '../records/automation.ts';
import type { Coverage } from './coverage.ts';

export interface FaultOrder {
    /** How often; absent: every time. */
    readonly times?: number;
    readonly statusCode?: string;
    readonly message?: string;
}

type Element = CompiledFlow['elements'] extends ReadonlyMap<string, infer E> ? E : never;

interface Fault {
    left: number;
    readonly fault: FlowFault;
}

export class FlowWatcher {
    readonly #coverage: Coverage;
    readonly #faults = new Map<string, Fault>();
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
        if (this.#flows.get(flow)?.elements.get(element)?.kind !== 'data')
            throw new Error(`${flow} has no element ${element} that reads, writes or acts`);
        const fault = new FlowFault(statusCode, message ?? `${statusCode}: ordered by the test`);
        this.#faults.set(`${flow} ${element}`, { left: times, fault });
    }

    clear(): void {
        this.#faults.clear();
    }

    #fallible(flow: CompiledFlow, element: Element): Element {
        if (element.kind !== 'data') return element;
        return {
            ...element,
            execute: (interviews, tx) => {
                const ordered = this.#faults.get(`${flow.name} ${element.name}`);
                if (!ordered || ordered.left <= 0) return element.execute(interviews, tx);
                ordered.left -= 1;
                return new Map(interviews.map((interview) => [interview, ordered.fault]));
            },
        };
    }
}
