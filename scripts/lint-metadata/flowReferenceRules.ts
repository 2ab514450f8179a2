/** Flows refer to their own elements and resources, to objects and fields, labels and custom metadata by name. */
import type { MetadataDocument, Problem, XmlNode } from './document.ts';
import { ELEMENT_KINDS, RESOURCE_KINDS } from './flow.ts';
import { unknownField } from './formulaRules.ts';
import type { PackageIndex } from './packageIndex.ts';

const REFERENCES: ReadonlySet<string> = new Set([
    'assignNextValueToReference',
    'assignRecordIdToReference',
    'assignToReference',
    'collectionReference',
    'elementReference',
    'inputReference',
    'leftValueReference',
    'outputReference',
]);
const TEMPLATES: ReadonlySet<string> = new Set(['expression', 'filterFormula', 'text']);
const GLOBALS: ReadonlySet<string> = new Set([
    '$Api',
    '$Flow',
    '$GlobalConstant',
    '$Organization',
    '$Permission',
    '$Profile',
    '$System',
    '$User',
    '$UserRole',
]);

interface FlowScope {
    readonly elements: ReadonlySet<string>;
    readonly resources: ReadonlySet<string>;
    /** Object of a name that holds a record or records. */
    readonly objectOf: (name: string) => string | undefined;
}

export function checkFlowReferences(document: MetadataDocument, index: PackageIndex): Problem[] {
    if (document.root.name !== 'Flow') return [];
    const scope = scopeOf(document.root);
    const nodes = [...document.root.walk()];
    const messages = [
        ...nodes.flatMap((node) =>
            referencesOf(node).map((reference) => [node, unknownReference(reference, scope, index)] as const),
        ),
        ...nodes
            .filter((node) => node.name === 'targetReference' && !scope.elements.has(node.text))
            .map((node) => [node, `connector to unknown element ${node.text}`] as const),
        ...dataParts(document.root).flatMap((part) => unknownFields(part, scope, index)),
    ];
    return messages.flatMap(([node, message]) => (message ? [{ path: document.path, line: node.line, message }] : []));
}

function scopeOf(flow: XmlNode): FlowScope {
    const named = (kinds: ReadonlySet<string>): XmlNode[] => flow.children.filter(({ name }) => kinds.has(name));
    const nameOf = (node: XmlNode): string => node.value('name') ?? '';
    const elements = named(ELEMENT_KINDS);
    const objects = new Map(
        [...elements, ...named(RESOURCE_KINDS)].map((node) => [
            nameOf(node),
            node.value('object') ?? node.value('objectType'),
        ]),
    );
    const trigger = flow.child('start')?.value('object');
    objects.set('$Record', trigger).set('$Record__Prior', trigger);
    for (const loop of flow.all('loops'))
        objects.set(nameOf(loop), objects.get(loop.value('collectionReference') ?? ''));
    return {
        elements: new Set(elements.map(nameOf)),
        resources: new Set([...elements, ...named(RESOURCE_KINDS)].map(nameOf)),
        objectOf: (name) => objects.get(name),
    };
}

function referencesOf(node: XmlNode): string[] {
    if (REFERENCES.has(node.name)) return [node.text];
    if (!TEMPLATES.has(node.name)) return [];
    return [...node.text.matchAll(/\{!([^}]+)\}/g)].map((match) => match[1] ?? '');
}

function unknownReference(reference: string, scope: FlowScope, index: PackageIndex): string | undefined {
    const [root = '', ...rest] = reference.split('.');
    if (GLOBALS.has(root)) return undefined;
    if (root === '$Label') return index.labels.has(rest.join('.')) ? undefined : `unknown label ${reference}`;
    if (root === '$CustomMetadata') return unknownMetadata(rest, index);
    if (!scope.resources.has(root) && root !== '$Record' && root !== '$Record__Prior')
        return `unknown reference ${reference}`;
    const object = scope.objectOf(root);
    if (rest.length === 0 || object === undefined) return undefined;
    const unknown = unknownField(object, rest, index);
    return unknown === undefined ? undefined : `unknown field ${unknown}`;
}

function unknownMetadata(
    [type = '', record = '', field = '']: readonly string[],
    index: PackageIndex,
): string | undefined {
    const file = `${type.replace(/__mdt$/, '')}.${record}`;
    if (!index.hasObject(type)) return `unknown object ${type}`;
    if (!index.names('CustomMetadata').has(file)) return `unknown custom metadata record ${file}`;
    return index.hasField(type, field) ? undefined : `unknown field ${type}.${field}`;
}

const dataParts = (flow: XmlNode): XmlNode[] =>
    flow.children.filter(({ name }) => name === 'start' || name.startsWith('record') || name === 'variables');

function unknownFields(part: XmlNode, scope: FlowScope, index: PackageIndex): (readonly [XmlNode, string])[] {
    const object =
        part.value('object') ?? part.value('objectType') ?? scope.objectOf(part.value('inputReference') ?? '');
    if (object === undefined) return [];
    if (!index.hasObject(object)) return [[part, `unknown object ${object}`]];
    const fields = [
        ...[...part.all('filters'), ...part.all('inputAssignments'), ...part.all('outputAssignments')].flatMap((item) =>
            item.all('field'),
        ),
        ...part.all('queriedFields'),
        ...part.all('sortField'),
        ...part.all('upsertExternalIdField'),
    ];
    return fields
        .filter((field) => !index.hasField(object, field.text))
        .map((field) => [field, `unknown field ${object}.${field.text}`]);
}
