/**
 * Delete Records: those a filter finds, those a variable holds, or the record that started the flow.
 * https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_delete.htm (2026-11-25)
 */
import type { ObjectSchema } from '../../schema/types.ts';
import { readFilters } from '../filters.ts';
import type { Interview } from '../interview.ts';
import { notSet } from '../operands.ts';
import type { FlowFault, FlowTransaction, NewRecord, SaveOutcome } from '../port.ts';
import type { DataElement } from '../program.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import type { Scope } from '../scope.ts';
import { onward } from './draft.ts';
import type { ElementDraft } from './draft.ts';
import { narrowedTo, relatedTo, writeFound } from './found.ts';
import type { FoundRecords } from './found.ts';
import { inputRecords, recordsOf, save } from './rows.ts';
import type { Rows } from './rows.ts';
import { prepareEach } from './together.ts';

type Node = Pick<DataElement, 'name' | 'tag' | 'next' | 'faultNext'>;

export function readRecordDelete(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const [objectName, reference] = [reader.optional('object'), reader.optional('inputReference')];
    const hasFilters = reader.childNames().includes('filters');
    const filters = readFilters(reader);
    const [next, faultNext] = [connector(reader, 'connector'), connector(reader, 'faultConnector')];
    reader.end();
    if ((objectName === undefined) === (reference === undefined))
        throw reader.invalid('Delete Records needs either object or inputReference');
    if (objectName !== undefined && !hasFilters) throw reader.invalid('Delete Records of an object needs filters');
    const node: Node = { name: reader.owner, tag: reader.tag, next, faultNext };
    return {
        name: reader.owner,
        tag: reader.tag,
        ways: onward(next),
        faultTarget: faultNext,
        writes: true,
        compile: (scope) => {
            if (objectName !== undefined) {
                const object = scope.object(objectName, reader.owner);
                return deleteFound(node, { object, where: filters(scope, object) });
            }
            const related = relatedTo(scope, reference ?? '');
            if (related) {
                const { object, lookup } = related;
                return deleteFound(node, { object, where: narrowedTo(lookup, filters(scope, object)) });
            }
            if (hasFilters) throw reader.unsupported('inputReference with filters');
            return deleteRecords(node, scope, reader, reference ?? '');
        },
    };
}

function deleteFound(node: Node, found: FoundRecords): DataElement {
    const statement = deletion(found.object);
    return {
        kind: 'data',
        ...node,
        execute: (interviews, tx) =>
            writeFound(found, { doing: 'delete', values: () => ({}), statement }, interviews, tx),
    };
}

function deleteRecords(node: Node, scope: Scope, reader: FlowReader, reference: string): DataElement {
    const input = inputRecords(scope, reader, reference);
    const statement = deletion(input.object);
    const rowsOf = (interview: Interview): Rows => ({
        rows: recordsOf(input, reference, interview).map(({ fields }) => {
            const { Id = null } = fields;
            if (Id === null) throw notSet(`${reference}.Id`);
            return { Id };
        }),
        apart: false,
    });
    return {
        kind: 'data',
        ...node,
        execute: (interviews, tx) => {
            const faults = new Map<Interview, FlowFault>();
            const prepared = prepareEach(interviews, faults, rowsOf);
            save(prepared, faults, 'delete', (rows, units) => statement(tx, rows, units));
            return faults;
        },
    };
}

/** A record that several interviews delete together is deleted once, and each of them has done it. */
function deletion(object: ObjectSchema) {
    return (tx: FlowTransaction, rows: readonly NewRecord[], units: readonly number[]): readonly SaveOutcome[] => {
        const firsts = new Map<string, number>();
        for (const [index, { Id = null }] of rows.entries()) {
            const id = String(Id);
            if (!firsts.has(id)) firsts.set(id, index);
        }
        const indexes = [...firsts.values()];
        const outcomes = tx.delete(
            object.name,
            [...firsts.keys()],
            indexes.map((index) => units[index] ?? index),
        );
        const byId = new Map([...firsts.keys()].map((id, at) => [id, outcomes[at]]));
        return rows.flatMap(({ Id = null }) => byId.get(String(Id)) ?? []);
    };
}
