/**
 * The join of a message's reports (docs/architecture.md, "Merge"): commutative, associative and idempotent, so that
 * any order, repetition and grouping of the same reports gives the same tracker, and the same snapshot.
 */
import { strict as assert } from 'node:assert';
import { hash } from 'node:crypto';
import { historyOf, joinHistories, NO_HISTORY } from './history.ts';
import type { History } from './history.ts';
import type { DeliveryReport } from './ports.ts';
import { EMAIL_UNDELIVERED_RANK, STATUSES } from './vocabulary.ts';
import type { Channel, DeliveryConfidence, DeliveryStatus, Engagement, FailureClass } from './vocabulary.ts';

/** Where a value came from. Of two, the higher rank stands; then the later provider time; then the smaller key. */
export interface Mark {
    readonly rank: number;
    readonly at: string | null;
    readonly key: string;
}

export interface Sourced<T> extends Mark {
    readonly value: T;
}

/** What moves as one: taken from the report of highest rank, whole. */
export interface Outcome {
    readonly status: DeliveryStatus | null;
    readonly statusAt: string | null;
    readonly providerStatus: string | null;
    readonly errorCode: string | null;
    readonly failureClass: FailureClass | null;
    readonly deliveryConfidence: DeliveryConfidence | null;
    readonly permanentEvidence: number | null;
    /** When the report came. Last: of copies that say the same, the order of content then takes the earliest. */
    readonly statusReceivedAt: string | null;
}

/** Each from the highest report that has it. */
export const FIELDS = [
    'channel',
    'provider',
    'recipient',
    'sender',
    'senderType',
    'recordId',
    'campaignId',
    'purpose',
    'validityMinutes',
    'location',
    'branch',
    'carrier',
    'country',
    'segments',
    'price',
    'priceCurrency',
] as const;
export type Field = (typeof FIELDS)[number];
export type Value<F extends Field> = NonNullable<DeliveryReport[F]>;
export type Fields = { [F in Field]?: Sourced<Value<F>> };

/** Each at its earliest, but for those of consent. */
export const TIMES = [
    'scheduledAt',
    'queuedAt',
    'sentAt',
    'deliveredAt',
    'failedAt',
    'readAt',
    'clickedAt',
    'repliedAt',
    'optedOutAt',
    'optedInAt',
    'complainedAt',
    'receivedAt',
] as const;
export type Time = (typeof TIMES)[number];
/**
 * A person may refuse, agree and refuse again, all on the record of one mail: each of these stands at its latest, and of
 * an opt-out and an opt-in the later one counts.
 */
export const CONSENT_TIMES: ReadonlySet<Time> = new Set(['optedOutAt', 'optedInAt', 'complainedAt']);
export type Times = { [T in Time]?: Sourced<string> };

/** All that is known of one message, with the source of each value. Plain JSON. */
export interface Tracker {
    readonly messageKey: string;
    readonly outcome: Sourced<Outcome> | null;
    readonly fields: Readonly<Fields>;
    readonly times: Readonly<Times>;
    readonly history: History;
}

const STAGE_OF_STATUS: Readonly<Record<DeliveryStatus, Time | null>> = {
    Scheduled: 'scheduledAt',
    Queued: 'queuedAt',
    Sent: 'sentAt',
    Unconfirmed: null,
    Unknown: null,
    Canceled: null,
    Expired: 'failedAt',
    Failed: 'failedAt',
    Undelivered: 'failedAt',
    Rejected: 'failedAt',
    Delivered: 'deliveredAt',
};

export const STAGE_OF_ENGAGEMENT: Readonly<Record<Engagement, Time>> = {
    Read: 'readAt',
    Clicked: 'clickedAt',
    Replied: 'repliedAt',
    'Opted Out': 'optedOutAt',
    'Opted In': 'optedInAt',
    Complained: 'complainedAt',
};

/** The rank of a status; 0 when a report carries none that we know. */
export function rankOf(status: DeliveryStatus | null, channel: Channel | null): number {
    if (status === null) return 0;
    return status === 'Undelivered' && channel === 'Email' ? EMAIL_UNDELIVERED_RANK : STATUSES[status].rank;
}

/**
 * Names a report: the same for every copy of it, however often and whenever it arrives. The provider's own event id
 * decides where there is one; time of receipt never does.
 */
export function reportKey(report: DeliveryReport): string {
    const { provider, messageKey, eventId, part, recipient, rawStatus, code, occurredAt } = report;
    const named = eventId === null ? [part, recipient, rawStatus, code, occurredAt] : [eventId];
    return hash('sha256', JSON.stringify([provider, messageKey, ...named]), 'base64url');
}

export function emptyTracker(messageKey: string): Tracker {
    return { messageKey, outcome: null, fields: {}, times: {}, history: NO_HISTORY };
}

