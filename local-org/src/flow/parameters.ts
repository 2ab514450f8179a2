/** What goes into an interview from outside, and what it gives out. */
import type { RunningInterview } from './interview.ts';
import { converted } from './values.ts';
import type { FlowValue } from './values.ts';

/** Inputs by the name of the variable; what is not given keeps its initial value. */
export function takeInputs(interview: RunningInterview, inputs: Readonly<Record<string, FlowValue>>): void {
    for (const { name, isInput, type } of interview.flow.variables) {
        const value = inputs[name];
        if (isInput && value !== undefined) interview.values.set(name, converted(value, type));
    }
}

export function outputsOf({ flow, values }: RunningInterview): Readonly<Record<string, FlowValue>> {
    const outputs = flow.variables.filter(({ isOutput }) => isOutput);
    return Object.fromEntries(outputs.map(({ name }) => [name, values.get(name) ?? null]));
}
