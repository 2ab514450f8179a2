/** A small org behind the port: records in memory, every call noted, failures on demand. */
import { FlowFault, LimitExceeded } from '../../../src/flow/port.ts';
import type {
    EmailRequest,
    FlowContext,
    FlowTraceEntry,
    FlowTransaction,
    LimitsUsed,
    NewRecord,
    NotificationRequest,
    RecordFilter,
    RecordQuery,
    SaveError,
    SaveOutcome,
} from '../../../src/flow/port.ts';
import { holdsBy } from '../../../src/flow/logic.ts';
import type { FieldValue, StoredRecord } from '../../../src/schema/types.ts';
import { SCHEMA } from './schema.ts';

export interface Call {
    readonly operation:
        'query' | 'insert' | 'update' | 'upsert' | 'delete' | 'publish' | 'sendEmails' | 'sendNotifications';
    readonly object: string;
    /** Rows or queries in this one call. */
    readonly size: number;
}

export class FakeOrg implements FlowTransaction {
    readonly schema = SCHEMA;
    readonly records = new Map<string, StoredRecord[]>([
        ['Profile', [{ Id: '00e000000000001AAA', Name: 'Depot Keeper' }]],
    ]);
    readonly calls: Call[] = [];
    readonly published: NewRecord[] = [];
    readonly sent: EmailRequest[] = [];
    readonly notified: NotificationRequest[] = [];
    readonly contexts: FlowContext[] = [];
    readonly isTraced = true;
    readonly traced: FlowTraceEntry[] = [];
    readonly user = {
        record: { Id: '005000000000001AAA', Email: 'ada@example.org', ProfileId: '00e000000000001AAA' },
        hasCustomPermission: (name: string) => name === 'May_Ship',
    };
    readonly organization = { Id: '00D000000000001AAA', Name: 'Parcels' };
    elements = 0;
    clock = Date.UTC(2026, 10, 21, 12, 0, 0, 250);
    /** Rows for which this gives an error are not saved. */
    fails: (row: NewRecord) => SaveError | undefined = () => undefined;
    /** Queries fail with this. */
    queryFault: FlowFault | undefined;
    maxQueries = Number.POSITIVE_INFINITY;
    #nextId = 1;
    #runs = 0;
    #guids = 0;
    #rowsRead = 0;

    now(): number {
        return this.clock;
    }

    label(name: string): string | undefined {
        return name === 'greeting' ? 'Good day' : undefined;
    }

    customMetadata(type: string, developerName: string): StoredRecord | undefined {
        return type === 'Rate__mdt' && developerName === 'Basic' ? { Price__c: 12, Is_On__c: true } : undefined;
    }

    setting(object: string): StoredRecord | undefined {
        return object === 'Habits__c' ? { Greeting__c: 'Hello', Is_Loud__c: true } : undefined;
    }

