/** Breaks what a flow asks: conditions, filters, their logic, the criteria of the start. */
import { exchanged, everyElement, withText } from './tree.ts';
import { elementsOf, nameOf } from './ways.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { Mutation, Operator } from './mutant.ts';

const CONDITIONS: ReadonlySet<string> = new Set(['conditions', 'filters']);

/** Each operator with those it may be mistaken for: its negation, and where it has one, its neighbour. */
const MISTAKES: Readonly<Record<string, readonly string[]>> = {
    EqualTo: ['NotEqualTo'],
    NotEqualTo: ['EqualTo'],
    GreaterThan: ['LessThanOrEqualTo', 'GreaterThanOrEqualTo'],
    GreaterThanOrEqualTo: ['LessThan', 'GreaterThan'],
    LessThan: ['GreaterThanOrEqualTo', 'LessThanOrEqualTo'],
    LessThanOrEqualTo: ['GreaterThan', 'LessThan'],
    In: ['NotIn'],
    NotIn: ['In'],
    StartsWith: ['EndsWith'],
    EndsWith: ['StartsWith'],
    Contains: ['StartsWith'],
};

/** The start and the elements, by the names that the trace gives them. */
function* asking(flow: XmlElement): Generator<[string, XmlElement]> {
    const start = flow.child('start');
    if (start) yield ['Start', start];
    for (const element of elementsOf(flow)) yield [nameOf(element), element];
}

const subject = (condition: XmlElement): string =>
    `${condition.name === 'filters' ? 'filter' : 'condition'} ${condition.value('field') ?? condition.value('leftValueReference') ?? ''} ${condition.value('operator') ?? ''}`;

export const conditionMistaken: Operator = function* (flow) {
    for (const [element, xml] of asking(flow))
        for (const condition of everyElement(xml)) {
            const operator = condition.child('operator');
            if (!CONDITIONS.has(condition.name) || !operator) continue;
            for (const mistake of MISTAKES[operator.text] ?? [])
                yield {
                    element,
                    what: `${subject(condition)} becomes ${mistake}`,
                    tree: exchanged(flow, operator, [withText(operator, mistake)]),
                };
        }
};

/** A sole condition of a decision is left to the exchange of its outcomes. */
export const conditionDropped: Operator = function* (flow) {
    for (const [element, xml] of asking(flow))
        for (const owner of everyElement(xml)) {
            const conditions = owner.children.filter(({ name }) => CONDITIONS.has(name));
            const isSoleCondition = conditions.length === 1 && conditions[0]?.name === 'conditions';
            if (isSoleCondition) continue;
            for (const [at, condition] of conditions.entries())
                yield {
                    element,
                    what: `${subject(condition)} dropped`,
                    tree: exchanged(flow, owner, [without(owner, condition, at + 1)]),
                };
        }
};

/** In `1 AND (2 OR 3)` a dropped condition holds where AND joins it and fails where OR does: it is as if it were not there. */
function without(owner: XmlElement, condition: XmlElement, number: number): XmlElement {
    const smaller = exchanged(owner, condition, []);
    const logic = smaller.children.find(({ name }) => name === 'conditionLogic' || name === 'filterLogic');
    if (!logic || !/\d/.test(logic.text)) return smaller;
    const left = logic.text
        .replace(new RegExp(`\\b${number}\\b\\s*(AND|OR)\\s*|\\s*(AND|OR)\\s*\\b${number}\\b`, 'i'), '')
        .replaceAll(/\d+/g, (each) => String(Number(each) > number ? Number(each) - 1 : Number(each)));
    return exchanged(smaller, logic, [withText(logic, left)]);
}

export const logicMistaken: Operator = function* (flow) {
    for (const [element, xml] of asking(flow))
        for (const owner of everyElement(xml)) {
            const logic = owner.child('conditionLogic') ?? owner.child('filterLogic');
            if (!logic || owner.children.filter(({ name }) => CONDITIONS.has(name)).length < 2) continue;
            for (const [at, word] of [...logic.text.matchAll(/\b(and|or)\b/gi)].entries()) {
                const other = word[0].toLowerCase() === 'and' ? 'or' : 'and';
                const text = logic.text.slice(0, word.index) + other + logic.text.slice(word.index + word[0].length);
                const which = at === 0 ? '' : ` (${at + 1})`;
                yield {
                    element,
                    what: `logic ${logic.text}${which} becomes ${text}`,
                    tree: exchanged(flow, logic, [withText(logic, text)]),
                };
            }
        }
};

export const criteriaOfStartDropped: Operator = function* (flow): Generator<Mutation> {
    const flag = flow.child('start')?.child('doesRequireRecordChangedToMeetCriteria');
    if (flag?.text === 'true')
        yield {
            element: 'Start',
            what: 'runs on every update that meets its criteria',
            tree: exchanged(flow, flag, []),
        };
};
