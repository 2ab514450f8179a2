/** The values that interviews hold and hand out. */
import type { FieldValue } from '../schema/types.ts';

/** Never changed in place: whoever sets a field makes a new record. */
export interface FlowRecord {
    readonly object: string;
    readonly fields: Readonly<Record<string, FieldValue>>;
    /** Only some fields were queried; the others cannot be read. */
    readonly partial?: boolean;
}
export type FlowValue = FieldValue | FlowRecord | FlowList;
/** A collection: of values or of records, never of collections. */
export type FlowList = (FieldValue | FlowRecord)[];
