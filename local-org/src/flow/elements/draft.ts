/** What reading an element gives: its name, where it leads, and how to finish it once everything is declared. */
import { OUTCOME } from '../program.ts';
import type { CompiledElement, ElementOutline } from '../program.ts';
import type { Scope } from '../scope.ts';

export type Way = ElementOutline['outcomes'][number];

/** The one way on of an element that decides nothing. */
export function onward(target: string | undefined): readonly Way[] {
    return [{ name: OUTCOME.next, target }];
}

export interface ElementDraft {
    readonly name: string;
    readonly tag: string;
    /** Where its connectors lead, by the name the trace gives each way. */
    readonly ways: readonly Way[];
    readonly faultTarget?: string | undefined;
    /** Whether the element writes records, which a before-save flow may not. */
    readonly writes?: boolean;
    /** Whether the element runs another flow, which before-save and event-triggered flows may not. */
    readonly callsFlow?: boolean;
    /** Declares what other elements can refer to under this element's name. */
    declare?(scope: Scope): void;
    compile(scope: Scope): CompiledElement;
}
