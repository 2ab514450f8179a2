/**
 * What a message must look like once all its reports have been seen: an independent reading of the rules in
 * docs/architecture.md, from whole sets of reports instead of step by step. Shares no code with relay, flows or org.
 */

/** Every status with its rank, and the stage that it dates. */
export const STATUSES = {
    Scheduled: { rank: 5, stage: 'Scheduled_At__c' },
    Queued: { rank: 10, stage: 'Queued_At__c' },
    Sent: { rank: 20, stage: 'Sent_At__c' },
    Unconfirmed: { rank: 25, stage: null },
    Unknown: { rank: 30, stage: null },
    Canceled: { rank: 40, stage: null },
    Expired: { rank: 41, stage: 'Failed_At__c' },
    Failed: { rank: 42, stage: 'Failed_At__c' },
    Undelivered: { rank: 43, stage: 'Failed_At__c' },
    Rejected: { rank: 44, stage: 'Failed_At__c' },
    Delivered: { rank: 50, stage: 'Delivered_At__c' },
} as const;
export type Status = keyof typeof STATUSES;
export type FailureClass = 'Opted Out' | 'Configuration' | 'Spam Filtered' | 'Permanent' | 'Temporary' | 'Unknown';
/** What the person does or says; it changes no status. */
export type Word = 'Opted Out' | 'Opted In' | 'Complained' | 'Read' | 'Clicked' | 'Replied';
export type StageField = 'Scheduled_At__c' | 'Queued_At__c' | 'Sent_At__c' | 'Delivered_At__c' | 'Failed_At__c';

/** One report of one message. Times are epoch milliseconds in whole seconds: the CRM keeps no more. */
export interface Report {
    readonly messageKey: string;
    readonly provider: string;
    /** Null: the report tells of a word alone. */
    readonly status: Status | null;
    readonly word?: Word;
    readonly rawStatus: string;
    readonly code: string | null;
    readonly failureClass: FailureClass | null;
    /** Different messages that must agree before the class suppresses. */
    readonly evidence: number | null;
    /** By the provider's clock; null when it gives none. */
    readonly at: number | null;
    readonly receivedAt: number;
    /** When the message was submitted, where the report says so beside its own status. */
    readonly submittedAt: number | null;
    readonly recipient: string;
    readonly sender: string;
    /** Which of the people the sender says the message is for, by their place in the list; null when it says nothing. */
    readonly person: number | null;
}

/** The state that a set of reports of one message must leave behind. */
export interface MessageState {
    readonly key: string;
    readonly provider: string;
    readonly recipient: string;
    readonly sender: string;
    readonly person: number | null;
    readonly status: Status | null;
    readonly rawStatus: string;
    readonly code: string | null;
    readonly failureClass: FailureClass | null;
    readonly evidence: number | null;
    readonly statusAt: number | null;
    readonly receivedAt: number;
    /** When the relay first received the report that stands. */
    readonly statusReceivedAt: number;
    readonly stages: Readonly<Partial<Record<StageField, number>>>;
    /** The recipient refused at this time. Never taken back by what becomes of the message. */
    readonly optedOutAt: number | null;
    readonly optedInAt: number | null;
    readonly complainedAt: number | null;
    readonly readAt: number | null;
    readonly clickedAt: number | null;
    readonly repliedAt: number | null;
    /** Different reports; one line of history each. */
    readonly reports: number;
}

export const rankOf = (status: Status | null): number => (status === null ? 0 : STATUSES[status].rank);

export const isFailure = (status: Status | null): boolean =>
    status !== null && STATUSES[status].stage === 'Failed_At__c';

const when = (report: Report): number => report.at ?? report.receivedAt;

const same = (a: Report, b: Report): boolean =>
    a.rawStatus === b.rawStatus && a.code === b.code && a.at === b.at && a.recipient === b.recipient;

/** The first report of the highest rank, the latest of equals: what stands. Generators leave no tie beyond that. */
function highest(reports: readonly Report[]): Report {
    const sorted = [...reports].sort((a, b) => rankOf(b.status) - rankOf(a.status) || (b.at ?? 0) - (a.at ?? 0));
    const [first] = sorted;
    if (first === undefined) throw new Error('A message without a report has no state');
    return first;
}

