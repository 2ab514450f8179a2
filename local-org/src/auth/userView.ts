/** The org's records as one user sees them, and what that user may do with each. */
import { ERRORS } from '../errors.ts';
import { overlay } from '../overlay.ts';
import { selectRows } from '../records/select.ts';
import { isUnshared, levelOf, LEVELS } from './sharing.ts';
import type { PlatformError } from '../errors.ts';
import type { RunningUser } from '../flow/port.ts';
import type { Table } from '../records/database.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { SaveRow } from '../records/save.ts';
import type { RunMode } from '../records/transaction.ts';
import type { FieldValue, ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';
import type { Access } from './access.ts';
import type { Level, ParentOf } from './sharing.ts';

interface Found {
    readonly object: ObjectSchema;
    readonly row: StoredRecord;
}
type CanRead = (object: ObjectSchema, row: StoredRecord) => boolean;

/** System mode looks at no object right. */
const ALL_BUT_RECORDS = { create: true, edit: true } as const;

export class UserView {
    readonly access: Access;
    readonly user: RunningUser;
    /** Reads only what the user may read; its schema is the user's. */
    readonly records: OrgRecords;
    readonly #userId: string;
    readonly #all: OrgRecords;

    constructor(all: OrgRecords, user: StoredRecord, access: Access) {
        this.#all = all;
        this.access = access;
        this.#userId = String(user['Id']);
        this.user = { record: user, hasCustomPermission: (name) => access.hasCustomPermission(name) };
        this.records = this.#view((object, row) => this.canRead(object, row), access.schema);
    }

    canRead(object: ObjectSchema, row: StoredRecord): boolean {
        if (!this.access.rights(object).read || !this.#reaches(object, row, LEVELS.read)) return false;
        return object.historyOf === undefined || this.#seesChange(object.historyOf, String(row['Field']));
    }

    /** "You can see only the history of fields that you may see"; what names no field tells of the whole record. */
    #seesChange(objectName: string, field: string): boolean {
        const isField = this.#all.schema.object(objectName)?.field(field) !== undefined;
        return !isField || this.access.schema.object(objectName)?.field(field) !== undefined;
    }

    /** The records that are shared with the user, with all their fields: for what runs in system mode with sharing. */
    get sharedRecords(): OrgRecords {
        return this.#view((object, row) => this.#reaches(object, row, LEVELS.read), this.#all.schema);
    }

    /** Why the user may not save the row; undefined when nothing forbids it. */
    refusalToSave(object: ObjectSchema, { id, values }: SaveRow, mode: RunMode): PlatformError | undefined {
        const rights = mode === 'user' ? this.access.rights(object) : ALL_BUT_RECORDS;
        const prior = id === undefined ? undefined : this.#all.rowOf(id);
        if (id === undefined && !rights.create) return ERRORS.cannotInsert(object.label);
        if (id !== undefined && !rights.edit) return ERRORS.cannotUpdate(object.label);
        if (prior && !this.#reaches(object, prior, LEVELS.edit)) return ERRORS.insufficientAccess();
        return mode === 'user' ? this.#refusedReference(object, values, prior) : undefined;
    }

    refusalToDelete(object: ObjectSchema, id: string, mode: RunMode): PlatformError | undefined {
        const row = this.#all.rowOf(id);
        if (mode === 'user' && !this.access.rights(object).delete) return ERRORS.insufficientAccess();
        return row && !this.#reaches(object, row, LEVELS.full) ? ERRORS.insufficientAccess() : undefined;
    }

    refusalToPublish(event: ObjectSchema): PlatformError | undefined {
        return this.access.rights(event).create ? undefined : ERRORS.cannotInsert(event.label);
    }

    /** A lookup may only be pointed at a record that its user can read. */
    #refusedReference(object: ObjectSchema, values: StoredRecord, prior?: StoredRecord): PlatformError | undefined {
        const pointsAtHidden = ([name, value]: [string, FieldValue]): boolean => {
            const field = object.field(name);
            if (!field || field.referenceTo.length === 0 || typeof value !== 'string') return false;
            const target = this.#all.objectOfId(value);
            const row = target && this.#all.rowOf(value);
            if (!target || !row || row['Id'] === prior?.[field.name]) return false;
            return !this.canRead(target, row);
        };
        return Object.entries(values).some(pointsAtHidden) ? ERRORS.insufficientAccessOnReference() : undefined;
    }

    #reaches(object: ObjectSchema, row: StoredRecord, level: Level): boolean {
        const { viewAll, modifyAll } = this.access.rights(object);
        if (modifyAll || (viewAll && level === LEVELS.read)) return true;
        return levelOf(this.#userId, object, row, this.#parentOf) >= level;
    }

    readonly #parentOf: ParentOf = (row, lookup) => {
        const id = row[lookup];
        if (typeof id !== 'string') return undefined;
        const object = this.#all.objectOfId(id);
        const parent = object && (this.#all.rowOf(id) ?? this.#all.withDeleted().rowOf(id));
        return object && parent ? { object, row: parent } : undefined;
    };

    #view(canRead: CanRead, schema: Schema, all = this.#all): OrgRecords {
        const table = (object: ObjectSchema): Table => this.#table(object, canRead, all);
        const readable = (object: ObjectSchema | undefined, row: StoredRecord | undefined): Found | undefined => {
            const visible = object && schema.object(object.name);
            return visible && row && canRead(visible, row) ? { object: visible, row } : undefined;
        };
        const asUser = <A extends readonly unknown[], R>(read: (...args: A) => R) => {
            return (...args: A): R => all.actAs(this.user, () => read(...args));
        };
        const formulas = overlay(all.formulas, {
            value: asUser(all.formulas.value.bind(all.formulas)),
            view: asUser(all.formulas.view.bind(all.formulas)),
        });
        return overlay<OrgRecords>(all, {
            schema,
            user: this.user,
            formulas,
            table,
            objectOfId: (id) => schema.object(all.objectOfId(id)?.name ?? ''),
            rowOf: (id) => readable(all.objectOfId(id), all.rowOf(id))?.row,
            parentRow: (lookup, row) => {
                const parent = all.parentRow(lookup, row);
                return readable(parent?.object, parent?.row);
            },
            select: asUser((selection) => selectRows(table(selection.object), selection, all.read)),
            read: asUser(all.read),
            withDeleted: () => this.#view(canRead, schema, all.withDeleted()),
        });
    }

    /** The table without the rows that the user may not read. */
    #table(object: ObjectSchema, canRead: CanRead, all: OrgRecords): Table {
        const table = all.table(object);
        const seesAll = isUnshared(object) || this.access.rights(object).viewAll;
        if (seesAll && object.historyOf === undefined) return table;
        const readable = (row: StoredRecord | undefined): StoredRecord | undefined =>
            row && canRead(object, row) ? row : undefined;
        const rows = (): StoredRecord[] => [...table.all()].filter((row) => canRead(object, row));
        return overlay<Table>(table, {
            get: (id) => readable(table.get(id)),
            all: () => rows(),
            get size() {
                return rows().length;
            },
        });
    }
}
