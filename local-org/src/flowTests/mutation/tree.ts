/** Flow XML as a tree of which a part can be exchanged; what is not exchanged is shared. */
import { XmlElement } from '../../schema/xml.ts';

/** The tree with other elements in place of one, or with none. */
export function exchanged(root: XmlElement, target: XmlElement, by: readonly XmlElement[]): XmlElement {
    return exchangedAll(root, new Map([[target, by]]));
}

export function exchangedAll(root: XmlElement, by: ReadonlyMap<XmlElement, readonly XmlElement[]>): XmlElement {
    const children = root.children.flatMap((child) => by.get(child) ?? [exchangedAll(child, by)]);
    const isSame =
        children.length === root.children.length && children.every((child, at) => child === root.children[at]);
    return isSame ? root : new XmlElement(root.name, root.text, children);
}

export function withText({ name }: XmlElement, text: string): XmlElement {
    return new XmlElement(name, text, []);
}

/** Every element below, itself first. */
export function* everyElement(root: XmlElement): Generator<XmlElement> {
    yield root;
    for (const child of root.children) yield* everyElement(child);
}

export function toXml(root: XmlElement): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root)}`;
}

function written({ name, text, children }: XmlElement): string {
    const inner = children.length > 0 ? children.map(written).join('') : escaped(text);
    return `<${name}>${inner}</${name}>`;
}

function escaped(text: string): string {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
