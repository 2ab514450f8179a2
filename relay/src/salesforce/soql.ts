/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/api/sforce_api_calls_soql_select_quotedstringescapes.htm (2026-11-26) */
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

const byCode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text as a literal: whoever reads it takes nothing in it for an end of the line or of the text. */
export function soqlText(text: string): string {
    const escaped = text
        .replace(/[\\'"\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? character)
        .replace(/[\p{Cc}\u2028\u2029]/gu, byCode);
    return `'${escaped}'`;
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
