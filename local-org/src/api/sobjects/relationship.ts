/** Records over a relationship: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_relationships.htm */
import { ERRORS } from '../../errors.ts';
import { childRelationship } from '../../soql/paths.ts';
import { normaliseId } from '../../records/ids.ts';
import { noteRecent } from '../recent/recentItems.ts';
import { ok } from '../route.ts';
import { chosenFields, recordBody } from './record.ts';
import type { ObjectSchema, StoredRecord } from '../../schema/types.ts';
import type { Answer, Call } from '../route.ts';

/** The parent, or the children as a query has them. */
export function followRelationship(call: Call, object: ObjectSchema, id: string, name: string): Answer {
    const row = call.org.records.table(object).get(normaliseId(id) ?? '');
    if (!row) throw ERRORS.noSuchRecord(id);
    const lookup = object.parentRelationship(name);
    if (lookup) {
        const parent = call.org.records.parentRow(lookup, row);
        if (!parent) throw ERRORS.notFound();
        noteRecent(call, parent.object, parent.row['Id']);
        return ok(recordBody(call.org, parent.object, parent.row, chosenFields(parent.object, call.query['fields'])));
    }
    const child = childRelationship(call.org.schema, object, name);
    if (!child) throw ERRORS.notFound();
    const where = {
        kind: 'compare',
        path: { parents: [], field: child.lookup },
        operator: '=',
        value: row['Id'] ?? null,
    } as const;
    const rows = call.org.select({ object: child.object, where });
    return ok(childrenBody(call, child.object, rows));
}

function childrenBody(call: Call, object: ObjectSchema, rows: readonly StoredRecord[]): unknown {
    const fields = chosenFields(object, call.query['fields']);
    return {
        totalSize: rows.length,
        done: true,
        records: rows.map((row) => recordBody(call.org, object, row, fields)),
    };
}
