/**
 * `where` and `orderBy` as conditions of the record store:
 * https://developer.salesforce.com/docs/platform/graphql/guide/filter-fields.html, filter-boolean.html and
 * query-record-order.html (checked 2026-11-21).
 */
import type { ASTNode } from 'graphql';
import { toStored } from '../../records/fieldRules.ts';
import { comparable } from '../../records/select.ts';
import type { Comparison, Condition, FieldPath, Ordering } from '../../records/select.ts';
import { isIdLike, NO_LIKE, NOT_FILTERABLE, withinDays } from '../../soql/conditions.ts';
import { dateLiteralRange } from '../../soql/dateLiterals.ts';
import type { DayRange } from '../../soql/dateLiterals.ts';
import { likePattern } from '../../soql/like.ts';
import type { FieldSchema, FieldValue, ObjectSchema } from '../../schema/types.ts';
import type { RecordSource } from './records.ts';
import { GraphQLRefusal, undefinedField, unsupported, wrongType } from './refusal.ts';

const COMPARISON_OF: Readonly<Record<string, Comparison>> = {
    eq: '=',
    ne: '!=',
    lt: '<',
    lte: '<=',
    gt: '>',
    gte: '>=',
};

type ArgumentSource = Pick<RecordSource, 'schema' | 'user' | 'clock'>;

const isDate = ({ type }: FieldSchema): boolean => type === 'Date' || type === 'DateTime';

/** Reads the arguments of one object's rows; `node` is the field that carries them, for the location of errors. */
export class ArgumentReader {
    private readonly source: ArgumentSource;
    private readonly node: ASTNode;

    constructor(source: ArgumentSource, node: ASTNode) {
        this.source = source;
        this.node = node;
    }

