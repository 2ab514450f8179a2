/** Metadata files as trees of elements that know their lines. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';

export interface Problem {
    readonly path: string;
    readonly line: number;
    readonly message: string;
}

export interface MetadataDocument {
    readonly path: string;
    /** API name by the file: `Message_Suppress`, or `Message__c.Status__c` for a part of an object. */
    readonly fullName: string;
    /** Object whose folder the file lies in, for parts of objects. */
    readonly object: string | undefined;
    readonly root: XmlNode;
}

export class XmlNode {
    readonly name: string;
    readonly text: string;
    readonly line: number;
    readonly children: readonly XmlNode[];

    constructor(name: string, text: string, line: number, children: readonly XmlNode[]) {
        this.name = name;
        this.text = text;
        this.line = line;
        this.children = children;
    }

    child(name: string): XmlNode | undefined {
        return this.children.find((child) => child.name === name);
    }

    all(name: string): readonly XmlNode[] {
        return this.children.filter((child) => child.name === name);
    }

    value(name: string): string | undefined {
        return this.child(name)?.text;
    }

    /** The node and all nodes below it. */
    *walk(): Generator<XmlNode> {
        yield this;
        for (const child of this.children) yield* child.walk();
    }
}

const META_SUFFIX = '-meta.xml';

export interface MetadataFiles {
    readonly documents: readonly MetadataDocument[];
    readonly malformed: readonly Problem[];
}

export function readDocuments(directory: string): MetadataFiles {
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(isMetadata).sort();
    return sorted(
        files.map((name) => {
            const file = path.join(directory, name);
            return readDocument(file, readFileSync(file, 'utf8'));
        }),
    );
}

export const isMetadata = (file: string): boolean => file.endsWith(META_SUFFIX);

export function readDocument(file: string, xml: string): MetadataDocument | Problem {
    const read = parse(xml);
    return 'problem' in read ? { path: file, ...read.problem } : documentOf(file, read.root);
}

/** The documents, and what could not be read as one. */
export function sorted(files: readonly (MetadataDocument | Problem)[]): MetadataFiles {
    return {
        documents: files.filter((file) => 'root' in file),
        malformed: files.filter((file) => 'message' in file),
    };
}

type Parsed = { readonly root: XmlNode } | { readonly problem: Omit<Problem, 'path'> };

function parse(xml: string): Parsed {
    try {
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a further package for this one check
        const nodes = parser.parse(xml, true) as readonly RawNode[]; // preserveOrder yields a list of nodes
        const root = toNodes(nodes, lineFinder(xml))[0];
        return root ? { root } : { problem: { line: 1, message: 'malformed XML: no root element' } };
    } catch (error) {
        const { message } = error as Error; // the parser throws nothing else; its message ends in :line:column
        const [, reason = message, line = '1'] = /^(.*):(\d+):\d+$/s.exec(message) ?? [];
        return { problem: { line: Number(line), message: `malformed XML: ${reason}` } };
    }
}

function documentOf(file: string, root: XmlNode): MetadataDocument {
    const object = /[\\/]objects[\\/]([^\\/]+)[\\/]/.exec(file)?.[1];
    const base = path.basename(file, META_SUFFIX).replace(/\.[^.]+$/, '');
    const isPart = object !== undefined && root.name !== 'CustomObject';
    return { path: file, fullName: isPart ? `${object}.${base}` : base, object, root };
}

type RawNode = Readonly<Record<string | symbol, unknown>>;

const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: true,
    parseTagValue: false,
    trimValues: false,
    processEntities: true,
    ignoreDeclaration: true,
    captureMetaData: true,
});

const POSITION = XMLParser.getMetaDataSymbol() as unknown as symbol; // declared as the wrapper type Symbol

function toNodes(nodes: readonly RawNode[], lineAt: (index: number) => number): XmlNode[] {
    return nodes.flatMap((node) => {
        const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
        if (name === undefined) return [];
        const inner = node[name] as readonly RawNode[]; // an element's value is the list of its nodes
        const children = toNodes(inner, lineAt);
        const text = inner.map((part) => (typeof part['#text'] === 'string' ? part['#text'] : '')).join('');
        const position = node[POSITION] as { startIndex?: number } | undefined; // set by captureMetaData
        return [new XmlNode(name, children.length > 0 ? '' : text.trim(), lineAt(position?.startIndex ?? 0), children)];
    });
}

function lineFinder(text: string): (index: number) => number {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return (index) => {
        const next = starts.findIndex((start) => start > index);
        return next < 0 ? starts.length : next;
    };
}
