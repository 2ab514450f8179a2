import type { Message } from 'c/reachabilityVerdict';
import type { StageTimes } from 'c/stagePath';

/** One message as the timeline passes it around. */
export interface Entry extends Message, StageTimes {
    readonly sortKey: string;
    readonly purpose: string | null;
    readonly fallbackStatus: string | null;
    readonly isLate: boolean;
    /** The reader has no right to the address it went to. */
    readonly isRecipientHidden: boolean;
}
