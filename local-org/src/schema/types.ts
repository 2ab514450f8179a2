/**
 * The schema of the org as read from the project's metadata and the standard-object catalogue.
 * Names are looked up without regard to case, as the platform does; `name` keeps the declared spelling.
 */
import type { ObjectRights } from '../auth/rights.ts';
import type { SharingModel } from '../auth/sharing.ts';

export const FIELD_TYPES = [
    'Id',
    'Text',
    'TextArea',
    'LongTextArea',
    'Html',
    'Email',
    'Phone',
    'Url',
    'Number',
    'Currency',
    'Percent',
    'Checkbox',
    'Date',
    'DateTime',
    'Time',
    'Picklist',
    'MultiselectPicklist',
    'Lookup',
    'MasterDetail',
    'MetadataRelationship',
    'AutoNumber',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface PicklistSchema {
    readonly restricted: boolean;
    readonly values: readonly { readonly value: string; readonly label: string; readonly isDefault: boolean }[];
}

export interface FieldSchema {
    readonly name: string;
    readonly label: string;
    /** Declared type; for a formula field the type it returns. */
    readonly type: FieldType;
    readonly custom: boolean;
    readonly length?: number;
    /** Digits in all and digits after the point, for numbers. */
    readonly precision?: number;
    readonly scale?: number;
    readonly required: boolean;
    readonly unique: boolean;
    readonly externalId: boolean;
    readonly caseSensitive: boolean;
    /** Objects a lookup may point at; empty for all other types. */
    readonly referenceTo: readonly string[];
    /** `Shop__r`, `Owner`: the name of the parent relationship in SOQL and formulas. */
    readonly relationshipName?: string;
    /** The name of the child relationship on the parent, as the XML has it. */
    readonly childRelationshipName?: string;
    readonly deleteConstraint?: 'SetNull' | 'Restrict' | 'Cascade';
    readonly picklist?: PicklistSchema;
    /** Source of a formula field. Read-only, computed when read. */
    readonly formula?: string;
    readonly formulaTreatsBlanksAsZero?: boolean;
    /** Formula source of the default value. */
    readonly defaultValue?: string;
    readonly displayFormat?: string;
    /** Cannot be written by clients (system fields, formulas, auto numbers). */
    readonly readOnly: boolean;
    /** Taken when a record is created, and never again. */
    readonly createOnly?: boolean;
    /** Changes of it are kept when its object keeps a history. */
    readonly tracksHistory?: boolean;
    readonly helpText?: string;
}

/** A kind of an object's records. */
export interface RecordTypeSchema {
    /** Its developer name. */
    readonly name: string;
    readonly label: string;
    readonly description: string | null;
    readonly isActive: boolean;
    /** Values that its records may hold, by field; picklists that are not named keep all of theirs. */
    readonly picklists: ReadonlyMap<string, PicklistSchema['values']>;
}

export type ObjectKind = 'standard' | 'custom' | 'event' | 'metadataType';

export interface ObjectSchema {
    readonly name: string;
    readonly label: string;
    readonly pluralLabel: string;
    readonly kind: ObjectKind;
    /** First three characters of the ids of its records. */
    readonly keyPrefix: string;
    /** The organisation-wide default; absent where records are not shared one by one. */
    readonly sharingModel?: SharingModel;
    /** In a user's view of the schema: what that user may do with the object. Absent: everything. */
    readonly rights?: ObjectRights;
    /** Custom objects only: whether their records are found by a search. */
    readonly searchable?: boolean;
    /** Hierarchy custom settings only: its values are the organisation's, a profile's or a user's. */
    readonly customSettings?: 'Hierarchy';
    /** Platform events only. */
    readonly publishBehavior?: 'PublishImmediately' | 'PublishAfterCommit';
    /** The object whose records' history the rows are. They are read, and written by nobody. */
    readonly historyOf?: string;
    readonly nameField: string;
    /** Absent when its records are of no other type than the master record type. */
    readonly recordTypes?: readonly RecordTypeSchema[];
    /** In declared order. */
    readonly fields: readonly FieldSchema[];
    field(name: string): FieldSchema | undefined;
    /** The lookup field whose relationship name this is: `Shop__r` → `Shop__c`. */
    parentRelationship(relationshipName: string): FieldSchema | undefined;
}

export interface Schema {
    readonly objects: readonly ObjectSchema[];
    object(name: string): ObjectSchema | undefined;
}

/**
 * A stored value. Text, picklists, ids and lookups are strings; numbers are numbers; checkboxes are booleans (never
 * null). Date is `YYYY-MM-DD`, DateTime `YYYY-MM-DDTHH:mm:ss.000Z` (whole seconds: the platform keeps no more),
 * Time `HH:mm:ss.SSSZ`. An empty text is stored as null.
 */
export type FieldValue = string | number | boolean | null;

/** A record as stored: keys in their declared spelling. */
export type StoredRecord = Record<string, FieldValue>;
