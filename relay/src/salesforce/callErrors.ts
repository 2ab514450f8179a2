/** Why a call to an org brought nothing, read from what was thrown. */
import { describeError } from '../core/errors.ts';

export type Trouble =
    /** It never left: nobody listens there. */
    | 'unsent'
    /** It may have been done: the answer did not come, or made no sense. */
    | 'unanswered'
    | 'outage'
    | 'limit'
    | 'session'
    | 'setup';

/** The code of what was thrown; of undici's "fetch failed" the code of its cause. */
export function codeOf(error: unknown): string {
    const cause = error instanceof Error ? error.cause : undefined;
    return describeError(error instanceof TypeError && cause !== undefined ? cause : error).code;
}
