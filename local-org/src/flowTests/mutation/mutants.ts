/** All the ways in which a flow is broken, one at a time. */
import { parseXml } from '../../schema/xml.ts';
import { conditionDropped, conditionMistaken, criteriaOfStartDropped, logicMistaken } from './conditions.ts';
import { placesOf } from './places.ts';
import { toXml } from './tree.ts';
import { formulaChanged, literalChanged, orderReversed, partDropped } from './values.ts';
import { elementLeftOut, faultPathRemoved, laterPathBroken, outcomesExchanged, switchedOff, wayCut } from './ways.ts';
import type { Mutant, Mutation, Operator } from './mutant.ts';

/** An element, a connector or the whole flow. */
const STRUCTURE: readonly Operator[] = [
    switchedOff,
    elementLeftOut,
    outcomesExchanged,
    wayCut,
    faultPathRemoved,
    laterPathBroken,
];
/** What an element asks or sets. */
const CONTENT: readonly Operator[] = [
    conditionMistaken,
    conditionDropped,
    logicMistaken,
    criteriaOfStartDropped,
    literalChanged,
    partDropped,
    orderReversed,
    formulaChanged,
];

/** No two of one flow are told in the same words. */
export function mutantsOf(flow: string, path: string, xml: string): Mutant[] {
    const root = parseXml(path, xml);
    const seen = new Map<string, number>();
    const told = ({ element, what }: Mutation): string => {
        const count = (seen.get(`${element} ${what}`) ?? 0) + 1;
        seen.set(`${element} ${what}`, count);
        return count === 1 ? what : `${what} (${count})`;
    };
    const byXml = new Map<string, Mutant>();
    for (const [isStructural, operators] of [[true, STRUCTURE] as const, [false, CONTENT] as const])
        for (const mutation of operators.flatMap((operator) => [...operator(root)])) {
            const broken = toXml(mutation.tree);
            if (byXml.has(broken)) continue; // a last element left out is the way to it cut
            byXml.set(broken, {
                ...{ flow, number: byXml.size, isStructural, element: mutation.element },
                what: told(mutation),
                xml: broken,
                places: placesOf(mutation, flow, root),
            });
        }
    return [...byXml.values()];
}
