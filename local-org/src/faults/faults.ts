/** The faults that are in force, and how often each has struck. */
import { ERRORS } from '../errors.ts';
import { nextNumber } from './dice.ts';
import type { PlatformError } from '../errors.ts';
import type { Exhaustible, FailingOperation, Fault, FaultKind, FaultOf } from './fault.ts';

export interface ActiveFault {
    readonly id: string;
    readonly fault: Fault;
    readonly hits: number;
}

export interface FaultyCall {
    readonly method: string;
    readonly path: string;
    readonly operations: readonly FailingOperation[];
}

export type EventFate =
    | { readonly kind: 'lost' | 'normal' | 'twice' }
    | { readonly kind: 'delayed'; readonly seconds: number }
    | { readonly kind: 'reordered'; readonly isLast: boolean };

interface Entry {
    readonly id: string;
    readonly fault: Fault;
    hits: number;
    /** State of the dice. */
    dice: number;
}

type Refusal = () => PlatformError;

export class Faults {
    #entries: Entry[] = [];
    #count = 0;

    order(fault: Fault): ActiveFault {
        this.#count += 1;
        const entry: Entry = { id: `fault-${this.#count}`, fault, hits: 0, dice: 'seed' in fault ? fault.seed : 1 };
        this.#entries.push(entry);
        return { ...entry };
    }

    /** Spent ones too, until they are cleared. */
    list(): readonly ActiveFault[] {
        return this.#entries.map(({ id, fault, hits }) => ({ id, fault, hits }));
    }

    /** Whether there was such a fault. */
    remove(id: string): boolean {
        const before = this.#entries.length;
        this.#entries = this.#entries.filter((entry) => entry.id !== id);
        return this.#entries.length < before;
    }

    clear(): void {
        this.#entries = [];
    }

    /** Throws the error ordered for the operation wherever it is called. */
    check(operation: FailingOperation): void {
        const entry = this.#take('error', (fault) => !isOfCalls(fault) && (fault.operation ?? 'any') === operation);
        if (entry) throw failure(entry.fault);
    }

    /** Throws the error ordered for calls of that path, or an ended session. */
    checkCall(call: FaultyCall): void {
        const entry = this.#take('error', (fault) => isOfCalls(fault) && matches(fault, call));
        if (entry) throw failure(entry.fault);
        if (this.#take('expireSessions', (fault) => matches(fault, call))) throw ERRORS.sessionInvalid();
    }

    latency(call: FaultyCall): number {
        const entry = this.#take('latency', (fault) => matches(fault, call));
        if (!entry) return 0;
        const { next, value } = nextNumber(entry.dice);
        entry.dice = next;
        return entry.fault.milliseconds + Math.round(value * entry.fault.jitterMilliseconds);
    }

    /** Whether the connection is cut now. */
    drops(call: FaultyCall, when: FaultOf<'drop'>['when']): boolean {
        return this.#take('drop', (fault) => fault.when === when && matches(fault, call)) !== undefined;
    }

    fateOf(event: string): EventFate {
        const isFor = (fault: { readonly event?: string | undefined }): boolean => (fault.event ?? event) === event;
        if (this.#take('loseEvents', isFor)) return { kind: 'lost' };
        if (this.#take('duplicateEvents', isFor)) return { kind: 'twice' };
        const delayed = this.#take('delayEvents', isFor);
        if (delayed) return { kind: 'delayed', seconds: delayed.fault.seconds };
        const reordered = this.#take('reorderEvents', isFor);
        return reordered ? { kind: 'reordered', isLast: reordered.hits === reordered.fault.times } : { kind: 'normal' };
    }

    rollsBack(flow: string): boolean {
        return this.#take('rollBackFlowBatches', (fault) => (fault.flow ?? flow) === flow) !== undefined;
    }

    /** Why a row is not saved. */
    refusalOfRow(object: string, isNew: boolean): PlatformError | undefined {
        if (this.#entries.length === 0) return undefined;
        const isLocked = this.#take('rowLocks', (fault) => fault.object.toLowerCase() === object.toLowerCase());
        const refusal: Refusal | undefined = isLocked
            ? ERRORS.rowLocked
            : isNew && this.#take('storageFull', () => true)
              ? ERRORS.storageFull
              : undefined;
        return refusal?.();
    }

    isExhausted(limit: Exhaustible): boolean {
        return this.#take('limitExhausted', (fault) => fault.limit === limit) !== undefined;
    }

    /** The oldest one that applies and has not struck as often as it should; it is counted. */
    #take<K extends FaultKind>(
        kind: K,
        applies: (fault: FaultOf<K>) => boolean,
    ): { readonly fault: FaultOf<K>; readonly hits: number; dice: number } | undefined {
        const entry = this.#entries.find(
            ({ fault, hits }) => fault.kind === kind && hits < mostHits(fault) && applies(fault as FaultOf<K>), // its kind says so
        );
        if (!entry) return undefined;
        entry.hits += 1;
        return entry as typeof entry & { fault: FaultOf<K> }; // found by its kind
    }
}

function mostHits(fault: Fault): number {
    return fault.kind === 'limitExhausted' || fault.times === 'always' ? Infinity : fault.times;
}

function failure({ errorCode, status, message }: FaultOf<'error'>): PlatformError {
    return ERRORS.failureOrdered(errorCode, status, message);
}

interface CallMatch {
    readonly operation?: FailingOperation | undefined;
    readonly method?: string | undefined;
    readonly path?: string | undefined;
}

function matches({ operation = 'any', method, path }: CallMatch, call: FaultyCall): boolean {
    if (operation !== 'any' && !call.operations.includes(operation)) return false;
    if (method !== undefined && method !== call.method) return false;
    return path === undefined || patternOf(path).test(call.path);
}

/** Whether it asks for more than the operation, which only the call as such can tell. */
const isOfCalls = ({ method, path }: CallMatch): boolean => method !== undefined || path !== undefined;

/** `*` stands for anything, all else for itself. */
function patternOf(path: string): RegExp {
    const parts = path.split('*').map((part) => part.replaceAll(/[^\w/]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`);
}
