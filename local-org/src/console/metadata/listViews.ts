/** List views: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_listview.htm (checked 2026-11-21) */
import type { MetadataFile } from '../../schema/projectFiles.ts';
import type { FieldSchema, ObjectSchema } from '../../schema/types.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { ConsoleListView } from '../bootstrap.ts';
import { columnField, standardUi } from './standardUi.ts';

export function listViewsOf(object: ObjectSchema, files: readonly MetadataFile[]): ConsoleListView[] {
    const declared = files.filter((file) => file.object === object.name).map((file) => listView(object, file.root));
    if (declared.length > 0) return declared;
    const columns = standardUi(object.name)?.listColumns ?? defaultColumns(object);
    return [{ label: `All ${object.pluralLabel}`, columns, where: '', notApplied: [] }];
}

/** The name and the first fields that the project declares. */
export function defaultColumns(object: ObjectSchema): string[] {
    const custom = object.fields.filter((field) => field.custom && field.type !== 'LongTextArea').slice(0, 5);
    return [object.nameField, ...custom.map((field) => field.name)];
}

function listView(object: ObjectSchema, view: XmlElement): ConsoleListView {
    const notApplied: string[] = [];
    const columns = view.all('columns').flatMap(({ text }) => {
        const field = object.field(columnField(text));
        if (!field) notApplied.push(`column ${text}`);
        return field ? [field.name] : [];
    });
    const scope = view.value('filterScope') ?? 'Everything';
    if (scope !== 'Everything') notApplied.push(`scope ${scope}`);
    const logic = view.value('booleanFilter');
    if (logic) notApplied.push(`filter logic ${logic}`);
    const conditions = view.all('filters').flatMap((filter) => {
        const condition = whereOf(object, filter);
        if (!condition) notApplied.push(`filter on ${filter.value('field') ?? '?'}`);
        return condition ? [condition] : [];
    });
    return {
        label: view.value('label') ?? 'List view',
        columns: columns.length > 0 ? columns : [object.nameField],
        where: conditions.length > 0 ? `{ and: [${conditions.join(', ')}] }` : '',
        notApplied,
    };
}

/** Metadata operation → GraphQL operator, and the pattern that `like` needs. */
const OPERATORS: Readonly<Record<string, readonly [operator: string, pattern: (value: string) => string]>> = {
    equals: ['eq', (value) => value],
    notEqual: ['ne', (value) => value],
    lessThan: ['lt', (value) => value],
    greaterThan: ['gt', (value) => value],
    lessOrEqual: ['lte', (value) => value],
    greaterOrEqual: ['gte', (value) => value],
    contains: ['like', (value) => `%${value}%`],
    startsWith: ['like', (value) => `${value}%`],
};

function whereOf(object: ObjectSchema, filter: XmlElement): string | undefined {
    const field = object.field(columnField(filter.value('field') ?? ''));
    const operation = OPERATORS[filter.value('operation') ?? ''];
    if (!field || !operation) return undefined;
    const [operator, pattern] = operation;
    return `{ ${field.name}: { ${operator}: ${literal(field, pattern(filter.value('value') ?? ''))} } }`;
}

function literal(field: FieldSchema, value: string): string {
    if (field.type === 'Checkbox') return String(value === '1' || value.toLowerCase() === 'true');
    const isNumber = ['Number', 'Currency', 'Percent'].includes(field.type);
    if (value === '') return 'null';
    return isNumber ? String(Number(value)) : JSON.stringify(value);
}
