/** A flow that is broken in one place. */
import type { XmlElement } from '../../schema/xml.ts';

export interface Mutation {
    /** The element that is broken; `Start`; or the resource (a formula, a variable) whose value is. */
    readonly element: string;
    /** How, in words. */
    readonly what: string;
    /** The one outcome of the element that changes; absent: any may. */
    readonly outcome?: string;
    /** The flow's whole tree after it. */
    readonly tree: XmlElement;
}

export interface Mutant {
    readonly flow: string;
    readonly element: string;
    readonly what: string;
    readonly xml: string;
    /** Its place among all mutants of the flow. */
    readonly number: number;
    /** An element or a way is gone, not only other than it was. */
    readonly isStructural: boolean;
    /** The tests that count are those that touch one of these: `flow`, `flow element`, `flow element › outcome`. */
    readonly places: readonly string[];
}

export type Operator = (flow: XmlElement) => Iterable<Mutation>;

/** `Flow › Element: what`. */
export const mutantName = ({ flow, element, what }: Pick<Mutant, 'flow' | 'element' | 'what'>): string =>
    `${flow} › ${element}: ${what}`;
