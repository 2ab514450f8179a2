/** SOQL: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm */
import { ERRORS } from '../../errors.ts';
import { columnMetadata, runSoql } from '../../soql/run.ts';
import { noteQueried } from '../recent/recentItems.ts';
import { ok } from '../route.ts';
import type { OrgRecords } from '../../records/orgRecords.ts';
import type { Answer, Call, Route } from '../route.ts';

const DEFAULT_SIZE = 2000;
const LEAST_SIZE = 200;

export const query: Route = {
    method: 'GET',
    path: '/query',
    summary: 'Run SOQL; with `columns=true` answer what the columns are',
    handle: (call) => firstPage(call, call.org.records),
};

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_queryall.htm (2026-11-25) */
export const queryAll: Route = {
    method: 'GET',
    path: '/queryAll',
    summary: 'Run SOQL over the records in the recycle bin as well',
    handle: (call) => firstPage(call, call.org.records.withDeleted()),
};

export const queryMore: Route = {
    method: 'GET',
    path: '/query/:locator',
    summary: 'The next records of a query',
    handle: nextPage,
};

export const queryAllMore: Route = {
    method: 'GET',
    path: '/queryAll/:locator',
    summary: 'The next records of a query over deleted records as well',
    handle: nextPage,
};

function firstPage(call: Call, records: OrgRecords): Answer {
    call.faults.check('query');
    const { q, columns } = call.query;
    if (q === undefined || q.trim() === '') throw ERRORS.malformedQuery('A query string has to be specified');
    if (call.query['explain'] !== undefined) throw ERRORS.unsupported('the query parameter explain');
    const run = runSoql(records, q);
    if (columns === 'true') return ok(columnMetadata(run));
    noteQueried(call, run);
    const size = pageSize(call);
    if (run.isAggregate && run.result.records.length > size) throw ERRORS.aggregateTooLarge();
    return ok(call.pages.first(call.base, run.result.records, run.result.totalSize, size));
}

function nextPage(call: Call): Answer {
    call.faults.check('query');
    return ok(call.pages.next(call.base, call.params['locator'] ?? ''));
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_queryoptions.htm */
function pageSize(call: Call): number {
    const match = /batchSize=(\d+)/.exec(String(call.headers['sforce-query-options'] ?? ''));
    const asked = match ? Number(match[1]) : DEFAULT_SIZE;
    return Math.min(DEFAULT_SIZE, Math.max(LEAST_SIZE, asked));
}
