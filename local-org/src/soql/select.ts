/** The SELECT list: what each result record holds. */
import type { FieldType as ParsedField, Subquery } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { resolvePath } from './paths.ts';
import type { FieldPath } from '../records/select.ts';
import type { Scope } from './paths.ts';

export const AGGREGATES = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'] as const;
export type AggregateFunction = (typeof AGGREGATES)[number];

export type Column =
    | {
          readonly kind: 'field';
          readonly path: FieldPath;
          readonly relationships: readonly string[];
          readonly alias?: string;
      }
    | { readonly kind: 'subquery'; readonly subquery: Subquery }
    | {
          readonly kind: 'aggregate';
          readonly fn: AggregateFunction;
          readonly path?: FieldPath;
          readonly alias?: string;
      };

export function toColumns(scope: Scope, fields: readonly ParsedField[]): Column[] {
    const columns = fields.map((field) => toColumn(scope, field));
    const names = columns.flatMap((column) =>
        column.kind === 'field' && column.alias === undefined ? [nameOf(column)] : [],
    );
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw ERRORS.malformedQuery(`duplicate field selected: ${twice}`);
    return columns;
}

function toColumn(scope: Scope, field: ParsedField): Column {
    switch (field.type) {
        case 'Field':
        case 'FieldRelationship': {
            const relationships = field.type === 'FieldRelationship' ? field.relationships : [];
            const path = resolvePath(scope, [...relationships, field.field].join('.'));
            const names = path.parents.map((lookup) => lookup.relationshipName ?? lookup.name);
            return { kind: 'field', path, relationships: names, ...aliasOf(field) };
        }
        case 'FieldSubquery':
            return { kind: 'subquery', subquery: field.subquery };
        case 'FieldFunctionExpression': {
            const fn = AGGREGATES.find((name) => name === field.functionName.toUpperCase());
            if (!fn) throw ERRORS.unsupported(`the SOQL function ${field.functionName}`);
            const [parameter] = field.parameters;
            if (parameter === undefined) return { kind: 'aggregate', fn, ...aliasOf(field) };
            if (typeof parameter !== 'string') throw ERRORS.unsupported(`a function inside ${fn} in SOQL`);
            return { kind: 'aggregate', fn, path: resolvePath(scope, parameter), ...aliasOf(field) };
        }
        case 'FieldTypeof':
            throw ERRORS.unsupported('the SOQL clause TYPEOF');
    }
}

function aliasOf(field: object): { alias?: string } {
    return 'alias' in field && typeof field.alias === 'string' ? { alias: field.alias } : {};
}

export function nameOf(column: Extract<Column, { kind: 'field' }>): string {
    return [...column.relationships, column.path.field.name].join('.');
}
