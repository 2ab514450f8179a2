/** An org in this process for the tests of flows: fed directly, its clock in the test's hand, everything in it to be seen. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { saveCollection } from '../api/collections/saveCollection.ts';
import { readRow, writeableObject } from '../api/rows.ts';
import { orgLimits } from '../options.ts';
import { Org } from '../org.ts';
import { runAutolaunched } from '../flow/index.ts';
import { Coverage } from './coverage.ts';
import { FlowWatcher } from './flowWatcher.ts';
import { readableTrace } from './readableTrace.ts';
import { openProject } from './testProject.ts';
import type { CollectionRow } from '../api/collections/saveCollection.ts';
import type { Email } from '../email/outbox.ts';
import type { FlowError } from '../events/flowDelivery.ts';
import type { FlowTraceEntry } from '../flow/port.ts';
import type { FlowValue } from '../flow/index.ts';
import type { Notification } from '../notifications/notifications.ts';
import type { LocalOrgOptions } from '../options.ts';
import type { TransactionReport } from '../org.ts';
import type { ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { Change, FaultOrder } from './flowWatcher.ts';
import type { TestProject } from './testProject.ts';

export interface FlowOrgOptions {
    /** The directory that holds sfdx-project.json. */
    readonly project: string;
    /** Only these flows run, with every object of the project; absent: all of them. */
    readonly flows?: readonly string[];
    /** What the clock shows at the beginning of each test; it stands until it is moved. */
    readonly now?: string;
    /** Most events that a flow gets at once: 200, or 2,000 as older documentation has it. */
    readonly eventBatchSize?: number;
    readonly limits?: LocalOrgOptions['limits'];
}

/** A record as the REST API takes it. */
export type Row = Readonly<Record<string, unknown>>;

export interface Feeding {
    /** How many rows go in one call, and so in one transaction. */
    readonly batch?: number;
    /** The username of who does it; the administrator unless told. */
    readonly as?: string;
    /** Nothing of a call is kept when one of its rows is refused. */
    readonly allOrNone?: boolean;
}

/** A path that waits for its time, or for another try. */
export interface Waiting {
    readonly flow: string;
    readonly path: string;
    readonly recordId: string;
    readonly dueAt: string;
}

const DEFAULT_NOW = '2026-01-05T09:00:00Z';
const DEFAULT_BATCH = 200;
/** A call is followed by some dozens of event batches and later paths, one a turn. */
const MOST_TURNS = 5000;

/** What the org refused, in the platform's words. */
export class RefusedRows extends Error {
    readonly codes: readonly string[];

    constructor(doing: string, errors: readonly { readonly statusCode: string; readonly message: string }[]) {
        super(`${doing} was refused: ${errors.map((error) => `${error.statusCode}: ${error.message}`).join('; ')}`);
        this.name = 'RefusedRows';
        this.codes = errors.map(({ statusCode }) => statusCode);
    }
}

/** Reads the project, which takes about a second; to be shared by many tests. Throws ProjectProblems. */
export function openFlowOrg(options: FlowOrgOptions): FlowOrg {
    return new FlowOrg(openProject(options.project, options.flows), options);
}

export class FlowOrg {
    /** What flows have done since it was opened, whatever was reset. */
    readonly coverage = new Coverage();
    readonly #project: TestProject;
    readonly #watcher: FlowWatcher;
    readonly #org: Org;
    #trace: FlowTraceEntry[] = [];
    /** How much of the trace is in the coverage already. */
    #counted = 0;

