/** One run of a flow for one record, event or set of inputs. */
import type { StoredRecord } from '../schema/types.ts';
import type { FlowTransaction, SaveError } from './port.ts';
import type { FlowList, FlowValue } from './values.ts';

export interface LoopState {
    readonly items: FlowList;
    next: number;
}

export interface Interview {
    readonly number: number;
    readonly tx: FlowTransaction;
    /** The record or event that started the flow. Before the save it is the record being saved itself. */
    readonly record: StoredRecord | null;
    /** The record before the save; null when it is being created, and for everything that is no update. */
    readonly prior: StoredRecord | null;
    /** Values of variables and element outputs, by name. */
    readonly values: Map<string, FlowValue>;
    readonly loops: Map<string, LoopState>;
    /** $Flow.FaultMessage. */
    faultMessage: string | null;
    /** Where it goes next; undefined when it has come to an end. */
    next: string | undefined;
    /** Set when it failed. */
    failure: SaveError | null;
    /** Elements executed so far. */
    executed: number;
}

export function newInterview(
    number: number,
    tx: FlowTransaction,
    record: StoredRecord | null,
    prior: StoredRecord | null,
): Interview {
    return {
        number,
        tx,
        record,
        prior,
        values: new Map(),
        loops: new Map(),
        faultMessage: null,
        next: undefined,
        failure: null,
        executed: 0,
    };
}
