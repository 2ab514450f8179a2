/** Where a test has to come by to notice that a flow is broken in one place. */
import { everyElement } from './tree.ts';
import { elementsOf, nameOf } from './ways.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { Mutation } from './mutant.ts';

/** `flow`, `flow element` or `flow element › outcome`. */
export function placesOf({ element, outcome }: Mutation, flow: string, root: XmlElement): string[] {
    if (outcome !== undefined) return [`${flow} ${element} › ${outcome}`];
    const elements = elementsOf(root);
    const readers = elements.some((each) => nameOf(each) === element) ? [element] : readersOf(element, root);
    return readers === undefined ? [flow] : readers.map((each) => `${flow} ${each}`);
}

/** The elements that mention a resource, or a formula that does; undefined where only the whole flow will do. */
function readersOf(resource: string, root: XmlElement): string[] | undefined {
    const start = root.child('start');
    const isOutput = root.all('variables').some((each) => nameOf(each) === resource && isTrue(each, 'isOutput'));
    if (isOutput || !start) return undefined;
    const names = new Set([resource]);
    const resources = [...root.all('formulas'), ...root.all('textTemplates')];
    for (let before = 0; before < names.size;) {
        before = names.size;
        for (const each of resources) if (mentions(each, names)) names.add(nameOf(each));
    }
    const readers = elementsOf(root)
        .filter((element) => mentions(element, names))
        .map(nameOf);
    return mentions(start, names) || readers.length === 0 ? undefined : readers;
}

const isTrue = (element: XmlElement, tag: string): boolean => element.value(tag) === 'true';

function mentions(element: XmlElement, names: ReadonlySet<string>): boolean {
    return [...everyElement(element)].some(
        ({ name, text }) => name !== 'description' && (text.match(/\w+/g) ?? []).some((word) => names.has(word)),
    );
}
