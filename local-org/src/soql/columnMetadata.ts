/** What `columns=true` answers: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm */
import { nameOf } from './select.ts';
import type { RunQuery } from './run.ts';
import type { Column } from './select.ts';

const NUMERIC: ReadonlySet<string> = new Set(['Number', 'Currency', 'Percent']);

export function columnMetadata({ columns, isAggregate, object }: RunQuery): unknown {
    let unnamed = 0;
    const nextName = (): string => `expr${unnamed++}`;
    return {
        columnMetadata: columns.map((column) => describeColumn(column, nextName)),
        entityName: object.name,
        groupBy: isAggregate,
        idSelected: columns.some((column) => column.kind === 'field' && nameOf(column) === 'Id'),
        keyPrefix: object.keyPrefix,
    };
}

function describeColumn(column: Column, nextName: () => string): unknown {
    if (column.kind === 'subquery')
        return { columnName: column.subquery.relationshipName, aggregate: true, joinColumns: [] };
    if (column.kind === 'typeof') return { columnName: column.relationship, aggregate: false, joinColumns: [] };
    const isField = column.kind === 'field';
    const name = column.alias ?? (isField ? nameOf(column) : nextName());
    const type = column.kind === 'grouping' ? 'Number' : column.path?.field.type;
    const isNumber = type === undefined || NUMERIC.has(type);
    return {
        aggregate: !isField,
        apexType: type ?? 'Integer',
        booleanType: type === 'Checkbox',
        columnName: name,
        custom: column.path?.field.custom ?? false,
        displayName: name,
        foreignKeyName: null,
        insertable: isField && !column.path.field.readOnly,
        joinColumns: [],
        numberType: isNumber,
        textType: !isNumber && type !== 'Checkbox',
        updatable: isField && !column.path.field.readOnly && column.path.field.createOnly !== true,
    };
}
