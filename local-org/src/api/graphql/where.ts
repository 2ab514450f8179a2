/**
 * `where` and `orderBy` as conditions of the record store:
 * https://developer.salesforce.com/docs/platform/graphql/guide/filter-fields.html, filter-boolean.html and
 * query-record-order.html (checked 2026-11-21).
 */
import type { ASTNode } from 'graphql';
import { comparable } from '../../records/select.ts';
import type { Comparison, Condition, FieldPath, Ordering } from '../../records/select.ts';
import type { FieldSchema, FieldValue, ObjectSchema, Schema } from '../../schema/types.ts';
import { GraphQLRefusal, undefinedField, unsupported, wrongType } from './refusal.ts';

const COMPARISON_OF: Readonly<Record<string, Comparison>> = {
    eq: '=',
    ne: '!=',
    lt: '<',
    lte: '<=',
    gt: '>',
    gte: '>=',
};

/** Reads the arguments of one object's rows; `node` is the field that carries them, for the location of errors. */
export class ArgumentReader {
    private readonly schema: Schema;
    private readonly node: ASTNode;

    constructor(schema: Schema, node: ASTNode) {
        this.schema = schema;
        this.node = node;
    }

    where(object: ObjectSchema, input: unknown, parents: readonly FieldSchema[] = []): Condition {
        const parts = Object.entries(this.inputObject(input, 'where')).map(([name, value]): Condition => {
            if (name === 'and' || name === 'or') {
                const list = this.list(value, name).map((each) => this.where(object, each, parents));
                return { kind: name, conditions: list };
            }
            if (name === 'not') return { kind: 'not', condition: this.where(object, value, parents) };
            return this.fieldCondition(object, name, value, parents);
        });
        return { kind: 'and', conditions: parts };
    }

    orderBy(object: ObjectSchema, input: unknown, parents: readonly FieldSchema[] = []): Ordering[] {
        return [input].flat().flatMap((each) =>
            Object.entries(this.inputObject(each, 'orderBy')).flatMap(([name, value]) => {
                const lookup = object.parentRelationship(name);
                if (lookup) return this.orderBy(this.parentOf(lookup, name), value, [...parents, lookup]);
                const field = object.field(name);
                if (!field) throw undefinedField(`${object.name}_OrderBy`, name, this.node);
                return [this.ordering({ parents, field }, this.inputObject(value, name))];
            }),
        );
    }

    private fieldCondition(
        object: ObjectSchema,
        name: string,
        value: unknown,
        parents: readonly FieldSchema[],
    ): Condition {
        const lookup = object.parentRelationship(name);
        if (lookup) return this.where(this.parentOf(lookup, name), value, [...parents, lookup]);
        const field = object.field(name);
        if (!field) throw undefinedField(`${object.name}_Filter`, name, this.node);
        const operators = Object.entries(this.inputObject(value, name));
        const conditions = operators.map(([operator, operand]) =>
            this.comparison({ parents, field }, operator, operand),
        );
        return { kind: 'and', conditions };
    }

    private comparison(path: FieldPath, operator: string, operand: unknown): Condition {
        const comparison = COMPARISON_OF[operator];
        if (comparison)
            return { kind: 'compare', path, operator: comparison, value: this.fieldValue(path.field, operand) };
        if (operator === 'in' || operator === 'nin') {
            const values = this.list(operand, operator).map((each) => this.fieldValue(path.field, each));
            const isIn: Condition = {
                kind: 'in',
                path,
                values: new Set(values.map((value) => comparable(path.field, value))),
            };
            return operator === 'in' ? isIn : { kind: 'not', condition: isIn };
        }
        if (operator === 'like') return { kind: 'matches', path, pattern: likePattern(this.text(operand, operator)) };
        throw unsupported(`operator '${operator}' on ${path.field.name}`, this.node);
    }

