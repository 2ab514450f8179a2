/**
 * Names as an org has them that installed the package with a namespace: `landed__Message__c` for `Message__c`. Written
 * out on every call and taken off every answer, because the header that would do it (`Sforce-Call-Options`) covers
 * sObject rows, queries and Bulk API 2.0, and neither collections nor describes:
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_calloptions.htm (2026-11-26).
 * Whatever custom name the relay speaks of is the package's.
 */
type Row = Readonly<Record<string, unknown>>;

export interface Naming {
    /** Of an object, a field, or anything else that ends as custom names do; other names stay. */
    named(own: string): string;
    /** The same, back. */
    ownName(name: string): string;
    /** A query, whose names are ours and whose quoted texts stay as they are. */
    soql(query: string): string;
    record(fields: object): object;
    row(row: Row): Row;
}

const CUSTOM = /^[A-Za-z]\w*?__(?:c|e|r|mdt)$/;
/** A quoted text, which is left alone, or a custom name. */
const IN_QUERY = /'(?:[^'\\]|\\.)*'|\b[A-Za-z]\w*__(?:c|e|r|mdt)\b/g;

const PLAIN: Naming = {
    named: (own) => own,
    ownName: (name) => name,
    soql: (query) => query,
    record: (record) => record,
    row: (row) => row,
};

/** null: the org has the package's source itself, or a package without a namespace. */
export function namingOf(namespace: string | null): Naming {
    if (namespace === null) return PLAIN;
    const prefix = `${namespace}__`;
    const named = (own: string): string => (CUSTOM.test(own) ? prefix + own : own);
    // The platform writes a namespace as it was registered, and does not mind how others write it.
    const isOurs = (name: string): boolean => name.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
    const ownName = (name: string): string => (isOurs(name) ? name.slice(prefix.length) : name);
    const renamed = (record: object, rename: (name: string) => string): Record<string, unknown> =>
        Object.fromEntries(Object.entries(record).map(([name, value]): [string, unknown] => [rename(name), value]));
    return {
        named,
        ownName,
        soql: (query) => query.replaceAll(IN_QUERY, (found) => (found.startsWith("'") ? found : prefix + found)),
        record: (record) => renamed(record, named),
        row: (row) => renamed(row, ownName),
    };
}
