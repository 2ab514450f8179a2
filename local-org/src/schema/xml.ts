/** Metadata XML as a small ordered tree: what the readers of the project's files walk. */
import { SaxesParser } from 'saxes';

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

    constructor(path: string, reason: string, { line, column }: { readonly line: number; readonly column: number }) {
        super(`${path}:${line}:${column}: ${reason}`);
        this.name = 'XmlError';
        this.reason = reason;
        this.line = line;
        this.column = column;
    }
}

/** An element that has not ended yet. */
interface Open {
    readonly name: string;
    readonly children: XmlElement[];
    text: string;
}

/** Attributes and comments are nothing to the readers. Throws XmlError. */
export function parseXml(path: string, xml: string): XmlElement {
    const outermost: Open = { name: '', children: [], text: '' };
    const open = [outermost];
    const parser = new SaxesParser();
    const keep = (text: string): void => void (open.at(-1)!.text += text); // the outermost is never closed
    parser.on('error', ({ message }) => {
        // The parser tells the place first: "2:21: unexpected close tag."
        const reason = message.replace(/^(\d+:)*\s*/, '');
        throw new XmlError(path, reason, parser);
    });
    parser.on('opentag', ({ name }) => open.push({ name, children: [], text: '' }));
    parser.on('text', keep);
    parser.on('cdata', keep);
    parser.on('closetag', () => {
        const { name, children, text } = open.pop()!;
        open.at(-1)!.children.push(new XmlElement(name, children.length > 0 ? '' : text.trim(), children));
    });
    parser.write(xml).close();
    return outermost.children[0]!; // without a root the parser has complained
}
