/** One batch through the order of execution: before-save flows, validation, save, after-save flows. */
import { ERRORS } from '../errors.ts';
import { dueTime, runAfterSave, runBeforeSave } from '../flow/index.ts';
import { missingParents, takenValues } from './checks.ts';
import { derivedValues } from './derivedValues.ts';
import { earlyErrors, fixedFieldErrors, systemErrors, toStored } from './fieldRules.ts';
import { noteHistory } from './history.ts';
import { normaliseId } from './ids.ts';
import {
    defaultRecordTypeId,
    recordTypeDefaults,
    recordTypeErrors,
    recordTypeOf,
    withoutMaster,
} from './recordTypes.ts';
import type { PlatformError } from '../errors.ts';
import type { CompiledFlow, FlowOutcome, TimedPath } from '../flow/index.ts';
import type { NewRecord, SaveError, SaveOutcome } from '../flow/port.ts';
import type { FieldSchema, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { PathStart } from './commitEffects.ts';
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
        ...recordTypeErrors(tx.records, tx.access, object, row.record, row.prior),
    ]);
    const saving = { new: remaining(all, true), changed: remaining(all, false) };
    runBefore(tx, object, saving.new, true);
    runBefore(tx, object, saving.changed, false);
    check(all, (row) => validate(tx, object, row));
    for (const row of remaining(all)) write(tx, object, row);
    runAfter(tx, object, remaining(all, true), true);
    runAfter(tx, object, remaining(all, false), false);
    return all.map(({ record, prior, errors }) =>
        errors.length > 0
            ? { success: false, errors }
            : { success: true, id: String(record['Id']), created: prior === null },
    );
}

/** The rows without an error so far, of one kind if asked. */
function remaining(rows: readonly Pending[], isNew?: boolean): Pending[] {
    return rows.filter((row) => row.errors.length === 0 && (isNew === undefined || isNew === (row.prior === null)));
}

function check(rows: readonly Pending[], find: (row: Pending) => readonly PlatformError[]): void {
    for (const row of remaining(rows)) row.errors = find(row).map((error) => error.toSaveError());
}

function prepare(tx: Transaction, object: ObjectSchema, row: SaveRow): Pending {
    const refusal = row.refused ?? tx.refusalOfRow(object, row.id === undefined);
    if (refusal) return refused(refusal);
    if (row.id === undefined) return { record: newRecord(tx, object, row.values), prior: null, errors: [] };
    if (row.id === '') return refused(ERRORS.missingId());
    const id = normaliseId(row.id);
    if (id === undefined) return refused(ERRORS.malformedRecordId(row.id));
    const table = tx.records.table(object);
    const prior = table.get(id);
    if (!prior) return refused(tx.records.wasDeleted(object, id) ? ERRORS.deletedRow() : ERRORS.noSuchRow());
    return { record: { ...prior, ...typed(tx, object, storedValues(object, row.values)), Id: id }, prior, errors: [] };
}

function refused(error: PlatformError): Pending {
    return { record: {}, prior: null, errors: [error.toSaveError()] };
}

function newRecord(tx: Transaction, object: ObjectSchema, values: NewRecord): StoredRecord {
    const blank = Object.fromEntries(object.fields.filter(isStored).map((field) => [field.name, null]));
    const owner = object.field('OwnerId') ? { OwnerId: tx.user.record['Id'] ?? null } : {};
    const holder = object.customSettings === undefined ? {} : { SetupOwnerId: tx.organization['Id'] ?? null };
    const defaults = storedValues(object, tx.records.formulas.defaultValues(object));
    const given = typed(tx, object, storedValues(object, values));
    const ofType = object.recordTypes ? typedDefaults(tx, object, given) : {};
    return { ...blank, ...owner, ...holder, ...defaults, ...ofType, ...given, Id: null };
}

function typed(tx: Transaction, object: ObjectSchema, values: StoredRecord): StoredRecord {
    return object.recordTypes ? withoutMaster(values, object, tx.access) : values;
}

function typedDefaults(tx: Transaction, object: ObjectSchema, given: StoredRecord): StoredRecord {
    const typed = { RecordTypeId: defaultRecordTypeId(tx.records, object, tx.access), ...given };
    const type = recordTypeOf(tx.records, object, typed)?.type;
    return { RecordTypeId: typed.RecordTypeId, ...recordTypeDefaults(object, type) };
}

function isStored(field: FieldSchema): boolean {
    return field.formula === undefined;
}

function storedValues(object: ObjectSchema, values: StoredRecord): StoredRecord {
    const stored: StoredRecord = {};
    for (const [name, value] of Object.entries(values)) {
        const field = object.field(name);
        if (field && isStored(field)) stored[field.name] = toStored(field, value);
    }
    return stored;
}

/** Each flow sees what those before it assigned. */
function runBefore(tx: Transaction, object: ObjectSchema, rows: readonly Pending[], isNew: boolean): void {
    const flows = tx.automation.beforeSave(object, isNew);
    if (flows.length === 0 || rows.length === 0) return;
    const { formulas } = tx.records;
    const seen = rows.map((pending) => ({
        pending,
        record: formulas.liveView(object, pending.record),
        prior: pending.prior && formulas.view(object, pending.prior),
    }));
    for (const flow of flows) {
        const batch = matching(tx, flow, seen);
        if (batch.length > 0) takeErrors(batch, runBeforeSave(flow, batch, tx));
    }
    for (const { pending, record } of seen) {
        const id = pending.record['Id'] ?? null;
        pending.record = { ...storedValues(object, record), Id: id };
    }
}

