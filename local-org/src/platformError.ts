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

/** A row of the table of errors. */
export function entry<A extends readonly unknown[]>(
    errorCode: string,
    httpStatus: number,
    text: (...args: A) => string,
    fields: (...args: A) => readonly string[] = () => [],
): (...args: A) => PlatformError {
    return (...args) => new PlatformError(errorCode, httpStatus, text(...args), fields(...args));
}