function stageTimes(report: DeliveryReport): Partial<Record<Time, string>> {
    const { scheduledAt, queuedAt, sentAt, deliveredAt, receivedAt, status, engagement } = report;
    const stated = { scheduledAt, queuedAt, sentAt, deliveredAt };
    const times: Partial<Record<Time, string>> = { receivedAt };
    for (const name of ['scheduledAt', 'queuedAt', 'sentAt', 'deliveredAt'] as const) {
        if (stated[name] !== null) times[name] = stated[name];
    }
    // Some providers give no time at all (Twilio): then the stage is dated by the receipt of its report.
    const implied = report.occurredAt ?? receivedAt;
    const stages = [
        status === null ? null : STAGE_OF_STATUS[status],
        engagement === null ? null : STAGE_OF_ENGAGEMENT[engagement],
        // A refusal by the person outlives the message's status: a later receipt takes nothing of it back.
        outcomeOf(report).failureClass === 'Opted Out' ? STAGE_OF_ENGAGEMENT['Opted Out'] : null,
    ];
    for (const stage of stages) if (stage !== null) times[stage] ??= implied;
    return times;
}

function outcomeOf(report: DeliveryReport): Outcome {
    const success = report.status === 'Delivered';
    return {
        status: report.status,
        statusAt: report.occurredAt,
        providerStatus: report.rawStatus,
        errorCode: report.code,
        failureClass: success ? null : report.failureClass,
        deliveryConfidence: report.confidence,
        permanentEvidence: success ? null : report.permanentEvidence,
        statusReceivedAt: report.receivedAt,
    };
}

/** Exact optional properties know no `undefined`: a field that nobody reported is absent. */
function setField(fields: Fields, name: Field, entry: Sourced<unknown> | undefined): void {
    // Callers take the entry from a field of this name; TypeScript cannot follow that through a loop over the names.
    if (entry !== undefined) (fields as Record<Field, Sourced<unknown>>)[name] = entry;
}

/** All that a source has, marked as coming from it. */
export function fieldsOf(source: { readonly [F in Field]: Value<F> | null }, mark: Mark): Fields {
    const fields: Fields = {};
    for (const name of FIELDS) {
        const value = source[name];
        if (value !== null && value !== '') setField(fields, name, { value, ...mark });
    }
    return fields;
}

export function timesOf(source: { readonly [T in Time]?: string | null }, mark: Mark): Times {
    const times: Times = {};
    for (const name of TIMES) {
        const value = source[name] ?? null;
        if (value !== null) times[name] = { value, ...mark };
    }
    return times;
}

function trackerOf(report: DeliveryReport): Tracker {
    const mark: Mark = { rank: rankOf(report.status, report.channel), at: report.occurredAt, key: reportKey(report) };
    return {
        messageKey: report.messageKey,
        outcome: { value: outcomeOf(report), ...mark },
        fields: fieldsOf(report, mark),
        times: timesOf(stageTimes(report), mark),
        history: historyOf(report, mark.key),
    };
}

/** Positive when a's source stands above b's. */
export function compareMarks(a: Mark, b: Mark): number {
    if (a.rank !== b.rank) return a.rank - b.rank;
    if (a.at !== b.at) return (a.at ?? '') > (b.at ?? '') ? 1 : -1;
    return a.key === b.key ? 0 : a.key < b.key ? 1 : -1;
}

/** Copies of one report that differ in content: nothing tells which is right, so the text decides, the same everywhere. */
function compareContent(a: unknown, b: unknown): number {
    const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
    return left === right ? 0 : left < right ? 1 : -1;
}

function highest<T>(a: Sourced<T> | null | undefined, b: Sourced<T> | null | undefined): Sourced<T> | undefined {
    if (!a || !b) return a ?? b ?? undefined;
    return (compareMarks(a, b) || compareContent(a.value, b.value)) >= 0 ? a : b;
}

function earliest(a: Sourced<string> | undefined, b: Sourced<string> | undefined): Sourced<string> | undefined {
    if (!a || !b) return a ?? b;
    if (a.value !== b.value) return a.value < b.value ? a : b;
    return compareMarks(a, b) >= 0 ? a : b;
}

/**
 * Only the provider's own times can tell which is the latest. A receipt is later with every copy of one report, so it
 * gives way to them, and of receipts the earliest stands.
 */
function latest(a: Sourced<string> | undefined, b: Sourced<string> | undefined): Sourced<string> | undefined {
    if (!a || !b) return a ?? b;
    if ((a.at === null) !== (b.at === null)) return a.at === null ? b : a;
    return a.at === null || a.value === b.value ? earliest(a, b) : a.value > b.value ? a : b;
}

export function joinTrackers(a: Tracker, b: Tracker): Tracker {
    assert.equal(a.messageKey, b.messageKey, 'only trackers of one message have a join');
    const fields: Fields = {};
    for (const name of FIELDS) setField(fields, name, highest<unknown>(a.fields[name], b.fields[name]));
    const times: Times = {};
    for (const name of TIMES) {
        const join = CONSENT_TIMES.has(name) ? latest : earliest;
        const entry = join(a.times[name], b.times[name]);
        if (entry !== undefined) times[name] = entry;
    }
    return {
        messageKey: a.messageKey,
        outcome: highest(a.outcome, b.outcome) ?? null,
        fields,
        times,
        history: joinHistories(a.history, b.history),
    };
}

export function joinReports(tracker: Tracker, reports: Iterable<DeliveryReport>): Tracker {
    let joined = tracker;
    for (const report of reports) joined = joinTrackers(joined, trackerOf(report));
    return joined;
}
