/** What the relay remembers and what each call promises. One port, several engines, one suite: test/conformance. */
import type { AlertKind } from './alerts.ts';
import type { Correction } from './correction.ts';
import type { Awaited, Claim, ClaimRequest, Flight, Outlook } from './flight.ts';
import type { Keep } from './keep.ts';
import type { Tracker } from './merge.ts';
import type { DeliveryReport, VerifiedRequest } from './ports.ts';
import type { Pulse } from './pulse.ts';
import type { Contribution, Dimensions, Figures } from './totals.ts';
import type { Heard } from './vitals.ts';
import type { DueTimers, Windows } from './windows.ts';

export type { DueTimers } from './windows.ts';
export { LANES } from './flight.ts';
export type { Awaited, Claim, ClaimRequest, Flight, FlightNews, ForeignRow, Outlook } from './flight.ts';

export interface NewRequest {
    /** `<provider>/<name>` as in the configuration. */
    readonly source: string;
    /** Epoch milliseconds. */
    readonly receivedAt: number;
    readonly request: VerifiedRequest;
}

export interface JournalledRequest extends NewRequest {
    /** Grows with each request; never used twice. */
    readonly id: number;
}

/** Names a request that was read. */
export type ReadRequest = Pick<JournalledRequest, 'id' | 'source'>;

export interface ReadingOrder {
    /** At most so many requests, and so many bytes of bodies (8 MiB); one request in any case. */
    readonly limit: number;
    readonly bytes?: number;
    /** The org of each source. A source that is not named stands for itself. */
    readonly orgs?: Readonly<Record<string, string>>;
}

export interface ParsedReport {
    readonly org: string;
    readonly report: DeliveryReport;
    /** Where its message is not to be known for as long as the others: for how long, and which request said so. */
    readonly keep?: Keep & { readonly requestId: number };
}

export interface NewDeadLetter {
    readonly kind: 'request' | 'element';
    readonly source: string;
    readonly requestId: number;
    /** Position in the request's batch; null when the whole request could not be read. */
    readonly element: number | null;
    readonly reason: string;
}

/** The outcome of parsing some requests, all of which are consumed by it. */
export interface ConsumedWork {
    readonly requests: readonly ReadRequest[];
    readonly reports: readonly ParsedReport[];
    readonly dead: readonly NewDeadLetter[];
    /** Each message that is still awaited is timed by these. */
    readonly windows: Windows;
    readonly now: number;
}

export interface ConsumeResult {
    readonly reports: number;
    readonly duplicates: number;
    /** Of messages that were erased: dropped. */
    readonly dropped: number;
    /** Messages whose snapshot is now a new one. */
    readonly changed: number;
    /** The others of the reports' messages: what they say was known, or they were erased. */
    readonly unchanged: readonly { readonly org: string; readonly messageKey: string }[];
}

/** What of one source is not consumed yet. */
export interface Unread {
    readonly source: string;
    readonly requests: number;
}

/** How many requests of these sources are among them. */
export const unreadOf = (unread: readonly Unread[], sources: readonly string[]): number =>
    unread.reduce((sum, { source, requests }) => sum + (sources.includes(source) ? requests : 0), 0);

/** Messages of one subject that showed the same sign, with no pause of an hour between them. */
export interface Alert {
    readonly id: number;
    readonly kind: AlertKind;
    /** The subject is the campaign; where this is empty, the provider. */
    readonly campaignId: string;
    readonly provider: string;
    /** The minute of the first of them, and the time of the last. */
    readonly windowStart: number;
    readonly lastAt: number;
    readonly observed: number;
    /** Times in a row that the org refused to hear it. */
    readonly refusals: number;
}

export interface AlertRequest {
    readonly org: string;
    readonly now: number;
    /** What is handed out is not handed out again before. */
    readonly againAt: number;
    readonly limit: number;
}

export type ToldAlert =
    | { readonly kind: 'taken'; readonly id: number; readonly observed: number }
    | { readonly kind: 'refused'; readonly id: number; readonly againAt: number };

/** Absolute totals of the messages of one kind and day, of this store. */
export interface Summary {
    readonly id: number;
    readonly dimensions: Dimensions;
    readonly figures: Figures;
    /** Grows with each change. */
    readonly version: number;
    /** Times in a row that the org refused it. */
    readonly refusals: number;
    /** The org knows no such campaign: the row goes without the link. */
    readonly unlinked: boolean;
}

export interface SummaryRequest {
    readonly org: string;
    readonly now: number;
    /** What is handed out is not handed out again before. */
    readonly againAt: number;
    readonly limit: number;
}

