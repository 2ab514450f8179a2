/** The jobs of Bulk API 2.0 that the org knows, by id, oldest first. */
import { toDateTime } from '../../clock.ts';
import { ERRORS } from '../../errors.ts';
import type { FieldSchema, ObjectSchema } from '../../schema/types.ts';
import type { SaveResult } from '../rows.ts';
import type { CsvForm, CsvTable } from './csv.ts';

export const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;
export type IngestOperation = Exclude<(typeof INGEST_OPERATIONS)[number], 'hardDelete'>;

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm */
export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'Aborted' | 'JobComplete' | 'Failed';

interface Job {
    readonly id: string;
    readonly object: ObjectSchema;
    readonly form: CsvForm;
    readonly apiVersion: string;
    readonly createdById: string;
    readonly createdAt: number;
    state: JobState;
    changedAt: number;
    startedAt?: number;
    endedAt?: number;
    errorMessage?: string;
}

export interface IngestJob extends Job {
    readonly operation: IngestOperation;
    readonly externalIdField: FieldSchema | undefined;
    readonly assignmentRuleId: string | undefined;
    content: string | undefined;
    table: CsvTable;
    /** One for each row that was tried, in order; the rows beyond are unprocessed. */
    readonly results: SaveResult[];
}

export interface QueryJob extends Job {
    readonly operation: 'query' | 'queryAll';
    readonly table: CsvTable;
}

export const UNREAD: CsvTable = { header: [], rows: [] };

/** The prefix of AsyncApiJob. */
export const JOB_PREFIX = '750';

/** Jobs end in one of these, and stay. */
export const ENDED: ReadonlySet<JobState> = new Set(['Aborted', 'JobComplete', 'Failed']);

export class JobList<J extends Job> {
    readonly #jobs = new Map<string, J>();
    #made: number[] = [];

    /** How many were made, those that are deleted too. */
    madeSince(instant: number): number {
        this.#made = this.#made.filter((at) => at >= instant);
        return this.#made.length;
    }

    add(job: J): J {
        this.#made.push(job.createdAt);
        this.#jobs.set(job.id, job);
        return job;
    }

    get(id: string | undefined): J {
        const job = this.#jobs.get(id ?? '') ?? [...this.#jobs.values()].find((other) => other.id.slice(0, 15) === id);
        if (!job) throw ERRORS.notFound();
        return job;
    }

    has(job: J): boolean {
        return this.#jobs.get(job.id) === job;
    }

    /** "To be deleted, a job must have a state of UploadComplete, JobComplete, Aborted, or Failed." (delete_job.htm) */
    remove(id: string | undefined): void {
        const job = this.get(id);
        if (job.state === 'Open' || job.state === 'InProgress') throw ERRORS.wrongJobState('delete', job.state);
        this.#jobs.delete(job.id);
    }

    all(): readonly J[] {
        return [...this.#jobs.values()];
    }

    clear(): void {
        this.#jobs.clear();
        this.#made = [];
    }
}

export class BulkJobs {
    readonly ingest = new JobList<IngestJob>();
    readonly query = new JobList<QueryJob>();

    clear(): void {
        this.ingest.clear();
        this.query.clear();
    }
}

export function moveTo(job: Job, state: JobState, now: number): void {
    job.state = state;
    job.changedAt = now;
    if (state === 'InProgress') job.startedAt = now;
    if (ENDED.has(state)) job.endedAt = now;
}

/** What every kind of job says of itself. */
export function jobFacts(job: Job): Record<string, unknown> {
    return {
        id: job.id,
        object: job.object.name,
        createdById: job.createdById,
        createdDate: apiTime(job.createdAt),
        systemModstamp: apiTime(job.changedAt),
        state: job.state,
        concurrencyMode: 'Parallel',
        contentType: 'CSV',
        apiVersion: Number(job.apiVersion),
        lineEnding: job.form.lineEnding,
        columnDelimiter: job.form.columnDelimiter,
    };
}

export function processingTime({ startedAt, endedAt }: Job): number {
    return startedAt === undefined || endedAt === undefined ? 0 : endedAt - startedAt;
}

function apiTime(instant: number): string {
    return toDateTime(instant).replace('Z', '+0000');
}