    /** What `where` and `scope` say. */
    filters(object: ObjectSchema, given: ReadonlyMap<string, unknown>): Condition[] {
        const where = given.get('where') ?? undefined;
        return [where === undefined ? [] : this.where(object, where), this.scope(object, given.get('scope'))].flat();
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

    orderBy(object: ObjectSchema, input: unknown): Ordering[] {
        return [input]
            .flat()
            .flatMap((each) =>
                this.eachField(object, each, 'OrderBy', (path, value) =>
                    this.ordering(path, this.inputObject(value, path.field.name)),
                ),
            );
    }

    /** An input object with a member for each field, and for each parent one of the same kind. */
    eachField<T>(
        object: ObjectSchema,
        input: unknown,
        kind: 'OrderBy' | 'GroupBy',
        read: (path: FieldPath, value: unknown) => T,
        parents: readonly FieldSchema[] = [],
    ): T[] {
        return Object.entries(this.inputObject(input, `${object.name}_${kind}`)).flatMap(([name, value]) => {
            const lookup = object.parentRelationship(name);
            if (lookup) return this.eachField(this.parentOf(lookup, name), value, kind, read, [...parents, lookup]);
            const field = object.field(name);
            if (!field) throw undefinedField(`${object.name}_${kind}`, name, this.node);
            return [read({ parents, field }, value)];
        });
    }

    /** https://developer.salesforce.com/docs/platform/graphql/guide/filter-scope.html: of the scopes those that every object with owners has. */
    private scope(object: ObjectSchema, name: unknown): Condition[] {
        if (name === undefined || name === null || name === 'EVERYTHING') return [];
        const field = object.field('OwnerId');
        if (name !== 'MINE' || !field) throw unsupported(`scope ${JSON.stringify(name)} of ${object.name}`, this.node);
        const value = this.source.user.record['Id'] ?? null;
        return [{ kind: 'compare', path: { parents: [], field }, operator: '=', value }];
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
        if (!field || NOT_FILTERABLE.has(field.type)) throw undefinedField(`${object.name}_Filter`, name, this.node);
        const operators = Object.entries(this.inputObject(value, name));
        const conditions = operators.map(([operator, operand]) =>
            this.comparison({ parents, field }, operator, operand),
        );
        return { kind: 'and', conditions };
    }

    private comparison(path: FieldPath, operator: string, operand: unknown): Condition {
        const { field } = path;
        const comparison = COMPARISON_OF[operator];
        if (comparison) {
            if (field.type === 'Checkbox' && operator !== 'eq' && operator !== 'ne')
                throw this.undefinedOperator(operator);
            const days = isDate(field) ? this.daysOf(operand, field) : undefined;
            if (days) return withinDays(path, comparison, days);
            return { kind: 'compare', path, operator: comparison, value: this.fieldValue(field, operand) };
        }
        if (operator === 'in' || operator === 'nin') {
            const values = this.list(operand, operator).map((each) => this.fieldValue(field, each));
            const isIn: Condition = {
                kind: 'in',
                path,
                values: new Set(values.map((value) => comparable(field, value))),
            };
            return operator === 'in' ? isIn : { kind: 'not', condition: isIn };
        }
        if (operator === 'like') {
            if (NO_LIKE.has(field.type) || isIdLike(field)) throw this.undefinedOperator(operator);
            return {
                kind: 'matches',
                path,
                pattern: likePattern(this.text(operand, operator), (part) => part.replaceAll('\\\\', '\\')),
            };
        }
        if (operator === 'includes' || operator === 'excludes') {
            if (field.type !== 'MultiselectPicklist') throw this.undefinedOperator(operator);
            const sets = this.list(operand, operator).map((each) => this.text(each, operator).split(';'));
            const includes: Condition = { kind: 'includes', path, sets };
            return operator === 'includes' ? includes : { kind: 'not', condition: includes };
        }
        throw unsupported(`operator '${operator}' on ${field.name}`, this.node);
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
            default: {
                const text = this.text(operand, field.name);
                return isIdLike(field) ? toStored(field, text) : text;
            }
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

    /** `{ literal: LAST_MONTH }` and `{ range: { last_n_days: 3 } }`; undefined for a value. */
    private daysOf(operand: unknown, field: FieldSchema): DayRange | undefined {
        if (operand === null) return undefined;
        const { literal, range, ...rest } = this.inputObject(operand, field.name);
        if (literal === undefined && range === undefined) return undefined;
        const counts = Object.entries(range === undefined ? {} : this.inputObject(range, 'range'));
        const [name, count] = counts[0] ?? [String(literal), undefined];
        const isOne =
            Object.keys(rest).length === 0 && counts.length <= 1 && (literal === undefined) !== (counts.length === 0);
        if (!isOne) throw this.wrongInput(field.name, 'one of value, literal and range');
        if (literal === undefined && (typeof count !== 'number' || !Number.isInteger(count) || count < 1))
            throw this.wrongInput(name, 'a positive Int');
        const days = dateLiteralRange(
            literal === undefined ? `${name.toUpperCase()}:${String(count)}` : name,
            this.source.clock.now(),
        );
        if (!days) throw this.wrongInput(literal === undefined ? 'range' : 'literal', 'a date literal of SOQL');
        return days;
    }

    ordering(path: FieldPath, input: Readonly<Record<string, unknown>>): Ordering {
        const { order = 'ASC', nulls = 'FIRST', ...rest } = input;
        const [other] = Object.keys(rest);
        if (other !== undefined) throw undefinedField('OrderByClause', other, this.node);
        if (order !== 'ASC' && order !== 'DESC') throw wrongType('order', 'ASC or DESC', this.node);
        if (nulls !== 'FIRST' && nulls !== 'LAST') throw wrongType('nulls', 'FIRST or LAST', this.node);
        return { path, descending: order === 'DESC', nullsLast: nulls === 'LAST' };
    }

    private parentOf(lookup: FieldSchema, relationship: string): ObjectSchema {
        const [name, ...others] = lookup.referenceTo;
        const parent = name === undefined ? undefined : this.source.schema.object(name);
        if (!parent || others.length > 0) throw unsupported(`filtering or ordering by ${relationship}`, this.node);
        return parent;
    }

    wrongInput(path: string, expected: string): GraphQLRefusal {
        return wrongType(path, expected, this.node);
    }

    undefinedInput(type: string, name: string): GraphQLRefusal {
        return undefinedField(type, name, this.node);
    }

    private undefinedOperator(operator: string): GraphQLRefusal {
        return undefinedField('Operators', operator, this.node);
    }

    inputObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
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
