/**
 * What a message's record must hold after one more snapshot of it was saved over what is there: docs/architecture.md and
 * DESIGN's merge, read as rules for two rows. Shares no code with relay, flows or org.
 */
import { STATUSES } from './messages.ts';

/** Fields of Message__c; times as epoch milliseconds, whole seconds. */
export type MessageRow = Readonly<Record<string, string | number | null>>;

/** What one report says together, and so moves together. */
export const STATUS_GROUP = [
    'Status__c',
    'Failure_Class__c',
    'Provider_Status__c',
    'Error_Code__c',
    'Status_At__c',
    'Permanent_Evidence__c',
    'Delivery_Confidence__c',
] as const;
/** What makes two reports the same one. */
const STATEMENT = STATUS_GROUP.slice(0, 5);
export const EARLIEST = [
    'Scheduled_At__c',
    'Queued_At__c',
    'Sent_At__c',
    'Delivered_At__c',
    'Failed_At__c',
    'Read_At__c',
    'Clicked_At__c',
    'Replied_At__c',
    'Received_At__c',
] as const;
/** Of an email the latest; elsewhere each word of the person has a record of its own, and of copies the earliest stands. */
export const TIMES_OF_CONSENT = ['Opted_Out_At__c', 'Opted_In_At__c', 'Complained_At__c'] as const;
/** When the report that stands came to the relay, to the bus and to the record. */
export const TIMES_OF_THE_STATUS = [
    'Status_Received_At__c',
    'Status_Published_At__c',
    'Status_Recorded_At__c',
] as const;
export const LATEST_TEXTS = [
    'Provider__c',
    'Recipient__c',
    'Sender__c',
    'Sender_Type__c',
    'Related_Record_Id__c',
    'Campaign_Id__c',
    'Purpose__c',
    'Location__c',
    'Carrier__c',
    'Country__c',
    'Price_Currency__c',
    'History__c',
] as const;
export const LATEST_NUMBERS = ['Segments__c', 'Price__c', 'Validity_Minutes__c'] as const;
const LATEST = [...LATEST_TEXTS, ...LATEST_NUMBERS, 'Channel__c', 'Store__c', 'Epoch__c', 'Version__c'];
const LINKS = ['Contact__c', 'Lead__c'];
/** When these change, what follows from the message is to be done anew. */
const INPUTS_OF_EFFECTS = ['Status__c', 'Failure_Class__c', 'Recipient__c', ...LINKS];

const RANKS: Readonly<Record<string, { readonly rank: number }>> = STATUSES;
const RANK_OF_A_BOUNCE = 55;

const value = (row: MessageRow, field: string): string | number | null => row[field] ?? null;
const number = (row: MessageRow, field: string): number => Number(value(row, field) ?? 0);

function rankOf(row: MessageRow, isEmail: boolean): number {
    const status = String(value(row, 'Status__c'));
    return isEmail && status === 'Undelivered' ? RANK_OF_A_BOUNCE : (RANKS[status]?.rank ?? 0);
}

const one = (a: string | number | null, b: string | number | null, choose: typeof Math.min): string | number | null =>
    a === null || b === null ? (a ?? b) : choose(Number(a), Number(b));

const isOfEmail = (...rows: readonly MessageRow[]): boolean => rows.some((row) => value(row, 'Channel__c') === 'Email');

function comesTooLate(before: MessageRow, next: MessageRow): boolean {
    const epochs = number(next, 'Epoch__c') - number(before, 'Epoch__c');
    const store = value(next, 'Store__c');
    const isOfOneStore = store !== null && store === value(before, 'Store__c');
    return epochs < 0 || (epochs === 0 && isOfOneStore && number(next, 'Version__c') < number(before, 'Version__c'));
}

function doesStatusMove(before: MessageRow, next: MessageRow): boolean {
    if (number(next, 'Epoch__c') > number(before, 'Epoch__c')) return true;
    const isEmail = isOfEmail(before, next);
    const ranks = rankOf(next, isEmail) - rankOf(before, isEmail);
    if (ranks !== 0) return ranks > 0;
    const [was, is] = [value(before, 'Status_At__c'), value(next, 'Status_At__c')];
    return was === null || (is !== null && is >= was);
}

const pick = (fields: readonly string[], choose: (field: string) => string | number | null): MessageRow =>
    Object.fromEntries(fields.map((field) => [field, choose(field)]));

/** `next` as an update gives it: what it leaves out is blank. Whom the message belongs to is not the join's business. */
export function joined(before: MessageRow, next: MessageRow): MessageRow {
    const earliest = (field: string): string | number | null => one(value(before, field), value(next, field), Math.min);
    const consent = isOfEmail(before, next) ? Math.max : Math.min;
    const isStale = comesTooLate(before, next);
    const standing = !isStale && doesStatusMove(before, next) ? next : before;
    // A copy that comes too late may still have been the first to leave.
    const isSameReport = STATEMENT.every((field) => value(before, field) === value(next, field));
    const times = pick(TIMES_OF_THE_STATUS, (field) => (isSameReport ? earliest(field) : value(standing, field)));
    if (isStale) return { ...before, ...pick(LINKS, (field) => value(next, field)), ...times };
    const isCorrection = number(next, 'Epoch__c') > number(before, 'Epoch__c');
    const result = {
        ...next,
        ...pick(STATUS_GROUP, (field) => value(standing, field)),
        ...pick(EARLIEST, (field) => (isCorrection ? value(next, field) : earliest(field))),
        ...pick(TIMES_OF_CONSENT, (field) =>
            isCorrection ? value(next, field) : one(value(before, field), value(next, field), consent),
        ),
        ...times,
        ...pick(LATEST, (field) => value(next, field) ?? value(before, field)),
    };
    const isNews = INPUTS_OF_EFFECTS.some((field) => value(result, field) !== value(before, field));
    return isNews ? { ...result, Effect_Status__c: 'Pending' } : result;
}
