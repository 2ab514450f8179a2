/** The org itself, without HTTP: its records, its flows, its events, and one transaction at a time. */
import { readPermissions, Users } from './auth/users.ts';
import { AdjustableClock } from './clock.ts';
import { Outbox } from './email/outbox.ts';
import { Background } from './events/background.ts';
import { EventBus } from './events/eventBus.ts';
import { deliverToFlow } from './events/flowDelivery.ts';
import { LaterPaths } from './events/laterPaths.ts';
import { ScheduledFlows } from './events/scheduledFlows.ts';
import { RecentList } from './events/recentList.ts';
import { overlay } from './overlay.ts';
import { Faults } from './faults/faults.ts';
import { withRolledBackBatches } from './faults/rolledBackBatches.ts';
import { Automation } from './records/automation.ts';
import { OrgRecords } from './records/orgRecords.ts';
import { seedOrg, seedSetup } from './records/seed.ts';
import { Transaction } from './records/transaction.ts';
import { ProblemList } from './schema/problems.ts';
import { runSoql } from './soql/run.ts';
import type { Access } from './auth/access.ts';
import type { UserView } from './auth/userView.ts';
import type { OrgClock } from './clock.ts';
import type { EventAccess } from './events/channels.ts';
import type { FlowError, Transact } from './events/flowDelivery.ts';
import type { FlowTraceEntry } from './flow/port.ts';
import type { Notification } from './notifications/notifications.ts';
import type { Assignment, OrgLimits } from './options.ts';
import type { FlowWatch } from './records/automation.ts';
import type { CommitEffects } from './records/commitEffects.ts';
import type { TransactionUsage } from './records/limits.ts';
import type { Selection } from './records/select.ts';
import type { RunMode, TransactionServices } from './records/transaction.ts';
import type { Project } from './schema/project.ts';
import type { FieldValue, ObjectSchema, Schema, StoredRecord } from './schema/types.ts';
import type { QueryResult } from './soql/run.ts';

export interface OrgOptions {
    readonly project: Project;
    readonly clock: OrgClock;
    readonly assignments?: readonly Assignment[];
    readonly eventBatchSize: number;
    readonly limits: OrgLimits;
    readonly watchFlows?: FlowWatch;
}

/** What a transaction used, and how it ended. */
export interface TransactionReport extends TransactionUsage {
    /** As the trace has it. */
    readonly number: number;
    readonly origin: string;
    readonly outcome: 'committed' | 'rolled back';
    readonly error?: string;
}

/** Transactions that are kept together. */
interface Unit {
    readonly reports: TransactionReport[];
    readonly effects: CommitEffects[];
}

const KEPT_REPORTS = 1000;
const KEPT_NOTIFICATIONS = 10_000;
const KEPT_TRACE = 10_000;

export class Org {
    readonly clock: AdjustableClock;
    readonly faults = new Faults();
    readonly background = new Background();
    readonly flowErrors = new RecentList<FlowError>(KEPT_REPORTS);
    /** Custom notifications that flows have sent, oldest first. */
    readonly notifications = new RecentList<Notification>(KEPT_NOTIFICATIONS);
    readonly transactions = new RecentList<TransactionReport>(KEPT_REPORTS);
    readonly traceEntries = new RecentList<FlowTraceEntry>(KEPT_TRACE);
    readonly #options: OrgOptions;
    #project: Project;
    #deployedAt: number;
    #automation: Automation;
    readonly laterPaths: LaterPaths;
    readonly scheduledFlows: ScheduledFlows;
    readonly outbox: Outbox;
    /** Of the administrator; in a user's view of the org, that user's. */
    readonly eventAccess: EventAccess = { mayRead: () => true, mayCreate: () => true };
    readonly #traceListeners = new Set<(entry: FlowTraceEntry) => void>();
    #records: OrgRecords;
    #users: Users;
    #events: EventBus;
    #unit: Unit | undefined;
    #transactionCount = 0;

