/** What the Metadata API's types say of a file: elements, values, what is required, what must stand together. */
import type { MetadataDocument, Problem, XmlNode } from './document.ts';
import { loadMetadataTypes } from './metadataTypes.ts';
import type { Shape } from './metadataTypes.ts';

const typeOf = loadMetadataTypes();

/** Elements that the types call text although they hold XML of their own. */
const OPAQUE: ReadonlySet<string> = new Set(['targetConfigs']);

export function checkShape(document: MetadataDocument): Problem[] {
    const shape = typeOf(document.root.name);
    const complaints = shape
        ? [...complain(document.root, shape)]
        : [{ line: document.root.line, message: `unknown metadata type ${document.root.name}` }];
    return complaints.map((complaint) => ({ path: document.path, ...complaint }));
}

type Complaint = Pick<Problem, 'line' | 'message'>;

function* complain(node: XmlNode, shape: Shape): Generator<Complaint> {
    switch (shape.kind) {
        case 'record':
            yield* complainOfRecord(node, shape.fields);
            return;
        case 'choice':
            if (!shape.values.has(node.text)) yield wrong(node, `one of ${[...shape.values].slice(0, 12).join(', ')}`);
            return;
        case 'boolean':
            if (!/^(true|false)$/.test(node.text)) yield wrong(node, 'true or false');
            return;
        case 'number':
            if (!/^-?\d+(\.\d+)?$/.test(node.text)) yield wrong(node, 'a number');
            return;
        case 'text':
            if (node.children.length > 0 && !OPAQUE.has(node.name)) yield wrong(node, 'text');
            return;
        case 'anything':
    }
}

const wrong = (node: XmlNode, wanted: string): Complaint => ({
    line: node.line,
    message: `<${node.name}> must be ${wanted}, not "${node.text || `<${node.children[0]?.name ?? ''}>`}"`,
});

type Fields = Extract<Shape, { kind: 'record' }>['fields'];

function* complainOfRecord(node: XmlNode, fields: Fields): Generator<Complaint> {
    const seen = new Set<string>();
    let previous = '';
    for (const child of node.children) {
        const field = fields.get(child.name);
        if (!field) {
            yield { line: child.line, message: `unknown element <${child.name}> in <${node.name}>` };
        } else if (seen.has(child.name) && !field.list) {
            yield { line: child.line, message: `<${child.name}> may occur only once in <${node.name}>` };
        } else if (seen.has(child.name) && previous !== child.name) {
            yield { line: child.line, message: `<${child.name}> elements must stand together in <${node.name}>` };
        }
        if (field) yield* complain(child, field.shape());
        seen.add(child.name);
        previous = child.name;
    }
    for (const [name, field] of fields) {
        if (field.required && !seen.has(name))
            yield { line: node.line, message: `<${node.name}> lacks required <${name}>` };
    }
}
