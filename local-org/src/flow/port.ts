/**
 * What the Flow engine needs of the org, and nothing else: one transaction's reads and writes, each counted against the
 * transaction's limits by the implementation. The engine owns lock-step, paths and faults; the org owns records,
 * the save order, limits and rollback.
 */
import type { Logic } from './logic.ts';
import type { FieldValue, Schema, StoredRecord } from '../schema/types.ts';
import type { FlowValue } from './flowValue.ts';

export type FilterOperator =
    | 'EqualTo'
    | 'NotEqualTo'
    | 'GreaterThan'
    | 'LessThan'
    | 'GreaterThanOrEqualTo'
    | 'LessThanOrEqualTo'
    | 'StartsWith'
    | 'EndsWith'
    | 'Contains'
    | 'IsNull'
    | 'In'
    | 'NotIn';

export interface RecordFilter {
    readonly field: string;
    readonly operator: FilterOperator;
    readonly value: FieldValue | readonly FieldValue[];
}

/** One query as a Get, Update or Delete element makes it; `logic` says how its filters combine. */
export interface RecordQuery {
    readonly object: string;
    readonly filters: readonly RecordFilter[];
    readonly logic: Logic;
    readonly sortField?: string;
    readonly sortOrder?: 'Asc' | 'Desc';
    readonly limit?: number;
    /** Absent: every field. Id always comes. */
    readonly fields?: readonly string[];
}

/** A row to write: only the fields that are set; null clears. `Id` present for updates. */
export type NewRecord = Record<string, FieldValue>;

export interface SaveError {
    /** The platform's status code, e.g. FIELD_CUSTOM_VALIDATION_EXCEPTION, DUPLICATE_VALUE. */
    readonly statusCode: string;
    readonly message: string;
    readonly fields: readonly string[];
}

export type SaveOutcome =
    | { readonly success: true; readonly id: string; readonly created: boolean }
    | { readonly success: false; readonly errors: readonly SaveError[] };

/** A transaction limit was exceeded: no fault path catches it, the whole transaction is rolled back. */
export class LimitExceeded extends Error {
    readonly limit: string;
    constructor(limit: string, message: string) {
        super(message);
        this.name = 'LimitExceeded';
        this.limit = limit;
    }
}

/** A fault that a fault path may catch (a query that fails, an invalid cross reference…). */
export class FlowFault extends Error {
    readonly statusCode: string;
    constructor(statusCode: string, message: string) {
        super(message);
        this.name = 'FlowFault';
        this.statusCode = statusCode;
    }
}

/** One email that a flow asks for; blank inputs are null. */
export interface EmailRequest {
    readonly addresses: readonly string[];
    /** A contact, lead or user. */
    readonly recipientId: string | null;
    readonly relatedRecordId: string | null;
    readonly templateId: string | null;
    readonly subject: string | null;
    readonly body: string | null;
    readonly isRich: boolean;
    readonly senderType: string;
    readonly senderAddress: string | null;
    readonly isLogged: boolean;
}

/** One notification that a flow asks for; blank inputs are null. */
export interface NotificationRequest {
    readonly typeId: string | null;
    readonly recipientIds: readonly string[];
    readonly title: string | null;
    readonly body: string | null;
    readonly targetId: string | null;
    readonly targetPageRef: string | null;
    readonly senderId: string | null;
}

/** What permissions a flow's reads and writes are checked against. */
export type FlowAccess = 'User' | 'SystemWithSharing' | 'SystemWithoutSharing';

/** In whose name a flow works. What follows from it is the org's business, not the engine's. */
export interface FlowContext {
    readonly user: 'TriggeringUser' | 'DefaultWorkflowUser';
    readonly access: FlowAccess;
}

/** How much of its limits a transaction has used. */
export interface LimitsUsed {
    readonly queries: number;
    readonly rowsRead: number;
    readonly statements: number;
    readonly rowsWritten: number;
}

