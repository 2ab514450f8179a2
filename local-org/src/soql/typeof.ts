/**
 * TYPEOF: other fields for each object that a polymorphic lookup leads to.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_typeof.htm (2026-11-25)
 */
import type { FieldTypeOf } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { errorContext, isPolymorphic, resolvePath } from './paths.ts';
import type { FieldPath } from '../records/select.ts';
import type { FieldSchema, ObjectSchema } from '../schema/types.ts';
import type { Scope } from './paths.ts';

export interface TypeofColumn {
    readonly kind: 'typeof';
    readonly lookup: FieldSchema;
    readonly relationship: string;
    /** By the name of the parent's object. */
    readonly branches: ReadonlyMap<string, readonly FieldPath[]>;
    /** Fields of the lookup's own object, read over it; undefined without ELSE. */
    readonly otherwise: readonly FieldPath[] | undefined;
}

export function typeofColumn(scope: Scope, parsed: FieldTypeOf): TypeofColumn {
    const lookup = scope.object.parentRelationship(parsed.field);
    if (!lookup) throw ERRORS.unknownRelationship(parsed.field, errorContext(scope.soql, parsed.field));
    if (!isPolymorphic(lookup))
        throw ERRORS.malformedQuery(`TYPEOF takes a relationship to several objects, not ${parsed.field}`);
    const branches = new Map<string, readonly FieldPath[]>();
    let otherwise: readonly FieldPath[] | undefined;
    for (const { type, objectType, fieldList } of parsed.conditions) {
        if (type === 'ELSE') {
            otherwise = fieldList.map((name) => resolvePath(scope, `${parsed.field}.${name}`));
            continue;
        }
        const object = branchObject(scope, lookup, objectType ?? '');
        const inner: Scope = { ...scope, object, alias: undefined };
        branches.set(
            object.name,
            fieldList.map((name) => resolvePath(inner, name)),
        );
    }
    return { kind: 'typeof', lookup, relationship: lookup.relationshipName ?? lookup.name, branches, otherwise };
}

function branchObject(scope: Scope, lookup: FieldSchema, name: string): ObjectSchema {
    const object = scope.schema.object(name);
    if (!object || !lookup.referenceTo.includes(object.name))
        throw ERRORS.unknownQueryObject(name, errorContext(scope.soql, name));
    return object;
}
