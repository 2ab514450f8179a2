/** Bodies and parameters that ingest and query jobs share. */
import { z } from 'zod';
import { DELIMITER_NAMES, LINE_ENDINGS } from './csv.ts';
import { JOB_PREFIX } from './jobs.ts';
import type { ObjectSchema } from '../../schema/types.ts';
import type { Answer, Call } from '../route.ts';
import type { CsvForm } from './csv.ts';
import type { JobState } from './jobs.ts';

export const CSV_OPTIONS = {
    contentType: z.literal('CSV').default('CSV'),
    columnDelimiter: z.enum(DELIMITER_NAMES).default('COMMA'),
    lineEnding: z.enum(Object.keys(LINE_ENDINGS) as ['LF', 'CRLF']).default('LF'), // the keys of that table
};

const PAGE = 1000;

/** What a new job has, whatever it does. */
export function newJob(call: Call, object: ObjectSchema, form: CsvForm, state: JobState) {
    const now = call.org.clock.now();
    return {
        id: call.org.records.ids.allocate(JOB_PREFIX),
        object,
        form: { columnDelimiter: form.columnDelimiter, lineEnding: form.lineEnding },
        apiVersion: (call.params['version'] ?? '').replace(/^v/, ''),
        createdById: String(call.org.user['Id']),
        createdAt: now,
        changedAt: now,
        state,
    };
}

/** All jobs, newest last, a thousand at a time. */
export function listJobs(call: Call, path: string, jobs: readonly Record<string, unknown>[]): Answer {
    const from = Number(call.query['queryLocator'] ?? 0) || 0;
    const to = from + PAGE;
    const more = to < jobs.length;
    return {
        status: 200,
        body: {
            done: !more,
            nextRecordsUrl: more ? `${call.base}${path}?queryLocator=${to}` : null,
            records: jobs.slice(from, to),
        },
    };
}
