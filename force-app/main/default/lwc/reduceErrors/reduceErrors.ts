/**
 * Texts of whatever the platform throws or emits: an Error, a fetch response with a body (one error, a list, field and
 * page errors), GraphQL's list of errors, a plain text.
 * https://developer.salesforce.com/docs/platform/lwc/guide/data-error.html (checked 2026-11-21)
 */
export function reduceErrors(given: unknown): string[] {
    const texts = textsOf(given).filter((text) => text.trim() !== '');
    return [...new Set(texts)];
}

function textsOf(error: unknown): string[] {
    if (error === null || error === undefined) return [];
    if (typeof error === 'string') return [error];
    if (Array.isArray(error)) return error.flatMap(textsOf);
    if (typeof error !== 'object') return [String(error)];
    const { body, message, output, errors, pageErrors, fieldErrors, statusText } = error as Readonly<
        Record<string, unknown>
    >;
    const inner = [output, errors, pageErrors, ...listsOf(fieldErrors), body].flatMap(textsOf);
    if (inner.length > 0) return inner;
    return textsOf(message ?? statusText);
}

/** Field errors come as `{ Field: [errors] }`. */
function listsOf(fieldErrors: unknown): unknown[] {
    return typeof fieldErrors === 'object' && fieldErrors !== null ? Object.values(fieldErrors) : [];
}