    add(object: string, ...rows: readonly NewRecord[]): StoredRecord[] {
        const added = rows.map((row) => ({ Id: this.#id(object), ...row }));
        this.#table(object).push(...added);
        return added;
    }

    query(requests: readonly RecordQuery[]): StoredRecord[][] {
        this.#note('query', requests[0]?.object ?? '', requests.length);
        if (this.calls.filter(({ operation }) => operation === 'query').length > this.maxQueries)
            throw new LimitExceeded('SOQL', 'Too many SOQL queries: 101');
        if (this.queryFault) throw this.queryFault;
        const found = requests.map((request) => this.#find(request));
        this.#rowsRead += found.reduce((sum, rows) => sum + rows.length, 0);
        return found;
    }

    parent(object: string, record: StoredRecord, relationshipName: string): StoredRecord | undefined {
        const lookup = this.schema.object(object)?.parentRelationship(relationshipName);
        const id = lookup && record[lookup.name];
        return this.#table(lookup?.referenceTo[0] ?? '').find((row) => row['Id'] === id);
    }

    insert(object: string, rows: readonly NewRecord[], units: readonly number[]): SaveOutcome[] {
        this.#note('insert', object, rows.length);
        return this.#save(rows, units, (row) => this.#created(object, row));
    }

    update(object: string, rows: readonly NewRecord[], units: readonly number[]): SaveOutcome[] {
        this.#note('update', object, rows.length);
        return this.#save(rows, units, (row) => {
            const found = this.#table(object).find((record) => record['Id'] === row['Id']);
            if (!found) return failure('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
            Object.assign(found, row);
            return { success: true, id: String(row['Id']), created: false };
        });
    }

    upsert(object: string, key: string, rows: readonly NewRecord[], units: readonly number[]): SaveOutcome[] {
        this.#note('upsert', object, rows.length);
        return this.#save(rows, units, (row) => {
            const found = this.#table(object).find((record) => record[key] === row[key]);
            if (!found) return this.#created(object, row);
            Object.assign(found, row);
            return { success: true, id: String(found['Id']), created: false };
        });
    }

    delete(object: string, ids: readonly string[]): SaveOutcome[] {
        this.#note('delete', object, ids.length);
        const kept = this.#table(object).filter((row) => !ids.includes(String(row['Id'])));
        this.records.set(object, kept);
        return ids.map((id) => ({ success: true, id, created: false }));
    }

    publish(event: string, rows: readonly NewRecord[]): SaveOutcome[] {
        this.#note('publish', event, rows.length);
        this.published.push(...rows);
        return rows.map(() => ({ success: true, id: this.#id(event), created: true }));
    }

    sendEmails(requests: readonly EmailRequest[]): (FlowFault | null)[] {
        this.#note('sendEmails', '', requests.length);
        this.sent.push(...requests);
        return requests.map(({ subject }) => (subject === 'refuse' ? new FlowFault('INVALID_INPUT', 'refused') : null));
    }

    sendNotifications(requests: readonly NotificationRequest[]): (FlowFault | null)[] {
        this.#note('sendNotifications', '', requests.length);
        this.notified.push(...requests);
        return requests.map(({ title }) => (title === 'refuse' ? new FlowFault('INVALID_INPUT', 'refused') : null));
    }

    runAs<T>(context: FlowContext, work: () => T): T {
        this.contexts.push(context);
        return work();
    }

    usage(): LimitsUsed {
        const rows = (...operations: readonly Call['operation'][]): Call[] =>
            this.calls.filter(({ operation }) => operations.includes(operation));
        const written = rows('insert', 'update', 'upsert', 'delete');
        return {
            queries: rows('query').length,
            rowsRead: this.#rowsRead,
            statements: written.length,
            rowsWritten: written.reduce((sum, { size }) => sum + size, 0),
        };
    }

    beginRun(): number {
        this.#runs += 1;
        return this.#runs;
    }

    newGuid(): string {
        this.#guids += 1;
        return `guid-${this.#guids}`;
    }

    countElements(_flow: string, elements: number): void {
        this.elements += elements;
    }

    trace(entry: FlowTraceEntry): void {
        this.traced.push(entry);
    }

    /** The rows of one unit are saved together or not at all. */
    #save(rows: readonly NewRecord[], units: readonly number[], one: (row: NewRecord) => SaveOutcome): SaveOutcome[] {
        const failed = new Map<number, SaveError>();
        for (const [index, row] of rows.entries()) {
            const error = this.fails(row);
            if (error) failed.set(units[index] ?? -1, error);
        }
        return rows.map((row, index) => {
            const error = failed.get(units[index] ?? -1);
            return error ? { success: false, errors: [error] } : one(row);
        });
    }

    #created(object: string, row: NewRecord): SaveOutcome {
        const [record] = this.add(object, row);
        return { success: true, id: String(record?.['Id']), created: true };
    }

    #find(request: RecordQuery): StoredRecord[] {
        const found = this.#table(request.object).filter((row) =>
            holdsBy(request.logic, (index) => holds(row, request.filters[index])),
        );
        const { sortField, sortOrder, limit, fields } = request;
        if (sortField !== undefined)
            found.sort((a, b) => compare(a[sortField], b[sortField]) * (sortOrder === 'Desc' ? -1 : 1));
        return found.slice(0, limit).map((row) => {
            const kept = Object.entries(row).filter(([name]) => !fields || name === 'Id' || fields.includes(name));
            return Object.fromEntries(kept);
        });
    }

    #table(object: string): StoredRecord[] {
        const table = this.records.get(object) ?? [];
        this.records.set(object, table);
        return table;
    }

    #note(operation: Call['operation'], object: string, size: number): void {
        this.calls.push({ operation, object, size });
    }

    #id(object: string): string {
        const prefix = this.schema.object(object)?.keyPrefix ?? 'zzz';
        return `${prefix}${String(this.#nextId++).padStart(12, '0')}AAA`;
    }
}

export function failure(statusCode: string, message: string): SaveOutcome {
    return { success: false, errors: [{ statusCode, message, fields: [] }] };
}

function compare(a: FieldValue = null, b: FieldValue = null): number {
    return a === b ? 0 : a === null || (b !== null && a < b) ? -1 : 1;
}

function holds(row: StoredRecord, filter: RecordFilter | undefined): boolean {
    if (!filter) return false;
    const value = row[filter.field] ?? null;
    const wanted = filter.value as FieldValue; // the fake evaluates filters with a single value only, but for In
    switch (filter.operator) {
        case 'EqualTo':
            return value === wanted;
        case 'NotEqualTo':
            return value !== wanted;
        case 'IsNull':
            return (value === null) === wanted;
        case 'In':
            return Array.isArray(filter.value) && filter.value.includes(value);
        case 'GreaterThan':
            return value !== null && wanted !== null && value > wanted;
        default:
            throw new Error(`the fake org has no ${filter.operator}`);
    }
}
