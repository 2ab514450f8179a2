/** `<value>` elements: a literal, a text with merge fields, or a reference. */
import { timeOf } from '../formula/calendar.ts';
import { InvalidFlow } from './errors.ts';
import type { FlowReader } from './reader.ts';
import type { Operand } from './operands.ts';
import type { Scope } from './scope.ts';
import { compileTemplate, hasMerge } from './template.ts';
import { BOOLEAN, TEXT } from './values.ts';
import type { FlowType, FlowValue, ScalarKind } from './values.ts';

/** A value element as read; what it refers to is resolved when everything is declared. */
export type ValueDraft = (scope: Scope) => Operand;

export const VALUE_FORMS = [
    'stringValue',
    'numberValue',
    'booleanValue',
    'dateValue',
    'dateTimeValue',
    'timeValue',
    'elementReference',
] as const;

export function readValue(reader: FlowReader): ValueDraft {
    const given = VALUE_FORMS.filter((kind) => reader.childNames().includes(kind));
    const [kind, second] = given;
    const text = kind === undefined ? '' : (reader.optional(kind) ?? '');
    if (second !== undefined) throw reader.invalid('a value has one of its forms');
    reader.end();
    if (kind === undefined) throw reader.invalid('a value has one of its forms');
    switch (kind) {
        case 'elementReference':
            return (scope) => scope.resolve(text, reader.owner);
        case 'stringValue':
            return (scope) => textOperand(text, scope, reader.owner);
        case 'numberValue':
            if (text === '' || !Number.isFinite(Number(text))) throw reader.invalid(`'${text}' is not a number`);
            return constant('Number', Number(text));
        case 'booleanValue':
            if (text !== 'true' && text !== 'false') throw reader.invalid(`'${text}' is not true or false`);
            return constant('Boolean', text === 'true');
        case 'dateValue':
            if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw reader.invalid(`'${text}' is not a date`);
            return constant('Date', text);
        case 'timeValue':
            if (!/^\d\d:\d\d:\d\d(\.\d{1,3})?Z?$/.test(text)) throw reader.invalid(`'${text}' is not a time`);
            return constant('Time', timeOf(Date.parse(`1970-01-01T${text.replace('Z', '')}Z`)));
        case 'dateTimeValue': {
            const millis = Date.parse(text);
            if (Number.isNaN(millis)) throw reader.invalid(`'${text}' is not a date and time`);
            return constant('DateTime', new Date(millis).toISOString());
        }
    }
}

export function optionalValue(reader: FlowReader, name: string): ValueDraft | undefined {
    const child = reader.child(name);
    return child && readValue(child);
}

export function requiredValue(reader: FlowReader, name: string): ValueDraft {
    const value = optionalValue(reader, name);
    if (!value) throw reader.invalid(`${reader.tag} needs ${name}`);
    return value;
}

function constant(kind: ScalarKind, value: FlowValue): ValueDraft {
    const type: FlowType = kind === 'Boolean' ? BOOLEAN : { kind, collection: false };
    return () => ({ type, read: () => value });
}

function textOperand(text: string, scope: Scope, owner: string): Operand {
    if (!hasMerge(text)) return { type: TEXT, read: () => text };
    return { type: TEXT, read: compileTemplate(text, scope, owner) };
}

/** Fails unless the operand is a single value of that kind. */
export function expectKind(operand: Operand, kind: ScalarKind, what: string, scope: Scope, owner: string): Operand {
    if (operand.type.kind !== kind || operand.type.collection)
        throw new InvalidFlow(scope.file, owner, `${what} must be ${kind}`);
    return operand;
}
