/** Breaks what a flow sets: literals, assignments, fields of writes, orders, and what formulas say. */
import { everyElement, exchanged, withText } from './tree.ts';
import { elementsOf, isNeverRead, isWithoutEffect, nameOf } from './ways.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { Operator } from './mutant.ts';

const RESOURCES: ReadonlySet<string> = new Set(['constants', 'variables']);

const OTHER_LITERAL: Readonly<Record<string, (text: string) => string>> = {
    stringValue: (text) => `${text}~`,
    numberValue: (text) => String(Number(text) + 1),
    booleanValue: (text) => String(text !== 'true'),
};

export const literalChanged: Operator = function* (flow) {
    const start = flow.child('start');
    const owners: [string, XmlElement][] = [
        ...(start ? [['Start', start] as [string, XmlElement]] : []),
        ...[...elementsOf(flow), ...flow.children.filter(({ name }) => RESOURCES.has(name))].map(
            (xml): [string, XmlElement] => [nameOf(xml), xml],
        ),
    ];
    for (const [element, xml] of owners) {
        if (isWithoutEffect(xml, flow)) continue;
        for (const value of everyElement(xml)) {
            const other = OTHER_LITERAL[value.name]?.(value.text);
            if (other !== undefined)
                yield {
                    element,
                    what: `${placeOf(xml, value)}'${value.text}' becomes '${other}'`,
                    tree: exchanged(flow, value, [withText(value, other)]),
                };
        }
    }
};

/** Which field or reference the literal is for, where its surroundings say. */
function placeOf(element: XmlElement, value: XmlElement): string {
    const owner = [...everyElement(element)].find((each) =>
        each.children.some(({ children }) => children.includes(value)),
    );
    const name = ['field', 'assignToReference', 'leftValueReference', 'name']
        .map((tag) => owner?.value(tag))
        .find(Boolean);
    return name === undefined ? '' : `${name} `;
}

const PARTS = { assignmentItems: 'assignToReference', inputAssignments: 'field', inputParameters: 'name' } as const;

/** The only item of an assignment is left to leaving the assignment out. */
export const partDropped: Operator = function* (flow) {
    for (const element of elementsOf(flow))
        for (const [tag, key] of Object.entries(PARTS)) {
            const parts = element.all(tag);
            if (tag === 'assignmentItems' && parts.length === 1) continue;
            for (const part of parts) {
                const name = part.value(key) ?? part.value('name') ?? ''; // a subflow's inputs have a name
                if (tag === 'assignmentItems' && isNeverRead(name, flow)) continue;
                yield { element: nameOf(element), what: `${name} not set`, tree: exchanged(flow, part, []) };
            }
        }
};

const OTHER_WAY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    sortOrder: { Asc: 'Desc', Desc: 'Asc' },
    iterationOrder: { Asc: 'Desc', Desc: 'Asc' },
    operator: { Add: 'Assign', Subtract: 'Add' },
};

export const orderReversed: Operator = function* (flow) {
    for (const element of elementsOf(flow))
        for (const part of everyElement(element)) {
            const other = OTHER_WAY[part.name]?.[part.text];
            if (other !== undefined)
                yield {
                    element: nameOf(element),
                    what: `${part.name} ${part.text} becomes ${other}`,
                    tree: exchanged(flow, part, [withText(part, other)]),
                };
        }
};

const TOKENS = /"(?:[^"\\]|\\.)*"|\{![^}]*\}|<=|>=|<>|!=|&&|\|\||[=<>+-]|\d+(?:\.\d+)?|[A-Za-z_]\w*/g;
const OTHER_TOKEN: Readonly<Record<string, readonly string[]>> = {
    '<': ['>=', '<='],
    '<=': ['>', '<'],
    '>': ['<=', '>='],
    '>=': ['<', '>'],
    '=': ['<>'],
    '<>': ['='],
    '!=': ['='],
    '&&': ['||'],
    '||': ['&&'],
    '+': ['-'],
    AND: ['OR'],
    OR: ['AND'],
    MIN: ['MAX'],
    MAX: ['MIN'],
    TRUE: ['FALSE'],
    FALSE: ['TRUE'],
    NOT: [''],
};

function othersOf(token: string): readonly string[] {
    if (token.startsWith('"')) return [`${token.slice(0, -1)}~"`];
    if (/^\d/.test(token)) return [String(Number(token) + 1)];
    return OTHER_TOKEN[token.toUpperCase()] ?? [];
}

export const formulaChanged: Operator = function* (flow) {
    const filter = flow.child('start')?.child('filterFormula');
    const formulas = flow.all('formulas').map((each) => [nameOf(each), each.child('expression')] as const);
    for (const [element, expression] of [...formulas, ['Start', filter] as const]) {
        if (!expression) continue;
        const { text } = expression;
        for (const { 0: token, index } of text.matchAll(TOKENS))
            for (const other of othersOf(token)) {
                const changed = text.slice(0, index) + other + text.slice(index + token.length);
                yield {
                    element,
                    what: `${token} becomes ${other === '' ? 'nothing' : other} after ${JSON.stringify(text.slice(Math.max(0, index - 30), index))}`,
                    tree: exchanged(flow, expression, [withText(expression, changed)]),
                };
            }
    }
};
