/**
 * Create Records: new records, platform events, or an upsert by external id.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm, FlowRecordCreate
 * (2026-11-21). In an upsert that keeps its good rows, one bad row still takes the fault path.
 */
import type { ObjectSchema } from '../../schema/types.ts';
import type { Interview } from '../interview.ts';
import type { FlowFault, FlowTransaction, NewRecord, SaveOutcome } from '../port.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import { slot } from '../operands.ts';
import type { Operand } from '../operands.ts';
import type { Scope } from '../scope.ts';
import { accepts, TEXT } from '../values.ts';
import type { FlowRecord } from '../values.ts';
import { onward } from './draft.ts';
import type { ElementDraft } from './draft.ts';
import { readMatching, updateMatching } from './matching.ts';
import { inputRecords, readInputFields, recordsOf, save, writable } from './rows.ts';
import type { Rows } from './rows.ts';
import { prepareEach } from './together.ts';

interface Upsert {
    readonly key: string;
    readonly allOrNone: boolean;
}
interface Source {
    readonly object: ObjectSchema;
    readonly rows: (interview: Interview) => Rows;
}

export function readRecordCreate(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const name = reader.owner;
    const upsert = readUpsert(reader);
    const matching = readMatching(reader);
    const idReference = reader.optional('assignRecordIdToReference');
    const automatic = reader.flag('storeOutputAutomatically');
    const source = readSource(reader, upsert, idReference, automatic);
    const [next, faultNext] = [connector(reader, 'connector'), connector(reader, 'faultConnector')];
    reader.end();
    if (automatic && idReference !== undefined)
        throw reader.invalid('assignRecordIdToReference and storeOutputAutomatically exclude each other');
    return {
        name,
        tag: reader.tag,
        ways: onward(next),
        faultTarget: faultNext,
        writes: true,
        ...(automatic ? { declare: (scope: Scope) => scope.declare(name, () => slot(name, TEXT, true)) } : {}),
        compile: (scope) => {
            const { object, rows } = source(scope);
            const externalId = upsert && externalIdField(scope, reader, object, upsert);
            const match = matching?.(scope, object);
            if (match && object.kind === 'event') throw reader.invalid('a platform event matches no record');
            return {
                kind: 'data',
                name,
                tag: reader.tag,
                next,
                faultNext,
                execute: (interviews, tx) => {
                    const faults = new Map<Interview, FlowFault>();
                    const prepared = prepareEach(interviews, faults, rows);
                    const creating = match ? updateMatching(object, match, prepared, faults, tx) : prepared;
                    save(creating, faults, 'create', statement(tx, object, externalId));
                    return faults;
                },
            };
        },
    };
}

function statement(
    tx: FlowTransaction,
    object: ObjectSchema,
    externalId: string | undefined,
): (rows: readonly NewRecord[], units: readonly number[]) => readonly SaveOutcome[] {
    if (object.kind === 'event') return (rows) => tx.publish(object.name, rows);
    if (externalId !== undefined) return (rows, units) => tx.upsert(object.name, externalId, rows, units);
    return (rows, units) => tx.insert(object.name, rows, units);
}

function readUpsert(reader: FlowReader): Upsert | undefined {
    const upserts = reader.flag('doesUpsert');
    const externalId = reader.optional('upsertExternalIdField');
    const standardId = reader.choice('upsertStandardIdField', ['Id']);
    const allOrNone = reader.optional('doesUpsertAllOrNone') === undefined || reader.flag('doesUpsertAllOrNone');
    if (!upserts) {
        if (externalId !== undefined) throw reader.invalid('upsertExternalIdField without doesUpsert');
        return undefined;
    }
    if (externalId !== undefined && standardId !== undefined)
        throw reader.invalid('upsertExternalIdField and upsertStandardIdField exclude each other');
    return { key: externalId ?? standardId ?? 'Id', allOrNone };
}

function externalIdField(scope: Scope, reader: FlowReader, object: ObjectSchema, upsert: Upsert): string {
    const field = scope.field(object, upsert.key, reader.owner);
    if (!field.externalId && field.type !== 'Id')
        throw reader.invalid(`${object.name}.${field.name} is not an external id`);
    return field.name;
}

function readSource(
    reader: FlowReader,
    upsert: Upsert | undefined,
    idReference: string | undefined,
    automatic: boolean,
): (scope: Scope) => Source {
    const [objectName, reference] = [reader.optional('object'), reader.optional('inputReference')];
    const fields = readInputFields(reader);
    if (reference !== undefined) {
        if (objectName !== undefined) throw reader.invalid('object and inputReference exclude each other');
        if (automatic || idReference !== undefined) throw reader.invalid('the record variable itself receives the id');
        return (scope) => fromRecords(scope, reader, reference, upsert);
    }
    if (objectName === undefined) throw reader.invalid('Create Records needs object or inputReference');
    if (upsert) throw reader.invalid('an upsert needs inputReference');
    return (scope) => fromFields(scope, reader, objectName, fields, automatic ? reader.owner : idReference);
}

function fromRecords(scope: Scope, reader: FlowReader, reference: string, upsert: Upsert | undefined): Source {
    const input = inputRecords(scope, reader, reference);
    const { object } = input;
    return {
        object,
        rows: (interview) => {
            const records = recordsOf(input, reference, interview);
            return {
                rows: records.map((record) => writable(object, record, upsert?.key === 'Id')),
                apart: upsert?.allOrNone === false,
                saved: (outcomes) => {
                    const withIds = records.map((record, index) => withId(record, outcomes[index]));
                    input.write?.(interview, input.type.collection ? withIds : (withIds[0] ?? null));
                },
            };
        },
    };
}

function withId(record: FlowRecord, outcome: SaveOutcome | undefined): FlowRecord {
    return outcome?.success ? { ...record, fields: { ...record.fields, Id: outcome.id } } : record;
}

function fromFields(
    scope: Scope,
    reader: FlowReader,
    objectName: string,
    fields: ReturnType<typeof readInputFields>,
    idReference: string | undefined,
): Source {
    const object = scope.object(objectName, reader.owner);
    const row = fields(scope, object);
    const target: Operand | undefined =
        idReference === undefined ? undefined : scope.resolve(idReference, reader.owner);
    if (target && (!target.write || !accepts(target.type, TEXT)))
        throw reader.invalid(`${idReference} cannot take an id`);
    return {
        object,
        rows: (interview) => ({
            rows: [row(interview)],
            apart: false,
            saved: ([outcome]) => {
                if (outcome?.success) target?.write?.(interview, outcome.id);
            },
        }),
    };
}
