/**
 * The later paths of a record-triggered flow: asynchronous ones and those that wait for a time.
 * https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_concepts_trigger_scheduled_path.htm (2026-11-21)
 */
import type { ObjectSchema, StoredRecord } from '../schema/types.ts';
import { addMonths, DAY, dateTimeOf, millisOf } from '../formula/calendar.ts';
import { OFFSET_UNITS } from './program.ts';
import type { FlowPath, TimedPath, TimeOffset } from './program.ts';
import { connector } from './reader.ts';
import type { FlowReader } from './reader.ts';

const MOST_IN_BATCH = 200;
const LENGTHS = { Minutes: 60_000, Hours: 3_600_000, Days: DAY, Weeks: 7 * DAY } as const;

export function readPath(element: FlowReader): FlowPath {
    const kind = element.choice('pathType', ['AsyncAfterCommit']);
    element.ignore('description', 'processMetadataValues');
    const name = element.optional('name') ?? kind;
    const first = connector(element, 'connector');
    if (name === undefined) throw element.invalid('a scheduled path needs a name');
    if (first === undefined) throw element.invalid(`the path ${name} leads to no element`);
    const path: FlowPath = kind ? { name, kind, first } : { name, kind: 'Timed', first, ...readTime(element) };
    element.end();
    return path;
}

function readTime(element: FlowReader): Pick<TimedPath, 'field' | 'offset' | 'batchSize'> {
    element.ignore('label');
    const source = element.choice('timeSource', ['RecordTriggerEvent', 'RecordField']);
    const field = element.optional('recordField');
    const unit = element.choice('offsetUnit', OFFSET_UNITS);
    const count = element.integer('offsetNumber');
    const batchSize = element.integer('maxBatchSize') ?? MOST_IN_BATCH;
    if (!source) throw element.invalid('a scheduled path needs timeSource');
    if ((source === 'RecordField') !== (field !== undefined))
        throw element.invalid('recordField goes with the time source RecordField');
    if (count === undefined || !unit) throw element.invalid('a scheduled path needs offsetNumber and offsetUnit');
    if (batchSize < 1 || batchSize > MOST_IN_BATCH)
        throw element.invalid(`maxBatchSize is a number from 1 to ${MOST_IN_BATCH}`);
    return { field, offset: { count, unit }, batchSize };
}

/** The path with its field spelled as the object has it. */
export function spellPath(path: FlowPath, object: ObjectSchema, reader: FlowReader): FlowPath {
    if (path.kind !== 'Timed' || path.field === undefined) return path;
    const field = object.field(path.field);
    if (!field) throw reader.invalid(`unknown field ${object.name}.${path.field}`);
    if (field.type !== 'Date' && field.type !== 'DateTime')
        throw reader.invalid(`${object.name}.${field.name} is no date: a scheduled path cannot be counted from it`);
    return { ...path, field: field.name };
}

/** When the path is to run for a record saved at `savedAt`; undefined when its date is blank. Dates begin at midnight GMT. */
export function dueTime({ field, offset }: TimedPath, record: StoredRecord, savedAt: number): number | undefined {
    if (field === undefined) return moved(savedAt, offset);
    const value = record[field];
    return typeof value === 'string' ? moved(Date.parse(value), offset) : undefined;
}

/** Months are those of the calendar, counted as ADDMONTHS counts them. */
function moved(from: number, { count, unit }: TimeOffset): number {
    return unit === 'Months' ? millisOf(addMonths(dateTimeOf(from), count)) : from + count * LENGTHS[unit];
}
