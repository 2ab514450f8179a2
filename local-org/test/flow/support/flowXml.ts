/** Small builders for Flow XML, so that a test shows only what it is about. */
import { loadFlow } from '../../../src/flow/index.ts';
import type { CompiledFlow } from '../../../src/flow/index.ts';
import { SCHEMA } from './schema.ts';

export const FILE = 'flows/Parcel_Test.flow-meta.xml';

export function xml(tag: string, children: Readonly<Record<string, string | number | boolean>>, inner = ''): string {
    const simple = Object.entries(children).map(([name, value]) => `<${name}>${value}</${name}>`);
    return `<${tag}>${simple.join('')}${inner}</${tag}>`;
}

export function node(tag: string, name: string, inner: string): string {
    return xml(tag, { name, label: name, locationX: 0, locationY: 0 }, inner);
}

export function goes(tag: string, target: string): string {
    return `<${tag}><targetReference>${target}</targetReference></${tag}>`;
}
export const then = (target: string): string => goes('connector', target);
export const onFault = (target: string): string => goes('faultConnector', target);

/** `<value>` from a literal; a string starting with `@` is a reference. */
export function value(given: string | number | boolean, tag = 'value'): string {
    if (typeof given === 'number') return `<${tag}><numberValue>${given}</numberValue></${tag}>`;
    if (typeof given === 'boolean') return `<${tag}><booleanValue>${given}</booleanValue></${tag}>`;
    if (given.startsWith('@')) return `<${tag}><elementReference>${given.slice(1)}</elementReference></${tag}>`;
    return `<${tag}><stringValue>${given}</stringValue></${tag}>`;
}

type Given = string | number | boolean;

export function assign(name: string, items: readonly (readonly [string, string, Given])[], next?: string): string {
    const inner = items.map(([to, operator, given]) =>
        xml('assignmentItems', { assignToReference: to, operator }, value(given)),
    );
    return node('assignments', name, (next === undefined ? '' : then(next)) + inner.join(''));
}

export function condition(left: string, operator: string, right: Given): string {
    return xml('conditions', { leftValueReference: left, operator }, value(right, 'rightValue'));
}

export function filter(field: string, operator: string, given: Given): string {
    return xml('filters', { field, operator }, value(given));
}

export function input(field: string, given: Given): string {
    return xml('inputAssignments', { field }, value(given));
}

/** A decision with one outcome. */
export function decide(name: string, conditions: string, yes: string, no?: string): string {
    const rule = xml('rules', { name: `${name}_Yes`, conditionLogic: 'and', label: 'Yes' }, conditions + then(yes));
    return node('decisions', name, (no === undefined ? '' : goes('defaultConnector', no)) + rule);
}

export function variable(
    name: string,
    dataType: string,
    extra: Readonly<Record<string, string | boolean>> = {},
): string {
    return xml('variables', { name, dataType, isCollection: false, isInput: false, isOutput: false, ...extra });
}

export function formula(name: string, dataType: string, expression: string): string {
    const escaped = expression.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    return xml('formulas', { name, dataType, expression: escaped });
}

export function start(
    kind: 'before' | 'after' | 'event' | 'called',
    first: string | undefined,
    inner = '',
    on = 'CreateAndUpdate',
): string {
    const where = { before: 'RecordBeforeSave', after: 'RecordAfterSave', event: 'PlatformEvent', called: '' }[kind];
    const object = kind === 'event' ? 'Parcel_Scan__e' : kind === 'called' ? '' : 'Parcel__c';
    return xml(
        'start',
        {
            locationX: 0,
            locationY: 0,
            ...(object ? { object } : {}),
            ...(kind === 'before' || kind === 'after' ? { recordTriggerType: on } : {}),
            ...(where ? { triggerType: where } : {}),
        },
        (first === undefined ? '' : then(first)) + inner,
    );
}

export function flowXml(startXml: string, ...parts: readonly string[]): string {
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Flow xmlns="http://soap.sforce.com/2006/04/metadata">' +
        '<apiVersion>67.0</apiVersion><label>Parcel Test</label><processType>AutoLaunchedFlow</processType>' +
        `<status>Active</status>${parts.join('')}${startXml}</Flow>`
    );
}

export function load(startXml: string, ...parts: readonly string[]): CompiledFlow {
    return loadXml(flowXml(startXml, ...parts));
}

export function loadXml(text: string, others: readonly CompiledFlow[] = []): CompiledFlow {
    return loadFlow({ path: FILE, xml: text }, SCHEMA, {
        hasLabel: (name) => name === 'greeting',
        subflow: (name) => {
            const flow = others.find((other) => other.name === name);
            if (!flow) return undefined;
            const { start, variables, status } = flow;
            return {
                variables: start.kind === 'AutoLaunched' ? variables : undefined,
                active: () => (status === 'Active' ? flow : undefined),
            };
        },
    });
}
