/**
 * What becomes of each field that a provider sends, found out by changing it: what the CRM would see differently is where
 * it goes. Nothing has to be written down, so nothing can be out of date.
 */
import { emptyTracker, joinReports } from '../core/merge.ts';
import type { ParsedElement, ProviderAdapter, RawRequest, VerifiedRequest } from '../core/ports.ts';
import { queryOf } from '../core/reading.ts';
import { snapshotOf } from '../core/snapshot.ts';
import { EVENT_FIELDS } from '../salesforce/eventFields.generated.ts';

export interface FieldFate {
    /** `results[].status.name`, `body MessageStatus`, `query ref`. */
    readonly path: string;
    /** Fields of the event that depend on it. */
    readonly fills: readonly string[];
    /** Without it, or with something else in it, the report is set aside. */
    readonly required: boolean;
}

export interface Audit {
    readonly samples: number;
    readonly reports: number;
    /** Why elements, or whole requests, could not be read. */
    readonly setAside: readonly string[];
    readonly fields: readonly FieldFate[];
    /** Fields of the event that no sample filled. */
    readonly missing: readonly string[];
    /** Status words that Landed does not know; they change no status. */
    readonly unlisted: readonly string[];
}

type Name = keyof typeof EVENT_FIELDS;

/** Of the relay itself, or of every report alike. */
const NOT_THE_PROVIDERS = new Set<Name>([
    ...(['store', 'version', 'epoch', 'statusPublishedAt', 'statusReceivedAt', 'receivedAt'] as const),
    ...(['history', 'provider', 'permanentEvidence'] as const),
]);
const RECEIVED_AT = '2026-07-17T12:05:04.000Z';

/** One place of a request with a value, and the request with another value there, or none. */
interface Leaf {
    readonly path: string;
    changed(): RawRequest;
    removed(): RawRequest;
}

type Step = string | number;

const written = (steps: readonly Step[]): string =>
    steps.reduce<string>((path, step) => {
        if (typeof step === 'number') return `${path}[]`;
        return path === '' ? step : `${path}.${step}`;
    }, '');

function other(value: unknown): unknown {
    if (typeof value === 'number') return value + 1;
    if (typeof value === 'boolean') return !value;
    return typeof value === 'string' && value !== '' ? `${value}1` : 'x1';
}

/** A copy in which one place is set, or left out when `value` is undefined. */
function withValue(root: unknown, steps: readonly Step[], value: unknown): unknown {
    const copy = structuredClone(root);
    // The casts hold: the steps were taken from this very value.
    const parent = steps.slice(0, -1).reduce<unknown>((node, step) => (node as Record<Step, unknown>)[step], copy);
    const last = steps.at(-1) ?? '';
    if (value === undefined) Reflect.deleteProperty(parent as object, last);
    else (parent as Record<Step, unknown>)[last] = value;
    return copy;
}

/** What a sender puts into the one text that a provider gives back: `to=…&ref=…`. */
const OWN_FIELDS = /^[a-z_]+=[^&=]+(?:&[a-z_]+=[^&=]+)*$/;

/** `rebuild` makes the request in which the whole of `root` is another value. */
function leavesOfJson(root: unknown, rebuild: (value: unknown) => RawRequest, before: readonly Step[] = []): Leaf[] {
    const leaves: Leaf[] = [];
    const visit = (node: unknown, steps: readonly Step[]): void => {
        const inside = typeof node === 'string' ? jsonOf(node) : undefined;
        if (typeof node === 'object' && node !== null) {
            const entries: [Step, unknown][] = Array.isArray(node) ? [...node.entries()] : Object.entries(node);
            for (const [step, child] of entries) visit(child, [...steps, step]);
        } else if (typeof inside === 'object' && inside !== null) {
            // Some send an envelope in which the report is a text.
            const within = (value: unknown): RawRequest => rebuild(withValue(root, steps, JSON.stringify(value)));
            leaves.push(...leavesOfJson(inside, within, [...before, ...steps]));
        } else if (typeof node === 'string' && OWN_FIELDS.test(node)) {
            const within = (text: string): RawRequest => rebuild(withValue(root, steps, text));
            leaves.push(...leavesOfForm(node, written([...before, ...steps]), within));
        } else if (steps.length > 0) {
            leaves.push({
                path: written([...before, ...steps]),
                changed: () => rebuild(withValue(root, steps, other(node))),
                removed: () => rebuild(withValue(root, steps, undefined)),
            });
        }
    };
    visit(root, []);
    return leaves;
}

