/**
 * The Metadata API's own description of every type, read from the declarations of @salesforce/types, which Salesforce
 * generates from it. The declarations are only parsed: checking 18,000 lines of types would take seconds.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript';

export type Shape =
    | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, FieldShape> }
    | { readonly kind: 'choice'; readonly values: ReadonlySet<string> }
    | { readonly kind: 'text' | 'number' | 'boolean' | 'anything' };

export interface FieldShape {
    readonly shape: () => Shape;
    readonly required: boolean;
    readonly list: boolean;
}

const ANYTHING: Shape = { kind: 'anything' };

export function loadMetadataTypes(): (typeName: string) => Shape | undefined {
    const file = createRequire(import.meta.url)
        .resolve('@salesforce/types/metadata')
        .replace(/\.js$/, '.d.ts');
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    const aliases = new Map(
        source.statements.filter(ts.isTypeAliasDeclaration).map((alias) => [alias.name.text, alias.type]),
    );
    const known = new Map<string, Shape>();

    function named(name: string): Shape | undefined {
        const before = known.get(name);
        if (before) return before;
        const type = aliases.get(name);
        if (!type) return undefined;
        const shape = shapeOf(type);
        known.set(name, shape);
        return shape;
    }

    function shapeOf(type: ts.TypeNode): Shape {
        if (ts.isTypeLiteralNode(type)) return { kind: 'record', fields: fieldsOf(type) };
        if (ts.isIntersectionTypeNode(type)) return { kind: 'record', fields: joined(type.types.map(shapeOf)) };
        if (ts.isUnionTypeNode(type)) return { kind: 'choice', values: new Set(type.types.map(literalText)) };
        if (ts.isLiteralTypeNode(type)) return { kind: 'choice', values: new Set([literalText(type)]) };
        if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName))
            return named(type.typeName.text) ?? ANYTHING;
        if (type.kind === ts.SyntaxKind.StringKeyword) return { kind: 'text' };
        if (type.kind === ts.SyntaxKind.NumberKeyword) return { kind: 'number' };
        if (type.kind === ts.SyntaxKind.BooleanKeyword) return { kind: 'boolean' };
        return ANYTHING;
    }

    function fieldsOf(literal: ts.TypeLiteralNode): Map<string, FieldShape> {
        const fields = new Map<string, FieldShape>();
        for (const member of literal.members) {
            if (!ts.isPropertySignature(member) || !member.type || !ts.isIdentifier(member.name)) continue;
            const type = member.type;
            const element = ts.isArrayTypeNode(type) ? type.elementType : type;
            const list = element !== type;
            fields.set(member.name.text, {
                shape: () => shapeOf(element),
                required: !list && !member.questionToken,
                list,
            });
        }
        return fields;
    }

    return named;
}

const joined = (shapes: readonly Shape[]): Map<string, FieldShape> =>
    new Map(shapes.flatMap((shape) => (shape.kind === 'record' ? [...shape.fields] : [])));

function literalText(type: ts.TypeNode): string {
    return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? type.literal.text : '';
}
