/** Which records changed in a span of time: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm */
import { toDateTime } from '../../clock.ts';
import { ERRORS } from '../../errors.ts';
import { ok } from '../route.ts';
import { objectOf } from '../rows.ts';
import type { Comparison, Condition } from '../../records/select.ts';
import type { FieldSchema } from '../../schema/types.ts';
import type { Route } from '../route.ts';

const MINUTE = 60_000;

export const updatedRecords: Route = {
    method: 'GET',
    path: '/sobjects/:object/updated',
    summary: 'The ids of records made or changed between `start` and `end`',
    handle({ org, params, query }) {
        const object = objectOf(org.schema, params['object']);
        const field = object.field('SystemModstamp');
        if (!field || object.kind === 'event') throw ERRORS.eventOnlyCreated(object.name, 'updated');
        // "seconds are ignored"
        const [start, end] = [wholeMinute(query['start']), wholeMinute(query['end'])];
        if (end <= start) throw ERRORS.badSpan();
        const conditions = [within(field, '>=', start), within(field, '<', end)];
        const rows = org.select({ object, where: { kind: 'and', conditions } });
        return ok({
            ids: rows.map((row) => row['Id']),
            latestDateCovered: toDateTime(end).replace('Z', '+0000'),
        });
    },
};

function wholeMinute(text: string | undefined): number {
    const instant = Date.parse(text ?? '');
    if (Number.isNaN(instant)) throw ERRORS.badDate(text ?? '');
    return Math.floor(instant / MINUTE) * MINUTE;
}

function within(field: FieldSchema, operator: Comparison, instant: number): Condition {
    return { kind: 'compare', path: { parents: [], field }, operator, value: toDateTime(instant) };
}
