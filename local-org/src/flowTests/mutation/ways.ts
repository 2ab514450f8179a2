/** Breaks where a flow goes: elements left out, outcomes exchanged, fault paths and later paths taken away. */
import { FLOW_ELEMENTS, OUTCOME } from '../../flow/index.ts';
import { XmlElement } from '../../schema/xml.ts';
import { everyElement, exchanged, exchangedAll, withText } from './tree.ts';
import type { Mutation, Operator } from './mutant.ts';

const TAGS: ReadonlySet<string> = new Set(Object.keys(FLOW_ELEMENTS));
const ONWARD: Readonly<Record<string, string>> = { loops: 'noMoreValuesConnector' };

export const elementsOf = (flow: XmlElement): XmlElement[] => flow.children.filter(({ name }) => TAGS.has(name));
export const nameOf = (element: XmlElement): string => element.value('name') ?? '';

const targetOf = (element: XmlElement | undefined, connector: string): string | undefined =>
    element?.child(connector)?.value('targetReference');

/** What leads to the element leads to the one after it. A decision has none after it. */
export const elementLeftOut: Operator = function* (flow) {
    for (const element of elementsOf(flow)) {
        if (element.name === 'decisions' || isWithoutEffect(element, flow)) continue;
        const next = targetOf(element, ONWARD[element.name] ?? 'connector');
        const tree = rerouted(flow, nameOf(element), next);
        if (tree) yield { element: nameOf(element), what: 'left out', tree };
    }
};

/** Undefined when nothing leads there. */
function rerouted(flow: XmlElement, from: string, to: string | undefined): XmlElement | undefined {
    const changes = new Map<XmlElement, readonly XmlElement[]>();
    for (const connector of everyElement(flow)) {
        const reference = connector.child('targetReference');
        if (reference?.text !== from) continue;
        changes.set(connector, to === undefined ? [] : [exchanged(connector, reference, [withText(reference, to)])]);
    }
    return changes.size === 0 ? undefined : exchangedAll(flow, changes);
}

/** An assignment to what nothing reads: there because a fault path has to lead somewhere. */
export function isWithoutEffect(element: XmlElement, flow: XmlElement): boolean {
    const items = element.all('assignmentItems');
    return items.length > 0 && items.every((item) => isNeverRead(item.value('assignToReference') ?? '', flow));
}

export function isNeverRead(reference: string, flow: XmlElement): boolean {
    const [variable = ''] = reference.split('.');
    if (variable.startsWith('$')) return false;
    const declared = flow.all('variables').find((each) => nameOf(each) === variable);
    if (declared?.value('isOutput') === 'true') return false;
    const mention = new RegExp(`(?<![\\w.$])${variable}(?!\\w)`);
    return ![...everyElement(flow)].some(
        ({ name, text }) =>
            name !== 'assignToReference' && name !== 'name' && name !== 'description' && mention.test(text),
    );
}

const CONNECTORS: ReadonlySet<string> = new Set([
    'connector',
    'defaultConnector',
    'nextValueConnector',
    'noMoreValuesConnector',
]);

/** The flow ends where it would have gone on. Ways to nothing that has an effect are left whole. */
export const wayCut: Operator = function* (flow) {
    const elements = new Map(elementsOf(flow).map((element) => [nameOf(element), element]));
    for (const element of elements.values())
        for (const connector of everyElement(element)) {
            const target = elements.get(connector.value('targetReference') ?? '');
            if (!CONNECTORS.has(connector.name) || !target) continue;
            if (isWithoutEffect(target, flow) && target.child('connector') === undefined) continue;
            const outcome = element.name === 'decisions' ? outcomeOf(connector, element) : undefined;
            yield {
                element: nameOf(element),
                ...(outcome !== undefined && { outcome }),
                what: `way to ${nameOf(target)} cut${outcome === undefined ? '' : ` for ${outcome}`}`,
                tree: exchanged(flow, connector, []),
            };
        }
};

const outcomeOf = (connector: XmlElement, decision: XmlElement): string => {
    const rule = decision.all('rules').find(({ children }) => children.includes(connector));
    return rule === undefined ? OUTCOME.otherwise : nameOf(rule);
};

export const outcomesExchanged: Operator = function* (flow) {
    for (const decision of flow.all('decisions')) {
        const otherwise = decision.child('defaultConnector');
        for (const rule of decision.all('rules')) {
            const own = rule.child('connector');
            if (own?.value('targetReference') === otherwise?.value('targetReference')) continue;
            const newRule = withConnector(rule, 'connector', otherwise);
            const changed = withConnector(exchanged(decision, rule, [newRule]), 'defaultConnector', own);
            yield {
                element: nameOf(decision),
                what: `${nameOf(rule)} and the default outcome exchanged`,
                tree: exchanged(flow, decision, [changed]),
            };
        }
    }
};

function withConnector(element: XmlElement, tag: string, like: XmlElement | undefined): XmlElement {
    const others = element.children.filter(({ name }) => name !== tag);
    const connector = like ? [new XmlElement(tag, '', like.children)] : [];
    return new XmlElement(element.name, '', [...others, ...connector]);
}

export const faultPathRemoved: Operator = function* (flow) {
    for (const element of elementsOf(flow)) {
        const fault = element.child('faultConnector');
        if (!fault) continue;
        const tree = exchanged(flow, fault, []);
        yield { element: nameOf(element), outcome: OUTCOME.fault, what: 'fault path removed', tree };
    }
};

export const laterPathBroken: Operator = function* (flow) {
    const start = flow.child('start');
    for (const path of start?.all('scheduledPaths') ?? []) {
        const name = path.value('name') ?? path.value('pathType') ?? '';
        const broken = (what: string, tree: XmlElement): Mutation => ({
            element: 'Start',
            what: `path ${name} ${what}`,
            tree,
        });
        if (start && (start.child('connector') || start.all('scheduledPaths').length > 1))
            yield broken('removed', exchanged(flow, path, []));
        const offset = path.child('offsetNumber');
        if (offset)
            yield broken('later by one', exchanged(flow, offset, [withText(offset, String(Number(offset.text) + 1))]));
    }
};

export const switchedOff: Operator = function* (flow) {
    const status = flow.child('status');
    if (status?.text === 'Active')
        yield { element: 'Start', what: 'flow not active', tree: exchanged(flow, status, [withText(status, 'Draft')]) };
};
