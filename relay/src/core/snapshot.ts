/** A tracker as the CRM sees it: plain values, one for each field of the event that a provider's reports can fill. */
import { historyText, readHistory } from './history.ts';
import type { History } from './history.ts';
import { compareMarks, CONSENT_TIMES, fieldsOf, rankOf, STAGE_OF_ENGAGEMENT, timesOf } from './merge.ts';
import type { Field, Mark, Outcome, Time, Times, Tracker, Value } from './merge.ts';
import { STATUSES } from './vocabulary.ts';
import type { Engagement } from './vocabulary.ts';

/** The totals' own reading of the location is no business of the CRM's. */
type ToldField = Exclude<Field, 'branch'>;

export type Snapshot = Readonly<
    { messageKey: string; history: string | null } & Outcome & { [F in ToldField]: Value<F> | null } & {
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
    statusReceivedAt: null,
};

/** Sorts behind every report key, so a report wins a tie against a row that says the same. */
const ROW_KEY = '~row';

/**
 * What the CRM keeps of a time, and of a price: whole seconds, six decimals. A snapshot says no more than a row can, or
 * two relays would correct each other for ever.
 */
const toSeconds = (time: string | null): string | null => time && `${time.slice(0, 19)}.000Z`;
const toDecimals = (price: string | null): string | null => price && String(Number(Number(price).toFixed(6)));

export function snapshotOf(tracker: Tracker): Snapshot {
    const { fields, times } = tracker;
    const value = <F extends Field>(name: F): Value<F> | null => fields[name]?.value ?? null;
    const time = (name: Time): string | null => toSeconds(times[name]?.value ?? null);
    const outcome = tracker.outcome?.value ?? NO_OUTCOME;
    return {
        messageKey: tracker.messageKey,
        ...outcome,
        statusAt: toSeconds(outcome.statusAt),
        statusReceivedAt: toSeconds(outcome.statusReceivedAt),
        channel: value('channel'),
        provider: value('provider'),
        recipient: value('recipient'),
        sender: value('sender'),
        senderType: value('senderType'),
        recordId: value('recordId'),
        campaignId: value('campaignId'),
        purpose: value('purpose'),
        validityMinutes: value('validityMinutes'),
        location: value('location'),
        carrier: value('carrier'),
        country: value('country'),
        segments: value('segments'),
        price: toDecimals(value('price')),
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
        optedInAt: time('optedInAt'),
        complainedAt: time('complainedAt'),
        receivedAt: time('receivedAt'),
        history: historyText(tracker.history),
    };
}

/**
 * The source of the row's outcome: the report of its history that stands highest for this status, or for none. Rows that no relay
 * has written, or whose history has lost that line, only have their own time.
 */
function markOf(snapshot: Snapshot, history: History): Mark {
    const rank = rankOf(snapshot.status, snapshot.channel);
    const marks = history.entries
        .filter(({ word }) => (snapshot.status === null ? !(word in STATUSES) : word === snapshot.status))
        .map(({ at, key }): Mark => ({ rank, at, key }));
    return marks.sort(compareMarks).at(-1) ?? { rank, at: snapshot.statusAt, key: ROW_KEY };
}

/**
 * The times of a row. One of consent counts as the provider's own, not as a receipt, when the history has a report that
 * the provider dated: of the same word, or of a status (a failure may tell of an opt-out) in the same second.
 */
function timesOfRow(snapshot: Snapshot, history: History, mark: Mark): Times {
    const times = timesOf(snapshot, mark);
    const dated = history.entries.filter(({ at }) => at !== null);
    for (const name of CONSENT_TIMES) {
        const entry = times[name];
        if (entry === undefined) continue;
        const isDated = dated.some(
            ({ at, word }) =>
                (word in STAGE_OF_ENGAGEMENT && STAGE_OF_ENGAGEMENT[word as Engagement] === name) ||
                (word in STATUSES && toSeconds(at) === entry.value),
        );
        times[name] = { ...entry, at: isDated ? entry.value : null };
    }
    return times;
}

/**
 * The tracker that a row of the CRM stands for: what another relay, or one that lost its store, has published. Join it
 * with ours and nothing that either knew is lost. `branch`: how our totals count its location.
 */
export function trackerOfSnapshot(snapshot: Snapshot, branch: string | null = null): Tracker {
    const history = readHistory(snapshot.history);
    const mark = markOf(snapshot, history);
    const { status, statusAt, providerStatus, errorCode, failureClass, deliveryConfidence } = snapshot;
    const { permanentEvidence, statusReceivedAt } = snapshot;
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
                statusReceivedAt,
            },
            ...mark,
        },
        fields: fieldsOf({ ...snapshot, branch }, mark),
        times: timesOfRow(snapshot, history, mark),
        history,
    };
}
