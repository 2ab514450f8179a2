/**
 * Schemas of platform events by name and by id.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-eventschema.html
 */
import { ERRORS } from '../../errors.ts';
import { eventSchemaById, eventSchemaOf } from '../../events/eventSchema.ts';
import { ok } from '../route.ts';
import { objectOf } from '../rows.ts';
import type { EventSchema } from '../../events/eventSchema.ts';
import type { Call, Route } from '../route.ts';

export const eventSchemaByName: Route = {
    method: 'GET',
    path: '/sobjects/:object/eventSchema',
    summary: 'The schema of a platform event (`payloadFormat` EXPANDED or COMPACT)',
    handle(call) {
        const event = objectOf(call.org.schema, call.params['object']);
        if (event.kind !== 'event') throw ERRORS.notFound();
        return ok(inFormat(eventSchemaOf(event), call));
    },
};

export const eventSchema: Route = {
    method: 'GET',
    path: '/event/eventSchema/:schemaId',
    summary: 'The schema of a platform event by its id',
    handle(call) {
        const schema = eventSchemaById(call.org.schema, call.params['schemaId'] ?? '');
        if (!schema) throw ERRORS.notFound();
        return ok(inFormat(schema, call));
    },
};

function inFormat(schema: EventSchema, { query }: Call): unknown {
    const format = query['payloadFormat'] ?? 'EXPANDED';
    if (format === 'COMPACT') return { ...schema.record, uuid: schema.id };
    if (format === 'EXPANDED') return { ...expanded(schema), uuid: schema.id };
    throw ERRORS.badPayloadFormat(format);
}

/** The message that a CometD client gets, described; its dates are texts. */
function expanded({ record }: EventSchema): Record<string, unknown> {
    const asText = (type: unknown): unknown => JSON.parse(JSON.stringify(type).replaceAll('"long"', '"string"'));
    const fields = record.fields.map((field) => ({ ...field, type: asText(field.type) }));
    const payload = { type: 'record', name: 'Payload', doc: '', fields };
    const event = {
        type: 'record',
        name: 'Event',
        fields: [
            { name: 'replayId', type: 'long' },
            { name: 'EventUuid', type: 'string' },
        ],
    };
    const data = {
        ...{ type: 'record', name: 'Data', namespace: '' },
        fields: [
            { name: 'schema', type: 'string' },
            { name: 'payload', type: payload },
            { name: 'event', type: event },
        ],
    };
    return {
        ...{ name: record.name, namespace: record.namespace, type: 'expanded-record' },
        fields: [
            { name: 'data', type: data },
            { name: 'channel', type: 'string' },
        ],
    };
}
