/** What each of the platform's error codes means for a message, in one table. Nothing reads the platform's prose. */

export type Verdict =
    /** Not taken this time; try again. */
    | 'retry'
    /** Will never be taken as it is. */
    | 'dead'
    /** The session has ended: sign in again. */
    | 'session'
    /** No message would be taken now: an allocation is used up. */
    | 'limit'
    /** No message would be taken until somebody changes the org: package, permission or licence is missing. */
    | 'setup'
    /** The org, or the way to it, is down. */
    | 'outage';

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/ (status codes, 2026-11-21) */
export const VERDICTS: Readonly<Record<string, Verdict>> = {
    INVALID_SESSION_ID: 'session',
    INVALID_AUTH_HEADER: 'session',

    REQUEST_LIMIT_EXCEEDED: 'limit',
    LIMIT_EXCEEDED: 'limit', // the hourly publishing allocation: nothing is queued
    CONCURRENT_REQUEST_LIMIT_EXCEEDED: 'limit',

    API_DISABLED_FOR_ORG: 'setup',
    API_CURRENTLY_DISABLED: 'setup',
    INSUFFICIENT_ACCESS: 'setup',
    INSUFFICIENT_ACCESS_OR_READONLY: 'setup',
    CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 'setup',
    INVALID_TYPE: 'setup',
    NOT_FOUND: 'setup',
    // The fields are generated from the package's own event: the org's package is older, or a permission is missing.
    INVALID_FIELD: 'setup',
    INVALID_FIELD_FOR_INSERT_UPDATE: 'setup',

    SERVER_UNAVAILABLE: 'outage',
    UNKNOWN_EXCEPTION: 'outage',
    ERROR_HTTP_429: 'outage',
    ERROR_HTTP_500: 'outage',
    ERROR_HTTP_502: 'outage',
    ERROR_HTTP_503: 'outage',
    ERROR_HTTP_504: 'outage',

    UNABLE_TO_LOCK_ROW: 'retry',
    REQUEST_RUNNING_TOO_LONG: 'retry',
    QUERY_TIMEOUT: 'retry',
    PLATFORM_EVENT_PUBLISHING_UNAVAILABLE: 'retry',
    PLATFORM_EVENT_PUBLISH_FAILED: 'retry',

    REQUIRED_FIELD_MISSING: 'dead',
    STRING_TOO_LONG: 'dead',
    NUMBER_OUTSIDE_VALID_RANGE: 'dead',
    FIELD_INTEGRITY_EXCEPTION: 'dead',
    FIELD_CUSTOM_VALIDATION_EXCEPTION: 'dead',
    JSON_PARSER_ERROR: 'dead',
    MALFORMED_QUERY: 'dead',
};

/** A code that nobody has listed is tried again, up to the limit that ends every retry. */
export function verdictOf(code: string): Verdict {
    return VERDICTS[code] ?? 'retry';
}
