/** SOAP as the Metadata API speaks it: requests read, answers and faults written. */
import { escapeXml } from '../../metadata/manifest.ts';
import { parseXml } from '../../schema/xml.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { Answer } from '../route.ts';

/** What answers are made of, in JSON and in XML: a list is an element repeated, null is left out of XML. */
export type Tree = { readonly [name: string]: Leaf | Tree | readonly (Leaf | Tree)[] };
type Leaf = string | number | boolean | null | RawXml;

/** Metadata that goes out as it is. */
export class RawXml {
    readonly xml: string;
    readonly type: string;

    constructor(type: string, xml: string) {
        this.type = type;
        this.xml = xml;
    }
}

export interface SoapRequest {
    readonly operation: string;
    readonly token: string;
    readonly body: XmlElement;
}

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';
const bare = (name: string): string => name.replace(/^.*:/, '');

/** Undefined when there is no body in it; throws XmlError when it is no XML. */
export function readSoap(text: string): SoapRequest | undefined {
    const envelope = parseXml('request', text);
    const inEnvelope = (name: string): XmlElement | undefined =>
        envelope.children.find((one) => bare(one.name) === name);
    const session = inEnvelope('Header')?.children.find(({ name }) => bare(name) === 'SessionHeader');
    const token = session?.children.find(({ name }) => bare(name) === 'sessionId')?.text ?? '';
    const body = inEnvelope('Body')?.children[0];
    return body && { operation: bare(body.name), token, body };
}

/** Clients put a prefix before the names, or none. */
export function valueOf(element: XmlElement | undefined, name: string): string | undefined {
    return elementOf(element, name)?.text;
}

export function elementOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
    return element?.children.find((child) => bare(child.name).toLowerCase() === name.toLowerCase());
}

export function elementsOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
    return element?.children.filter((child) => bare(child.name) === name) ?? [];
}

export function soap(operation: string, result: Tree | readonly Tree[]): Answer {
    const content = toXml({ result });
    return envelope(200, `<${operation}Response xmlns="${NAMESPACE}">${content}</${operation}Response>`);
}

export function fault(code: string, text: string): Answer {
    return faultOf(`sf:${code}`, `${code}: ${text}`);
}

/** A message that nobody can read: https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383510 (4.4.1, 2026-11-26) */
export function clientFault(text: string): Answer {
    return faultOf('soapenv:Client', text);
}

function faultOf(faultcode: string, faultstring: string): Answer {
    const inner = toXml({ faultcode, faultstring });
    return envelope(500, `<soapenv:Fault xmlns:sf="${NAMESPACE}">${inner}</soapenv:Fault>`);
}

function envelope(status: number, body: string): Answer {
    return {
        status,
        headers: { 'content-type': 'text/xml; charset=UTF-8' },
        body:
            '<?xml version="1.0" encoding="UTF-8"?>' +
            '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
            `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
    };
}

function toXml(tree: Tree): string {
    return Object.entries(tree)
        .flatMap(([name, value]) => listOf(value).map((one) => [name, one] as const))
        .map(([name, value]) => elementXml(name, value))
        .join('');
}

function elementXml(name: string, value: Leaf | Tree): string {
    if (value === null) return '';
    if (value instanceof RawXml) return `<${name} xsi:type="${value.type}">${value.xml}</${name}>`;
    return `<${name}>${typeof value === 'object' ? toXml(value) : escapeXml(value)}</${name}>`;
}

function listOf(value: Tree[string]): readonly (Leaf | Tree)[] {
    return isList(value) ? value : [value];
}

function isList(value: Tree[string]): value is readonly (Leaf | Tree)[] {
    return Array.isArray(value);
}
