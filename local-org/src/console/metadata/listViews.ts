/** List views: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_listview.htm (checked 2026-11-21) */
import type { MetadataFile } from '../../schema/projectFiles.ts';
import type { FieldSchema, ObjectSchema } from '../../schema/types.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { ConsoleListView } from '../bootstrap.ts';
import { columnField, standardUi } from './standardUi.ts';

/** Complete lists first, then the filtered ones; every object has a list of all its records, declared or not. */
export function listViewsOf(object: ObjectSchema, files: readonly MetadataFile[]): ConsoleListView[] {
    const declared = files.filter((file) => file.object === object.name).map((file) => listView(object, file));
    const filtered = declared.filter(({ where }) => where !== '');
    const complete = declared.filter(({ where }) => where === '');
    const columns = standardUi(object.name)?.listColumns ?? defaultColumns(object);
    const builtIn = { label: `All ${object.pluralLabel}`, columns, where: '', notApplied: [] };
    return [...(complete.length > 0 ? complete : [builtIn]), ...filtered];
}

/** The name and the first fields that the project declares. */
export function defaultColumns(object: ObjectSchema): string[] {
    const custom = object.fields.filter((field) => field.custom && field.type !== 'LongTextArea').slice(0, 5);
    return [object.nameField, ...custom.map((field) => field.name)];
}

function listView(object: ObjectSchema, { fullName, root: view }: MetadataFile): ConsoleListView {
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
        name: fullName,
        label: view.value('label') ?? 'List view',
        columns: columns.length > 0 ? columns : [object.nameField],
        where: conditions.length > 0 ? `{ and: [${conditions.join(', ')}] }` : '',
        notApplied,
    };
}

/** Metadata operation → GraphQL operators for one value and, where there is one, for several. */
const OPERATORS: Readonly<Record<string, readonly [one: string, many?: string]>> = {
    equals: ['eq', 'in'],
    notEqual: ['ne', 'nin'],
    lessThan: ['lt'],
    greaterThan: ['gt'],
    lessOrEqual: ['lte'],
    greaterOrEqual: ['gte'],
    contains: ['like'],
    startsWith: ['like'],
};

/** Undefined for what cannot be applied. A comma in a value stands between alternatives. */
function whereOf(object: ObjectSchema, filter: XmlElement): string | undefined {
    const field = object.field(columnField(filter.value('field') ?? ''));
    const operation = filter.value('operation') ?? '';
    const operators = OPERATORS[operation];
    if (!field || !operators || field.type === 'Date' || field.type === 'DateTime') return undefined;
    const values = (filter.value('value') ?? '').split(',').map((value) => value.trim());
    const [one, many] = operators;
    if (values.length > 1 && !many) return undefined;
    const written = values.map((value) => literal(field, patternOf(operation, value)));
    const comparison = many && written.length > 1 ? `${many}: [${written.join(', ')}]` : `${one}: ${written.join('')}`;
    return `{ ${field.name}: { ${comparison} } }`;
}

function patternOf(operation: string, value: string): string {
    if (operation === 'contains') return `%${value}%`;
    return operation === 'startsWith' ? `${value}%` : value;
}

function literal(field: FieldSchema, value: string): string {
    if (field.type === 'Checkbox') return String(value === '1' || value.toLowerCase() === 'true');
    const isNumber = ['Number', 'Currency', 'Percent'].includes(field.type);
    if (value === '') return 'null';
    return isNumber ? String(Number(value)) : JSON.stringify(value);
}