function leavesOfForm(text: string, where: string, rebuild: (text: string) => RawRequest): Leaf[] {
    const names = [...new Set(new URLSearchParams(text).keys())];
    return names.map((name) => {
        const edit = (change: (fields: URLSearchParams) => void): RawRequest => {
            const fields = new URLSearchParams(text);
            change(fields);
            return rebuild(fields.toString());
        };
        return {
            path: `${where} ${name}`,
            changed: () => edit((fields) => fields.set(name, String(other(fields.get(name))))),
            removed: () => edit((fields) => fields.delete(name)),
        };
    });
}

export function jsonOf(text: Buffer | string): unknown {
    try {
        return JSON.parse(String(text));
    } catch {
        return undefined; // a form, or nothing that can be taken apart
    }
}

export function leavesOf(request: RawRequest): Leaf[] {
    const [path = ''] = request.url.split('?', 1);
    const inQuery = leavesOfForm(queryOf(request.url), 'query', (query) => ({ ...request, url: `${path}?${query}` }));
    const json = jsonOf(request.body);
    const rebuild = (body: string): RawRequest => ({ ...request, body: Buffer.from(body) });
    if (typeof json === 'object' && json !== null)
        return [...leavesOfJson(json, (value) => rebuild(JSON.stringify(value))), ...inQuery];
    return [...leavesOfForm(request.body.toString('utf8'), 'body', rebuild), ...inQuery];
}

type Facts = Readonly<Partial<Record<Name, unknown>>>;

interface Reading {
    readonly elements: readonly ParsedElement[];
    /** Of each element that could be read, what the CRM would see. */
    readonly facts: readonly (Facts | null)[];
    readonly failure: string | null;
}

function read(adapter: ProviderAdapter, request: RawRequest): Reading {
    try {
        // An audit looks at what somebody has captured; who sent it is not the question.
        const elements = adapter.parse(request as VerifiedRequest, { receivedAt: RECEIVED_AT });
        const facts = elements.map((element) =>
            element.ok ? snapshotOf(joinReports(emptyTracker(element.report.messageKey), [element.report])) : null,
        );
        return { elements, facts, failure: null };
    } catch (error) {
        return { elements: [], facts: [], failure: error instanceof Error ? error.message : String(error) };
    }
}

const NAMES = (Object.keys(EVENT_FIELDS) as Name[]).filter((name) => !NOT_THE_PROVIDERS.has(name));

const differing = (a: Facts, b: Facts): Name[] => NAMES.filter((name) => (a[name] ?? null) !== (b[name] ?? null));

interface Fate {
    readonly fills: Set<Name>;
    required: boolean;
}

function examine(adapter: ProviderAdapter, request: RawRequest, before: Reading, fates: Map<string, Fate>): void {
    for (const leaf of leavesOf(request)) {
        const fate = fates.get(leaf.path) ?? { fills: new Set<Name>(), required: false };
        fates.set(leaf.path, fate);
        for (const variant of [leaf.changed(), leaf.removed()]) {
            const after = read(adapter, variant);
            before.facts.forEach((facts, index) => {
                const now = after.facts[index];
                if (facts === null) return;
                if (now === null || now === undefined) fate.required = true;
                else differing(facts, now).forEach((name) => fate.fills.add(name));
            });
        }
    }
}

export function audit(adapter: ProviderAdapter, requests: readonly RawRequest[]): Audit {
    const fates = new Map<string, Fate>();
    const filled = new Set<Name>();
    const [setAside, unlisted] = [new Set<string>(), new Set<string>()];
    let reports = 0;
    for (const request of requests) {
        const reading = read(adapter, request);
        if (reading.failure !== null) setAside.add(reading.failure);
        for (const element of reading.elements) {
            if (!element.ok) setAside.add(element.reason);
            else {
                reports += 1;
                const { status, engagement, rawStatus } = element.report;
                if (status === null && engagement === null && rawStatus !== null) unlisted.add(rawStatus);
            }
        }
        for (const facts of reading.facts)
            NAMES.filter((name) => (facts?.[name] ?? null) !== null).forEach((name) => filled.add(name));
        examine(adapter, request, reading, fates);
    }
    const fieldOf = (name: Name): string => EVENT_FIELDS[name].field;
    return {
        ...{ samples: requests.length, reports, setAside: [...setAside], unlisted: [...unlisted] },
        fields: [...fates]
            .map(([path, { fills, required }]) => ({ path, required, fills: [...fills].map(fieldOf).sort() }))
            .sort((a, b) => (a.path < b.path ? -1 : 1)),
        missing: NAMES.filter((name) => !filled.has(name)).map(fieldOf),
    };
}
