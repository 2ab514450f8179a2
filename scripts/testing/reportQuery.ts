/**
 * What a report asks, as SOQL: the local org runs no reports, so its rows and sums are checked by the same question.
 * Filters: "equals" with commas means any of them, "not equal to" none of them, and blank is a value
 * (https://help.salesforce.com/s/articleView?id=sf.reports_builder_fields_tips_filtering.htm, 2026-11-26).
 */
import { XMLParser } from 'fast-xml-parser';

interface Criterion {
    readonly column: string;
    readonly operator: string;
    readonly value: string;
}

export interface ReportQuery {
    readonly object: string;
    /** The rows that the report is about. */
    readonly where: string;
    /** Fields, by which there is one line each. */
    readonly groups: readonly string[];
    /** Fields that are added up for each line. */
    readonly sums: readonly string[];
}

interface Report {
    readonly columns: readonly { readonly field: string; readonly aggregateTypes?: string }[];
    readonly filter?: { readonly booleanFilter?: string; readonly criteriaItems: readonly Criterion[] };
    readonly groupingsDown?: readonly { readonly field: string }[];
    readonly timeFrameFilter: { readonly dateColumn: string; readonly interval: string };
}

const LISTS = ['columns', 'criteriaItems', 'groupingsDown'];
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => LISTS.includes(name) });

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_report.htm (UserDateInterval, 2026-11-26) */
const INTERVALS: Readonly<Record<string, string>> = {
    INTERVAL_LAST7: 'LAST_N_DAYS:7',
    INTERVAL_LAST30: 'LAST_N_DAYS:30',
    INTERVAL_CURRENTQ: 'THIS_QUARTER',
};

/** Throws for what it does not know how to ask. */
export function reportQuery(xml: string): ReportQuery {
    const { Report: report } = parser.parse(xml) as { readonly Report: Report }; // the metadata check knows its shape
    const { dateColumn, interval } = report.timeFrameFilter;
    const range = INTERVALS[interval];
    if (range === undefined) throw new Error(`Not known as SOQL: the time frame ${interval}`);
    if (report.filter?.booleanFilter !== undefined) throw new Error('Not known as SOQL: a filter logic of its own');
    const criteria = report.filter?.criteriaItems ?? [];
    return {
        object: dateColumn.split('$')[0] ?? '',
        where: [`${fieldOf(dateColumn)} = ${range}`, ...criteria.map(condition)].join(' AND '),
        groups: (report.groupingsDown ?? []).map(({ field }) => fieldOf(field)),
        sums: report.columns.flatMap(({ field, aggregateTypes }) => (aggregateTypes === 'Sum' ? [fieldOf(field)] : [])),
    };
}

const fieldOf = (column: string): string => column.split('$')[1] ?? '';

function condition({ column, operator, value }: Criterion): string {
    const field = fieldOf(column);
    if (/^Is_/.test(field)) return `${field} = ${value === '1' ? 'TRUE' : 'FALSE'}`;
    const words = { equals: ['=', 'IN'], notEqual: ['!=', 'NOT IN'] }[operator];
    if (words === undefined) throw new Error(`Not known as SOQL: the operator ${operator}`);
    const [one = '', many = ''] = words;
    if (value === '') return `${field} ${one} NULL`;
    const listed = `${field} ${many} (${value
        .split(',')
        .map((each) => `'${each}'`)
        .join(', ')})`;
    return operator === 'equals' ? listed : `(${listed} OR ${field} = NULL)`;
}
