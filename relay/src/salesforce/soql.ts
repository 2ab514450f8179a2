/** A text as a SOQL literal: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/ (2026-11-21) */
const ESCAPES: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    "'": "\\'",
    '"': '\\"',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\b': '\\b',
    '\f': '\\f',
};

export function soqlText(text: string): string {
    return `'${text.replace(/[\\'"\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? character)}'`;
}

/** The platform refuses addresses of more than 16,384 bytes, header names and the host among them. */
const URL_BYTES = 12_000;

/** As many of the items, from the first on, as fit into one query's address; at least one. */
export function fitting<T>(items: readonly T[], select: string, textOf: (item: T) => string): T[] {
    const chosen: T[] = [];
    let bytes = encodeURIComponent(select).length;
    for (const item of items) {
        bytes += encodeURIComponent(`${soqlText(textOf(item))},`).length;
        if (chosen.length > 0 && bytes > URL_BYTES) break;
        chosen.push(item);
    }
    return chosen;
}
