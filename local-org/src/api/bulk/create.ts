/** A new ingest job, alone or with its data: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { readMultipart } from '../multipart.ts';
import { parseBody, writeableObject } from '../rows.ts';
import { CSV_OPTIONS, newJob } from './form.ts';
import { INGEST_OPERATIONS, moveTo, UNREAD } from './jobs.ts';
import { ingestFacts } from './ingestFacts.ts';
import { processLater } from './process.ts';
import type { FieldSchema, ObjectSchema } from '../../schema/types.ts';
import type { Call, Route } from '../route.ts';
import type { IngestJob } from './jobs.ts';

const NewJob = z.strictObject({
    ...CSV_OPTIONS,
    object: z.string(),
    operation: z.enum(INGEST_OPERATIONS),
    externalIdFieldName: z.string().optional(),
    assignmentRuleId: z.string().optional(),
});
type NewJob = z.infer<typeof NewJob>;

const MAX_MULTIPART = 100_000; // characters, https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/walkthrough_multipart_request.htm

export const createIngestJob: Route = {
    method: 'POST',
    path: '/jobs/ingest',
    summary: 'Make a Bulk API 2.0 job (insert, update, upsert, delete), alone or, as multipart, with its CSV',
    async handle(call) {
        if (!Buffer.isBuffer(call.body)) {
            const job = call.jobs.ingest.add(ingestJob(call, parseBody(NewJob, call.body)));
            return { status: 200, body: ingestFacts(call, job) };
        }
        const { request, content } = await readWithData(String(call.headers['content-type']), call.body);
        const job = call.jobs.ingest.add(ingestJob(call, parseBody(NewJob, request)));
        job.content = content;
        moveTo(job, 'UploadComplete', call.org.clock.now());
        processLater(call.org, call.jobs.ingest, job);
        return { status: 200, body: ingestFacts(call, job) };
    },
};

async function readWithData(type: string, body: Buffer): Promise<{ request: unknown; content: string }> {
    const parts = await readMultipart(type, body);
    const [job, content] = [parts.get('job')?.toString(), parts.get('content')?.toString()];
    if (job === undefined || content === undefined) throw ERRORS.invalidJob('The parts "job" and "content" are needed');
    if (content.length > MAX_MULTIPART)
        throw ERRORS.invalidJob(`The content is longer than ${MAX_MULTIPART} characters`);
    try {
        return { request: JSON.parse(job) as unknown, content };
    } catch (error) {
        throw ERRORS.badJson(error instanceof Error ? error.message : String(error));
    }
}

function ingestJob(call: Call, request: NewJob): IngestJob {
    const { operation } = request;
    if (operation === 'hardDelete') throw ERRORS.unsupported('the bulk operation hardDelete');
    if (!call.org.schema.object(request.object)) throw ERRORS.noBulkObject(request.object);
    const object = writeableObject(call.org.schema, request.object, operation === 'insert' ? 'create' : operation);
    return {
        ...newJob(call, object, request, 'Open'),
        operation,
        externalIdField: keyOf(object, request),
        assignmentRuleId: request.assignmentRuleId,
        content: undefined,
        table: UNREAD,
        results: [],
    };
}

function keyOf(object: ObjectSchema, { operation, externalIdFieldName: name }: NewJob): FieldSchema | undefined {
    if (operation !== 'upsert') {
        if (name !== undefined) throw ERRORS.invalidJob(`externalIdFieldName is not allowed for ${operation}`);
        return undefined;
    }
    if (name === undefined) throw ERRORS.invalidJob('externalIdFieldName is required for upsert');
    const field = object.field(name);
    if (field && (field.externalId || field.type === 'Id')) return field;
    throw ERRORS.invalidJob(
        `Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`,
    );
}