    /** Throws ProjectProblems when formulas or flows cannot be loaded. */
    constructor(options: OrgOptions) {
        const problems = new ProblemList();
        this.#options = options;
        this.#project = options.project;
        this.clock = new AdjustableClock(options.clock);
        this.#deployedAt = this.clock.now();
        this.outbox = new Outbox(this.clock, options.limits.dailyEmails);
        this.#automation = new Automation(options.project, problems, options.watchFlows);
        this.#records = new OrgRecords(options.project, this.clock, problems);
        this.#users = new Users(this.#records, readPermissions(options.project, problems));
        problems.throwIfAny();
        this.#events = this.#newBus();
        this.laterPaths = new LaterPaths({
            clock: this.clock,
            background: this.background,
            transact: this.transact,
            report: this.#report,
            activeFlow: (name) => this.#automation.activeFlow(name),
        });
        this.scheduledFlows = new ScheduledFlows({
            clock: this.clock,
            background: this.background,
            transact: this.transact,
            report: this.#report,
        });
        this.clock.onMove(() => this.#events.releaseDue());
        this.clock.onMove(this.laterPaths.wake);
        this.clock.onMove(this.scheduledFlows.wake);
        seedOrg(this.#records, this.#automation.flows, this.#options.assignments);
        this.scheduledFlows.plan(this.#automation.scheduled);
    }

    /** When the metadata last changed. */
    get deployedAt(): number {
        return this.#deployedAt;
    }

    get project(): Project {
        return this.#project;
    }

    get schema(): Schema {
        return this.#project.schema;
    }

    /** The project's active flows. */
    get automation(): Automation {
        return this.#automation;
    }

    get records(): OrgRecords {
        return this.#records;
    }

    get events(): EventBus {
        return this.#events;
    }

    /** Everything as after the start, but for what was deployed since; work under way is dropped. */
    reset(): void {
        this.laterPaths.stop();
        this.scheduledFlows.stop();
        this.clock.reset();
        this.background.clear();
        this.outbox.clear();
        this.notifications.clear();
        this.flowErrors.clear();
        this.transactions.clear();
        this.traceEntries.clear();
        this.#records = new OrgRecords(this.project, this.clock, new ProblemList());
        this.#users = new Users(this.#records, readPermissions(this.project, new ProblemList()));
        const former = this.#events;
        this.#events = this.#newBus();
        former.end();
        seedOrg(this.#records, this.#automation.flows, this.#options.assignments);
        this.scheduledFlows.plan(this.#automation.scheduled);
    }

    /**
     * Puts the project in place of the present one and keeps the records. Throws ProjectProblems, and changes nothing,
     * when its formulas or flows cannot be loaded. To be called when nothing is left in the background.
     */
    deploy(project: Project): void {
        const { automation, records, users } = this.checkDeployment(project);
        records.takeOver(this.#records);
        this.#project = project;
        this.#deployedAt = this.clock.now();
        this.#automation = automation;
        this.#records = records;
        this.#users = users;
        seedSetup(records, automation.flows);
        this.scheduledFlows.plan(automation.scheduled);
        this.#events.unsubscribeAll();
        this.#subscribeFlows(this.#events);
    }

    /** What a deployment would put in place. Throws ProjectProblems. */
    checkDeployment(project: Project): { automation: Automation; records: OrgRecords; users: Users } {
        const problems = new ProblemList();
        const automation = new Automation(project, problems, this.#options.watchFlows, this.#automation);
        const records = new OrgRecords(project, this.clock, problems, this.#records);
        const users = new Users(records, readPermissions(project, problems));
        problems.throwIfAny();
        return { automation, records, users };
    }

    get user(): StoredRecord {
        return this.#records.administrator;
    }

    /** The active user of that username. */
    userNamed(username: string): StoredRecord | undefined {
        return this.#users.named(username);
    }

    get organization(): StoredRecord {
        return this.#records.organization;
    }

    select(selection: Selection): readonly StoredRecord[] {
        return this.#records.select(selection);
    }

    /** How many rows match, whatever the selection's page. */
    count({ object, where }: Selection): number {
        return this.#records.select({ object, ...(where ? { where } : {}) }).length;
    }

    /** A field of a record, formulas included. */
    value(object: ObjectSchema, record: StoredRecord, field: string): FieldValue {
        const found = object.field(field);
        return found ? this.#records.formulas.value(object, found, record) : null;
    }

    query(soql: string): QueryResult {
        return runSoql(this.#records, soql).result;
    }

    /**
     * The org as that user meets it: objects, fields and records that may not be read are not there, writes are checked.
     * What automation does on the way is not. Undefined when there is no such active user.
     */
    as(userId: FieldValue): Org | undefined {
        if (!this.#users.isActive(userId)) return undefined;
        const view = this.#users.view(userId);
        const { records } = view;
        return overlay<Org>(this, {
            schema: records.schema,
            records,
            user: view.user.record,
            access: view.access,
            eventAccess: {
                mayRead: (event) => view.access.rights(event).read,
                mayCreate: (event) => view.access.rights(event).create,
            },
            select: (selection) => records.select(selection),
            count: ({ object, where }) => records.select({ object, ...(where ? { where } : {}) }).length,
            value: (object, record, name) => {
                const field = object.field(name);
                return field ? records.formulas.value(object, field, record) : null;
            },
            query: (soql) => runSoql(records, soql).result,
            transact: (origin, work) => this.#transact(view, 'user', origin, work),
        });
    }

    /** What may be done here: everything, or in a user's view what that user may do. */
    get access(): Access {
        return this.#users.view(this.#records.administrator['Id'] ?? null).access;
    }

    /**
     * Runs the work as one transaction: all of it is kept, or, when it throws, nothing. It may do everything; `by` is who
     * is told to have done it, the administrator unless another is named.
     */
    readonly transact = <T>(origin: string, work: (tx: Transaction) => T, by?: FieldValue): T =>
        this.#transact(this.#users.view(by), 'system', origin, work);

    #transact<T>(actor: UserView, mode: RunMode, origin: string, work: (tx: Transaction) => T): T {
        this.#transactionCount += 1;
        const tx = new Transaction(this.#records, this.#services(actor), mode, this.#transactionCount);
        const start = this.#records.database.savepoint();
        try {
            const result = this.#records.actAs(actor.user, () => work(tx));
            this.#committed({ number: tx.number, origin, outcome: 'committed', ...tx.usage() }, tx.effects());
            return result;
        } catch (error) {
            this.#records.database.rollbackTo(start);
            const message = error instanceof Error ? error.message : String(error);
            const report = { number: tx.number, origin, outcome: 'rolled back', error: message } as const;
            this.transactions.add({ ...report, ...tx.usage() });
            throw error;
        }
    }

    /**
     * The transactions that the work makes, each with limits of its own, are kept together or, when it throws, not at
     * all. What follows a commit waits for the end. Not to be called within itself.
     */
    atomically<T>(work: () => T): T {
        const unit: Unit = { reports: [], effects: [] };
        this.#unit = unit;
        try {
            const result = work();
            this.#unit = undefined;
            this.#records.database.commit();
            for (const report of unit.reports) this.transactions.add(report);
            for (const effects of unit.effects) this.#afterCommit(effects);
            return result;
        } catch (error) {
            this.#unit = undefined;
            this.#records.database.rollbackTo(0);
            for (const report of unit.reports) this.transactions.add({ ...report, outcome: 'rolled back' });
            throw error;
        }
    }

    #committed(report: TransactionReport, effects: CommitEffects): void {
        if (this.#unit) {
            this.#unit.reports.push(report);
            this.#unit.effects.push(effects);
            return;
        }
        this.#records.database.commit();
        this.transactions.add(report);
        this.#afterCommit(effects);
    }

    /** Drops what is left to do. */
    close(): void {
        this.#events.end();
        this.laterPaths.stop();
        this.scheduledFlows.stop();
        this.background.close();
    }

    /** Calls back for each executed element; returns the way to stop it. */
    trace(listener: (entry: FlowTraceEntry) => void): () => void {
        this.#traceListeners.add(listener);
        return () => void this.#traceListeners.delete(listener);
    }

    readonly #report = (error: FlowError): void => {
        this.flowErrors.add(error);
        this.#trace({
            flow: error.flow,
            run: 0,
            interview: -1,
            element: '',
            kind: `failed ${error.kind}`,
            detail: error.message,
        });
    };

    readonly #trace = (entry: FlowTraceEntry): void => {
        this.traceEntries.add(entry);
        for (const listener of this.#traceListeners) listener(entry);
    };

    #services(actor: UserView): TransactionServices {
        return {
            actor,
            automation: this.#automation,
            limits: this.#options.limits.transaction,
            publish: (event, rows) => this.#events.publish(event, rows, actor.user.record['Id'] ?? null),
            checkEvent: (event, row) => this.#events.check(event, row),
            refusalOfRow: (object, isNew) => this.faults.refusalOfRow(object, isNew),
            emailsRemaining: (allowance) => this.outbox.remaining(allowance),
            trace: this.#trace,
        };
    }

    #afterCommit(effects: CommitEffects): void {
        for (const { event, row, uuid, by } of effects.events) this.#events.publishChecked(event, row, uuid, by);
        for (const email of effects.emails) this.outbox.add(email);
        for (const notification of effects.notifications) this.notifications.add(notification);
        this.laterPaths.take(effects);
    }

    #newBus(): EventBus {
        const bus = new EventBus({
            clock: this.clock,
            background: this.background,
            faults: this.faults,
            batchSize: this.#options.eventBatchSize,
            hourlyAllocation: this.#options.limits.hourlyEvents,
            dailyDeliveries: this.#options.limits.dailyDeliveredEvents,
            defaults: (event) => this.#records.formulas.defaultValues(event),
        });
        this.#subscribeFlows(bus);
        return bus;
    }

    #subscribeFlows(bus: EventBus): void {
        const transact = (flow: string): Transact => withRolledBackBatches(this.faults, flow, this.transact);
        for (const event of this.schema.objects.filter(({ kind }) => kind === 'event')) {
            for (const flow of this.#automation.onEvent(event)) {
                bus.subscribe(event, {
                    deliver: (events) => deliverToFlow(flow, events, transact(flow.name), this.#report),
                });
            }
        }
    }
}
