/**
 * Works off an ingest job: up to 200 rows at a time, each chunk a transaction with limits of its own ("governor limits
 * are reset between these trigger invocations for the same HTTP request",
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_bulk_idioms.htm).
 */
import { chunks } from '../../records/save.ts';
import { saveCollection } from '../collections/saveCollection.ts';
import { asPlatformError } from '../rows.ts';
import { columnsOf, toCollectionRow } from './rows.ts';
import { BadCsv, readCsv } from './csv.ts';
import { moveTo } from './jobs.ts';
import type { Org } from '../../org.ts';
import type { IngestJob, JobList, QueryJob } from './jobs.ts';

const CHUNK = 200;

export function processLater(org: Org, jobs: JobList<IngestJob>, job: IngestJob): void {
    org.background.add(() => {
        if (!jobs.has(job) || job.state !== 'UploadComplete') return;
        moveTo(job, 'InProgress', org.clock.now());
        const process = prepared(org, job);
        if (!process) return;
        for (const rows of chunks(job.table.rows, CHUNK)) {
            org.background.add(() => {
                if (job.state === 'InProgress') job.results.push(...process(rows));
            });
        }
        org.background.add(() => {
            if (job.state === 'InProgress') moveTo(job, 'JobComplete', org.clock.now());
        });
    });
}

type Process = (rows: readonly (readonly string[])[]) => readonly IngestJob['results'][number][];

/** Nothing, and the job has failed, when its file cannot be taken. */
function prepared(org: Org, job: IngestJob): Process | undefined {
    try {
        if (job.content === undefined) throw new BadCsv('InvalidBatch : No data was uploaded');
        job.table = readCsv(job.content, job.form);
        const columns = columnsOf(org.records, job);
        return (rows) => {
            try {
                const read = rows.map((cells) => toCollectionRow(org.records, job, columns, cells));
                return saveCollection(org, read, false);
            } catch (error) {
                const known = asPlatformError(error);
                if (!known) throw error;
                return rows.map(() => ({ success: false, errors: [known.toSaveError()] }));
            }
        };
    } catch (error) {
        if (!(error instanceof BadCsv)) throw error;
        job.errorMessage = error.message;
        moveTo(job, 'Failed', org.clock.now());
        return undefined;
    }
}

/** The rows were found when the job was made; what is left is the way through the states. */
export function finishLater(org: Org, jobs: JobList<QueryJob>, job: QueryJob): void {
    org.background.add(() => {
        if (!jobs.has(job) || job.state !== 'UploadComplete') return;
        moveTo(job, 'InProgress', org.clock.now());
        org.background.add(() => {
            if (job.state === 'InProgress') moveTo(job, 'JobComplete', org.clock.now());
        });
    });
}
