/** The whole API: what is not listed here is answered with 501 and its name. */
import { describeFlowAction, invokeFlowAction, listFlowActions } from './actions/flowActions.ts';
import {
    createRecords,
    deleteRecords,
    readRecords,
    readRecordsByPost,
    updateRecords,
    upsertRecords,
} from './collections/collections.ts';
import { batch } from './composite/batch.ts';
import { composite, compositeResources } from './composite/composite.ts';
import { graph } from './composite/graph.ts';
import { tree } from './composite/tree.ts';
import { eventSchema, eventSchemaByName } from './events/eventSchema.ts';
import { identity, limits, resources, userInfo, versions } from './identity/identity.ts';
import { query, queryAll, queryAllMore, queryMore } from './query/query.ts';
import { recent } from './recent/recent.ts';
import { searchByBody, searchByParameters, soslSearch } from './search/search.ts';
import { deleteByExternalId, getByExternalId, upsertRecord } from './sobjects/byExternalId.ts';
import { describeGlobal, describeObject, objectInfo } from './sobjects/describe.ts';
import { createRecord, deleteRecord, getRecord, updateRecord } from './sobjects/record.ts';
import { deletedRecords, updatedRecords } from './sobjects/updated.ts';
import { toolingDescribe, toolingQuery } from './tooling/tooling.ts';
import {
    createUiRecord,
    deleteUiRecord,
    getUiRecord,
    getUiRecords,
    uiObjectInfo,
    uiObjectInfos,
    uiPicklist,
    uiPicklists,
    updateUiRecord,
} from './uiApi/index.ts';
import type { Route } from './route.ts';

/**
 * Resources of the platform that would otherwise be taken for a record's id or external id: refused like every other
 * one that is missing. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_list.htm
 */
export const NOT_SERVED: readonly string[] = [
    '/sobjects/:object/listviews',
    '/sobjects/:object/listviews/*',
    '/sobjects/:object/quickActions',
    '/sobjects/:object/quickActions/*',
    '/sobjects/:object/defaultValues',
    '/sobjects/:object/describe/*',
    '/sobjects/:object/:id/richTextImageFields/*',
    '/sobjects/relevantItems',
];

export const ROUTES: readonly Route[] = [
    versions,
    resources,
    limits,
    userInfo,
    identity,
    describeGlobal,
    objectInfo,
    describeObject,
    updatedRecords,
    deletedRecords,
    createRecord,
    getRecord,
    updateRecord,
    deleteRecord,
    upsertRecord,
    getByExternalId,
    deleteByExternalId,
    createRecords,
    updateRecords,
    upsertRecords,
    deleteRecords,
    readRecords,
    readRecordsByPost,
    compositeResources,
    composite,
    batch,
    graph,
    tree,
    query,
    queryMore,
    queryAll,
    queryAllMore,
    recent,
    soslSearch,
    searchByParameters,
    searchByBody,
    toolingDescribe,
    toolingQuery,
    listFlowActions,
    describeFlowAction,
    invokeFlowAction,
    eventSchemaByName,
    eventSchema,
    getUiRecords,
    getUiRecord,
    createUiRecord,
    updateUiRecord,
    deleteUiRecord,
    uiObjectInfos,
    uiObjectInfo,
    uiPicklists,
    uiPicklist,
];
