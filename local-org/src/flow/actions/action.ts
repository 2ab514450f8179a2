/** An action that flows can call, done once for all interviews that stand at it. */
import type { FlowFault, FlowTransaction } from '../port.ts';
import type { FlowType, FlowValue } from '../values.ts';

/** By name; an input that the flow does not set is missing. */
export type ActionInputs = Readonly<Record<string, FlowValue>>;

export interface Action {
    readonly inputs: Readonly<Record<string, FlowType>>;
    /** The fault of each that failed, null for each that went through. */
    perform(calls: readonly ActionInputs[], tx: FlowTransaction): readonly (FlowFault | null)[];
}

/** A text input; blank ones are null. */
export function textOf(inputs: ActionInputs, name: string): string | null {
    const value = inputs[name];
    return typeof value === 'string' && value.trim() !== '' ? value : null;
}
