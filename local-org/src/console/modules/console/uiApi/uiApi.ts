/** How the platform's modules call the org's User Interface API, and what components get of it. */
import { callApi } from 'console/session';
import type { ApiRequest } from '../session/session.ts';

/**
 * What a component gets as an error: https://developer.salesforce.com/docs/platform/lwc/guide/data-error.html
 * (2026-11-26). `body` is a list after reads, and one object with errors by field after writes that were refused.
 */
export interface FetchResponse {
    readonly body: unknown;
    readonly ok: false;
    readonly status: number;
    readonly statusText: string;
    readonly headers: Readonly<Record<string, never>>;
    readonly errorType: 'fetchResponse';
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    500: 'Server Error',
    501: 'Not Implemented',
};

/** The answer, or a FetchResponse thrown. */
export async function askUiApi(path: string, request: ApiRequest = {}): Promise<unknown> {
    const { ok, status, body } = await callApi(`/ui-api${path}`, request).catch((error: unknown) => {
        throw failure(500, { message: error instanceof Error ? error.message : String(error) });
    });
    if (ok) return body;
    throw failure(status, body);
}

function failure(status: number, body: unknown): FetchResponse {
    const statusText = STATUS_TEXTS[status] ?? '';
    return { body, ok: false, status, statusText, headers: {}, errorType: 'fetchResponse' };
}

interface WireResult<T> {
    readonly data: T | undefined;
    readonly error: FetchResponse | undefined;
}
type Emit<T> = (result: WireResult<T>) => void;

interface Reader {
    shows(recordId: string): boolean;
    read(): Promise<void>;
}
/** What the components on the page read. */
const connected = new Set<Reader>();

/** Reads an address for a component, and again when a record that the answer shows has changed. */
class WireReader<C extends object, T> implements Reader {
    private readonly emit: Emit<T>;
    private readonly pathOf: (config: Partial<C>) => string | undefined;
    private path: string | undefined;
    private content = '';
    private latest = 0;

    constructor(emit: Emit<T>, pathOf: (config: Partial<C>) => string | undefined) {
        this.emit = emit;
        this.pathOf = pathOf;
        emit({ data: undefined, error: undefined });
    }

    connect(): void {
        connected.add(this);
    }

    disconnect(): void {
        connected.delete(this);
    }

    update(config: C): void {
        this.path = this.pathOf(config);
        this.content = '';
        void this.read();
    }

    shows(recordId: string): boolean {
        return this.content.includes(`"${recordId}"`) || this.path?.includes(recordId) === true;
    }

    async read(): Promise<void> {
        if (this.path === undefined) return;
        const turn = ++this.latest;
        const result = await askUiApi(this.path).then(
            (data): WireResult<T> => ({ data: data as T, error: undefined }), // the address answers this form
            (error: unknown): WireResult<T> => ({ data: undefined, error: error as FetchResponse }), // as thrown above
        );
        const content = JSON.stringify(result);
        if (turn !== this.latest || !connected.has(this) || content === this.content) return;
        this.content = content;
        this.emit(deepFreeze(result));
    }
}

/** Reads again what shows one of the records; nothing is emitted where the answer is the same. */
export async function readAgain(recordIds: readonly string[]): Promise<void> {
    const readers = [...connected].filter((reader) => recordIds.some((id) => reader.shows(id)));
    await Promise.all(readers.map((reader) => reader.read()));
}

/** A wire adapter that reads the address made of its configuration; undefined as long as something is missing in it. */
export function wireAdapter<C extends object, T>(
    pathOf: (config: Partial<C>) => string | undefined,
): new (emit: Emit<T>) => WireReader<C, T> {
    return class extends WireReader<C, T> {
        constructor(emit: Emit<T>) {
            super(emit, pathOf);
        }
    };
}

/** What wires provide is read-only. */
export function deepFreeze<T>(value: T): T {
    if (typeof value === 'object' && value !== null) {
        Object.values(value).forEach(deepFreeze);
        Object.freeze(value);
    }
    return value;
}

type FieldReference = string | { readonly objectApiName: string; readonly fieldApiName: string };
type ObjectReference = string | { readonly objectApiName: string };
export type { FieldReference, ObjectReference };

/** `Contact.Name`, whether it comes as text or from `@salesforce/schema`. */
export const qualified = (field: FieldReference): string =>
    typeof field === 'string' ? field : `${field.objectApiName}.${field.fieldApiName}`;

export const objectName = (object: ObjectReference): string =>
    typeof object === 'string' ? object : object.objectApiName;
