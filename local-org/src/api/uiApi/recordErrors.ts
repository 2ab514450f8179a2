/**
 * Why a record was not saved: "Error with Output" with "Record Exceptions",
 * https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_error_with_output.htm and
 * ui_api_responses_record_exception_error.htm (2026-11-26). The words are those that public components keep as samples,
 * the same for creating and updating.
 */
import type { SaveError } from '../../flow/port.ts';
import type { ObjectSchema } from '../../schema/types.ts';
import type { Answer } from '../route.ts';

interface RecordError {
    readonly constituentField: null;
    readonly duplicateRecordError: null;
    readonly errorCode: string;
    readonly field: string | null;
    readonly fieldLabel: string | null;
    readonly message: string;
}

export function recordErrors(object: ObjectSchema, found: readonly SaveError[], status: number): Answer {
    const errors: RecordError[] = [];
    const fieldErrors: Record<string, RecordError[]> = {};
    for (const error of found) {
        if (error.fields.length === 0) errors.push(recordError(object, error, null));
        for (const name of error.fields) (fieldErrors[name] ??= []).push(recordError(object, error, name));
    }
    return {
        status,
        body: {
            message: 'An error occurred while trying to update the record. Please try again.',
            statusCode: status,
            enhancedErrorType: 'RecordError',
            output: { errors, fieldErrors },
        },
    };
}

function recordError(object: ObjectSchema, { statusCode, message }: SaveError, field: string | null): RecordError {
    return {
        constituentField: null,
        duplicateRecordError: null,
        errorCode: statusCode,
        field,
        fieldLabel: field === null ? null : (object.field(field)?.label ?? field),
        message,
    };
}
