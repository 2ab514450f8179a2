/** The part of the table of errors that belongs to requests in requests, to searches and to bulk jobs. */
import { entry, PlatformError } from './platformError.ts';

export const REQUEST_ERRORS = {
    // Requests in requests
    halted: entry(
        'PROCESSING_HALTED',
        400,
        () => 'The transaction was rolled back since another operation in the same transaction failed.',
    ),
    badReference: entry(
        'PROCESSING_HALTED',
        400,
        (path: string, name: string) => `Invalid reference specified. No value for ${path} found in ${name}`,
    ),
    badReferenceId: entry('INVALID_INPUT', 400, (id: string) => `Invalid referenceId: ${id}`),
    duplicateReferenceId: entry('INVALID_INPUT', 400, (id: string) => `Duplicate referenceId provided: ${id}`),
    circularGraph: entry(
        'INVALID_INPUT',
        400,
        (ids: readonly string[]) => `Circular references in the graph: ${ids.join(', ')}`,
    ),
    tooManySubrequests: entry(
        'INVALID_INPUT',
        400,
        (most: number) => `The request exceeds the maximum number of ${most}`,
    ),
    tooManyHeavySubrequests: entry(
        'INVALID_INPUT',
        400,
        (most: number) => `At most ${most} subrequests can be sObject Collections or query operations`,
    ),
    badTree: entry('INVALID_INPUT', 400, (detail: string) => detail),

    // The User Interface API, in the words that public components keep as samples of its answers (2026-11-26)
    noFieldsChosen: entry('INVALID_INPUT_COMBINATION', 400, () => "Must provide either 'fields' or 'layoutTypes'."),
    badUiBody: entry('POST_BODY_PARSE_ERROR', 400, (detail: string) => detail),
    notInUiApi: entry('INVALID_TYPE', 400, (object: string) => `Object ${object} is not supported in UI API`),

    // Searches
    malformedSearch: entry('MALFORMED_SEARCH', 400, (detail: string) => detail),
    notSearchable: entry(
        'INVALID_TYPE_FOR_OPERATION',
        400,
        (name: string) => `entity type ${name} does not support search`,
    ),

    // Bulk jobs
    wrongJobState: entry(
        'INVALIDJOBSTATE',
        400,
        (operation: string, state: string) => `A job in the state ${state} does not allow this: ${operation}`,
    ),
    secondUpload: entry(
        'CLIENTINPUTERROR',
        400,
        (id: string) =>
            `Found multiple contents for job: <${id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create ` +
            `a new Job and make sure you only do 'PUT' once on a given Job.`,
    ),
    invalidJob: entry('INVALIDJOB', 400, (detail: string) => detail),
    noBulkQuery: entry(
        'API_ERROR',
        400,
        (what: string) => `${what} not supported in Bulk V2 Query with CSV content type`,
    ),
    noBulkObject: entry('INVALIDENTITY', 400, (name: string) => `Unable to find object: ${name}`),
    idOnInsert: entry(
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        400,
        () => 'cannot specify Id in an insert call',
        () => ['Id'],
    ),
    // As results of jobs have it that public projects quote, and not INVALID_TYPE_ON_FIELD_IN_RECORD (2026-11-26).
    badCell: (column: number, value: string, type: string, field: string): PlatformError =>
        new PlatformError(
            'INVALID_FIELD',
            400,
            `Failed to deserialize field at col ${column}. Due to, '${value}' is not a valid value for the type ${type}`,
            [field],
        ),
} as const;
