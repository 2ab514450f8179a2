/** Reading the org's records: rows, parents, formula fields, selections. Everything that writes goes through a transaction. */
import { toDateTime } from '../clock.ts';
import { overlay } from '../overlay.ts';
import { settingFor } from './customSettings.ts';
import { Database } from './database.ts';
import { Formulas } from './formulas.ts';
import { IdAllocator, normaliseId } from './ids.ts';
import { selectRows, sortRows } from './select.ts';
import type { OrgClock } from '../clock.ts';
import type { RunningUser } from '../flow/port.ts';
import type { OrgFacts } from '../formula/index.ts';
import type { ProblemList } from '../schema/problems.ts';
import type { Project } from '../schema/project.ts';
import type { FieldSchema, FieldValue, ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';
import type { Table, TableState } from './database.ts';
import type { Ordering, Selection, ValueReader } from './select.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm (2026-11-25) */
const DAYS_IN_BIN = 15;
/** Setup, which has no recycle bin. */
const WITHOUT_BIN: ReadonlySet<string> = new Set(['PermissionSet', 'PermissionSetAssignment']);

const NO_ROWS: TableState = { rows: [], bin: [] };

export interface RecordsState {
    readonly ids: Readonly<Record<string, number>>;
    readonly tables: Readonly<Record<string, TableState>>;
    readonly autoNumbers: readonly { readonly field: string; readonly last: number }[];
    readonly administratorId: string;
    readonly organizationId: string;
}

export interface ParentRow {
    readonly object: ObjectSchema;
    readonly row: StoredRecord;
}

export class OrgRecords implements OrgFacts {
    readonly project: Project;
    readonly schema: Schema;
    readonly clock: OrgClock;
    readonly database: Database;
    readonly ids: IdAllocator;
    readonly formulas: Formulas;
    readonly #objectsByPrefix: ReadonlyMap<string, ObjectSchema>;
    readonly #metadata = new Map<string, StoredRecord>();
    readonly #autoNumbers = new Map<FieldSchema, number>();
    #administrator: StoredRecord = {};
    #acting: RunningUser | undefined;
    #organization: StoredRecord = {};

    /** Formulas that do not compile are noted as problems. */
    constructor(project: Project, clock: OrgClock, problems: ProblemList, former?: OrgRecords) {
        this.ids = former?.ids ?? new IdAllocator();
        this.project = project;
        this.schema = project.schema;
        this.clock = clock;
        this.database = new Database(project.schema);
        this.#objectsByPrefix = new Map(project.schema.objects.map((object) => [object.keyPrefix, object]));
        this.formulas = new Formulas(project, this, problems);
    }

    /** Who the local org is and who administers it; set by the seed. */
    setIdentity(administrator: StoredRecord, organization: StoredRecord): void {
        this.#administrator = administrator;
        this.#organization = organization;
    }

    /** For whom formulas are evaluated: the administrator, unless another acts. */
    get user(): RunningUser {
        return this.#acting ?? { record: this.#administrator, hasCustomPermission: () => false };
    }

    get administrator(): StoredRecord {
        return this.#administrator;
    }

    /** Does the work as that user. It has to end when it returns: there is one acting user at a time. */
    actAs<T>(user: RunningUser, work: () => T): T {
        const before = this.#acting;
        this.#acting = user;
        try {
            return work();
        } finally {
            this.#acting = before;
        }
    }

    get organization(): StoredRecord {
        return this.#organization;
    }

    table(object: ObjectSchema): Table {
        return this.database.table(object);
    }

    objectOfId(id: string): ObjectSchema | undefined {
        return this.#objectsByPrefix.get(id.slice(0, 3));
    }

    rowOf(id: string): StoredRecord | undefined {
        return this.#rowIn((object) => this.table(object), id);
    }

    parentRow(lookup: FieldSchema, row: StoredRecord): ParentRow | undefined {
        return this.#parentIn((object) => this.table(object), lookup, row);
    }

    readonly read = this.#reader((lookup, row) => this.parentRow(lookup, row));

    /** The same records, together with those in the recycle bin. */
    withDeleted(): OrgRecords {
        const since = this.binnedSince();
        const table = (object: ObjectSchema): Table => this.table(object).withBin(since);
        const parentRow = (lookup: FieldSchema, row: StoredRecord): ParentRow | undefined =>
            this.#parentIn(table, lookup, row);
        const read = this.#reader(parentRow);
        return overlay<OrgRecords>(this, {
            ...{ table, parentRow, read },
            rowOf: (id) => this.#rowIn(table, id),
            select: (selection) => selectRows(table(selection.object), selection, read),
        });
    }

    /** Whether there was such a record, and it is in the recycle bin. */
    wasDeleted(object: ObjectSchema, id: string): boolean {
        return !this.table(object).get(id) && this.table(object).withBin(this.binnedSince()).get(id) !== undefined;
    }

    /** Puts a record into the recycle bin, which is emptied of what is too old on the way. */
    bin(object: ObjectSchema, id: string, changes: StoredRecord): void {
        const table = this.table(object);
        table.emptyBin(this.binnedSince());
        if (WITHOUT_BIN.has(object.name)) table.remove(id);
        else table.bin(id, changes);
    }

    /** What was deleted earlier is no longer in the recycle bin. */
    binnedSince(): string {
        return toDateTime(this.clock.now() - DAYS_IN_BIN * 24 * 3_600_000);
    }

    #rowIn(table: (object: ObjectSchema) => Table, id: string): StoredRecord | undefined {
        const object = this.objectOfId(id);
        const normal = normaliseId(id);
        return object && normal ? table(object).get(normal) : undefined;
    }

    #parentIn(table: (object: ObjectSchema) => Table, lookup: FieldSchema, row: StoredRecord): ParentRow | undefined {
        const id = row[lookup.name];
        if (typeof id !== 'string') return undefined;
        const object = this.objectOfId(id);
        const parent = object && table(object).get(id);
        return object && parent ? { object, row: parent } : undefined;
    }

    #reader(parentRow: (lookup: FieldSchema, row: StoredRecord) => ParentRow | undefined): ValueReader {
        return (row, path) => {
            let current = row;
            let object: ObjectSchema | undefined;
            for (const lookup of path.parents) {
                const parent = parentRow(lookup, current);
                if (!parent) return null;
                current = parent.row;
                object = parent.object;
            }
            const { computed } = path;
            if (!computed) return this.#ownValue(current, path.field, object);
            return computed.apply(this.#ownValue(current, computed.from, object), current);
        };
    }

    #ownValue(row: StoredRecord, field: FieldSchema, object: ObjectSchema | undefined): FieldValue {
        if (field.formula === undefined) return row[field.name] ?? null;
        const owner = object ?? this.objectOfId(String(row['Id']));
        return owner ? this.formulas.value(owner, field, row) : null;
    }

    select(selection: Selection): StoredRecord[] {
        return selectRows(this.table(selection.object), selection, this.read);
    }

    sort(rows: StoredRecord[], orderBy: readonly Ordering[]): void {
        sortRows(rows, orderBy, this.read);
    }

    /** Takes over the rows of what the org had before, as far as the objects and fields are still there. */
    takeOver(former: OrgRecords): void {
        for (const { name, kind } of former.schema.objects) {
            const [from, to] = [former.schema.object(name), this.schema.object(name)];
            if (!from || !to || !(kind === 'standard' || kind === 'custom')) continue;
            const blank = Object.fromEntries(
                to.fields.filter(({ formula }) => formula === undefined).map((field) => [field.name, blankOf(field)]),
            );
            const gone = from.fields.map(({ name: field }) => field).filter((field) => !to.field(field));
            for (const row of former.withDeleted().table(from).all())
                this.table(to).put(without({ ...blank, ...row }, gone));
            for (const field of from.fields) {
                const [count, successor] = [former.#autoNumbers.get(field), to.field(field.name)];
                if (count !== undefined && successor) this.#autoNumbers.set(successor, count);
            }
        }
        this.setIdentity(former.#administrator, former.#organization);
    }

    state(): RecordsState {
        return {
            ids: this.ids.state(),
            tables: Object.fromEntries(this.schema.objects.map((object) => [object.name, this.table(object).state()])),
            autoNumbers: this.#autoNumberFields().flatMap(({ name, field }) => {
                const last = this.#autoNumbers.get(field);
                return last === undefined ? [] : [{ field: name, last }];
            }),
            administratorId: String(this.#administrator['Id']),
            organizationId: String(this.#organization['Id']),
        };
    }

    /** In place of all that there is, under the same schema. */
    restore({ ids, tables, autoNumbers, administratorId, organizationId }: RecordsState): void {
        this.ids.restore(ids);
        for (const object of this.schema.objects) this.table(object).restore(tables[object.name] ?? NO_ROWS);
        const last = new Map(autoNumbers.map((each) => [each.field, each.last]));
        this.#autoNumbers.clear();
        for (const { name, field } of this.#autoNumberFields()) {
            const count = last.get(name);
            if (count !== undefined) this.#autoNumbers.set(field, count);
        }
        this.#metadata.clear();
        for (const type of this.schema.objects.filter(({ kind }) => kind === 'metadataType'))
            for (const row of this.table(type).all()) this.#metadata.set(metadataKey(type, row), row);
        this.setIdentity(this.rowOf(administratorId) ?? {}, this.rowOf(organizationId) ?? {});
    }

    #autoNumberFields(): { name: string; field: FieldSchema }[] {
        return this.schema.objects.flatMap((object) =>
            object.fields
                .filter(({ type }) => type === 'AutoNumber')
                .map((field) => ({ name: `${object.name}.${field.name}`, field })),
        );
    }

    addCustomMetadata(type: ObjectSchema, values: StoredRecord): void {
        const row = { ...values, Id: this.ids.allocate(type.keyPrefix), SystemModstamp: toDateTime(this.clock.now()) };
        this.table(type).put(row);
        this.#metadata.set(metadataKey(type, row), row);
    }

    nextAutoNumber(field: FieldSchema): string {
        const number = (this.#autoNumbers.get(field) ?? 0) + 1;
        this.#autoNumbers.set(field, number);
        const format = field.displayFormat ?? '{0}';
        return format.replace(/\{(0+)\}/, (_, zeros: string) => String(number).padStart(zeros.length, '0'));
    }

    now(): number {
        return this.clock.now();
    }

    setting(object: string): StoredRecord | undefined {
        return settingFor(this, object);
    }

    label(name: string): string | undefined {
        return this.project.labels.get(name)?.value;
    }

    customMetadata(type: string, developerName: string): StoredRecord | undefined {
        return this.#metadata.get(`${type}.${developerName}`.toLowerCase());
    }

    parent(object: string, record: StoredRecord, relationshipName: string): StoredRecord | undefined {
        const lookup = this.schema.object(object)?.parentRelationship(relationshipName);
        const parent = lookup && this.parentRow(lookup, record);
        return parent && this.formulas.view(parent.object, parent.row);
    }
}

function metadataKey({ name }: ObjectSchema, row: StoredRecord): string {
    return `${name}.${String(row['DeveloperName'])}`.toLowerCase();
}

function without(row: StoredRecord, fields: readonly string[]): StoredRecord {
    if (fields.length === 0) return row;
    return Object.fromEntries(Object.entries(row).filter(([name]) => !fields.includes(name)));
}

function blankOf({ type }: FieldSchema): FieldValue {
    return type === 'Checkbox' ? false : null;
}
