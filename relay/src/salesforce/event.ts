/** Between a snapshot and the CRM's fields, by the table that is generated from the event's XML. */
import type { BranchOf } from '../core/branches.ts';
import { snapshotOf, trackerOfSnapshot } from '../core/snapshot.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { emptyTracker } from '../core/merge.ts';
import type { NumberHash } from '../core/hashedNumbers.ts';
import type { ForeignRow } from '../core/store.ts';
import { EVENT_FIELDS } from './eventFields.generated.ts';

interface FieldFacts {
    readonly field: string;
    readonly type: string;
    readonly length?: number;
    readonly precision?: number;
    readonly scale?: number;
}

export interface Stamp {
    readonly store: string;
    readonly epoch: number;
    readonly version: number;
    /** When this copy of the snapshot was published; the row keeps the earliest that told of its status. */
    readonly statusPublishedAt: string;
}

type Name = keyof Snapshot | keyof Stamp;
/** Fails to compile when the event has a field that no snapshot fills, or lacks one that a snapshot has. */
const FIELDS: Readonly<Record<Name, FieldFacts>> & Readonly<Record<keyof typeof EVENT_FIELDS, FieldFacts>> =
    EVENT_FIELDS;

const NAMES = Object.keys(FIELDS) as Name[]; // the cast holds: the type of FIELDS names them

export type EventFields = Readonly<Record<string, string | number>>;

/** At most this many UTF-16 units, and never half a character. */
function cut(text: string, length: number): string {
    return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

function fit(value: string | number, { type, length, precision = 18, scale = 0 }: FieldFacts): string | number | null {
    if (type !== 'Number') return length === undefined ? value : cut(String(value), length);
    const number = Number(value);
    // A number that the field cannot hold would make the org refuse the whole message.
    return Number.isFinite(number) && Math.abs(number) < 10 ** (precision - scale) ? number : null;
}

/** Blank fields are left out: a blank never overwrites. */
export function eventOf(snapshot: Snapshot, stamp: Stamp): EventFields {
    const event: Record<string, string | number> = {};
    const values: Readonly<Record<Name, string | number | null>> = { ...snapshot, ...stamp };
    for (const name of NAMES) {
        const value = values[name];
        const fitting = value === null ? null : fit(value, FIELDS[name]);
        if (fitting !== null) event[FIELDS[name].field] = fitting;
    }
    return event;
}

/** `Message__c` calls one field differently, because there it is beside the links that the flows make of it. */
const ROW_FIELDS: Readonly<Partial<Record<Name, string>>> = { recordId: 'Related_Record_Id__c' };

const rowField = (name: Name): string => ROW_FIELDS[name] ?? FIELDS[name].field;

/** Every field of `Message__c` that a snapshot fills, and whether its effects were applied. */
export const SNAPSHOT_COLUMNS: readonly string[] = [
    ...Object.keys(FIELDS).map((name) => rowField(name as Name)),
    'Effect_Status__c',
];

/** A field's value as text; null when it is blank. */
export function textOf(value: unknown): string | null {
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' && value !== '' ? value : null;
}

function valueOf(row: Readonly<Record<string, unknown>>, name: keyof Snapshot): string | number | null {
    const value = row[rowField(name)];
    const text = textOf(value);
    if (text === null) return null;
    if (FIELDS[name].type === 'DateTime') return new Date(text).toISOString();
    return typeof value === 'number' && name !== 'price' ? value : text;
}

/** What a row of `Message__c` says, made by another store; without the number that a sender may have put there. */
export function foreignRowOf(
    row: Readonly<Record<string, unknown>>,
    branchOf: BranchOf,
    numbers: NumberHash | null = null,
): ForeignRow {
    const messageKey = String(row[FIELDS.messageKey.field]);
    const names = Object.keys(snapshotOf(emptyTracker(messageKey))) as (keyof Snapshot)[];
    const values = Object.fromEntries(names.map((name) => [name, valueOf(row, name)]));
    // The cast holds: each name of a snapshot has its value, in the type of its field.
    const snapshot = { ...values, messageKey } as unknown as Snapshot;
    return {
        tracker: trackerOfSnapshot(numbers?.snapshot(snapshot) ?? snapshot, branchOf(snapshot.location)),
        epoch: Number(row[FIELDS.epoch.field] ?? 0),
        version: Number(row[FIELDS.version.field] ?? 0),
        applied: row['Effect_Status__c'] === 'Applied',
    };
}
