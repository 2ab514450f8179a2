/** A tracker as the CRM sees it: plain values, one for each field of the event that a provider's reports can fill. */
import { historyText, readHistory } from './history.ts';
import { FIELDS, rankOf, setField, TIMES } from './merge.ts';
import type { Field, Fields, Mark, Outcome, Time, Times, Tracker, Value } from './merge.ts';

export type Snapshot = Readonly<
    { messageKey: string; history: string | null } & Outcome & { [F in Field]: Value<F> | null } & {
            [T in Time]: string | null;
        }
>;

const NO_OUTCOME: Outcome = {
    status: null,
    statusAt: null,
    providerStatus: null,
    errorCode: null,
    failureClass: null,
    deliveryConfidence: null,
    permanentEvidence: null,
};

/** Sorts behind every report key, so a report wins a tie against a row that says the same. */
const ROW_KEY = '~row';

export function snapshotOf(tracker: Tracker): Snapshot {
    const { fields, times } = tracker;
    const value = <F extends Field>(name: F): Value<F> | null => fields[name]?.value ?? null;
    const time = (name: Time): string | null => times[name]?.value ?? null;
    return {
        messageKey: tracker.messageKey,
        ...(tracker.outcome?.value ?? NO_OUTCOME),
        channel: value('channel'),
        provider: value('provider'),
        recipient: value('recipient'),
        sender: value('sender'),
        senderType: value('senderType'),
        recordId: value('recordId'),
        campaignId: value('campaignId'),
        purpose: value('purpose'),
        carrier: value('carrier'),
        country: value('country'),
        segments: value('segments'),
        price: value('price'),
        priceCurrency: value('priceCurrency'),
        scheduledAt: time('scheduledAt'),
        queuedAt: time('queuedAt'),
        sentAt: time('sentAt'),
        deliveredAt: time('deliveredAt'),
        failedAt: time('failedAt'),
        readAt: time('readAt'),
        clickedAt: time('clickedAt'),
        repliedAt: time('repliedAt'),
        optedOutAt: time('optedOutAt'),
        receivedAt: time('receivedAt'),
        history: historyText(tracker.history),
    };
}

/**
 * The tracker that a row of the CRM stands for: what another relay, or one that lost its store, has published. Join it
 * with ours and nothing that either knew is lost.
 */
export function trackerOfSnapshot(snapshot: Snapshot): Tracker {
    const mark: Mark = { rank: rankOf(snapshot.status, snapshot.channel), at: snapshot.statusAt, key: ROW_KEY };
    const fields: Fields = {};
    // The casts below hold: an entry of field F carries a value of field F, which TypeScript loses on a generic index.
    const add = <F extends Field>(name: F): void => {
        const value = snapshot[name];
        if (value !== null && value !== '') setField(fields, name, { value, ...mark } as Fields[F]);
    };
    FIELDS.forEach(add);
    const times: Times = {};
    for (const name of TIMES) {
        const value = snapshot[name];
        if (value !== null) times[name] = { value, ...mark };
    }
    const { status, statusAt, providerStatus, errorCode, failureClass, deliveryConfidence, permanentEvidence } =
        snapshot;
    return {
        messageKey: snapshot.messageKey,
        outcome: {
            value: {
                status,
                statusAt,
                providerStatus,
                errorCode,
                failureClass,
                deliveryConfidence,
                permanentEvidence,
            },
            ...mark,
        },
        fields,
        times,
        history: readHistory(snapshot.history),
    };
}