export type ToldSummary =
    | { readonly kind: 'taken'; readonly id: number; readonly version: number }
    | { readonly kind: 'refused'; readonly id: number; readonly unlink: boolean; readonly againAt: number };

export interface DeadLetter {
    readonly id: number;
    readonly kind: 'request' | 'element' | 'message';
    readonly at: number;
    readonly reason: string;
    readonly source: string | null;
    readonly requestId: number | null;
    readonly element: number | null;
    readonly org: string | null;
    readonly messageKey: string | null;
    /** When it was replayed, or dropped, or its message brought back by news; null: nothing has been done about it. */
    readonly settledAt: number | null;
    /** When somebody decided that nothing is to be done about it. */
    readonly droppedAt: number | null;
}

/** Calls of an org's API that somebody means to make. */
export interface CallsWanted {
    readonly org: string;
    readonly now: number;
    readonly count: number;
    /** In any 24 hours no more. */
    readonly most: number;
}

export interface CallsTaken {
    /** Up to as many as were wanted. */
    readonly granted: number;
    /** With those, in the last 24 hours. */
    readonly used: number;
}

export interface PulseRequest {
    readonly org: string;
    /** Those that begin then or later, and before `until`. */
    readonly from: number;
    readonly until: number;
    /** But for the counts of all reports, they are added up over so many milliseconds. */
    readonly grain: number;
}

/** All that the store knows of a message: for the operator's tools. */
export interface KnownMessage {
    /** Grows with each message that comes first; never used twice. */
    readonly id: number;
    readonly org: string;
    readonly messageKey: string;
    readonly tracker: Tracker;
    readonly epoch: number;
    readonly version: number;
    /** The version that was seen in the CRM; 0 when none was. */
    readonly confirmed: number;
    /** `idle`: nothing is left to publish; `waiting`: another message has the turn of its address. */
    readonly phase: 'idle' | 'waiting' | 'ready' | 'flight' | 'dead';
    /** When it last had news for the CRM. */
    readonly changedAt: number;
    /** When it was last published; 0 when it never was. */
    readonly publishedAt: number;
}

export interface Erasure {
    readonly messages: readonly { readonly org: string; readonly messageKey: string }[];
    /** Only those that were consumed are removed. */
    readonly requestIds: readonly number[];
    readonly now: number;
}

/** What has been removed. */
export interface Erased {
    readonly messages: number;
    readonly requests: number;
    readonly deadLetters: number;
}

/** A replay that was applied: who, when and what, for whoever asks later. */
export interface AppliedReplay {
    readonly at: number;
    readonly by: string;
    readonly source: string | null;
    readonly since: string;
    readonly until: string;
    readonly requests: number;
    readonly corrected: number;
    readonly readAgain: number;
}

export interface Counts {
    readonly unread: number;
    readonly unpublished: number;
    readonly inFlight: number;
    readonly dead: number;
}

export interface Store {
    /** Made once, with the store. Travels as `Store__c`. */
    readonly id: string;

    /** Resolves once the request is on disk. Requests that wait at the same time share one commit. */
    append(request: NewRequest): Promise<void>;
    /** Requests whose callers wait for that. */
    waiting(): number;
    /** Rejects when the journal cannot be written. */
    checkWritable(): Promise<void>;

    /**
     * Of each org the oldest requests not consumed yet, those of one source in the order of their arrival. Orgs share the
     * room: one that waits with little is read with this call, however much others wait with, or with one of the next.
     */
    nextRequests(order: ReadingOrder): Promise<readonly JournalledRequest[]>;
    /** In one transaction: forgets the requests, keeps each report once, joins it into its message, keeps the dead. */
    consume(work: ConsumedWork): Promise<ConsumeResult>;

    /** When the oldest request that is not consumed was received, by source; of sources that have any. */
    oldestUnread(): Promise<Readonly<Record<string, number>>>;
    /** In one transaction: messages whose window has closed become unconfirmed, each once. Returns how many. */
    fireTimers(due: DueTimers): Promise<number>;

    /** Alerts of which the org does not know the newest count. */
    claimAlerts(request: AlertRequest): Promise<readonly Alert[]>;
    alertsTold(told: readonly ToldAlert[]): Promise<void>;

    /** Totals of which the org does not know the newest figures. They outlive everything that is purged. */
    claimSummaries(request: SummaryRequest): Promise<readonly Summary[]>;
    summariesTold(told: readonly ToldSummary[]): Promise<void>;
    /** All totals of messages that came first on this day (`2026-07-17`) or later. */
    totalsSince(org: string, day: string): Promise<readonly Contribution[]>;

