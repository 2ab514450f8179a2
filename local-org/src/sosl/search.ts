/** Looks for words in the records that a user may read. The order of the results is that of SOQL, not of relevance. */
import { ERRORS } from '../errors.ts';
import { runSoql } from '../soql/run.ts';
import { parseTerms, wordsOf } from './terms.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { FieldSchema, FieldType, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { QueryRecord } from '../soql/run.ts';

export const SEARCH_GROUPS = ['ALL', 'NAME', 'EMAIL', 'PHONE'] as const;
export type SearchGroup = (typeof SEARCH_GROUPS)[number];

export interface SearchedObject {
    readonly name: string;
    readonly fields: string;
    /** WHERE, ORDER BY, LIMIT and OFFSET, as in SOQL. */
    readonly rest: string;
}

export interface Search {
    readonly terms: string;
    readonly group: SearchGroup;
    /** Absent: every object that can be searched, ids only. */
    readonly objects?: readonly SearchedObject[];
    readonly limit?: number;
}

const MOST = 2000;
const TEXT: ReadonlySet<FieldType> = new Set([
    ...(['Text', 'TextArea', 'LongTextArea', 'Html', 'Email', 'Phone', 'Url'] as const),
    ...(['Picklist', 'MultiselectPicklist', 'AutoNumber'] as const),
]);
/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_in.htm (2026-11-26) */
const ALSO_NAMES: Readonly<Record<string, readonly string[]>> = {
    Account: ['Website', 'Site'],
    Case: ['SuppliedName', 'SuppliedCompany', 'Subject'],
    Contact: ['AssistantName', 'FirstName', 'LastName'],
    Lead: ['Company', 'FirstName', 'LastName'],
    Task: ['Subject'],
};
const STANDARD: ReadonlySet<string> = new Set(['Account', 'Campaign', 'Case', 'Contact', 'Lead', 'Task', 'User']);

/** Custom objects are searched where their metadata allows it. */
export function isSearchable(object: ObjectSchema): boolean {
    return object.kind === 'standard' ? STANDARD.has(object.name) : object.searchable === true;
}

export function search(records: OrgRecords, { terms, group, objects, limit = MOST }: Search): QueryRecord[] {
    const matches = parseTerms(terms);
    const wanted = objects ?? everyObject(records);
    const found: QueryRecord[] = [];
    for (const each of wanted) {
        const object = searchedObject(records, each.name);
        const fields = object.fields.filter((field) => isIn(group, object, field));
        const words = (row: StoredRecord): (readonly string[])[] =>
            fields.map((field) => wordsOf(String(records.read(row, { parents: [], field }) ?? '')));
        const ids = records.select({ object }).flatMap((row) => (matches(words(row)) ? [row['Id'] ?? null] : []));
        const room = Math.min(limit, MOST) - found.length;
        const soql = `SELECT ${each.fields} FROM ${object.name} ${each.rest}`;
        found.push(...runSoql(records, soql, idIn(object, ids)).result.records.slice(0, Math.max(0, room)));
    }
    return found;
}

function everyObject({ schema }: OrgRecords): readonly SearchedObject[] {
    return schema.objects.filter(isSearchable).map(({ name }) => ({ name, fields: 'Id', rest: '' }));
}

function searchedObject(records: OrgRecords, name: string): ObjectSchema {
    const object = records.schema.object(name);
    if (!object) throw ERRORS.unknownQueryObject(name, '');
    if (!isSearchable(object)) throw ERRORS.notSearchable(object.name);
    return object;
}

function isIn(group: SearchGroup, object: ObjectSchema, field: FieldSchema): boolean {
    switch (group) {
        case 'ALL':
            return TEXT.has(field.type) && field.formula === undefined;
        case 'NAME':
            return field.name === object.nameField || (ALSO_NAMES[object.name]?.includes(field.name) ?? false);
        case 'EMAIL':
            return field.type === 'Email';
        case 'PHONE':
            return field.type === 'Phone';
    }
}

function idIn(object: ObjectSchema, ids: readonly StoredRecord[string][]): Parameters<typeof runSoql>[2] {
    const field = object.field('Id');
    if (!field) throw ERRORS.notSearchable(object.name);
    return { kind: 'in', path: { parents: [], field }, values: new Set(ids) };
}
