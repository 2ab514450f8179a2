/** `@{ref.path}`: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite_post.htm */
import { ERRORS } from '../../errors.ts';

/** What each named request has answered so far. */
export type Answers = ReadonlyMap<string, unknown>;

const REFERENCE = /@\{([^{}]+)\}/g;

/** The value with every reference in its texts replaced; a text that is nothing but one takes the value itself. */
export function resolve(value: unknown, answers: Answers): unknown {
    if (typeof value === 'string') return resolveText(value, answers);
    if (Array.isArray(value)) return value.map((each: unknown) => resolve(each, answers));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolve(each, answers)]));
}

function resolveText(text: string, answers: Answers): unknown {
    const whole = /^@\{([^{}]+)\}$/.exec(text);
    if (whole) return referred(whole[1] ?? '', answers);
    return text.replaceAll(REFERENCE, (_, path: string) => String(referred(path, answers)));
}

/** The names of the requests that values refer to. */
export function referencesIn(value: readonly unknown[]): ReadonlySet<string> {
    const text = JSON.stringify(value);
    return new Set([...text.matchAll(REFERENCE)].map((match) => (match[1] ?? '').split(/[.[]/)[0] ?? ''));
}

function referred(path: string, answers: Answers): string | number | boolean {
    const [name = '', ...steps] = path.split(/\.|\[|\]\.?/).filter((step) => step !== '');
    let value = answers.get(name);
    for (const step of steps) value = member(value, step);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    throw ERRORS.badReference(path, name);
}

function member(value: unknown, name: string): unknown {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = Object.keys(value).find((each) => each.toLowerCase() === name.toLowerCase());
    return key === undefined ? undefined : (value as Record<string, unknown>)[key]; // its own key, found just above
}