    /** Adds to what was counted at the same time under the same name; forgets what is older than a day, and what was used before. */
    addPulses(pulses: readonly Pulse[], now: number): Promise<void>;
    /** In the order of their time. */
    pulses(request: PulseRequest): Promise<readonly Pulse[]>;
    /** What a part of the relay wants to know after a restart, or when it takes over from another. */
    remember(name: string, value: string): Promise<void>;
    recall(name: string): Promise<string | null>;

    /**
     * Whether it is this relay that speaks to the org. Of several that share a store one does, and another once it is
     * gone; until then the others find no messages, alerts or totals to tell the org.
     */
    speaksTo(org: string): Promise<boolean>;
    /** How many other relays work on this store now. */
    companions(): Promise<number>;
    /** Leaves what this relay has heard for the others, and returns what they have left. */
    exchange(heard: Heard): Promise<readonly Heard[]>;

    outlook(org: string, now: number): Promise<Outlook>;
    /** Never two unconfirmed snapshots of one message, nor of one address. */
    claim(request: ClaimRequest): Promise<readonly Claim[]>;
    /** Counts those that fit, for all relays that share this store. */
    takeCalls(wanted: CallsWanted): Promise<CallsTaken>;
    /** In one transaction. News of a flight that has ended is ignored. */
    report(flights: readonly Flight[], now: number): Promise<void>;
    /** Flights whose effect should be looked for by now, the longest waiting first. */
    awaited(org: string, now: number, limit: number): Promise<readonly Awaited[]>;
    nextCheckAt(org: string): Promise<number | null>;
    /** Makes a confirmed message due at a higher version with the same content: proof that the org works. */
    makeControl(org: string, now: number): Promise<boolean>;

    deadLetters(filter: { readonly settled: boolean; readonly limit: number }): Promise<readonly DeadLetter[]>;
    deadLetter(id: number): Promise<DeadLetter | null>;
    request(id: number): Promise<JournalledRequest | null>;
    /** Puts its request back at the end of the journal, released from quarantine, or its message back to be published. */
    replay(id: number, now: number): Promise<void>;
    /** Settles those that are open, all in one transaction; they are kept as long as the others. */
    drop(ids: readonly number[], now: number): Promise<void>;

    /**
     * In one transaction: corrects messages that are known. Of each whose snapshot is another one now the epoch grows, so
     * that the CRM takes it, and it is published. Returns how many.
     */
    correct(corrections: readonly Correction[], now: number): Promise<number>;
    /**
     * In one transaction: makes messages due of which nothing waits or is on its way, with the same content at a higher
     * version, because the CRM does not have it any more. Returns how many.
     */
    republish(org: string, messageKeys: readonly string[], now: number): Promise<number>;
    noteReplay(replay: AppliedReplay): Promise<void>;
    /** The newest first. */
    replays(): Promise<readonly AppliedReplay[]>;

    message(org: string, messageKey: string): Promise<KnownMessage | null>;
    /** Messages of all orgs with higher ids, in the order of the ids. */
    messagesAfter(id: number, limit: number): Promise<readonly KnownMessage[]>;
    /** Requests that are still kept, consumed or not, in the order of their arrival; at least one if there is one. */
    requestsAfter(id: number, limit: number): Promise<readonly JournalledRequest[]>;

    /** Which of these requests are not consumed yet. */
    unreadAmong(ids: readonly number[]): Promise<readonly number[]>;
    /** Requests not consumed yet, of ten thousand and more about; cheap enough to ask every second. */
    unread(): Promise<number>;
    /** The same for each source that has any: where millions wait it may take as long as reading them would. */
    unreadBySource(): Promise<readonly Unread[]>;
    counts(): Promise<Counts>;
    /** Of this org, whose sources these are, and of no other. */
    countsOf(org: string, sources: readonly string[]): Promise<Counts>;
    /**
     * Forgets consumed requests, dead letters and alerts older than this, and erases messages that have had no news since
     * and wait for none; a few of each at a time. Returns how many.
     */
    purge(before: number, limit: number): Promise<number>;
    /** Erases messages whose own time is over and that have nothing to publish, with their requests; returns how many. */
    expire(now: number, limit: number): Promise<number>;
    /**
     * Removes messages, whatever they wait for, with all that names them or came with them. What stays is a tombstone: a
     * keyed hash of the message's key, its status, epoch and the time. Reports that come later are dropped. Totals stay.
     */
    erase(erasure: Erasure): Promise<Erased>;
    /** Writes the store anew, so that no file of it holds what was erased. Others wait for that long. */
    compact(): Promise<void>;
    close(): Promise<void>;
}
