/** Metadata XML as text: taken apart into its elements and put together again, with nothing else changed. */
import { XMLBuilder, XMLParser } from 'fast-xml-parser';

type Node = Record<string, unknown>;
type Attributes = Readonly<Record<string, string>>;

const ROOT_ATTRIBUTES: Attributes = { '@_xmlns': 'http://soap.sforce.com/2006/04/metadata' };
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const OPTIONS = {
    preserveOrder: true,
    ignoreAttributes: false,
    processEntities: false, // what stands escaped stays escaped
    commentPropName: '#comment',
    suppressEmptyNode: true,
} as const;
const parser = new XMLParser({ ...OPTIONS, parseTagValue: false, trimValues: false, ignoreDeclaration: true });
// eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package more for the same code
const builder = new XMLBuilder({ ...OPTIONS, format: true, indentBy: '    ' });

/** An element: its name and, unchanged, what is in it. */
export interface DocumentPart {
    readonly tag: string;
    readonly node: Node;
}

export interface Document {
    readonly root: string;
    readonly attributes: Attributes;
    readonly parts: readonly DocumentPart[];
}

/** To be called with XML that has been found well-formed. */
export function readDocument(xml: string): Document {
    const nodes = parser.parse(xml) as Node[]; // preserveOrder always yields a list of nodes
    const root = toParts(nodes).find(({ tag }) => !tag.startsWith('#'));
    if (!root) return { root: '', attributes: {}, parts: [] };
    const attributes = (root.node[':@'] as Attributes | undefined) ?? {}; // the parser's place for them
    return { root: root.tag, attributes, parts: partsIn(root) };
}

/** The document of that root, laid out as the platform does. */
export function writeDocument(
    root: string,
    parts: readonly DocumentPart[],
    attributes: Attributes = ROOT_ATTRIBUTES,
): string {
    const tree = [{ [root]: parts.map(({ node }) => node), ':@': attributes }];
    return `${DECLARATION}${build(tree)}\n`;
}

/** What is in the root of a document, as one element; and the way back. */
export function unwrap(xml: string, tag: string): DocumentPart {
    return { tag, node: { [tag]: readDocument(xml).parts.map(({ node }) => node) } };
}

export function wrap(root: string, part: DocumentPart): string {
    return writeDocument(root, partsIn(part));
}

/** What is in the root, as text. */
export function innerXml(xml: string): string {
    return build(readDocument(xml).parts.map(({ node }) => node));
}

export function partsIn({ tag, node }: DocumentPart): readonly DocumentPart[] {
    return tag.startsWith('#') ? [] : toParts(node[tag] as Node[]); // an element's value is the list of its nodes
}

export function withParts({ tag, node }: DocumentPart, parts: readonly DocumentPart[]): DocumentPart {
    return { tag, node: { ...node, [tag]: parts.map((part) => part.node) } };
}

/** Text of the element, or of its first child of that name. */
export function textOf(part: DocumentPart, child?: string): string | undefined {
    const inner = partsIn(part);
    if (child === undefined) return inner.map(({ node }) => node['#text'] as string | undefined).join('');
    const found = inner.find(({ tag }) => tag === child);
    return found && textOf(found);
}

function build(nodes: readonly Node[]): string {
    return builder.build(nodes).trim(); // a builder of nodes gives text
}

/** White space between elements is layout, in a leaf it is text; the declaration is nobody's part. */
function toParts(nodes: readonly Node[]): DocumentPart[] {
    const parts = nodes.flatMap((node) => {
        const tag = Object.keys(node).find((key) => key !== ':@' && !key.startsWith('?'));
        return tag === undefined ? [] : [{ tag, node }];
    });
    if (!parts.some(({ tag }) => tag !== '#text')) return parts;
    return parts
        .filter(({ tag, node }) => tag !== '#text' || String(node['#text']).trim() !== '')
        .map((part) => (part.tag.startsWith('#') ? part : withParts(part, partsIn(part))));
}
