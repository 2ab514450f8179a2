/** Bulk API 2.0 ingest: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0_ingest.htm */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import { createIngestJob } from './create.ts';
import { listJobs } from './form.ts';
import { ingestFacts, ingestInfo } from './ingestFacts.ts';
import { ENDED, moveTo } from './jobs.ts';
import { processLater } from './process.ts';
import { failedResults, successfulResults, unprocessedRecords } from './results.ts';
import type { Call, Route } from '../route.ts';
import type { IngestJob } from './jobs.ts';

const JOB = '/jobs/ingest/:id';
const Change = z.strictObject({ state: z.enum(['UploadComplete', 'Aborted']) });

const listIngestJobs: Route = {
    method: 'GET',
    path: '/jobs/ingest',
    summary: 'List the ingest jobs',
    handle: (call) =>
        listJobs(
            call,
            '/jobs/ingest',
            call.jobs.ingest.all().map((job) => ingestFacts(call, job)),
        ),
};

const uploadData: Route = {
    method: 'PUT',
    path: `${JOB}/batches`,
    summary: 'Upload the CSV of a job, once, at most 150 MB',
    handle(call) {
        const job = jobOf(call);
        if (job.state !== 'Open') throw ERRORS.wrongJobState('upload', job.state);
        if (job.content !== undefined) throw ERRORS.secondUpload(job.id);
        if (typeof call.body !== 'string') throw ERRORS.unsupportedMediaType(String(call.headers['content-type']));
        job.content = call.body;
        return { status: 201 };
    },
};

const changeState: Route = {
    method: 'PATCH',
    path: JOB,
    summary: 'Say that the upload is complete, so that the job is processed, or abort the job',
    handle(call) {
        const job = jobOf(call);
        const { state } = parseBody(Change, call.body);
        const allowed = state === 'Aborted' ? !ENDED.has(job.state) : job.state === 'Open';
        if (!allowed) throw ERRORS.wrongJobState(`change to ${state}`, job.state);
        moveTo(job, state, call.org.clock.now());
        if (state === 'UploadComplete') processLater(call.org, call.jobs.ingest, job);
        return ok(ingestFacts(call, job));
    },
};

const ingestJobInfo: Route = {
    method: 'GET',
    path: JOB,
    summary: 'The state of an ingest job, with the records processed and failed',
    handle: (call) => ok(ingestInfo(call, jobOf(call))),
};

const deleteIngestJob: Route = {
    method: 'DELETE',
    path: JOB,
    summary: 'Delete an ingest job that is neither open nor in progress',
    handle(call) {
        call.jobs.ingest.remove(call.params['id']);
        return { status: 204 };
    },
};

export const INGEST_ROUTES: readonly Route[] = [
    createIngestJob,
    listIngestJobs,
    ingestJobInfo,
    uploadData,
    changeState,
    deleteIngestJob,
    successfulResults,
    failedResults,
    unprocessedRecords,
];

function jobOf(call: Call): IngestJob {
    return call.jobs.ingest.get(call.params['id']);
}
