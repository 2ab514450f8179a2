/** What of a schema the stored values depend on, by name, so that another schema can be told from it. */
import type { FieldSchema, ObjectSchema, Schema } from '../schema/types.ts';

/** `Parcel__c` and `Parcel__c.Key__c` → what it is. */
export type SchemaFacts = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function schemaFacts(schema: Schema): SchemaFacts {
    return Object.fromEntries(
        schema.objects.flatMap((object): [string, SchemaFacts[string]][] => [
            [object.name, objectFacts(object)],
            ...object.fields.map((field): [string, SchemaFacts[string]] => [
                `${object.name}.${field.name}`,
                fieldFacts(field),
            ]),
        ]),
    );
}

function objectFacts({ kind, keyPrefix, recordTypes = [] }: ObjectSchema): Record<string, string> {
    const names = recordTypes.map(({ name }) => name).sort();
    return { kind, prefix: keyPrefix, ...(names.length > 0 ? { 'record types': names.join(', ') } : {}) };
}

function fieldFacts(field: FieldSchema): Record<string, string> {
    const { type, length, precision, scale, referenceTo, formula, displayFormat } = field;
    const facts = {
        ...{ type, length, precision, scale, formula },
        'display format': displayFormat,
        'looks up': referenceTo.length > 0 ? referenceTo.join(', ') : undefined,
        unique: field.unique || undefined,
        'case-sensitive': field.caseSensitive || undefined,
    };
    return Object.fromEntries(
        Object.entries(facts).flatMap(([name, fact]) => (fact === undefined ? [] : [[name, String(fact)]])),
    );
}

/** One sentence for each thing that differs; a new object is one thing, not as many as it has fields. */
export function schemaDifferences(then: SchemaFacts, now: SchemaFacts): string[] {
    const names = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort();
    return names.flatMap((name) => {
        const [object = ''] = name.split('.');
        if (name !== object && (!then[object] || !now[object])) return [];
        return differenceOf(name, then[name], now[name]);
    });
}

function differenceOf(
    name: string,
    then: SchemaFacts[string] | undefined,
    now: SchemaFacts[string] | undefined,
): string[] {
    if (!now) return [`${name} is not there any more`];
    if (!then) return [`${name} is new`];
    const facts = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort();
    return facts
        .filter((fact) => then[fact] !== now[fact])
        .map((fact) => `${name}: ${fact} was ${then[fact] ?? 'not set'}, is ${now[fact] ?? 'not set'}`);
}