    /** A value as the field's own input type has it: dates come wrapped, so that literals and ranges can stand there too. */
    private fieldValue(field: FieldSchema, operand: unknown): FieldValue {
        if (operand === null) return null;
        switch (field.type) {
            case 'Checkbox':
                if (typeof operand !== 'boolean') throw wrongType(field.name, 'a boolean', this.node);
                return operand;
            case 'Number':
            case 'Currency':
            case 'Percent':
                if (typeof operand !== 'number') throw wrongType(field.name, 'a number', this.node);
                return operand;
            case 'Date':
            case 'DateTime':
                return this.dateValue(field, operand);
            default:
                return this.text(operand, field.name);
        }
    }

    private dateValue(field: FieldSchema, operand: unknown): FieldValue {
        const { value, ...rest } = this.inputObject(operand, field.name);
        const [other] = Object.keys(rest);
        if (other !== undefined) throw unsupported(`date input '${other}' on ${field.name}`, this.node);
        const instant = new Date(this.text(value, field.name));
        if (Number.isNaN(instant.getTime())) throw wrongType(field.name, 'an ISO 8601 date', this.node);
        return field.type === 'Date'
            ? instant.toISOString().slice(0, 10)
            : `${instant.toISOString().slice(0, 19)}.000Z`;
    }

    private ordering(path: FieldPath, input: Readonly<Record<string, unknown>>): Ordering {
        const { order = 'ASC', nulls = 'FIRST', ...rest } = input;
        const [other] = Object.keys(rest);
        if (other !== undefined) throw undefinedField('OrderByClause', other, this.node);
        if (order !== 'ASC' && order !== 'DESC') throw wrongType('order', 'ASC or DESC', this.node);
        if (nulls !== 'FIRST' && nulls !== 'LAST') throw wrongType('nulls', 'FIRST or LAST', this.node);
        return { path, descending: order === 'DESC', nullsLast: nulls === 'LAST' };
    }

    private parentOf(lookup: FieldSchema, relationship: string): ObjectSchema {
        const [name, ...others] = lookup.referenceTo;
        const parent = name === undefined ? undefined : this.schema.object(name);
        if (!parent || others.length > 0) throw unsupported(`filtering or ordering by ${relationship}`, this.node);
        return parent;
    }

    private inputObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) {
            throw wrongType(path, 'an input object', this.node);
        }
        return value as Readonly<Record<string, unknown>>; // checked just above
    }

    private list(value: unknown, path: string): readonly unknown[] {
        if (!Array.isArray(value)) throw wrongType(path, 'a list', this.node);
        return value;
    }

    private text(value: unknown, path: string): string {
        if (typeof value !== 'string') throw wrongType(path, 'a string', this.node);
        return value;
    }
}

/** `%` stands for any text, `_` for one character, a backslash takes their meaning away. */
function likePattern(pattern: string): RegExp {
    const source = pattern.replaceAll(/\\([%_\\])|[%_]|[.*+?^${}()|[\]\\]/g, (found, escaped: string | undefined) => {
        if (escaped) return `\\${escaped}`;
        if (found === '%') return '[\\s\\S]*';
        return found === '_' ? '[\\s\\S]' : `\\${found}`;
    });
    return new RegExp(`^${source}$`, 'i');
}

const DEFAULT_ROWS = 10;
const MOST_ROWS = 2_000;

/** https://developer.salesforce.com/docs/platform/graphql/guide/graphql-wire-lwc-paginate.html (checked 2026-11-21) */
export function rowLimit(first: unknown, node: ASTNode): number {
    if (first === undefined || first === null) return DEFAULT_ROWS;
    if (typeof first !== 'number' || !Number.isInteger(first) || first < 1)
        throw wrongType('first', 'a positive Int', node);
    if (first > MOST_ROWS) {
        throw new GraphQLRefusal('DataFetchingException', `The 'first' argument can be at most ${MOST_ROWS}.`, node);
    }
    return first;
}
