/** The words of delivery reporting (docs/architecture.md), as data. Ranks decide which report of a message stands. */

export const CHANNELS = ['SMS', 'WhatsApp', 'Email', 'Push', 'Voice'] as const;
export type Channel = (typeof CHANNELS)[number];

export const STATUSES = {
    Scheduled: { rank: 5, final: false },
    Queued: { rank: 10, final: false },
    Sent: { rank: 20, final: false },
    Unconfirmed: { rank: 25, final: false },
    Unknown: { rank: 30, final: true },
    Canceled: { rank: 40, final: true },
    Expired: { rank: 41, final: true },
    Failed: { rank: 42, final: true },
    Undelivered: { rank: 43, final: true },
    Rejected: { rank: 44, final: true },
    Delivered: { rank: 50, final: true },
} as const satisfies Record<string, { readonly rank: number; readonly final: boolean }>;
export type DeliveryStatus = keyof typeof STATUSES;

/** A bounce may follow an email's "delivered", so there it outranks it. */
export const EMAIL_UNDELIVERED_RANK = 55;

/** In order of precedence: the first that applies stands. */
export const FAILURE_CLASSES = [
    'Opted Out',
    'Configuration',
    'Spam Filtered',
    'Permanent',
    'Temporary',
    'Unknown',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** Misleading: a receipt that is not believed (core/doubt.ts); no provider says so of itself. */
export const CONFIDENCES = ['Handset', 'Carrier', 'Platform', 'None', 'Misleading'] as const;
export type DeliveryConfidence = (typeof CONFIDENCES)[number];

/** What happened beside the status: timestamps of their own, never a status. */
export const ENGAGEMENTS = ['Read', 'Clicked', 'Replied', 'Opted Out', 'Opted In', 'Complained'] as const;
export type Engagement = (typeof ENGAGEMENTS)[number];
