/** One batch through the order of execution: before-save flows, validation, save, after-save flows. */
import { toDateTime } from '../clock.ts';
import { ERRORS } from '../errors.ts';
import { runAfterSave, runBeforeSave } from '../flow/index.ts';
import { missingParents, takenValues } from './checks.ts';
import { earlyErrors, systemErrors, toStored } from './fieldRules.ts';
import { normaliseId } from './ids.ts';
import type { PlatformError } from '../errors.ts';
import type { CompiledFlow } from '../flow/index.ts';
import type { SaveError, SaveOutcome } from '../flow/port.ts';
import type { FieldSchema, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { SaveRow } from './save.ts';
import type { Transaction } from './transaction.ts';

interface Pending {
    /** As it will be stored; flows before the save change it in place. */
    record: StoredRecord;
    readonly prior: StoredRecord | null;
    errors: readonly SaveError[];
}

export function saveBatch(tx: Transaction, object: ObjectSchema, rows: readonly SaveRow[]): SaveOutcome[] {
    const all = rows.map((row) => prepare(tx, object, row));
    check(all, (row) => [
        ...earlyErrors(object, row.record),
        ...missingParents(tx.records, object, row.record, row.prior),
    ]);
    const saving = { new: alive(all, true), changed: alive(all, false) };
    runBefore(tx, object, saving.new, true);
    runBefore(tx, object, saving.changed, false);
    check(all, (row) => validate(tx, object, row));
    for (const row of alive(all)) write(tx, object, row);
    runAfter(tx, object, alive(all, true), true);
    runAfter(tx, object, alive(all, false), false);
    return all.map(({ record, prior, errors }) =>
        errors.length > 0
            ? { success: false, errors }
            : { success: true, id: String(record['Id']), created: prior === null },
    );
}

/** The rows without an error so far, of one kind if asked. */
function alive(rows: readonly Pending[], isNew?: boolean): Pending[] {
    return rows.filter((row) => row.errors.length === 0 && (isNew === undefined || isNew === (row.prior === null)));
}

function check(rows: readonly Pending[], find: (row: Pending) => readonly PlatformError[]): void {
    for (const row of alive(rows)) row.errors = find(row).map((error) => error.toSaveError());
}

function prepare(tx: Transaction, object: ObjectSchema, row: SaveRow): Pending {
    const values = storedValues(object, row.values);
    if (row.id === undefined) {
        const owner = object.field('OwnerId') ? { OwnerId: tx.user.record['Id'] ?? null } : {};
        const blank = Object.fromEntries(object.fields.filter(isStored).map((field) => [field.name, null]));
        const defaults = storedValues(object, tx.records.formulas.defaultValues(object));
        const record = { ...blank, ...owner, ...defaults, ...values, Id: null };
        return { record, prior: null, errors: [] };
    }
    const refuse = (error: PlatformError): Pending => ({ record: {}, prior: {}, errors: [error.toSaveError()] });
    if (row.id === '') return refuse(ERRORS.missingId());
    const id = normaliseId(row.id);
    if (id === undefined) return refuse(ERRORS.malformedRecordId(row.id));
    const prior = tx.records.table(object).get(id);
    if (!prior) return refuse(tx.records.table(object).wasDeleted(id) ? ERRORS.deletedRow() : ERRORS.noSuchRow());
    return { record: { ...prior, ...values, Id: id }, prior, errors: [] };
}

function isStored(field: FieldSchema): boolean {
    return field.formula === undefined;
}

function storedValues(object: ObjectSchema, values: StoredRecord): StoredRecord {
    return Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) => {
            const field = object.field(name);
            return field ? [[field.name, toStored(field, value)]] : [];
        }),
    );
}

function runBefore(tx: Transaction, object: ObjectSchema, rows: readonly Pending[], isNew: boolean): void {
    for (const flow of tx.automation.beforeSave(object, isNew)) {
        const batch = flowBatch(tx, object, flow, alive(rows));
        if (batch.length === 0) continue;
        const outcomes = runBeforeSave(flow, batch, tx);
        batch.forEach(({ pending, record }, index) => {
            const outcome = outcomes[index];
            if (outcome && !outcome.ok) pending.errors = [outcome.error];
            pending.record = { ...storedOnly(object, record), Id: pending.record['Id'] ?? null };
        });
    }
}

