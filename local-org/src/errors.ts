/**
 * Every error body that the local org can answer, in one table: the platform's code, the HTTP status, its words.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm and
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm (2026-11-21); the last group
 * is ours and never looks like a success.
 */
import { entry, PlatformError } from './platformError.ts';
import { REQUEST_ERRORS } from './requestErrors.ts';

export { PlatformError } from './platformError.ts';

interface Labelled {
    readonly name: string;
    readonly label: string;
}
const nameOf = (field: Labelled): string[] => [field.name];

const QUOTED_TYPES: ReadonlySet<string> = new Set(['string', 'reference']);

export const ERRORS = {
    // Requests
    sessionInvalid: entry('INVALID_SESSION_ID', 401, () => 'Session expired or invalid'),
    // https://github.com/restforce/restforce/issues/219 (2026-11-25)
    apiDisabled: entry('API_DISABLED_FOR_ORG', 403, () => 'The REST API is not enabled for this Organization.'),
    // The status for whoever lacks a permission: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
    forbidden: entry(
        'FORBIDDEN',
        403,
        (permission: string) => `You do not have permission to view this resource (${permission})`,
    ),
    notFound: entry('NOT_FOUND', 404, () => 'The requested resource does not exist'),
    noSuchRecord: entry(
        'NOT_FOUND',
        404,
        (key: string) => `Provided external ID field does not exist or is not accessible: ${key}`,
    ),
    unsupportedMediaType: entry(
        'UNSUPPORTED_MEDIA_TYPE',
        415,
        (type: string) => `Content type '${type}' is not supported. Send JSON`,
    ),
    methodNotAllowed: entry(
        'METHOD_NOT_ALLOWED',
        405,
        (method: string, allowed: readonly string[]) =>
            `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(',')}`,
    ),
    uriTooLong: entry('URI_TOO_LONG', 414, () => 'The length of the URI exceeds the 16,384-byte limit'),
    headersTooLong: entry(
        'HEADERS_TOO_LONG',
        431,
        () => 'The combined length of the URI and headers exceeds the 16,384-byte limit',
    ),
    unreadable: entry('INVALID_REQUEST', 400, () => 'The request is no HTTP'),
    badJson: entry('JSON_PARSER_ERROR', 400, (detail: string) => detail),
    wrongJsonType: entry(
        'JSON_PARSER_ERROR',
        400,
        (type: string, kind: string, value: string) =>
            `Cannot deserialize instance of ${type} from ${kind} value ${value} or request may be missing a required field`,
    ),
    badPayloadFormat: entry('INVALID_FIELD_VALUE', 400, (format: string) => `Invalid payloadFormat: ${format}`),
    hostRefused: entry('INVALID_REQUEST', 421, (host: string) => `This org does not answer for the host ${host}`),
    originRefused: entry('INVALID_REQUEST', 403, (origin: string) => `This org does not answer pages from ${origin}`),
    bodyTooLarge: entry(
        'REQUEST_TOO_LARGE',
        413,
        (most: number) => `The request body is larger than ${Math.floor(most / 1024 / 1024)} MB`,
    ),
    dailyLimit: entry('REQUEST_LIMIT_EXCEEDED', 403, () => 'TotalRequests Limit exceeded.'),
    hourlyEvents: entry(
        'LIMIT_EXCEEDED',
        400,
        () => 'You have reached the limit for the number of platform events that can be published per hour.',
    ),
    // The limit is documented, its error is not: docs/needs-a-real-org.md.
    eventTooLarge: entry('LIMIT_EXCEEDED', 400, () => 'The platform event message is larger than 1 MB.'),
    tooManyRecords: entry(
        'EXCEEDED_ID_LIMIT',
        400,
        (limit: number) => `record limit reached. cannot submit more than ${limit} records into this call`,
    ),
    failureOrdered: (errorCode: string, httpStatus: number, message?: string): PlatformError =>
        new PlatformError(errorCode, httpStatus, message ?? `${errorCode}: ordered by /local/faults`),
    rowLocked: entry('UNABLE_TO_LOCK_ROW', 400, () => 'unable to obtain exclusive access to this record'),
    storageFull: entry('STORAGE_LIMIT_EXCEEDED', 400, () => 'storage limit exceeded'),

    ...REQUEST_ERRORS,

    // Objects and fields
    unsupportedObjectInRow: entry('INVALID_TYPE', 400, (name: string) => `sObject type '${name}' is not supported.`),
    unknownColumn: entry(
        'INVALID_FIELD',
        400,
        (field: string, object: string) => `No such column '${field}' on sobject of type ${object}`,
    ),
    notWriteable: entry(
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        400,
        (fields: readonly string[]) =>
            `Unable to create/update fields: ${fields.join(', ')}. Please check the security settings of this field ` +
            `and verify that it is read/write for your profile or permission set.`,
        (fields) => fields,
    ),
    severalParentKeys: entry(
        'INVALID_FIELD',
        400,
        (relationship: string) => `${relationship} must be named by exactly one external id field`,
    ),
    noSuchParent: entry(
        'INVALID_FIELD',
        400,
        (value: string, field: string, object: string) =>
            `Foreign key external ID: ${value} not found for field ${field} in entity ${object}`,
    ),
    idInBody: entry(
        'INVALID_FIELD',
        400,
        () => 'The Id field should not be specified in the sobject data.',
        () => ['Id'],
    ),
    externalIdInBody: entry(
        'INVALID_FIELD',
        400,
        (field: string) => `The ${field} field should not be specified in the sobject data.`,
    ),
    notExternalId: entry(
        'INVALID_FIELD',
        400,
        (field: string, object: string) =>
            `Field name provided, ${field} is not an External ID or indexed field for ${object}`,
    ),
    readOnlyObject: entry(
        'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
        400,
        (object: string) => `entity type cannot be inserted, updated or deleted: ${object}`,
    ),
    // The words are as an org answers the tests of a JDBC driver (com.stuntbyte.salesforce.jdbc, GrantTests); codes:
    // https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm#statuscode
    cannotInsert: (label: string): PlatformError =>
        new PlatformError('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 400, `entity type cannot be inserted: ${label}`),
    cannotUpdate: (label: string): PlatformError =>
        new PlatformError('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 400, `entity type cannot be updated: ${label}`),
    insufficientAccess: entry('INSUFFICIENT_ACCESS_OR_READONLY', 403, () => 'insufficient access rights on object id'),
    insufficientAccessOnReference: entry(
        'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
        403,
        () => 'insufficient access rights on cross-reference id',
    ),
    eventOnlyCreated: entry(
        'INVALID_TYPE_FOR_OPERATION',
        400,
        (object: string, operation: string) => `entity type ${object} does not support ${operation}`,
    ),

    // Saving a row
    required: entry(
        'REQUIRED_FIELD_MISSING',
        400,
        (fields: readonly string[]) => `Required fields are missing: [${fields.join(', ')}]`,
        (fields) => fields,
    ),
    tooLong: entry(
        'STRING_TOO_LONG',
        400,
        (field: Labelled, value: string, length: number) =>
            `${field.label}: data value too large: ${value} (max length=${length})`,
        nameOf,
    ),
    numberTooLarge: entry(
        'NUMBER_OUTSIDE_VALID_RANGE',
        400,
        (field: Labelled) => `${field.label}: value outside of valid range on numeric field: ${field.name}`,
        nameOf,
    ),
    badPicklistValue: entry(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        400,
        (field: Labelled, value: string) => `${field.label}: bad value for restricted picklist field: ${value}`,
        nameOf,
    ),
    badEmail: entry(
        'INVALID_EMAIL_ADDRESS',
        400,
        (field: Labelled, value: string) => `${field.label}: invalid email address: ${value}`,
        nameOf,
    ),
    wrongIdType: entry(
        'FIELD_INTEGRITY_EXCEPTION',
        400,
        (field: Labelled, value: string) => `${field.label}: id value of incorrect type: ${value}`,
        nameOf,
    ),
    malformedId: entry(
        'MALFORMED_ID',
        400,
        (field: Labelled, value: string) => `${field.label}: id value of incorrect type: ${value}`,
        nameOf,
    ),
    malformedRecordId: entry('MALFORMED_ID', 400, (id: string) => `malformed id ${id}`),
    noSuchReference: (field: Labelled): PlatformError =>
        new PlatformError('INVALID_CROSS_REFERENCE_KEY', 400, 'invalid cross reference id', [field.name]),
    // https://github.com/mbotos/SmartFactory-for-Force.com/issues/25 and, with the field's name,
    // https://github.com/CoderDojo/community-platform/issues/888 (2026-11-26)
    recordTypeNotForUser: entry(
        'INVALID_CROSS_REFERENCE_KEY',
        400,
        (id: string) => `Record Type ID: this ID value isn't valid for the user: ${id}`,
        () => ['RecordTypeId'],
    ),
    noSuchRow: entry('INVALID_CROSS_REFERENCE_KEY', 404, () => 'invalid cross reference id'),
    deletedRow: entry('ENTITY_IS_DELETED', 404, () => 'entity is deleted'),
    missingId: entry('MISSING_ARGUMENT', 400, () => 'Id not specified in an update call'),
    missingExternalId: entry('MISSING_ARGUMENT', 400, (field: string) => `${field} not specified`),
    duplicateValue: entry(
        'DUPLICATE_VALUE',
        400,
        (field: string, id: string) =>
            `duplicate value found: ${field} duplicates value on record with id: ${id.slice(0, 15)}`,
    ),
    // The words are those that deployment scripts look for in the answer; the code: docs/needs-a-real-org.md.
    repeatedAssignment: entry(
        'DUPLICATE_VALUE',
        400,
        (assignee: string, set: string) =>
            `Duplicate PermissionSetAssignment. Assignee: ${assignee.slice(0, 15)}; Permission Set: ${set.slice(0, 15)}`,
    ),
    duplicateExternalId: entry(
        'DUPLICATE_VALUE',
        400,
        (field: string, value: string) => `Duplicate external id specified: ${value}`,
        (field) => [field],
    ),
    duplicateId: entry('DUPLICATE_VALUE', 400, (id: string) => `Duplicate id specified: ${id}`),
    manyForExternalId: entry(
        'DUPLICATE_EXTERNAL_ID',
        300,
        (field: string, ids: readonly string[]) =>
            `${field}: more than one record found for external id field: [${ids.join(', ')}]`,
        (field) => [field],
    ),
    validationRule: (message: string, field: string | undefined): PlatformError =>
        new PlatformError('FIELD_CUSTOM_VALIDATION_EXCEPTION', 400, message, field === undefined ? [] : [field]),
    deleteRestricted: entry(
        'DELETE_FAILED',
        400,
        (child: string) =>
            `Your attempt to delete the record could not be completed because ${child} records refer to it.`,
    ),
    rolledBackWithOthers: entry(
        'ALL_OR_NONE_OPERATION_ROLLED_BACK',
        400,
        () => 'Record rolled back because not all records were valid and the request was using AllOrNone header',
    ),
    tooManyRetries: entry(
        'TOO_MANY_APEX_REQUESTS',
        400,
        () => 'Too many batch retries in the presence of Apex triggers and partial failures.',
    ),
    limitInFlow: entry('CANNOT_EXECUTE_FLOW_TRIGGER', 400, (detail: string) => detail),

    // Queries
    malformedQuery: entry('MALFORMED_QUERY', 400, (detail: string) => detail),
    unknownField: entry(
        'INVALID_FIELD',
        400,
        (field: string, object: string, context: string) =>
            `${context}No such column '${field}' on entity '${object}'. If you are attempting to use a custom field, be sure ` +
            `to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the ` +
            `appropriate names.`,
    ),
    unknownRelationship: entry(
        'INVALID_FIELD',
        400,
        (relationship: string, context: string) =>
            `${context}Didn't understand relationship '${relationship}' in field path. If you are attempting to use a ` +
            `custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your ` +
            `WSDL or the describe call for the appropriate names.`,
    ),
    unknownChildRelationship: entry(
        'INVALID_TYPE',
        400,
        (relationship: string) =>
            `Didn't understand relationship '${relationship}' in FROM part of query call. If you are attempting to use a ` +
            `custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your ` +
            `WSDL or the describe call for the appropriate names.`,
    ),
    unknownQueryObject: entry(
        'INVALID_TYPE',
        400,
        (name: string, context: string) =>
            `${context}sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to ` +
            `append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate ` +
            `names.`,
    ),
    notQueryable: entry(
        'INVALID_TYPE_FOR_OPERATION',
        400,
        (name: string) => `entity type ${name} does not support query`,
    ),
    notFilterable: entry(
        'INVALID_FIELD',
        400,
        (field: string) => `field '${field}' can not be filtered in a query call`,
    ),
    notSortable: entry('INVALID_FIELD', 400, (field: string) => `field '${field}' can not be sorted in a query call`),
    notGroupable: entry(
        'MALFORMED_QUERY',
        400,
        (field: string) => `field '${field}' can not be grouped in a query call`,
    ),
    mustGroup: entry('MALFORMED_QUERY', 400, (field: string) => `Field must be grouped or aggregated: ${field}`),
    wrongLiteral: entry(
        'INVALID_FIELD',
        400,
        (field: string, type: string) =>
            `value of filter criterion for field '${field}' must be of type ${type} and should ` +
            `${QUOTED_TYPES.has(type) ? '' : 'not '}be enclosed in quotes`,
    ),
    badDate: entry('INVALID_FIELD', 400, (value: string) => `Invalid date: ${value}`),
    badIdLiteral: entry('INVALID_QUERY_FILTER_OPERATOR', 400, (value: string) => `invalid ID field: ${value}`),
    wrongOperator: entry(
        'INVALID_QUERY_FILTER_OPERATOR',
        400,
        (field: string, operator: string) => `Invalid operator ${operator} on field '${field}'`,
    ),
    // https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_fields.htm (2026-11-25)
    unboundedFields: entry('MALFORMED_QUERY', 400, () => 'The SOQL FIELDS function must have a LIMIT of at most 200'),
    aggregateTooLarge: entry(
        'EXCEEDED_ID_LIMIT',
        400,
        () => 'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
    ),
    badSpan: entry('INVALID_REPLICATION_DATE', 400, () => 'startDate before endDate is needed'),
    badOffset: entry('NUMBER_OUTSIDE_VALID_RANGE', 400, () => 'Maximum SOQL offset allowed is 2000'),
    badLocator: entry('INVALID_QUERY_LOCATOR', 400, () => 'invalid query locator'),

    // Emails
    noEmailRecipient: entry('REQUIRED_FIELD_MISSING', 400, () => 'Specify at least one recipient for the email.'),
    tooManyEmailRecipients: entry(
        'NUMBER_OUTSIDE_VALID_RANGE',
        400,
        (most: number) => `The combined number of recipients must be ${most} or fewer.`,
    ),
    badEmailRecipient: entry('INVALID_EMAIL_ADDRESS', 400, (address: string) => `Invalid email address: ${address}`),
    recipientWithoutEmail: entry(
        'INVALID_EMAIL_ADDRESS',
        400,
        (id: string) => `The recipient ${id} has no email address.`,
    ),
    actionInputMissing: entry('REQUIRED_FIELD_MISSING', 400, (input: string) => `Missing required input: ${input}`),
    actionRecordMissing: entry('INVALID_ID_FIELD', 400, (input: string, id: string) => `Invalid ${input}: ${id}`),
    unknownSender: entry(
        'INVALID_EMAIL_ADDRESS',
        400,
        (address: string) => `${address} is no verified organization-wide email address.`,
    ),
    unknownSenderType: entry('INVALID_INPUT', 400, (type: string) => `Unknown senderType: ${type}`),
    emailLimit: entry('SINGLE_EMAIL_LIMIT_EXCEEDED', 400, () => 'The daily limit for the org would be exceeded.'),

    // Ours
    unsupported: entry('UNSUPPORTED_BY_LOCAL_ORG', 501, (what: string) => `The local org does not support ${what}`),
    internal: entry('UNKNOWN_EXCEPTION', 500, () => 'An unexpected error occurred. The local org has logged it'),
} as const;
