/** The states of an SMS as SMPP names them, for every gateway that passes them on. */
import type { DeliveryStatus } from './vocabulary.ts';

/** Names of `message_state`: SMPP 3.4, section 5.2.28, https://smpp.org/SMPP_v3_4_Issue1_2.pdf (checked 2026-11-21). */
export const SMPP_STATES = {
    ACCEPTED: 'Queued',
    ENROUTE: 'Sent', // a carrier has it, the phone may not
    DELIVERED: 'Delivered',
    UNDELIVERABLE: 'Undelivered',
    EXPIRED: 'Expired', // its validity ran out
    REJECTED: 'Rejected',
    UNKNOWN: 'Unknown', // no receipt in time
    DELETED: 'Canceled',
} as const satisfies Record<string, DeliveryStatus>;

/** The same in the seven letters of a delivery receipt: appendix B. */
export const SMPP_RECEIPT_STATES = {
    ACCEPTD: SMPP_STATES.ACCEPTED,
    ENROUTE: SMPP_STATES.ENROUTE,
    DELIVRD: SMPP_STATES.DELIVERED,
    UNDELIV: SMPP_STATES.UNDELIVERABLE,
    EXPIRED: SMPP_STATES.EXPIRED,
    REJECTD: SMPP_STATES.REJECTED,
    UNKNOWN: SMPP_STATES.UNKNOWN,
    DELETED: SMPP_STATES.DELETED,
} as const satisfies Record<string, DeliveryStatus>;
