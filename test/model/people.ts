/**
 * What people and suppressions must look like for a set of messages, whatever the order in which they were learnt: the
 * rules of docs/architecture.md read as statements about the whole set. Shares no code with relay, flows or org.
 */
import { isFailure, rankOf, STATUSES, type MessageState, type Status } from './messages.ts';

export interface Person {
    readonly id: string;
    /** The rules are the same for both, and a number is one person's only if nobody else of either kind has it. */
    readonly kind: 'Contact' | 'Lead';
    /** E.164. */
    readonly number: string;
    readonly email: string | null;
    readonly optedOutOfEmail: boolean;
}

export type Reason = 'Complaint' | 'Opt Out' | 'Permanent Failure';
export type Reachability = 'Unreachable' | 'Suppressed' | 'Needs Review' | 'Reachable' | 'Unknown';

export interface PersonState {
    readonly lastStatus: Status | null;
    readonly lastStatusAt: number | null;
    readonly failures: number;
    readonly suppressed: boolean;
    readonly reason: Reason | null;
    readonly optedOut: boolean;
    readonly reachability: Reachability;
    readonly reengagement: 'Email' | 'Voice' | null;
}

const FAILURES_BEFORE_REVIEW = 3;
const FINAL_RANK = STATUSES.Unknown.rank;

/** When the message reached its status; without a time from the provider, when it was first heard of. */
export const occurredAt = (message: MessageState): number => message.statusAt ?? message.receivedAt;

const lastDelivery = (messages: readonly MessageState[]): number =>
    Math.max(-Infinity, ...messages.filter(({ status }) => status === 'Delivered').map(occurredAt));

/** The one with the latest time; of equals the one with the larger key. */
function newest(messages: readonly MessageState[]): MessageState | undefined {
    return [...messages].sort((a, b) => occurredAt(b) - occurredAt(a) || (a.key < b.key ? 1 : -1))[0];
}

/** Why a number must not be written to; `messages` are all that were sent to it, to whomever. */
export function suppressionReason(messages: readonly MessageState[]): Reason | null {
    if (messages.some(({ complainedAt }) => complainedAt !== null)) return 'Complaint';
    const lastSaid = (word: 'optedOutAt' | 'optedInAt'): number =>
        Math.max(-Infinity, ...messages.map((message) => message[word] ?? -Infinity));
    const refused = lastSaid('optedOutAt');
    if (refused > -Infinity && refused >= lastSaid('optedInAt')) return 'Opt Out';
    const delivered = lastDelivery(messages);
    const permanent = messages.filter(
        (message) => message.failureClass === 'Permanent' && occurredAt(message) > delivered,
    );
    return permanent.some(({ evidence }) => permanent.length >= (evidence ?? 1)) ? 'Permanent Failure' : null;
}

/** Failures that may lie with the recipient, on different messages, since the last delivery. */
function consecutiveFailures(messages: readonly MessageState[]): number {
    const delivered = lastDelivery(messages);
    return messages.filter(
        (message) =>
            isFailure(message.status) &&
            message.failureClass !== 'Spam Filtered' &&
            message.failureClass !== 'Configuration' &&
            occurredAt(message) > delivered,
    ).length;
}

function reachability(reason: Reason | null, failures: number, messages: readonly MessageState[]): Reachability {
    if (reason === 'Permanent Failure') return 'Unreachable';
    if (reason !== null) return 'Suppressed';
    if (failures >= FAILURES_BEFORE_REVIEW) return 'Needs Review';
    const final = newest(messages.filter(({ status }) => rankOf(status) >= FINAL_RANK));
    return final?.status === 'Delivered' ? 'Reachable' : 'Unknown';
}

/** Whom a message belongs to: whom the sender names, else the one person who has the number, else nobody. */
export function ownerOf(message: MessageState, everyone: readonly Person[]): Person | null {
    if (message.person !== null) return everyone[message.person] ?? null;
    const [owner, ...others] = everyone.filter(({ number }) => number === message.recipient);
    return others.length === 0 ? (owner ?? null) : null;
}

export interface Engagement {
    readonly lastEngagedAt: number | null;
    /** Text messages are the only channel of these worlds. */
    readonly preferredChannel: 'SMS' | null;
    /** As a member of the campaign that all messages belong to. */
    readonly isConfirmed: boolean;
    readonly hasEngaged: boolean;
}

const engagedAt = ({ readAt, clickedAt, repliedAt }: MessageState): number | null => {
    const times = [readAt, clickedAt, repliedAt].filter((time) => time !== null);
    return times.length === 0 ? null : Math.max(...times);
};

/** Whatever the number: what was delivered to the person and answered by them. */
export function engagementOf(
    person: Person,
    everyone: readonly Person[],
    messages: readonly MessageState[],
): Engagement {
    const own = messages.filter((message) => ownerOf(message, everyone)?.id === person.id);
    const times = own.map(engagedAt).filter((time) => time !== null);
    const delivered = own.filter(({ status }) => status === 'Delivered');
    const isAnswered = delivered.some((message) => engagedAt(message) !== null);
    return {
        lastEngagedAt: times.length === 0 ? null : Math.max(...times),
        preferredChannel: isAnswered ? 'SMS' : null,
        isConfirmed: delivered.length > 0,
        hasEngaged: isAnswered,
    };
}

/**
 * How many times somebody is asked to look at the person's number. Three failures in a row at the end are seen in any
 * order; whether three were in a row on the way, before a delivery became known, depends on the order.
 */
export function reviewsOf(
    person: Person,
    everyone: readonly Person[],
    messages: readonly MessageState[],
    /** Messages that some report called failed, whatever became of them. */
    everFailed: ReadonlySet<string>,
): { readonly least: number; readonly isPossible: boolean } {
    const { failures } = personState(person, everyone, messages);
    const own = messages.filter((message) => ownerOf(message, everyone)?.id === person.id);
    return {
        least: failures >= FAILURES_BEFORE_REVIEW ? 1 : 0,
        isPossible: own.filter(({ key }) => everFailed.has(key)).length >= FAILURES_BEFORE_REVIEW,
    };
}

/** What a person's messages to their present number make of them; a suppression is the number's, whoever has it. */
export function personState(
    person: Person,
    everyone: readonly Person[],
    messages: readonly MessageState[],
): PersonState {
    const toNumber = messages.filter(({ recipient }) => recipient === person.number);
    const own = toNumber.filter((message) => ownerOf(message, everyone)?.id === person.id);
    const reason = suppressionReason(toNumber);
    const last = newest(own.filter(({ status }) => status !== null));
    const failures = consecutiveFailures(own);
    const state = reachability(reason, failures, own);
    const usableEmail = person.email !== null && !person.optedOutOfEmail;
    return {
        lastStatus: last?.status ?? null,
        lastStatusAt: last === undefined ? null : occurredAt(last),
        failures,
        suppressed: reason !== null,
        reason,
        optedOut: reason === 'Opt Out',
        reachability: state,
        reengagement: state !== 'Unreachable' ? null : usableEmail ? 'Email' : 'Voice',
    };
}
