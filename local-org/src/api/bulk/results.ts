/** What became of each row: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_successful_results.htm */
import { ERRORS } from '../../errors.ts';
import { BadCsv, readCsv, writeCsv } from './csv.ts';
import { ENDED } from './jobs.ts';
import type { SaveError } from '../../flow/port.ts';
import type { Answer, Call, Route } from '../route.ts';
import type { SaveResult } from '../rows.ts';
import type { CsvTable } from './csv.ts';
import type { IngestJob } from './jobs.ts';

const JOB = '/jobs/ingest/:id';

export const successfulResults: Route = {
    method: 'GET',
    path: `${JOB}/successfulResults`,
    summary: 'The rows that were saved, with `sf__Id` and `sf__Created`',
    handle(call) {
        const job = endedJob(call);
        return csvAnswer(job, {
            header: ['sf__Id', 'sf__Created', ...job.table.header],
            rows: resultRows(
                job,
                ({ success }) => success,
                ({ id, created }) => [id ?? '', String(created ?? job.operation === 'insert')],
            ),
        });
    },
};

export const failedResults: Route = {
    method: 'GET',
    path: `${JOB}/failedResults`,
    summary: 'The rows that were refused, with `sf__Id` and `sf__Error`',
    handle(call) {
        const job = endedJob(call);
        const idColumn = job.table.header.findIndex((name) => name.toLowerCase() === 'id');
        return csvAnswer(job, {
            header: ['sf__Id', 'sf__Error', ...job.table.header],
            rows: resultRows(
                job,
                ({ success }) => !success,
                ({ errors }, cells) => [cells[idColumn] ?? '', errors.map(errorText).join(';')],
            ),
        });
    },
};

export const unprocessedRecords: Route = {
    method: 'GET',
    path: `${JOB}/unprocessedrecords`,
    summary: 'The rows that were never tried, because the job failed or was aborted',
    handle(call) {
        const job = endedJob(call);
        const { header, rows } = job.results.length > 0 ? job.table : uploaded(job);
        return csvAnswer(job, { header, rows: rows.slice(job.results.length) });
    },
};

function endedJob(call: Call): IngestJob {
    const job = call.jobs.ingest.get(call.params['id']);
    if (!ENDED.has(job.state)) throw ERRORS.wrongJobState('reading results', job.state);
    return job;
}

function resultRows(
    job: IngestJob,
    wanted: (result: SaveResult) => boolean,
    first: (result: SaveResult, cells: readonly string[]) => readonly string[],
): string[][] {
    return job.results.flatMap((result, index) => {
        const cells = job.table.rows[index] ?? [];
        return wanted(result) ? [[...first(result, cells), ...cells]] : [];
    });
}

/** The file as it was sent, as far as it can be read: an aborted job has not looked at it yet. */
function uploaded(job: IngestJob): CsvTable {
    try {
        return readCsv(job.content ?? '', job.form);
    } catch (error) {
        if (error instanceof BadCsv) return job.table;
        throw error;
    }
}

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --` */
function errorText({ statusCode, message, fields }: SaveError): string {
    return `${statusCode}:${message}:${fields.join(',')}${fields.length > 0 ? ' ' : ''}--`;
}

function csvAnswer(job: IngestJob, table: CsvTable): Answer {
    return {
        status: 200,
        headers: { 'content-type': 'text/csv; charset=UTF-8' },
        body: writeCsv(table, job.form),
    };
}
