/** Everything an admin meets says what it is for, every field of a record helps whoever reads it, and says its type. */
import type { MetadataDocument, Problem, XmlNode } from './document.ts';
import { ELEMENT_KINDS, RESOURCE_KINDS } from './flow.ts';

const DESCRIBED: ReadonlySet<string> = new Set(['CustomField', 'CustomObject', 'Flow', 'PermissionSet']);

export function checkDescriptions(document: MetadataDocument): Problem[] {
    const { root } = document;
    const problem = (node: XmlNode, message: string): Problem => ({ path: document.path, line: node.line, message });
    const problems: Problem[] = [];
    const must =
        DESCRIBED.has(root.name) || (root.name === 'LightningComponentBundle' && root.value('isExposed') === 'true');
    if (must && !root.value('description'))
        problems.push(problem(root, `${root.name} ${document.fullName} lacks a description`));
    const isOnPages = root.name === 'CustomField' && document.object?.endsWith('__e') === false; // nobody sees an event's
    if (isOnPages && !root.value('inlineHelpText'))
        problems.push(problem(root, `CustomField ${document.fullName} lacks a help text`));
    if (root.name === 'CustomField' && !root.value('type')) {
        problems.push(problem(root, `CustomField ${document.fullName} lacks a type`));
    }
    if (root.name === 'Flow') {
        const parts = root.children.filter(({ name }) => ELEMENT_KINDS.has(name) || RESOURCE_KINDS.has(name));
        for (const part of parts.filter((node) => !node.value('description'))) {
            problems.push(problem(part, `<${part.name}> ${part.value('name') ?? ''} lacks a description`));
        }
    }
    return problems;
}
