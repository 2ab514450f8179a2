/** All the ways in which a flow is broken, one at a time. */
import { parseXml } from '../../schema/xml.ts';
import { conditionDropped, conditionMistaken, criteriaOfStartDropped, logicMistaken } from './conditions.ts';
import { toXml } from './tree.ts';
import { formulaChanged, literalChanged, orderReversed, partDropped } from './values.ts';
import {
    elementLeftOut,
    elementsOf,
    faultPathRemoved,
    laterPathBroken,
    nameOf,
    outcomesExchanged,
    switchedOff,
} from './ways.ts';
import type { Mutant, Operator } from './mutant.ts';

const OPERATORS: readonly Operator[] = [
    switchedOff,
    elementLeftOut,
    outcomesExchanged,
    conditionMistaken,
    conditionDropped,
    logicMistaken,
    criteriaOfStartDropped,
    literalChanged,
    partDropped,
    orderReversed,
    formulaChanged,
    faultPathRemoved,
    laterPathBroken,
];

/** No two of one flow are told in the same words. */
export function mutantsOf(flow: string, path: string, xml: string): Mutant[] {
    const root = parseXml(path, xml);
    const elements = new Set(elementsOf(root).map(nameOf));
    const seen = new Map<string, number>();
    return OPERATORS.flatMap((operator) =>
        [...operator(root)].map(({ element, what, tree }) => {
            const count = (seen.get(`${element} ${what}`) ?? 0) + 1;
            seen.set(`${element} ${what}`, count);
            return {
                ...{ flow, element },
                what: count === 1 ? what : `${what} (${count})`,
                xml: toXml(tree),
                reach: elements.has(element) ? ('element' as const) : ('flow' as const),
            };
        }),
    );
}