function runAfter(tx: Transaction, object: ObjectSchema, rows: readonly Pending[], isNew: boolean): void {
    for (const flow of tx.automation.afterSave(object, isNew)) {
        const batch = flowBatch(tx, object, flow, alive(rows));
        if (batch.length === 0) continue;
        const outcomes = runAfterSave(flow, batch, tx);
        batch.forEach(({ pending, prior }, index) => {
            const outcome = outcomes[index];
            if (outcome && !outcome.ok) pending.errors = [outcome.error];
            else startAsyncPaths(tx, flow, String(pending.record['Id']), prior);
        });
    }
}

function startAsyncPaths(tx: Transaction, flow: CompiledFlow, id: string, prior: StoredRecord | null): void {
    for (const path of flow.start.paths) tx.startAfterCommit({ flow, path: path.name, id, prior });
}

interface FlowRow {
    readonly pending: Pending;
    readonly record: StoredRecord;
    readonly prior: StoredRecord | null;
}

/** The rows that meet the flow's entry conditions, as the flow sees them: with their formula fields. */
function flowBatch(tx: Transaction, object: ObjectSchema, flow: CompiledFlow, rows: readonly Pending[]): FlowRow[] {
    const { formulas } = tx.records;
    return rows
        .map((pending) => ({
            pending,
            record: formulas.view(object, { ...pending.record }),
            prior: pending.prior && formulas.view(object, pending.prior),
        }))
        .filter(({ record, prior }) => flow.matches(record, prior, tx));
}

function storedOnly(object: ObjectSchema, record: StoredRecord): StoredRecord {
    const formulas = object.fields.filter((field) => field.formula !== undefined).map((field) => field.name);
    const stored = storedValues(object, record);
    for (const name of formulas) delete stored[name];
    return stored;
}

function validate(tx: Transaction, object: ObjectSchema, { record, prior }: Pending): PlatformError[] {
    const system = [
        ...earlyErrors(object, record),
        ...systemErrors(object, record),
        ...missingParents(tx.records, object, record, prior),
    ];
    return system.length > 0 ? system : tx.records.formulas.brokenRules(object, record, prior);
}

function write(tx: Transaction, object: ObjectSchema, row: Pending): void {
    const { records } = tx;
    row.record = { ...row.record, ...systemValues(tx, object, row) };
    const taken = takenValues(records, object, row.record);
    if (taken.length > 0) row.errors = taken.map((error) => error.toSaveError());
    else records.table(object).put({ ...row.record });
}

function systemValues(tx: Transaction, object: ObjectSchema, { record, prior }: Pending): StoredRecord {
    const now = toDateTime(tx.now());
    const user = tx.user.record['Id'] ?? null;
    const changed: StoredRecord = { LastModifiedDate: now, LastModifiedById: user, SystemModstamp: now };
    if (prior !== null) return { ...changed, ...composedName(object, record) };
    const id = tx.records.ids.allocate(object.keyPrefix);
    const numbers = object.fields
        .filter((field) => field.type === 'AutoNumber')
        .map((field) => [field.name, tx.records.nextAutoNumber(field)]);
    const created: StoredRecord = { Id: id, IsDeleted: false, CreatedDate: now, CreatedById: user };
    const unnamed = object.kind === 'custom' && object.field('Name')?.type === 'Text' && record['Name'] === null;
    return {
        ...created,
        ...changed,
        ...(unnamed ? { Name: id } : {}),
        ...Object.fromEntries(numbers),
        ...composedName(object, record),
    };
}

/** People's full names are put together by the platform. */
function composedName(object: ObjectSchema, record: StoredRecord): StoredRecord {
    if (object.field('Name')?.readOnly !== true || !object.field('LastName')) return {};
    return { Name: [record['FirstName'], record['LastName']].filter((part) => part !== null).join(' ') };
}
