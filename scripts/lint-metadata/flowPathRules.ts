/** Every element of a flow is on some way from its start. */
import type { MetadataDocument, Problem, XmlNode } from './document.ts';
import { ELEMENT_KINDS } from './flow.ts';

export function checkFlowPaths({ root, path }: MetadataDocument): Problem[] {
    if (root.name !== 'Flow') return [];
    const elements = new Map(
        root.children.filter(({ name }) => ELEMENT_KINDS.has(name)).map((node) => [node.value('name') ?? '', node]),
    );
    const open = [
        ...root.all('startElementReference').map(({ text }) => text),
        ...root.all('start').flatMap(targetsOf),
    ];
    const reached = new Set<string>();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
        const element = elements.get(name);
        if (!element || reached.has(name)) continue;
        reached.add(name);
        open.push(...targetsOf(element));
    }
    return [...elements]
        .filter(([name]) => !reached.has(name))
        .map(([name, { name: kind, line }]) => ({ path, line, message: `<${kind}> ${name} is never reached` }));
}

const targetsOf = (node: XmlNode): string[] =>
    [...node.walk()].filter(({ name }) => name === 'targetReference').map(({ text }) => text);
