/** An error in the platform's form. */
import type { SaveError } from './flow/port.ts';

export class PlatformError extends Error {
    readonly errorCode: string;
    readonly httpStatus: number;
    readonly fields: readonly string[];

    constructor(errorCode: string, httpStatus: number, message: string, fields: readonly string[] = []) {
        super(message);
        this.name = 'PlatformError';
        this.errorCode = errorCode;
        this.httpStatus = httpStatus;
        this.fields = fields;
    }

    /** The error as one row of a save has it. */
    toSaveError(): SaveError {
        return { statusCode: this.errorCode, message: this.message, fields: this.fields };
    }
}

/** Why one record was not saved or deleted: it always says which fields are to blame, be it none. */
export class RecordError extends PlatformError {
    constructor({ statusCode, message, fields }: SaveError, httpStatus: number) {
        super(statusCode, httpStatus, message, fields);
    }
}

/**
 * The body of a REST error. `fields` is empty for records and missing for all else, as answers that people quote have it:
 * https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html, with
 * https://github.com/CoderDojo/community-platform/issues/888 of a record and
 * https://github.com/restforce/restforce/issues/219 of a call (2026-11-26)
 */
export function errorBody(error: PlatformError): readonly unknown[] {
    const { message, errorCode, fields } = error;
    return [{ message, errorCode, ...(error instanceof RecordError || fields.length > 0 ? { fields } : {}) }];
}

/** A row of the table of errors. */
export function entry<A extends readonly unknown[]>(
    errorCode: string,
    httpStatus: number,
    text: (...args: A) => string,
    fields: (...args: A) => readonly string[] = () => [],
): (...args: A) => PlatformError {
    return (...args) => new PlatformError(errorCode, httpStatus, text(...args), fields(...args));
}
