/** A flow that is broken in one place. */
import type { XmlElement } from '../../schema/xml.ts';

export interface Mutation {
    /** The element that is broken; `Start`; or the resource (a formula, a variable) whose value is. */
    readonly element: string;
    /** How, in words. */
    readonly what: string;
    /** The flow's whole tree after it. */
    readonly tree: XmlElement;
}

export interface Mutant {
    readonly flow: string;
    readonly element: string;
    readonly what: string;
    readonly xml: string;
    /** Whether the tests that count are those that executed the element, or all that met the flow. */
    readonly reach: 'element' | 'flow';
}

export type Operator = (flow: XmlElement) => Iterable<Mutation>;

/** `Flow › Element: what`. */
export const mutantName = ({ flow, element, what }: Pick<Mutant, 'flow' | 'element' | 'what'>): string =>
    `${flow} › ${element}: ${what}`;
