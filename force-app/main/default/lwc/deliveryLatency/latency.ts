import { durationText } from 'c/durationText';
import { fillLabel } from 'c/labelText';
import { LABELS } from './labels';

/** What the record says of the way that a message's status took. Whole seconds; null where a time is not known. */
export interface Latency {
    readonly status: string | null;
    /** Blank when no relay has reported the status. */
    readonly recordedAt: string | null;
    readonly carrierToRelay: number | null;
    readonly relayToPublish: number | null;
    readonly publishToRecord: number | null;
    readonly carrierToRecord: number | null;
    readonly relayToRecord: number | null;
    /** A later step seems to come first, so the seconds across two clocks say nothing. */
    readonly isSkewed: boolean;
}

export interface LatencyText {
    readonly sentence: string;
    readonly objective: string;
    readonly isMissed: boolean;
    readonly hops: readonly { readonly name: string; readonly time: string }[];
}

/** A report should be on the record page this soon after the carrier knows. */
const OBJECTIVE_SECONDS = 30;

/** Undefined when there is nothing to tell: no relay has reported, or the status is our own conclusion. */
export function latencyText(latency: Latency): LatencyText | undefined {
    const { status, recordedAt, carrierToRecord, relayToRecord, isSkewed } = latency;
    if (recordedAt === null || status === 'Unconfirmed') return undefined;
    const known = isSkewed ? relayToRecord : (carrierToRecord ?? relayToRecord);
    if (known === null && !isSkewed) return undefined;
    const isMissed = known !== null && known > OBJECTIVE_SECONDS;
    return {
        sentence: known === null ? LABELS.clocksDisagree : fillLabel(sentenceOf(latency), durationText(known)),
        objective: fillLabel(isMissed ? LABELS.missed : LABELS.objective, durationText(OBJECTIVE_SECONDS)),
        isMissed,
        hops: [
            { name: LABELS.carrierToRelay, time: durationOrUnknown(latency.carrierToRelay) },
            { name: LABELS.relayToPublish, time: durationOrUnknown(latency.relayToPublish) },
            { name: LABELS.publishToRecord, time: durationOrUnknown(latency.publishToRecord) },
        ],
    };
}

function sentenceOf({ carrierToRecord, isSkewed }: Latency): string {
    if (isSkewed) return LABELS.fromRelaySkewed;
    return carrierToRecord === null ? LABELS.fromRelay : LABELS.fromCarrier;
}

function durationOrUnknown(seconds: number | null): string {
    return seconds === null ? LABELS.notKnown : durationText(seconds);
}
