/** The words of the formula language that all of its parts share: types, values, errors, references. */
import type { Decimal } from 'decimal.js';
import type { FieldType, FieldValue } from '../schema/types.ts';

export type FormulaType =
    | 'Text'
    | 'Picklist'
    | 'MultiselectPicklist'
    | 'Number'
    | 'Boolean'
    | 'Date'
    | 'DateTime'
    | 'Time'
    /** What GEOLOCATION() makes and DISTANCE() takes; no formula returns one. */
    | 'Location'
    | 'Null';

/** A place on the earth, in degrees. */
export interface Location {
    readonly latitude: number;
    readonly longitude: number;
}

/** A value while a formula runs: numbers are exact decimals until the result is given out. */
export type FormulaValue = string | boolean | Decimal | Location | null;

/** A formula the platform would refuse: syntax, types, an unknown field. */
export class FormulaError extends Error {
    constructor(message: string) {
        super(message);
        this.name = 'FormulaError';
    }
}

/** A formula the platform would take and this engine does not. */
export class UnsupportedInFormula extends Error {
    readonly feature: string;
    constructor(feature: string) {
        super(`${feature} is not supported in formulas by the local org`);
        this.name = 'UnsupportedInFormula';
        this.feature = feature;
    }
}

/** A value for which the formula has no result (`#Error!` on the platform): division by zero, a date that is none. */
export class FormulaValueError extends Error {
    constructor(message: string) {
        super(message);
        this.name = 'FormulaValueError';
    }
}

export interface FormulaReference<Env> {
    readonly type: FormulaType;
    readonly read: (env: Env) => FieldValue;
    /** The value before the save, for PRIORVALUE and ISCHANGED; absent where the platform has none. */
    readonly prior?: (env: Env) => FieldValue;
}

/** What a formula may refer to, and how its place treats it. */
export interface FormulaScope<Env> {
    /** `merge`: references stand in `{!…}` (Flow). `bare`: they stand alone (fields, validation rules, defaults). */
    readonly syntax: 'merge' | 'bare';
    readonly resolve: (name: string) => FormulaReference<Env> | undefined;
    /** Epoch milliseconds, for NOW and TODAY. */
    readonly now: (env: Env) => number;
    /** Whether the record is being created; absent where ISNEW, ISCHANGED and PRIORVALUE do not exist. */
    readonly isNew?: (env: Env) => boolean;
    /** Treats a blank number as 0 (formula fields choose; the default is to treat blanks as blanks). */
    readonly blanksAsZero?: boolean;
    /** Functions that exist, but not here. */
    readonly unavailable?: ReadonlySet<string>;
    /** Also the functions that the platform's open-source engine has and its formulas have not. */
    readonly engineFunctions?: boolean;
}

/** A part of a formula, typed and ready to run. */
export interface FormulaNode<Env> {
    readonly type: FormulaType;
    readonly run: (env: Env) => FormulaValue;
    readonly reference?: FormulaReference<Env>;
    /** The value of a literal, so that functions can check it once. */
    readonly literal?: FormulaValue;
}

export interface CompiledFormula<Env> {
    readonly type: FormulaType;
    /** Empty text comes back as null, as it is stored. */
    evaluate(env: Env): FieldValue;
}

const FORMULA_TYPES: Readonly<Record<FieldType, FormulaType>> = {
    Id: 'Text',
    Text: 'Text',
    TextArea: 'Text',
    LongTextArea: 'Text',
    Html: 'Text',
    Email: 'Text',
    Phone: 'Text',
    Url: 'Text',
    Number: 'Number',
    Currency: 'Number',
    Percent: 'Number',
    Checkbox: 'Boolean',
    Date: 'Date',
    DateTime: 'DateTime',
    Time: 'Time',
    Picklist: 'Picklist',
    MultiselectPicklist: 'MultiselectPicklist',
    Lookup: 'Text',
    MasterDetail: 'Text',
    MetadataRelationship: 'Text',
    AutoNumber: 'Text',
};

export function formulaTypeOf(type: FieldType): FormulaType {
    return FORMULA_TYPES[type];
}

export function isBlank(value: FormulaValue): boolean {
    return value === null || value === '';
}
