/** Metadata XML as a small ordered tree: what the readers of the project's files walk. */
import { XMLParser } from 'fast-xml-parser';

export class XmlElement {
    readonly name: string;
    readonly text: string;
    readonly children: readonly XmlElement[];

    constructor(name: string, text: string, children: readonly XmlElement[]) {
        this.name = name;
        this.text = text;
        this.children = children;
    }

    child(name: string): XmlElement | undefined {
        return this.children.find((child) => child.name === name);
    }

    all(name: string): readonly XmlElement[] {
        return this.children.filter((child) => child.name === name);
    }

    /** Text of the first child of that name. */
    value(name: string): string | undefined {
        return this.child(name)?.text;
    }
}

/** A file that is no XML, and where. Its message is for people: `path:line:column: reason`. */
export class XmlError extends Error {
    readonly reason: string;
    readonly line: number;
    readonly column: number;

    constructor(path: string, cause: unknown) {
        const message = cause instanceof Error ? cause.message : String(cause);
        // The parser tells the place last: "Closing tag 'Flow' …:12:3".
        const [, reason = message, line, column] = /^(.*):(\d+):(\d+)$/s.exec(message) ?? [];
        super(line === undefined ? `${path}: ${reason}` : `${path}:${line}:${column}: ${reason}`, { cause });
        this.name = 'XmlError';
        this.reason = reason;
        this.line = Number(line ?? 1);
        this.column = Number(column ?? 1);
    }
}

type RawNode = Readonly<Record<string, unknown>> & { readonly '#text'?: string };

const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: true,
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true, // numeric character references too, which the platform writes for line breaks in formulas
    ignoreDeclaration: true,
});

export function parseXml(path: string, xml: string): XmlElement {
    const [root] = toElements(parse(path, xml));
    if (!root) throw new Error(`${path}: the file has no root element`);
    return root;
}

function parse(path: string, xml: string): readonly RawNode[] {
    try {
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package more for the same check
        return parser.parse(xml, true) as readonly RawNode[]; // preserveOrder always yields a list of nodes
    } catch (error) {
        throw new XmlError(path, error);
    }
}

function toElements(nodes: readonly RawNode[]): XmlElement[] {
    return nodes.flatMap((node) => {
        const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
        if (name === undefined || name === '?xml') return [];
        const inner = node[name] as readonly RawNode[]; // an element's value is the list of its nodes
        const children = toElements(inner);
        const text = inner.map((part) => part['#text'] ?? '').join('');
        return [new XmlElement(name, children.length > 0 ? '' : text.trim(), children)];
    });
}
