/**
 * Which records changed or went in a span of time:
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm and
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm (2026-11-25)
 */
import { toDateTime } from '../../clock.ts';
import { ERRORS } from '../../errors.ts';
import { ok } from '../route.ts';
import { objectOf } from '../rows.ts';
import type { Comparison, Condition } from '../../records/select.ts';
import type { FieldSchema, ObjectSchema } from '../../schema/types.ts';
import type { Call, Route } from '../route.ts';

const MINUTE = 60_000;

export const updatedRecords: Route = {
    method: 'GET',
    path: '/sobjects/:object/updated',
    summary: 'The ids of records made or changed between `start` and `end`',
    handle(call) {
        const { object, end, condition } = spanOf(call, 'updated');
        const rows = call.org.select({ object, where: condition });
        return ok({ ids: rows.map((row) => row['Id']), latestDateCovered: offsetForm(toDateTime(end)) });
    },
};

export const deletedRecords: Route = {
    method: 'GET',
    path: '/sobjects/:object/deleted',
    summary: 'The ids of records deleted between `start` and `end` that are still in the recycle bin',
    handle(call) {
        const { object, end, condition } = spanOf(call, 'deleted');
        const records = call.org.records.withDeleted();
        const rows = records.select({ object, where: condition }).filter((row) => row['IsDeleted'] === true);
        return ok({
            deletedRecords: rows.map((row) => ({
                id: row['Id'],
                deletedDate: offsetForm(String(row['SystemModstamp'])),
            })),
            earliestDateAvailable: offsetForm(records.binnedSince()),
            latestDateCovered: offsetForm(toDateTime(end)),
        });
    },
};

interface Span {
    readonly object: ObjectSchema;
    readonly end: number;
    readonly condition: Condition;
}

function spanOf({ org, params, query }: Call, operation: string): Span {
    const object = objectOf(org.schema, params['object']);
    const field = object.field('SystemModstamp');
    if (!field || object.kind === 'event') throw ERRORS.eventOnlyCreated(object.name, operation);
    // "seconds are ignored"
    const [start, end] = [wholeMinute(query['start']), wholeMinute(query['end'])];
    if (end <= start) throw ERRORS.badSpan();
    const conditions = [within(field, '>=', start), within(field, '<', end)];
    return { object, end, condition: { kind: 'and', conditions } };
}

function offsetForm(dateTime: string): string {
    return dateTime.replace('Z', '+0000');
}

function wholeMinute(text: string | undefined): number {
    const instant = Date.parse(text ?? '');
    if (Number.isNaN(instant)) throw ERRORS.badDate(text ?? '');
    return Math.floor(instant / MINUTE) * MINUTE;
}

function within(field: FieldSchema, operator: Comparison, instant: number): Condition {
    return { kind: 'compare', path: { parents: [], field }, operator, value: toDateTime(instant) };
}
