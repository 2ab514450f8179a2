/** Refusals of the Metadata API, beside the table of all others in errors.ts. */
import { PlatformError } from '../errors.ts';

export const METADATA_ERRORS = {
    access: (): PlatformError =>
        new PlatformError(
            'INSUFFICIENT_ACCESS',
            403,
            'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
        ),
    noSuchDeployment: (id: string): PlatformError =>
        new PlatformError('INVALID_ID_FIELD', 400, `Invalid deployment id: ${id}`),
    deploymentDone: (id: string): PlatformError =>
        new PlatformError('INVALID_OPERATION', 400, `The deployment ${id} has been completed and cannot be canceled`),
} as const;
