/**
 * The org's rows in memory. Rows are never changed in place: a write replaces the row and notes how to undo it, so that
 * a savepoint is a position in the undo log. One transaction runs at a time, hence one log.
 */
import { overlay } from '../overlay.ts';
import type { FieldSchema, FieldValue, ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';

export class Database {
    readonly #tables: ReadonlyMap<string, Table>;
    #undo: (() => void)[] = [];

    constructor(schema: Schema) {
        const log = (undo: () => void): void => void this.#undo.push(undo);
        this.#tables = new Map(schema.objects.map((object) => [object.name, new Table(object, log)]));
    }

    table(object: ObjectSchema): Table {
        const table = this.#tables.get(object.name);
        if (!table) throw new Error(`No table for ${object.name}`);
        return table;
    }

    savepoint(): number {
        return this.#undo.length;
    }

    rollbackTo(savepoint: number): void {
        while (this.#undo.length > savepoint) this.#undo.pop()?.();
    }

    commit(): void {
        this.#undo = [];
    }
}

/** Rows found by an index: how many, and on demand which, oldest first. */
export interface Holders {
    readonly size: number;
    ids(): readonly string[];
}

/** Every row in its place, and the ids of the deleted ones in the order of their deletion. */
export interface TableState {
    readonly rows: readonly StoredRecord[];
    readonly bin: readonly string[];
}

type IndexKey = string | number | boolean;

export class Table {
    readonly object: ObjectSchema;
    /** Deleted rows keep their place until the bin is emptied, so that a rollback brings back the order as well. */
    readonly #rows = new Map<string, StoredRecord>();
    /** The ids of the deleted rows among them, in the order of deletion. */
    readonly #bin = new Set<string>();
    readonly #indexes: Map<string, Index>;
    readonly #log: (undo: () => void) => void;

    constructor(object: ObjectSchema, log: (undo: () => void) => void) {
        this.object = object;
        this.#log = log;
        this.#indexes = new Map(object.fields.filter(isIndexed).map((field) => [field.name, new Index(field)]));
    }

    get size(): number {
        return this.#rows.size - this.#bin.size;
    }

    get(id: string): StoredRecord | undefined {
        return live(this.#rows.get(id));
    }

    all(): Iterable<StoredRecord> {
        return this.#bin.size === 0 ? this.#rows.values() : this.#rows.values().filter((row) => !isDeleted(row));
    }

    /** The same table with the rows that were deleted at that time or later. */
    withBin(since: string): Table {
        const shown = (row: StoredRecord | undefined): StoredRecord | undefined =>
            row && isDeleted(row) && deletedAt(row) < since ? undefined : row;
        return overlay<Table>(this, {
            get: (id) => shown(this.#rows.get(id)),
            all: () => this.#rows.values().filter((row) => shown(row) !== undefined),
            holding: (field, value) => (field.type === 'Id' ? heldById(value, this.#rows) : undefined),
        });
    }

    /**
     * The rows that hold the value; undefined when there is no index and none can be made. A field that is searched by
     * value gets an index the first time, so that 200 interviews do not read the whole table 200 times.
     */
    holding(field: FieldSchema, value: FieldValue): Holders | undefined {
        if (field.type === 'Id') return heldById(value, this.#rows);
        if (value === null || field.formula !== undefined) return undefined;
        return (this.#indexes.get(field.name) ?? this.#addIndex(field)).holding(value);
    }

    #addIndex(field: FieldSchema): Index {
        const index = new Index(field);
        for (const [id, row] of this.#rows) index.move(id, undefined, live(row));
        this.#indexes.set(field.name, index);
        return index;
    }

    put(row: StoredRecord): void {
        const id = String(row['Id']);
        const before = this.#rows.get(id);
        this.#replace(id, before, row);
        this.#log(() => this.#replace(id, row, before));
    }

    /** Moves the row to the bin, with these last changes. */
    bin(id: string, changes: StoredRecord): void {
        const row = this.get(id);
        if (row) this.put({ ...row, ...changes, IsDeleted: true });
    }

    /** Removes the row for good. */
    remove(id: string): void {
        const before = this.#rows.get(id);
        if (!before) return;
        this.#replace(id, before, undefined);
        this.#log(() => this.#replace(id, undefined, before));
    }

    /** Empties the bin of what was deleted earlier. That is not undone: time does not run backwards. */
    emptyBin(before: string): void {
        for (const id of this.#bin) {
            const row = this.#rows.get(id);
            if (row && deletedAt(row) >= before) return;
            this.#replace(id, row, undefined);
        }
    }

    state(): TableState {
        return { rows: [...this.#rows.values()], bin: [...this.#bin] };
    }

    /** In place of all rows; that is not undone. */
    restore({ rows, bin }: TableState): void {
        for (const [id, row] of [...this.#rows]) this.#replace(id, row, undefined);
        for (const row of rows) this.#replace(String(row['Id']), undefined, row);
        this.#bin.clear();
        for (const id of bin) this.#bin.add(id);
    }

    #replace(id: string, before: StoredRecord | undefined, after: StoredRecord | undefined): void {
        for (const index of this.#indexes.values()) index.move(id, live(before), live(after));
        if (after) this.#rows.set(id, after);
        else this.#rows.delete(id);
        if (after && isDeleted(after)) this.#bin.add(id);
        else this.#bin.delete(id);
    }
}

function isDeleted(row: StoredRecord): boolean {
    return row['IsDeleted'] === true;
}

function live(row: StoredRecord | undefined): StoredRecord | undefined {
    return row && isDeleted(row) ? undefined : row;
}

function deletedAt(row: StoredRecord): string {
    return String(row['SystemModstamp']);
}

function heldById(value: FieldValue, rows: ReadonlyMap<string, StoredRecord>): Holders {
    const ids = typeof value === 'string' && rows.has(value) ? [value] : [];
    return { size: ids.length, ids: () => ids };
}

function isIndexed(field: FieldSchema): boolean {
    // https://developer.salesforce.com/docs/atlas.en-us.salesforce_large_data_volumes_bp.meta/salesforce_large_data_volumes_bp/ldv_deployments_infrastructure_indexes.htm
    return (field.unique || field.externalId || field.referenceTo.length > 0) && field.formula === undefined;
}

/** Ids by value. Most values have one row, which is kept without a Set. */
class Index {
    readonly #field: FieldSchema;
    readonly #ids = new Map<IndexKey, string | Set<string>>();

    constructor(field: FieldSchema) {
        this.#field = field;
    }

    holding(value: Exclude<FieldValue, null>): Holders {
        const found = this.#ids.get(this.#key(value));
        if (found === undefined) return { size: 0, ids: () => [] };
        if (typeof found === 'string') return { size: 1, ids: () => [found] };
        // Ids grow with time and sort as text, so this is the order of creation whatever was moved since.
        return { size: found.size, ids: () => [...found].sort() };
    }

    move(id: string, before: StoredRecord | undefined, after: StoredRecord | undefined): void {
        const from = before?.[this.#field.name] ?? null;
        const to = after?.[this.#field.name] ?? null;
        if (before && after && from === to) return;
        if (from !== null) this.#remove(this.#key(from), id);
        if (to !== null) this.#add(this.#key(to), id);
    }

    #add(key: IndexKey, id: string): void {
        const found = this.#ids.get(key);
        if (found === undefined) this.#ids.set(key, id);
        else if (typeof found === 'string') this.#ids.set(key, new Set([found, id]));
        else found.add(id);
    }

    #remove(key: IndexKey, id: string): void {
        const found = this.#ids.get(key);
        if (found instanceof Set) {
            found.delete(id);
            if (found.size > 0) return;
        }
        this.#ids.delete(key);
    }

    #key(value: Exclude<FieldValue, null>): IndexKey {
        return typeof value === 'string' && !this.#field.caseSensitive && this.#field.referenceTo.length === 0
            ? value.toLowerCase()
            : value;
    }
}
