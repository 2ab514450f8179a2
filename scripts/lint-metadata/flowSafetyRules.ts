/** Flows that cannot fail unseen, run out of queries, or depend on the ids of one org. */
import type { MetadataDocument, Problem, XmlNode } from './document.ts';
import { ELEMENT_KINDS, FALLIBLE_KINDS } from './flow.ts';

export function checkFlowSafety(document: MetadataDocument): Problem[] {
    if (document.root.name !== 'Flow') return [];
    return [...missingFaultPaths(document), ...dataInLoops(document), ...hardCodedIds(document)];
}

const elementsOf = (flow: XmlNode): XmlNode[] => flow.children.filter(({ name }) => ELEMENT_KINDS.has(name));

function missingFaultPaths({ path, root }: MetadataDocument): Problem[] {
    return elementsOf(root)
        .filter((element) => FALLIBLE_KINDS.has(element.name) && !element.child('faultConnector'))
        .map((element) => ({
            path,
            line: element.line,
            message: `<${element.name}> ${element.value('name') ?? ''} has no fault path`,
        }));
}

function dataInLoops({ path, root }: MetadataDocument): Problem[] {
    const elements = new Map(elementsOf(root).map((element) => [element.value('name') ?? '', element]));
    const nextOf = (element: XmlNode): string[] =>
        [...element.walk()].filter(({ name }) => name === 'targetReference').map(({ text }) => text);
    const reachable = (from: readonly string[], barrier: string): Set<string> => {
        const found = new Set<string>();
        const open = [...from];
        for (let name = open.pop(); name !== undefined; name = open.pop()) {
            const element = elements.get(name);
            if (found.has(name) || name === barrier || !element) continue;
            found.add(name);
            open.push(...nextOf(element));
        }
        return found;
    };
    return root.all('loops').flatMap((loop) => {
        const name = loop.value('name') ?? '';
        const body = reachable([loop.child('nextValueConnector')?.value('targetReference') ?? ''], name);
        const inside = [...body]
            .flatMap((inner) => elements.get(inner) ?? [])
            .filter((inner) => FALLIBLE_KINDS.has(inner.name));
        return inside
            .filter((inner) => leadsTo(inner, name))
            .map((inner) => ({
                path,
                line: inner.line,
                message: `<${inner.name}> ${inner.value('name') ?? ''} runs inside loop ${name}`,
            }));
    });

    /** An element that only follows the loop by a way out of it is not inside. */
    function leadsTo(element: XmlNode, loop: string): boolean {
        const targets = nextOf(element);
        return (
            targets.includes(loop) ||
            [...reachable(targets, loop)].some((name) => nextOf(elements.get(name) ?? element).includes(loop))
        );
    }
}

/** An id as orgs write them: 15 or 18 letters and digits, the sixth of them a zero, with digits among them. */
const RECORD_ID = /^[0-9a-zA-Z]{5}0[0-9a-zA-Z]{9}(?:[0-9a-zA-Z]{3})?$/;

function hardCodedIds({ path, root }: MetadataDocument): Problem[] {
    return [...root.walk()].flatMap((node) =>
        idsIn(node).map((id) => ({ path, line: node.line, message: `hard-coded id ${id} in <${node.name}>` })),
    );
}

function idsIn(node: XmlNode): string[] {
    if (node.name !== 'stringValue' && node.name !== 'expression') return [];
    const words =
        node.name === 'stringValue'
            ? [node.text]
            : [...node.text.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    return words.filter((word) => RECORD_ID.test(word) && /\d.*\d.*\d/.test(word));
}
