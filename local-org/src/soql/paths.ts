/** Field names of a query as paths over the schema, with the platform's words for those that lead nowhere. */
import { ERRORS } from '../errors.ts';
import type { FieldSchema, FieldValue, ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';
import type { FieldPath } from '../records/select.ts';

/** Where names are looked up: one object of one query. */
export interface Scope {
    readonly schema: Schema;
    readonly object: ObjectSchema;
    readonly alias: string | undefined;
    /** The text of the whole query, for the position in errors. */
    readonly soql: string;
}

const MAX_PARENTS = 5; // https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_query_limits.htm

export function resolvePath(scope: Scope, name: string): FieldPath {
    const segments = name.split('.');
    if (segments.length > 1 && segments[0]?.toLowerCase() === (scope.alias ?? scope.object.name).toLowerCase()) {
        segments.shift();
    }
    const fieldName = segments.pop() ?? '';
    if (segments.length > MAX_PARENTS)
        throw ERRORS.malformedQuery(`SOQL relationship queries follow at most ${MAX_PARENTS} levels`);
    const parents: FieldSchema[] = [];
    let object = scope.object;
    for (const segment of segments) {
        const lookup = object.parentRelationship(segment);
        const parent = lookup && parentObject(scope.schema, lookup, fieldName);
        if (!lookup || !parent) throw ERRORS.unknownRelationship(segment, errorContext(scope.soql, name));
        parents.push(lookup);
        object = parent;
    }
    const last = parents.at(-1);
    const field = object.field(fieldName);
    if (last && isPolymorphic(last)) return ofAnyParent(scope, parents, last, fieldName, name);
    if (last?.relationshipName === 'Owner' && fieldName.toLowerCase() === 'type')
        return typePath(scope.schema, parents);
    if (!field) throw ERRORS.unknownField(fieldName, object.name, errorContext(scope.soql, name));
    return { parents, field };
}

export function isPolymorphic(lookup: FieldSchema): boolean {
    return lookup.referenceTo.length > 1;
}

/**
 * Over a lookup to several objects only the fields of Name can be read, without TYPEOF.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_name.htm (2026-11-25)
 */
const FIELDS_OF_NAME: ReadonlySet<string> = new Set(
    ['Alias', 'Email', 'FirstName', 'Id', 'IsActive', 'LastName', 'Name', 'Phone', 'Title', 'Type', 'Username'].map(
        (name) => name.toLowerCase(),
    ),
);

function ofAnyParent(
    scope: Scope,
    parents: readonly FieldSchema[],
    lookup: FieldSchema,
    fieldName: string,
    name: string,
): FieldPath {
    const lower = fieldName.toLowerCase();
    if (!FIELDS_OF_NAME.has(lower)) throw ERRORS.unknownField(fieldName, 'Name', errorContext(scope.soql, name));
    if (lower === 'type') return typePath(scope.schema, parents);
    const objects = lookup.referenceTo.flatMap((target) => scope.schema.object(target) ?? []);
    if (lower === 'name') return namePath(scope.schema, parents);
    const field = objects.map((object) => object.field(fieldName)).find((found) => found !== undefined);
    if (!field) throw ERRORS.unknownField(fieldName, 'Name', errorContext(scope.soql, name));
    return { parents, field };
}

/** `Who.Type`: the object that the lookup leads to. */
function typePath(schema: Schema, parents: readonly FieldSchema[]): FieldPath {
    return ofParentId(parents, 'Type', (id) => objectOfId(schema, id)?.name ?? null);
}

/** `What.Name`, whatever the field of the name is called: a case has a number. */
function namePath(schema: Schema, parents: readonly FieldSchema[]): FieldPath {
    return ofParentId(parents, 'Name', (id, holder) => holder[objectOfId(schema, id)?.nameField ?? ''] ?? null);
}

function ofParentId(
    parents: readonly FieldSchema[],
    name: string,
    value: (id: string, holder: StoredRecord) => FieldValue,
): FieldPath {
    const field: FieldSchema = {
        ...{ name, label: name, type: 'Text', custom: false, required: false, unique: false, externalId: false },
        ...{ caseSensitive: false, referenceTo: [], readOnly: true },
    };
    return {
        parents,
        field,
        computed: {
            name,
            from: { ...field, name: 'Id', label: 'Id', type: 'Id' },
            apply: (id, holder) => (typeof id === 'string' ? value(id, holder) : null),
        },
    };
}

function objectOfId(schema: Schema, id: string): ObjectSchema | undefined {
    return schema.objects.find(({ keyPrefix }) => keyPrefix === id.slice(0, 3));
}

/** Of several possible parents the first that has the field: `Who.Name`. */
function parentObject(schema: Schema, lookup: FieldSchema, fieldName: string): ObjectSchema | undefined {
    const objects = lookup.referenceTo.flatMap((name) => schema.object(name) ?? []);
    return objects.find((object) => object.field(fieldName)) ?? objects[0];
}

/** The lookup of the child object that makes this relationship: `Contacts` of Account, `Messages__r` of Contact. */
export function childRelationship(
    schema: Schema,
    parent: ObjectSchema,
    name: string,
): { object: ObjectSchema; lookup: FieldSchema } | undefined {
    for (const object of schema.objects) {
        for (const lookup of object.fields) {
            if (!lookup.referenceTo.includes(parent.name)) continue;
            if (childRelationshipName(lookup)?.toLowerCase() === name.toLowerCase()) return { object, lookup };
        }
    }
    return undefined;
}

export function childRelationshipName(lookup: FieldSchema): string | undefined {
    const { childRelationshipName: declared, custom } = lookup;
    return declared === undefined ? undefined : custom ? `${declared}__r` : declared;
}

/** The lines with which the platform shows where in the query the error is. */
export function errorContext(soql: string, name: string): string {
    const lines = soql.split('\n');
    const row = lines.findIndex((line) => line.toLowerCase().includes(name.toLowerCase()));
    const line = lines[row];
    if (line === undefined) return '';
    const column = line.toLowerCase().indexOf(name.toLowerCase());
    return `\n${line}\n${' '.repeat(column)}^\nERROR at Row:${row + 1}:Column:${column + 1}\n`;
}