    constructor(project: TestProject, { now = DEFAULT_NOW, eventBatchSize = DEFAULT_BATCH, limits }: FlowOrgOptions) {
        const start = Date.parse(now);
        this.#project = project;
        this.#watcher = new FlowWatcher(this.coverage);
        this.#org = new Org({
            project: project.whole,
            clock: { now: () => start },
            eventBatchSize,
            limits: orgLimits(limits),
            watchFlows: this.#watcher.watch,
        });
        this.#org.trace((entry) => void this.#trace.push(entry));
    }

    /** Everything as after opening; takes some milliseconds. */
    reset(): void {
        this.#tellCoverage();
        this.#trace = [];
        this.#counted = 0;
        this.#org.reset();
        this.#watcher.clear();
    }

    /** Puts other versions of flows in place, by name, and resets; without any, the project's own. Throws ProjectProblems. */
    useFlows(xmlByName: ReadonlyMap<string, string>): void {
        this.#org.deploy(this.#project.withFlows(xmlByName));
        this.reset();
    }

    /** Inserts records, or publishes events, and lets everything run that follows. Returns the ids; throws RefusedRows. */
    async insert(object: string, rows: Row | readonly Row[], feeding: Feeding = {}): Promise<string[]> {
        const target = (org: Org): ObjectSchema => writeableObject(org.schema, object, 'create');
        return this.#feed(`insert ${object}`, rows, feeding, (org, row) => {
            const schema = target(org);
            const operation = schema.kind === 'event' ? 'publish' : 'insert';
            return { object: schema, operation, values: readRow(org.records, schema, row) };
        });
    }

    /** Each row names its record by `Id`. */
    async update(object: string, rows: Row | readonly Row[], feeding: Feeding = {}): Promise<string[]> {
        return this.#feed(`update ${object}`, rows, feeding, (org, row) => {
            const schema = writeableObject(org.schema, object, 'update');
            const values = { ...readRow(org.records, schema, row, ['Id']), Id: String(row['Id']) };
            return { object: schema, operation: 'update', values };
        });
    }

    async upsert(
        object: string,
        externalIdField: string,
        rows: Row | readonly Row[],
        feeding: Feeding = {},
    ): Promise<string[]> {
        return this.#feed(`upsert ${object}`, rows, feeding, (org, row) => {
            const schema = writeableObject(org.schema, object, 'upsert');
            return { object: schema, operation: 'upsert', externalIdField, values: readRow(org.records, schema, row) };
        });
    }

    async remove(object: string, ids: readonly string[], feeding: Feeding = {}): Promise<void> {
        const rows = ids.map((Id) => ({ Id }));
        await this.#feed(`delete ${object}`, rows, feeding, (org, { Id }) => ({
            object: writeableObject(org.schema, object, 'delete'),
            operation: 'delete',
            values: { Id: String(Id) },
        }));
    }

    /** So many more records like one that is there, each with values of its own, as if they had always been: nothing runs. */
    multiply(object: string, id: string, count: number, ownValues: (index: number) => StoredRecord): void {
        const { records, schema } = this.#org;
        const target = schema.object(object);
        const original = target && records.table(target).get(id);
        if (!target || !original) throw new Error(`No ${object} ${id}`);
        const numbered = target.fields.filter(({ type }) => type === 'AutoNumber');
        for (let index = 0; index < count; index += 1) {
            const numbers = numbered.map((field) => [field.name, records.nextAutoNumber(field)]);
            const own = { Id: records.ids.allocate(target.keyPrefix), ...ownValues(index) };
            records.table(target).put({ ...original, ...(Object.fromEntries(numbers) as StoredRecord), ...own });
            if (index % DEFAULT_BATCH === 0) records.database.commit();
        }
        records.database.commit();
    }

    /** What converting a lead to a contact that is there leaves behind; the platform's conversion itself has more to it. */
    async convertLead(leadId: string, contactId: string): Promise<void> {
        const converted = { Id: leadId, IsConverted: true, ConvertedContactId: contactId };
        this.#org.transact('lead conversion', (tx) => tx.update('Lead', [converted], [0]));
        await this.#settle();
    }

    /** Calls a flow that has no trigger, once for each set of inputs in one transaction. Throws RefusedRows. */
    async call(
        flowName: string,
        inputs: readonly Readonly<Record<string, FlowValue>>[] = [{}],
        { as }: Pick<Feeding, 'as'> = {},
    ): Promise<Readonly<Record<string, FlowValue>>[]> {
        const flow = this.#watcher.flow(flowName);
        if (flow?.start.kind !== 'AutoLaunched') throw new Error(`No active flow ${flowName} that can be called`);
        const outputs = this.#as(as).transact(`flow: ${flowName} (${inputs.length})`, (tx) =>
            runAutolaunched(flow, inputs, tx).map((outcome) => {
                if (!outcome.ok) throw new RefusedRows(`call of ${flowName}`, [outcome.error]);
                return outcome.outputs;
            }),
        );
        await this.#settle();
        return outputs;
    }

    /** Moves the clock, and lets run what is due by then. */
    async pass(seconds: number): Promise<void> {
        this.#org.clock.advance(seconds * 1000);
        await this.#settle();
    }

    /** What the clock shows, epoch milliseconds. */
    now(): number {
        return this.#org.clock.now();
    }

    /** Sets fields of a custom metadata record, until the reset: a switch, a policy. */
    setMetadata(type: string, developerName: string, values: StoredRecord): void {
        const { records, schema } = this.#org;
        const before = records.customMetadata(type, developerName);
        const object = schema.object(type);
        if (!object || !before) throw new Error(`No custom metadata ${type}.${developerName}`);
        const unknown = Object.keys(values).find((name) => !object.field(name));
        if (unknown !== undefined) throw new Error(`No field ${type}.${unknown}`);
        records.table(object).remove(String(before['Id']));
        records.addCustomMetadata(object, { ...before, ...values });
        records.database.commit();
    }

    /** Gives a user a permission set, until the reset. */
    async assign(permissionSet: string, username: string): Promise<void> {
        const [set] = this.rows(`SELECT Id FROM PermissionSet WHERE Name = '${permissionSet}'`);
        if (!set) throw new Error(`No permission set ${permissionSet}`);
        const AssigneeId = this.#as(username).user['Id'];
        await this.insert('PermissionSetAssignment', { AssigneeId, PermissionSetId: set['Id'] });
    }

    /** Lets an element that reads, writes or acts fail, as if the platform could not do it, until the reset. */
    failAt(flow: string, element: string, order: FaultOrder = {}): void {
        this.#watcher.failAt(flow, element, order);
    }

    /**
     * Once, just before an element that reads, writes or acts, another writes a record, as if its transaction were
     * committed between two elements of the flow. It is counted in the flow's transaction, and undone with it.
     */
    meanwhile(flow: string, element: string, change: Change): void {
        this.#watcher.changeBefore(flow, element, change);
    }

    /** Rows of a SOQL query as the REST API gives them, without their `attributes`. */
    rows(soql: string, { as }: Pick<Feeding, 'as'> = {}): Row[] {
        return this.#as(as)
            .query(soql)
            .records.map((record) =>
                Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes')),
            );
    }

    /** Oldest first, as are all the following. */
    emails(): readonly Email[] {
        return this.#org.outbox.all();
    }

    notifications(): readonly Notification[] {
        return this.#org.notifications.all();
    }

    /** Events of the kind that were published, by whomever. */
    events(name: string): readonly StoredRecord[] {
        return this.#org.events.kept(name);
    }

    /** Runs that failed with nobody left to tell: event batches, later paths. */
    errors(): readonly FlowError[] {
        return this.#org.flowErrors.all();
    }

    /** What each transaction used of its limits, and how it ended. */
    transactions(): readonly TransactionReport[] {
        return this.#org.transactions.all();
    }

    waiting(): readonly Waiting[] {
        return this.#org.laterPaths.waiting().map(({ start: { flow, path, id }, dueAt }) => ({
            ...{ flow, path, recordId: id },
            dueAt: new Date(dueAt).toISOString(),
        }));
    }

    /** Every element that interviews of the flow executed since the reset; without a name, of all flows. */
    trace(flow?: string): readonly FlowTraceEntry[] {
        return flow === undefined ? this.#trace : this.#trace.filter((entry) => entry.flow === flow);
    }

    /** The names of the elements that the flow's interviews went through, one list an interview. */
    ways(flow: string): string[][] {
        const interviews = Map.groupBy(
            this.trace(flow),
            ({ transaction, run, interview }) => `${transaction} ${run} ${interview}`,
        );
        return [...interviews.values()].map((entries) => entries.map(({ element }) => element));
    }

    /** The trace for people to read. */
    explain(flow?: string): string {
        return readableTrace(this.trace(flow));
    }

    close(): void {
        this.#tellCoverage();
        this.#org.close();
    }

    /** Coverage of what has happened up to now. */
    covered(): Coverage {
        this.#tellCoverage();
        return this.coverage;
    }

    #tellCoverage(): void {
        this.coverage.take(this.#trace.slice(this.#counted));
        this.#counted = this.#trace.length;
    }

    /** Lets everything run that is left to do. */
    async #settle(): Promise<void> {
        const { background } = this.#org;
        const idle = background.idle().then(() => 'idle');
        for (let turn = 0; turn < MOST_TURNS; turn += 1)
            if ((await Promise.race([idle, nextTurn('busy')])) === 'idle') return;
        background.clear();
        throw new Error(`The flows set each other off without end: ${MOST_TURNS} batches and still going`);
    }

    #as(username: string | undefined): Org {
        if (username === undefined) return this.#org;
        const view = this.#org.as(this.#org.userNamed(username)?.['Id'] ?? null);
        if (!view) throw new Error(`No active user ${username}`);
        return view;
    }

    async #feed(
        doing: string,
        given: Row | readonly Row[],
        { batch = DEFAULT_BATCH, as, allOrNone = false }: Feeding,
        read: (org: Org, row: Row) => CollectionRow,
    ): Promise<string[]> {
        const org = this.#as(as);
        const rows = isList(given) ? given : [given];
        const ids: string[] = [];
        for (let at = 0; at < rows.length; at += batch) {
            const part = rows.slice(at, at + batch).map((row) => read(org, row));
            const results = saveCollection(org, part, allOrNone);
            await this.#settle();
            const errors = results.filter(({ success }) => !success).flatMap((result) => result.errors);
            if (errors.length > 0) throw new RefusedRows(doing, errors);
            ids.push(...results.map(({ id = '' }) => id));
        }
        return ids;
    }
}

/** Array.isArray does not narrow a readonly list. */
function isList(given: Row | readonly Row[]): given is readonly Row[] {
    return Array.isArray(given);
}
