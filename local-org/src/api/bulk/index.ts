/** Bulk API 2.0. */
import { INGEST_ROUTES } from './ingest.ts';
import { QUERY_JOB_ROUTES } from './query.ts';
import type { Route } from '../route.ts';

export const BULK_ROUTES: readonly Route[] = [...INGEST_ROUTES, ...QUERY_JOB_ROUTES];

/** "A request can provide CSV data that does not in total exceed 150 MB of base64 encoded content" (upload_job_data.htm) */
export const UPLOAD_LIMIT = 150 * 1024 * 1024;
