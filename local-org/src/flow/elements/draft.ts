/** What reading an element gives: its name, where it leads, and how to finish it once everything is declared. */
import type { CompiledElement } from '../program.ts';
import type { Scope } from '../scope.ts';

export interface ElementDraft {
    readonly name: string;
    /** Elements that its connectors lead to. */
    readonly targets: readonly (string | undefined)[];
    readonly faultTarget?: string | undefined;
    /** Whether the element writes records, which a before-save flow may not. */
    readonly writes?: boolean;
    /** Declares what other elements can refer to under this element's name. */
    declare?(scope: Scope): void;
    compile(scope: Scope): CompiledElement;
}