/** Each flow sees the record as it was saved, whatever those before it have written since. */
function runAfter(tx: Transaction, object: ObjectSchema, rows: readonly Pending[], isNew: boolean): void {
    const flows = tx.automation.afterSave(object, isNew);
    if (flows.length === 0 || rows.length === 0) return;
    const { formulas } = tx.records;
    const seen = rows.map((pending) => ({
        pending,
        record: formulas.view(object, pending.record),
        prior: pending.prior && formulas.view(object, pending.prior),
    }));
    for (const flow of flows) {
        const batch = matching(tx, flow, seen);
        if (batch.length > 0) takeErrors(batch, runAfterSave(flow, batch, tx));
        if (flow.start.paths.length === 0) continue;
        const matched = new Set(batch);
        for (const row of alive(seen)) takePaths(tx, flow, row, matched.has(row));
    }
}

interface FlowRow {
    readonly pending: Pending;
    readonly record: StoredRecord;
    readonly prior: StoredRecord | null;
}

function alive(rows: readonly FlowRow[]): FlowRow[] {
    return rows.filter(({ pending }) => pending.errors.length === 0);
}

/** The rows without an error that meet the flow's entry conditions. */
function matching(tx: Transaction, flow: CompiledFlow, rows: readonly FlowRow[]): FlowRow[] {
    return alive(rows).filter(({ record, prior }) => flow.matches(record, prior, tx));
}

function takeErrors(batch: readonly FlowRow[], outcomes: readonly FlowOutcome[]): void {
    batch.forEach(({ pending }, index) => {
        const outcome = outcomes[index];
        if (outcome && !outcome.ok) pending.errors = [outcome.error];
    });
}

function takePaths(tx: Transaction, flow: CompiledFlow, row: FlowRow, matched: boolean): void {
    for (const path of flow.start.paths) {
        if (path.kind === 'Timed') takeTimedPath(tx, flow, path, row, matched);
        else if (matched) tx.startAfterCommit(pathStart(flow, path.name, row));
    }
}

/**
 * Each save looks anew: the path is put off or brought forward when its date has changed, and ends when the record no
 * longer meets the conditions. https://help.salesforce.com/s/articleView?id=platform.flow_concepts_trigger_scheduled_path.htm
 */
function takeTimedPath(tx: Transaction, flow: CompiledFlow, path: TimedPath, row: FlowRow, matched: boolean): void {
    const start = pathStart(flow, path.name, row);
    const meets = matched || flow.meets(row.record, row.prior, tx);
    const dueAt = meets ? dueTime(path, row.record, tx.now()) : undefined;
    if (dueAt === undefined) tx.changePath({ kind: 'end', start });
    else if (matched) tx.changePath({ kind: 'start', start, dueAt });
    else if (path.field !== undefined) tx.changePath({ kind: 'move', start, dueAt });
}

function pathStart({ name }: CompiledFlow, path: string, { pending, prior }: FlowRow): PathStart {
    return { flow: name, path, id: String(pending.record['Id']), prior };
}

function validate(tx: Transaction, object: ObjectSchema, { record, prior }: Pending): PlatformError[] {
    const system = [
        ...earlyErrors(object, record),
        ...systemErrors(object, record),
        ...fixedFieldErrors(object, record, prior),
        ...missingParents(tx.records, object, record, prior),
        ...recordTypeErrors(tx.records, tx.access, object, record, prior),
    ];
    return system.length > 0 ? system : tx.records.formulas.brokenRules(object, record, prior);
}

function write(tx: Transaction, object: ObjectSchema, row: Pending): void {
    const { records } = tx;
    row.record = { ...row.record, ...systemValues(tx, object, row) };
    const taken = takenValues(records, object, row.record);
    if (taken.length > 0) {
        row.errors = taken.map((error) => error.toSaveError());
        return;
    }
    records.table(object).put({ ...row.record });
    noteHistory(tx, object, row.record, row.prior);
}

function systemValues(tx: Transaction, object: ObjectSchema, { record, prior }: Pending): StoredRecord {
    const changed = tx.changeStamp();
    if (prior !== null) return { ...changed, ...derivedValues(object, record) };
    const id = tx.records.ids.allocate(object.keyPrefix);
    const numbers = object.fields
        .filter((field) => field.type === 'AutoNumber')
        .map((field): [string, string] => [field.name, tx.records.nextAutoNumber(field)]);
    const created: StoredRecord = {
        ...{ Id: id, IsDeleted: false },
        CreatedDate: changed.LastModifiedDate,
        CreatedById: changed.LastModifiedById,
    };
    const unnamed = object.kind === 'custom' && object.field('Name')?.type === 'Text' && record['Name'] === null;
    return {
        ...created,
        ...changed,
        ...(unnamed ? { Name: id } : {}),
        ...Object.fromEntries(numbers),
        ...derivedValues(object, record),
    };
}
