/**
 * FIELDS(ALL), FIELDS(STANDARD), FIELDS(CUSTOM).
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_fields.htm (2026-11-25)
 */
import type { FunctionExp } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import type { FieldPath } from '../records/select.ts';
import type { Scope } from './paths.ts';

const MOST_ROWS = 200;

export function expandFields(scope: Scope, fn: FunctionExp, limit: number | undefined): FieldPath[] {
    const [which] = fn.parameters ?? [];
    const group = typeof which === 'string' ? which.toUpperCase() : '';
    if (group !== 'ALL' && group !== 'STANDARD' && group !== 'CUSTOM')
        throw ERRORS.malformedQuery(`FIELDS takes ALL, STANDARD or CUSTOM, not ${group}`);
    // Custom fields may be many, so such a query has to be bounded; standard fields are known.
    if (group !== 'STANDARD' && (limit === undefined || limit > MOST_ROWS)) throw ERRORS.unboundedFields();
    return scope.object.fields
        .filter(({ custom }) => group === 'ALL' || custom === (group === 'CUSTOM'))
        .map((field) => ({ parents: [], field }));
}