/** What all these reports of one message, seen in whatever order and however often, must come to. */
export function messageState(reports: readonly Report[]): MessageState {
    const standing = highest(reports);
    const stages: Partial<Record<StageField, number>> = {};
    const reach = (stage: StageField, at: number): void => {
        stages[stage] = Math.min(stages[stage] ?? Infinity, at);
    };
    for (const report of reports) {
        const stage = report.status === null ? null : STATUSES[report.status].stage;
        if (report.submittedAt !== null) reach('Queued_At__c', report.submittedAt);
        if (stage !== null && !(stage === 'Queued_At__c' && report.submittedAt !== null)) reach(stage, when(report));
    }
    const failed = isFailure(standing.status);
    /** Generators leave one word of a kind to a message, so that first and last are the same. */
    const said = (word: Word): number | null => {
        const saying = reports.filter((report) => report.word === word || report.failureClass === word);
        return saying.length === 0 ? null : Math.min(...saying.map(when));
    };
    return {
        key: standing.messageKey,
        provider: standing.provider,
        recipient: standing.recipient,
        sender: standing.sender,
        person: reports.find(({ person }) => person !== null)?.person ?? null,
        status: standing.status,
        rawStatus: standing.rawStatus,
        code: standing.code,
        failureClass: failed ? (standing.failureClass ?? 'Unknown') : null,
        evidence: failed ? standing.evidence : null,
        statusAt: standing.at,
        receivedAt: Math.min(...reports.map((report) => report.receivedAt)),
        statusReceivedAt: Math.min(
            ...reports.filter((report) => same(report, standing)).map((report) => report.receivedAt),
        ),
        stages,
        optedOutAt: said('Opted Out'),
        optedInAt: said('Opted In'),
        complainedAt: said('Complained'),
        readAt: said('Read'),
        clickedAt: said('Clicked'),
        repliedAt: said('Replied'),
        reports: reports.filter((report, index) => reports.findIndex((other) => same(report, other)) === index).length,
    };
}

export function messageStates(reports: readonly Report[]): MessageState[] {
    return [...Map.groupBy(reports, (report) => report.messageKey).values()].map(messageState);
}

const dateTime = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export interface Stamp {
    readonly store: string;
    readonly version: number;
    /** When this copy goes to the bus; a message from no relay says nothing of it. */
    readonly publishedAt?: number;
}

/** The event that tells a CRM of this state. */
export function snapshotEvent(
    state: MessageState,
    stamp: Stamp,
    people: readonly { readonly id: string }[] = [],
): Readonly<Record<string, unknown>> {
    return {
        Message_Key__c: state.key,
        Store__c: stamp.store,
        Version__c: stamp.version,
        Epoch__c: 0,
        Channel__c: 'SMS',
        Provider__c: state.provider,
        Status__c: state.status,
        Status_At__c: dateTime(state.statusAt),
        Provider_Status__c: state.rawStatus,
        Error_Code__c: state.code,
        Failure_Class__c: state.failureClass,
        Permanent_Evidence__c: state.evidence,
        Delivery_Confidence__c: state.status === null ? null : state.status === 'Delivered' ? 'Handset' : 'None',
        Recipient__c: state.recipient,
        Sender__c: state.sender,
        Record_Id__c: state.person === null ? null : (people[state.person]?.id ?? null),
        Received_At__c: dateTime(state.receivedAt),
        Status_Received_At__c: dateTime(state.statusReceivedAt),
        Status_Published_At__c: dateTime(stamp.publishedAt ?? null),
        Opted_Out_At__c: dateTime(state.optedOutAt),
        Opted_In_At__c: dateTime(state.optedInAt),
        Complained_At__c: dateTime(state.complainedAt),
        Read_At__c: dateTime(state.readAt),
        Clicked_At__c: dateTime(state.clickedAt),
        Replied_At__c: dateTime(state.repliedAt),
        ...Object.fromEntries(Object.entries(state.stages).map(([field, at]) => [field, dateTime(at)])),
        History__c: Array.from({ length: state.reports }, (_, index) => `report ${index + 1}`).join('\n'),
    };
}

/** What a day without an end makes of messages: a soft failure, which any later report outranks. */
export function afterADay(state: MessageState): MessageState {
    const isPending = state.status === 'Queued' || state.status === 'Sent';
    return isPending ? { ...state, status: 'Unconfirmed', failureClass: 'Temporary' } : state;
}