export interface RunningUser {
    readonly record: StoredRecord;
    hasCustomPermission(name: string): boolean;
}

export interface FlowTransaction {
    readonly schema: Schema;
    /** The org's clock, epoch milliseconds. The same for every interview of a transaction that reads it at one element. */
    now(): number;
    readonly user: RunningUser;
    readonly organization: StoredRecord;
    /** Custom label text, undefined when the project has no such label. */
    label(name: string): string | undefined;
    /** A custom metadata record by type and developer name (no query counted: `$CustomMetadata`). */
    customMetadata(type: string, developerName: string): StoredRecord | undefined;
    /** A hierarchy custom setting as it is for the user (no query counted: `$Setup`). */
    setting(object: string): StoredRecord | undefined;
    /** Runs several queries as ONE query of the limits when they are the same element's for many interviews. */
    query(requests: readonly RecordQuery[]): readonly (readonly StoredRecord[])[];
    /** Follows a lookup of a record: `$Record.Contact__r.Email`. Not counted. */
    parent(object: string, record: StoredRecord, relationshipName: string): StoredRecord | undefined;
    /**
     * One DML statement. `units` has one number a row: rows of one unit (what one interview writes as a whole) are saved
     * or fail together, rows of different units fail apart. An id may come twice, when two interviews update one record.
     */
    insert(object: string, rows: readonly NewRecord[], units: readonly number[]): readonly SaveOutcome[];
    update(object: string, rows: readonly NewRecord[], units: readonly number[]): readonly SaveOutcome[];
    upsert(
        object: string,
        externalIdField: string,
        rows: readonly NewRecord[],
        units: readonly number[],
    ): readonly SaveOutcome[];
    delete(object: string, ids: readonly string[], units: readonly number[]): readonly SaveOutcome[];
    /** Publishes platform events; PublishImmediately ones survive a rollback. One DML (immediate) statement. */
    publish(event: string, rows: readonly NewRecord[]): readonly SaveOutcome[];
    /** Emails leave when the transaction is committed. The fault of each that cannot be sent, null for the others. */
    sendEmails(requests: readonly EmailRequest[]): readonly (FlowFault | null)[];
    /** Notifications leave when the transaction is committed. The fault of each that cannot be sent, null for the others. */
    sendNotifications(requests: readonly NotificationRequest[]): readonly (FlowFault | null)[];
    /** Does the work in the name of somebody: each read and write within it is theirs. */
    runAs<T>(context: FlowContext, work: () => T): T;
    usage(): LimitsUsed;
    /** Numbers the runs of a transaction, for the trace. */
    beginRun(): number;
    newGuid(): string;
    /** Counts elements and CPU; throws LimitExceeded past the platform's limits. */
    countElements(flow: string, elements: number): void;
    /** Whether anyone wants the trace. */
    readonly isTraced: boolean;
    /** Receives the trace of interviews. An entry comes when its element begins; its results are filled in afterwards. */
    trace(entry: FlowTraceEntry): void;
}

/** One element as one interview executed it. */
export interface FlowTraceEntry {
    /** The transaction it belongs to, numbered by the org. */
    readonly transaction?: number;
    readonly flow: string;
    /** Which run of the transaction: a flow may run several times in one. */
    readonly run: number;
    /** The interview's place in its batch. */
    readonly interview: number;
    readonly element: string;
    /** The element's XML name; `start` for where an interview begins, `failed` for where it ended in an unhandled fault. */
    readonly kind: string;
    /** In a subflow: the flow that called it. */
    readonly calledBy?: string;
    /** The way on: the name of a decision's outcome, `default`, `item` or `done` of a loop, `fault`, a start's later path. Absent: the only one. */
    readonly outcome?: string;
    /** What the element set, by name. */
    readonly values?: ReadonlyMap<string, FlowValue>;
    /** How many interviews executed the element together, and what that used in all. */
    readonly together?: number;
    readonly used?: LimitsUsed;
    readonly detail?: string;
}
