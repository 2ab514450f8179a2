/** What is known of a person and of the messages to them, as the components pass it around. */
export interface Person {
    readonly email: string | null;
    readonly emailOptOut: boolean;
    readonly doNotCall: boolean;
    readonly phone: string | null;
    /** The number text messages go to, in international form. */
    readonly number: string | null;
    /** What stands for the number where the relay keeps numbers out of events. */
    readonly numberHash?: string | null;
    readonly numberUnclear: boolean;
    /** What is wrong with the mobile phone of whom there is no number, in the words of the field's formula. */
    readonly numberProblem?: string | null;
    readonly reachability: string | null;
    readonly suppressed: boolean;
    readonly suppressionReason: string | null;
    readonly suppressionLabel: string | null;
    readonly optedOut: boolean;
    readonly failureCount: number;
    readonly lastDeliveredAt: string | null;
    readonly reengagementChannel: string | null;
    readonly preferredChannel: string | null;
}

export interface Message {
    readonly id: string;
    readonly channel: string | null;
    readonly provider: string | null;
    readonly status: string | null;
    readonly occurredAt: string | null;
    readonly errorCode: string | null;
    readonly failureClass: string | null;
    readonly confidence: string | null;
    readonly readAt: string | null;
    readonly clickedAt: string | null;
    readonly repliedAt: string | null;
    readonly optedOutAt: string | null;
    readonly optedInAt: string | null;
    readonly complainedAt: string | null;
    /** When the follow-up goes out that waits for the morning. */
    readonly postponedUntil?: string | null;
    /** Until when it may stay in its status by its policy. */
    readonly lateAfter?: string | null;
    readonly recipient: string | null;
}
