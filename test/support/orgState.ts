/** What is in the org, and what the model says ought to be there, in one comparable shape. */
import { ownerOf, personState, suppressionReason, type Person, type PersonState } from '../model/people.ts';
import type { MessageState } from '../model/messages.ts';
import type { Row } from './orgClient.ts';
import type { WorldOrg } from './worldOrg.ts';

export interface MessageView {
    readonly status: unknown;
    readonly statusAt: number | null;
    readonly rawStatus: unknown;
    readonly code: unknown;
    readonly failureClass: unknown;
    readonly recipient: unknown;
    readonly sender: unknown;
    readonly times: Readonly<Record<string, number | null>>;
    readonly historyLines: number;
    readonly person: unknown;
    readonly effect: unknown;
}

export interface OrgState {
    readonly messages: Readonly<Record<string, MessageView>>;
    readonly people: Readonly<Record<string, PersonState>>;
    /** Numbers under suppression and why. A row that is no longer active says the same as no row. */
    readonly suppressed: Readonly<Record<string, unknown>>;
}

const TIMES = [
    'Scheduled_At__c',
    'Queued_At__c',
    'Sent_At__c',
    'Delivered_At__c',
    'Failed_At__c',
    'Opted_Out_At__c',
    'Opted_In_At__c',
    'Complained_At__c',
    'Read_At__c',
    'Clicked_At__c',
    'Replied_At__c',
    'Received_At__c',
    'Status_Received_At__c',
    'Status_Published_At__c',
] as const;

const MESSAGE_FIELDS = [
    'Message_Key__c',
    'Status__c',
    'Status_At__c',
    'Provider_Status__c',
    'Error_Code__c',
    'Failure_Class__c',
    'Recipient__c',
    'Sender__c',
    'History__c',
    'Contact__c',
    'Lead__c',
    'Effect_Status__c',
    ...TIMES,
];

const PERSON_FIELDS = [
    'Id',
    'SMS_Last_Delivery_Status__c',
    'SMS_Last_Delivery_Date__c',
    'SMS_Delivery_Failure_Count__c',
    'SMS_Suppressed__c',
    'SMS_Suppression_Reason__c',
    'SMS_Opt_Out__c',
    'Reachability__c',
    'Reengagement_Channel__c',
];

/** Whole seconds, as the org stores them. */
const instant = (value: unknown): number | null =>
    typeof value === 'string' ? Math.floor(Date.parse(value) / 1000) * 1000 : null;
const second = (at: number | null): number | null => (at === null ? null : Math.floor(at / 1000) * 1000);

export const historyLines = (row: Row): number => {
    const history = row['History__c'];
    return typeof history === 'string' && history !== '' ? history.split('\n').length : 0;
};

const messageView = (row: Row): MessageView => ({
    status: row['Status__c'],
    statusAt: instant(row['Status_At__c']),
    rawStatus: row['Provider_Status__c'],
    code: row['Error_Code__c'],
    failureClass: row['Failure_Class__c'],
    recipient: row['Recipient__c'],
    sender: row['Sender__c'],
    times: Object.fromEntries(TIMES.map((field) => [field, instant(row[field])])),
    historyLines: historyLines(row),
    person: row['Contact__c'] ?? row['Lead__c'],
    effect: row['Effect_Status__c'],
});

const personView = (row: Row): Readonly<Record<keyof PersonState, unknown>> => ({
    lastStatus: row['SMS_Last_Delivery_Status__c'],
    lastStatusAt: instant(row['SMS_Last_Delivery_Date__c']),
    failures: row['SMS_Delivery_Failure_Count__c'],
    suppressed: row['SMS_Suppressed__c'],
    reason: row['SMS_Suppression_Reason__c'],
    optedOut: row['SMS_Opt_Out__c'],
    reachability: row['Reachability__c'],
    reengagement: row['Reengagement_Channel__c'],
});

const keyed = <T>(rows: readonly Row[], key: string, view: (row: Row) => T): Record<string, T> =>
    Object.fromEntries(rows.map((row) => [String(row[key]), view(row)]));

export interface ActualState extends Omit<OrgState, 'people'> {
    readonly people: Readonly<Record<string, Readonly<Record<keyof PersonState, unknown>>>>;
}

/** Everything about these numbers. Without a list: about all. */
export async function actualState(org: Pick<WorldOrg, 'query'>, numbers?: readonly string[]): Promise<ActualState> {
    const about = (field: string): string =>
        numbers === undefined ? `${field} != null` : `${field} IN (${numbers.map((each) => `'${each}'`).join(', ')})`;
    const [messages, contacts, leads, suppressed] = await Promise.all([
        org.query(`SELECT ${MESSAGE_FIELDS.join(', ')} FROM Message__c WHERE ${about('Recipient__c')}`),
        org.query(`SELECT ${PERSON_FIELDS.join(', ')} FROM Contact WHERE ${about('MobilePhone')}`),
        org.query(`SELECT ${PERSON_FIELDS.join(', ')} FROM Lead WHERE ${about('MobilePhone')}`),
        org.query(
            `SELECT Address__c, Reason__c FROM Suppression__c WHERE Is_Active__c = true AND ${about('Address__c')}`,
        ),
    ]);
    return {
        messages: keyed(messages, 'Message_Key__c', messageView),
        people: keyed([...contacts, ...leads], 'Id', personView),
        suppressed: keyed(suppressed, 'Address__c', (row) => row['Reason__c']),
    };
}

/** When the status of a message was first published, where a test says when it publishes. */
export type PublishedAt = (state: MessageState) => number | null;

function expectedMessage(state: MessageState, people: readonly Person[], publishedAt: PublishedAt): MessageView {
    const known: Readonly<Record<string, number | null>> = {
        ...state.stages,
        Opted_Out_At__c: state.optedOutAt,
        Opted_In_At__c: state.optedInAt,
        Complained_At__c: state.complainedAt,
        Read_At__c: state.readAt,
        Clicked_At__c: state.clickedAt,
        Replied_At__c: state.repliedAt,
        Received_At__c: state.receivedAt,
        Status_Received_At__c: state.statusReceivedAt,
        Status_Published_At__c: publishedAt(state),
    };
    const times = Object.fromEntries(TIMES.map((field) => [field, second(known[field] ?? null)]));
    return {
        status: state.status,
        statusAt: second(state.statusAt),
        rawStatus: state.rawStatus,
        code: state.code,
        failureClass: state.failureClass,
        recipient: state.recipient,
        sender: state.sender,
        times,
        historyLines: state.reports,
        person: ownerOf(state, people)?.id ?? null,
        effect: 'Applied',
    };
}

export function expectedState(
    states: readonly MessageState[],
    people: readonly Person[],
    publishedAt: PublishedAt = () => null,
): OrgState {
    const suppressed: Record<string, unknown> = {};
    for (const [number, toNumber] of Map.groupBy(states, ({ recipient }) => recipient)) {
        const reason = suppressionReason(toNumber);
        if (reason !== null) suppressed[number] = reason;
    }
    return {
        messages: Object.fromEntries(states.map((state) => [state.key, expectedMessage(state, people, publishedAt)])),
        people: Object.fromEntries(people.map((person) => [person.id, personState(person, people, states)])),
        suppressed,
    };
}
