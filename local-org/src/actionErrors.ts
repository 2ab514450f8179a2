/** What actions and called flows refuse of their inputs: the part of the table of errors that is theirs. */
import { PlatformError } from './errors.ts';

export const ACTION_ERRORS = {
    unknownInput: (flow: string, name: string) =>
        new PlatformError('INVALID_INPUT', 400, `${flow} has no input ${name}`),
    inputTooLong: (input: string, longest: number) =>
        new PlatformError('STRING_TOO_LONG', 400, `${input}: data value too large (max length=${longest})`),
    tooManyRecipients: (most: number) =>
        new PlatformError('NUMBER_OUTSIDE_VALID_RANGE', 400, `The number of recipients must be ${most} or fewer.`),
} as const;
