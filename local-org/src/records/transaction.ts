/** One transaction: its reads and writes, its limits, and what is to happen once it is committed. */
import { randomUUID } from 'node:crypto';
import { toDateTime } from '../clock.ts';
import { ERRORS } from '../errors.ts';
import { FlowFault, LimitExceeded } from '../flow/port.ts';
import { PendingEffects } from './commitEffects.ts';
import { deleteRows } from './deletion.ts';
import { toSelection } from './flowQuery.ts';
import { LimitCounter } from './limits.ts';
import { OutgoingMessages } from './outgoingMessages.ts';
import { saveRows } from './save.ts';
import { resolveUpsert } from './upsert.ts';
import type { EmailAllowance } from '../email/outbox.ts';
import type { PlatformError } from '../errors.ts';
import type {
    EmailRequest,
    FlowAccess,
    FlowContext,
    FlowTraceEntry,
    FlowTransaction,
    NewRecord,
    NotificationRequest,
    RecordQuery,
    RunningUser,
    SaveOutcome,
} from '../flow/port.ts';
import type { FieldValue, ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';
import type { Access } from '../auth/access.ts';
import type { UserView } from '../auth/userView.ts';
import type { Automation } from './automation.ts';
import type { CommitEffects, PathChange, PathStart } from './commitEffects.ts';
import type { TransactionLimits, TransactionUsage } from './limits.ts';
import type { OrgRecords } from './orgRecords.ts';
import type { SaveRow } from './save.ts';

/** What a transaction needs beyond the records. */
export interface TransactionServices {
    readonly automation: Automation;
    readonly limits: TransactionLimits;
    /** Puts events on the bus, now. One outcome a row. */
    publish(event: ObjectSchema, rows: readonly NewRecord[]): readonly SaveOutcome[];
    /** What is wrong with an event before it is put on the bus. */
    checkEvent(event: ObjectSchema, row: NewRecord): SaveOutcome;
    /** Why, by a fault on demand, a row is not saved. */
    refusalOfRow(object: string, isNew: boolean): PlatformError | undefined;
    /** How many more addresses may be written to today. */
    emailsRemaining(allowance: EmailAllowance): number;
    trace(entry: FlowTraceEntry): void;
    /** Whose doing it is. */
    readonly actor: UserView;
}

/**
 * With whose rights rows are read and written: the user's, everybody's rights with the user's records, or no limits.
 * https://help.salesforce.com/s/articleView?id=platform.flow_distribute_system_mode.htm (2026-11-25)
 */
export type RunMode = 'user' | 'systemWithSharing' | 'system';

const RUN_MODES = {
    User: 'user',
    SystemWithSharing: 'systemWithSharing',
    SystemWithoutSharing: 'system',
} as const satisfies Record<FlowAccess, RunMode>;

export class Transaction implements FlowTransaction {
    readonly schema: Schema;
    readonly records: OrgRecords;
    readonly automation: Automation;
    readonly limits: TransactionLimits;
    readonly #services: TransactionServices;
    readonly #counter: LimitCounter;
    readonly #effects = new PendingEffects();
    readonly #messages: OutgoingMessages;
    readonly #now: number;
    readonly #actor: UserView;
    /** Counts the org's transactions. */
    readonly number: number;
    #mode: RunMode;
    #depth = 0;
    #runs = 0;

    constructor(records: OrgRecords, services: TransactionServices, mode: RunMode, number: number) {
        this.number = number;
        this.#actor = services.actor;
        this.#mode = mode;
        this.schema = records.schema;
        this.records = records;
        this.automation = services.automation;
        this.limits = services.limits;
        this.#services = services;
        this.#counter = new LimitCounter(services.limits);
        this.#now = records.clock.now();
        this.#messages = new OutgoingMessages({
            ...{ records, effects: this.#effects, now: this.#now },
            emailsRemaining: (allowance) => services.emailsRemaining(allowance),
        });
    }

    refusalOfRow(object: ObjectSchema, isNew: boolean): PlatformError | undefined {
        return this.#services.refusalOfRow(object.name, isNew);
    }

    now(): number {
        return this.#now;
    }

    get user(): RunningUser {
        return this.#actor.user;
    }

    /** What that user may do, whatever the mode. */
    get access(): Access {
        return this.#actor.access;
    }

    /** Does the work with other rights: flows run in system mode whoever started them, unless they say otherwise. */
    inMode<T>(mode: RunMode, work: () => T): T {
        const before = this.#mode;
        this.#mode = mode;
        try {
            return work();
        } finally {
            this.#mode = before;
        }
    }

    /** Who changes a record, and when. */
    changeStamp(): { LastModifiedDate: string; LastModifiedById: FieldValue; SystemModstamp: string } {
        const now = toDateTime(this.#now);
        return { LastModifiedDate: now, LastModifiedById: this.user.record['Id'] ?? null, SystemModstamp: now };
    }

    get organization(): StoredRecord {
        return this.records.organization;
    }

    label(name: string): string | undefined {
        return this.records.label(name);
    }

    customMetadata(type: string, developerName: string): StoredRecord | undefined {
        return this.records.customMetadata(type, developerName);
    }

    setting(object: string): StoredRecord | undefined {
        return this.records.setting(object);
    }

    parent(object: string, record: StoredRecord, relationshipName: string): StoredRecord | undefined {
        return this.records.parent(object, record, relationshipName);
    }

    query(requests: readonly RecordQuery[]): readonly (readonly StoredRecord[])[] {
        this.#counter.count('queries', 1);
        const records = this.#readable();
        return requests.map((request) => {
            const selection = toSelection(records.schema, request);
            const rows = records.select(selection);
            this.#counter.count('rowsRead', rows.length);
            return rows.map((row) => this.#asRead(selection.object, row, request.fields));
        });
    }

    insert(object: string, rows: readonly NewRecord[], units: readonly number[]): readonly SaveOutcome[] {
        return this.#save(
            object,
            rows.map((values, index) => ({ id: undefined, values, unit: units[index] ?? index })),
        );
    }

    /** An id that comes more than once is saved in rounds, in the order given. */
    update(object: string, rows: readonly NewRecord[], units: readonly number[]): readonly SaveOutcome[] {
        return this.#save(
            object,
            rows.map((values, index) => ({ id: String(values['Id'] ?? ''), values, unit: units[index] ?? index })),
        );
    }

    upsert(
        object: string,
        externalIdField: string,
        rows: readonly NewRecord[],
        units: readonly number[],
    ): readonly SaveOutcome[] {
        const target = this.#object(object);
        const field = target.field(externalIdField);
        if (!field) throw new FlowFault('INVALID_FIELD', `No such column '${externalIdField}' on entity '${object}'.`);
        return this.#save(object, resolveUpsert(this.records, target, field, rows, units));
    }

    delete(object: string, ids: readonly string[], units: readonly number[]): readonly SaveOutcome[] {
        this.countStatement(ids.length);
        const target = this.#writeable(object);
        const mode = this.#mode;
        const refuse = (id: string): PlatformError | undefined =>
            mode === 'system' ? undefined : this.#actor.refusalToDelete(target, id, mode);
        return this.inMode('system', () => this.nested(() => deleteRows(this, target, ids, units, refuse)));
    }

    publish(event: string, rows: readonly NewRecord[]): readonly SaveOutcome[] {
        const object = this.#object(event);
        this.countStatement(rows.length);
        const refused = this.#mode === 'user' ? this.#actor.refusalToPublish(object) : undefined;
        if (refused) return rows.map(() => ({ success: false, errors: [refused.toSaveError()] }));
        if (object.publishBehavior === 'PublishImmediately') return this.#services.publish(object, rows);
        return rows.map((row) => {
            const outcome = this.#services.checkEvent(object, row);
            if (outcome.success)
                this.#effects.add('events', {
                    event: object,
                    row,
                    uuid: outcome.id,
                    by: this.#actor.user.record['Id'] ?? null,
                });
            return outcome;
        });
    }

    sendEmails(requests: readonly EmailRequest[]): readonly (FlowFault | null)[] {
        return this.#messages.sendEmails(requests, (entries) => this.insert('Task', entries, [...entries.keys()]));
    }

    sendNotifications(requests: readonly NotificationRequest[]): readonly (FlowFault | null)[] {
        return this.#messages.sendNotifications(requests);
    }

    countElements(_flow: string, elements: number): void {
        this.#counter.countElements(elements);
    }

    runAs<T>({ access }: FlowContext, work: () => T): T {
        return this.inMode(RUN_MODES[access], work);
    }

    beginRun(): number {
        this.#runs += 1;
        return this.#runs;
    }

    newGuid(): string {
        return randomUUID();
    }

    /** The org keeps the last entries, for those who look afterwards. */
    readonly isTraced = true;

    trace(entry: FlowTraceEntry): void {
        this.#services.trace(Object.assign(entry, { transaction: this.number }));
    }

    /** One DML statement of so many rows. */
    countStatement(rows: number): void {
        this.#counter.count('statements', 1);
        this.#counter.count('rowsWritten', rows);
    }

    startAfterCommit(start: PathStart): void {
        this.#effects.add('asyncPaths', start);
    }

    changePath(change: PathChange): void {
        this.#effects.add('pathChanges', change);
    }

    /** Runs work one level deeper, for saves that automation makes during a save. */
    nested<T>(work: () => T): T {
        if (this.#depth >= this.limits.depth) {
            throw new LimitExceeded('depth', `Maximum trigger depth exceeded: ${this.limits.depth}`);
        }
        this.#depth += 1;
        try {
            return work();
        } finally {
            this.#depth -= 1;
        }
    }

    /** Returns the way back to this point: rows, effects and limits as they are now. */
    savepoint(): () => void {
        const position = this.records.database.savepoint();
        const restoreLimits = this.#counter.snapshot();
        const restoreEffects = this.#effects.savepoint();
        return () => {
            this.records.database.rollbackTo(position);
            restoreLimits();
            restoreEffects();
        };
    }

    usage(): TransactionUsage {
        return this.#counter.usage();
    }

    effects(): CommitEffects {
        return this.#effects.all;
    }

    #asRead(object: ObjectSchema, row: StoredRecord, fields: readonly string[] | undefined): StoredRecord {
        const { formulas } = this.records;
        if (!fields) return { ...formulas.view(object, row) };
        const read: StoredRecord = { Id: row['Id'] ?? null };
        for (const name of fields) {
            const field = object.field(name);
            if (field) read[field.name] = formulas.value(object, field, row);
        }
        return read;
    }

    #save(object: string, rows: readonly SaveRow[]): readonly SaveOutcome[] {
        if (rows.length === 0) return [];
        const target = this.#writeable(object);
        this.countStatement(rows.length);
        const allowed = this.#mode === 'system' ? rows : rows.map((row) => this.#refuseUnlessAllowed(target, row));
        return this.inMode('system', () => this.nested(() => saveRows(this, target, allowed)));
    }

    #refuseUnlessAllowed(object: ObjectSchema, row: SaveRow): SaveRow {
        const refused = row.refused ?? this.#actor.refusalToSave(object, row, this.#mode);
        return refused ? { ...row, refused } : row;
    }

    /** What queries see in the present mode. */
    #readable(): OrgRecords {
        if (this.#mode === 'system') return this.records;
        return this.#mode === 'user' ? this.#actor.records : this.#actor.sharedRecords;
    }

    /** History is written by the platform alone. */
    #writeable(name: string): ObjectSchema {
        const object = this.#object(name);
        if (object.historyOf === undefined) return object;
        const { errorCode, message } = ERRORS.readOnlyObject(object.name);
        throw new FlowFault(errorCode, message);
    }

    #object(name: string): ObjectSchema {
        const object = this.schema.object(name);
        if (!object) throw new FlowFault('INVALID_TYPE', `sObject type '${name}' is not supported.`);
        return object;
    }
}
