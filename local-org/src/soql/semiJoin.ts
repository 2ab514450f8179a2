/**
 * `IN (SELECT …)`: the values of the sub-select, and the rules that the platform sets for it.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_comparisonoperators.htm (2026-11-25)
 */
import type { Query } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { checkClauses } from './parse.ts';
import { resolvePath } from './paths.ts';
import type { FieldPath } from '../records/select.ts';
import type { FieldSchema } from '../schema/types.ts';
import type { Scope } from './paths.ts';

/** The column whose values the sub-select gives. */
export function semiJoinColumn(outer: Scope, inner: Scope, query: Query, left: FieldPath): FieldPath {
    checkClauses(query);
    if (query.orderBy ?? query.limit ?? query.offset ?? query.groupBy ?? query.for)
        throw ERRORS.malformedQuery('A semi join sub-select takes neither ORDER BY, LIMIT, OFFSET, GROUP BY nor FOR');
    if (inner.object === outer.object)
        throw ERRORS.malformedQuery('The inner and outer selects should not be on the same object type');
    const [column, ...others] = query.fields ?? [];
    if (column?.type !== 'Field' || others.length > 0)
        throw ERRORS.malformedQuery('A semi join sub-select selects exactly one field of its object');
    const path = resolvePath(inner, column.field);
    if (!isIdOrReference(path.field))
        throw ERRORS.malformedQuery(
            `The selected field '${path.field.name}' of a semi join sub-select must be an Id or a reference`,
        );
    if (!isIdOrReference(left.field))
        throw ERRORS.malformedQuery(
            `The left operand field '${left.field.name}' of a semi join must be an Id or a reference`,
        );
    return path;
}

function isIdOrReference(field: FieldSchema): boolean {
    return field.type === 'Id' || field.referenceTo.length > 0;
}
