/**
 * Reads one element of a flow's XML child by child. What nobody asked for is not supported, and `end` says so by name:
 * so nothing in a flow can be overlooked.
 */
import type { XmlElement } from '../schema/xml.ts';
import { InvalidFlow, UnsupportedInFlow } from './errors.ts';

export class FlowReader {
    readonly file: string;
    /** The flow element that messages name. */
    readonly owner: string;
    readonly #xml: XmlElement;
    readonly #taken = new Set<string>();

    constructor(file: string, owner: string, xml: XmlElement) {
        this.file = file;
        this.owner = owner;
        this.#xml = xml;
    }

    get tag(): string {
        return this.#xml.name;
    }

    optional(name: string): string | undefined {
        return this.#single(name)?.text;
    }

    /** What a child says, without taking it. */
    peek(name: string): string | undefined {
        return this.#xml.child(name)?.text;
    }

    required(name: string): string {
        const text = this.optional(name);
        if (text === undefined || text === '') throw this.invalid(`${this.tag} needs ${name}`);
        return text;
    }

    flag(name: string): boolean {
        const text = this.optional(name);
        if (text !== undefined && text !== 'true' && text !== 'false')
            throw this.invalid(`${name} is true or false, not '${text}'`);
        return text === 'true';
    }

    integer(name: string): number | undefined {
        const text = this.optional(name);
        if (text === undefined) return undefined;
        if (!/^-?\d+$/.test(text)) throw this.invalid(`${name} is a whole number, not '${text}'`);
        return Number(text);
    }

    /** A value out of a list: one the platform has and we do not is unsupported by its name. */
    choice<const T extends string>(name: string, supported: readonly T[]): T | undefined {
        const text = this.optional(name);
        if (text === undefined) return undefined;
        const found = supported.find((value) => value === text);
        if (found === undefined) throw this.unsupported(`${this.tag}.${name} ${text}`);
        return found;
    }

    child(name: string): FlowReader | undefined {
        const found = this.#single(name);
        return found && new FlowReader(this.file, this.owner, found);
    }

    many(name: string): FlowReader[] {
        this.#taken.add(name);
        return this.#xml.all(name).map((xml) => new FlowReader(this.file, this.owner, xml));
    }

    texts(name: string): string[] {
        this.#taken.add(name);
        return this.#xml.all(name).map((xml) => xml.text);
    }

    /** Takes what does not matter to execution. */
    ignore(...names: readonly string[]): void {
        for (const name of names) this.#taken.add(name);
    }

    /** The same element, speaking for the flow element it turned out to be. */
    named(owner: string): FlowReader {
        return new FlowReader(this.file, owner, this.#xml);
    }

    childNames(): string[] {
        return this.#xml.children.map((child) => child.name);
    }

    end(): void {
        for (const child of this.#xml.children) {
            if (this.#taken.has(child.name)) continue;
            const element = child.child('name')?.text ?? this.owner; // an element of a kind that nobody reads
            throw new UnsupportedInFlow(this.file, element, `${this.tag}.${child.name}`);
        }
    }

    invalid(problem: string): InvalidFlow {
        return new InvalidFlow(this.file, this.owner, problem);
    }

    unsupported(feature: string): UnsupportedInFlow {
        return new UnsupportedInFlow(this.file, this.owner, feature);
    }

    #single(name: string): XmlElement | undefined {
        this.#taken.add(name);
        const [first, second] = this.#xml.all(name);
        if (second) throw this.invalid(`${this.tag} has ${name} twice`);
        return first;
    }
}

/** Reads what every node of a flow has and returns the reader that speaks in its name. */
export function nodeReader(reader: FlowReader): FlowReader {
    const node = reader.named(reader.required('name'));
    node.ignore('name', 'label', 'description', 'locationX', 'locationY', 'processMetadataValues');
    return node;
}

/** The target of a connector, if it is there. */
export function connector(reader: FlowReader, name: string): string | undefined {
    const child = reader.child(name);
    if (!child) return undefined;
    const target = child.required('targetReference');
    child.flag('isGoTo'); // only how the canvas draws it
    child.ignore('processMetadataValues');
    child.end();
    return target;
}
