/** Bulk API 2.0 query: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/queries.htm */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { nameOf } from '../../soql/select.ts';
import { runSoql } from '../../soql/run.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import { writeCsv } from './csv.ts';
import { CSV_OPTIONS, listJobs, newJob } from './form.ts';
import { ENDED, jobFacts, moveTo, processingTime } from './jobs.ts';
import { finishLater } from './process.ts';
import type { QueryRecord, RunQuery } from '../../soql/run.ts';
import type { Column } from '../../soql/select.ts';
import type { Call, Route } from '../route.ts';
import type { CsvTable } from './csv.ts';
import type { QueryJob } from './jobs.ts';

const JOB = '/jobs/query/:id';
const NewJob = z.strictObject({ ...CSV_OPTIONS, operation: z.enum(['query', 'queryAll']), query: z.string() });
const Change = z.strictObject({ state: z.literal('Aborted') });
const DEFAULT_RESULTS = 100_000;

const createQueryJob: Route = {
    method: 'POST',
    path: '/jobs/query',
    summary: 'Make a Bulk API 2.0 query job',
    handle(call) {
        const request = parseBody(NewJob, call.body);
        const { records } = call.org;
        const run = runSoql(request.operation === 'queryAll' ? records.withDeleted() : records, request.query);
        const job: QueryJob = {
            ...newJob(call, run.object, request, 'UploadComplete'),
            operation: request.operation,
            table: tableOf(run, request.query),
        };
        call.jobs.query.add(job);
        finishLater(call.org, call.jobs.query, job);
        return ok(queryFacts(job));
    },
};

const listQueryJobs: Route = {
    method: 'GET',
    path: '/jobs/query',
    summary: 'List the query jobs',
    handle: (call) => listJobs(call, '/jobs/query', call.jobs.query.all().map(queryFacts)),
};

const queryJobInfo: Route = {
    method: 'GET',
    path: JOB,
    summary: 'The state of a query job',
    handle(call) {
        const job = jobOf(call);
        const isDone = job.state === 'JobComplete';
        return ok({
            ...queryFacts(job),
            jobType: 'V2Query',
            numberRecordsProcessed: isDone ? job.table.rows.length : 0,
            retries: 0,
            totalProcessingTime: processingTime(job),
            isPkChunkingSupported: false,
        });
    },
};

const abortQueryJob: Route = {
    method: 'PATCH',
    path: JOB,
    summary: 'Abort a query job',
    handle(call) {
        const job = jobOf(call);
        parseBody(Change, call.body);
        if (ENDED.has(job.state)) throw ERRORS.wrongJobState('change to Aborted', job.state);
        moveTo(job, 'Aborted', call.org.clock.now());
        return ok(queryFacts(job));
    },
};

const deleteQueryJob: Route = {
    method: 'DELETE',
    path: JOB,
    summary: 'Delete a query job that is not in progress',
    handle(call) {
        call.jobs.query.remove(call.params['id']);
        return { status: 204 };
    },
};

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_job_results.htm */
const queryResults: Route = {
    method: 'GET',
    path: `${JOB}/results`,
    summary: 'The rows of a query job as CSV (`maxRecords`, `locator`)',
    handle(call) {
        const job = jobOf(call);
        if (job.state !== 'JobComplete') throw ERRORS.wrongJobState('reading results', job.state);
        const from = offsetOf(call.query['locator']);
        const to = from + resultSize(call.query['maxRecords']);
        const { header, rows } = job.table;
        const page = rows.slice(from, to);
        return {
            status: 200,
            headers: {
                'content-type': 'text/csv; charset=UTF-8',
                'Sforce-Locator': to < rows.length ? locatorOf(to) : 'null',
                'Sforce-NumberOfRecords': String(page.length),
            },
            body: writeCsv({ header, rows: page }, job.form),
        };
    },
};

export const QUERY_JOB_ROUTES: readonly Route[] = [
    createQueryJob,
    listQueryJobs,
    queryJobInfo,
    abortQueryJob,
    deleteQueryJob,
    queryResults,
];

function jobOf(call: Call): QueryJob {
    return call.jobs.query.get(call.params['id']);
}

function queryFacts(job: QueryJob): Record<string, unknown> {
    return { ...jobFacts(job), operation: job.operation };
}

/** `MTAwMDA`: the documentation's own locator is the number of rows in base 64. */
function locatorOf(offset: number): string {
    return Buffer.from(String(offset)).toString('base64url');
}

function offsetOf(locator: string | undefined): number {
    if (locator === undefined) return 0;
    const offset = Buffer.from(locator, 'base64url').toString();
    if (!/^\d+$/.test(offset)) throw ERRORS.badLocator();
    return Number(offset);
}

function resultSize(asked: string | undefined): number {
    if (asked === undefined) return DEFAULT_RESULTS;
    if (!/^[1-9]\d*$/.test(asked)) throw ERRORS.invalidJob(`maxRecords is no positive number: ${asked}`);
    return Number(asked);
}

function tableOf({ columns, isAggregate, result }: RunQuery, soql: string): CsvTable {
    // "Bulk API 2.0 doesn't support SOQL queries that include … GROUP BY, OFFSET, or TYPEOF … aggregate functions such as COUNT()"
    if (isAggregate) throw ERRORS.noBulkQuery('Aggregate functions and GROUP BY are');
    if (/\bOFFSET\s+\d+\s*$/i.test(soql)) throw ERRORS.noBulkQuery('OFFSET is');
    const fields = columns.map(fieldColumn);
    return {
        header: fields.map(nameOf),
        rows: result.records.map((record) => fields.map((column) => cellOf(record, column))),
    };
}

type FieldColumn = Extract<Column, { kind: 'field' }>;

function fieldColumn(column: Column): FieldColumn {
    if (column.kind === 'field') return column;
    throw ERRORS.noBulkQuery(column.kind === 'subquery' ? 'Aggregate Relationships are' : 'Aggregate functions are');
}

function cellOf(record: QueryRecord, { relationships, path: { field } }: FieldColumn): string {
    let value: unknown = record;
    for (const name of [...relationships, field.name]) {
        value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
    }
    if (typeof value === 'string') return field.type === 'DateTime' ? value.replace('+0000', 'Z') : value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
