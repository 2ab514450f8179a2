/** What an ingest job says of itself: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm */
import { jobFacts, processingTime } from './jobs.ts';
import type { Call } from '../route.ts';
import type { IngestJob } from './jobs.ts';

export function ingestFacts({ base }: Call, job: IngestJob): Record<string, unknown> {
    const { id, operation, externalIdField, assignmentRuleId, state, errorMessage } = job;
    return {
        ...jobFacts(job),
        operation,
        jobType: 'V2Ingest',
        ...(externalIdField ? { externalIdFieldName: externalIdField.name } : {}),
        ...(assignmentRuleId === undefined ? {} : { assignmentRuleId }),
        // Without the slash, and only while data can still be sent.
        ...(state === 'Open' ? { contentUrl: `${base.slice(1)}/jobs/ingest/${id}/batches` } : {}),
        ...(errorMessage === undefined ? {} : { errorMessage }),
    };
}

/** The same with its progress, as the job's own address answers. */
export function ingestInfo(call: Call, job: IngestJob): Record<string, unknown> {
    const time = processingTime(job);
    return {
        ...ingestFacts(call, job),
        retries: 0,
        totalProcessingTime: time,
        apiActiveProcessingTime: time,
        apexProcessingTime: 0,
        numberRecordsProcessed: job.results.length,
        numberRecordsFailed: job.results.filter(({ success }) => !success).length,
    };
}
