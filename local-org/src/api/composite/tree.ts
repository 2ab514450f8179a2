/** Records with their children: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobject_tree.htm */
import { z } from 'zod';
import { ERRORS, PlatformError } from '../../errors.ts';
import { childRelationship } from '../../soql/paths.ts';
import { asPlatformError, objectOf, parseBody, readRow, writeableObject } from '../rows.ts';
import type { NewRecord, SaveError } from '../../flow/port.ts';
import type { Transaction } from '../../records/transaction.ts';
import type { FieldSchema, ObjectSchema } from '../../schema/types.ts';
import type { Call, Route } from '../route.ts';

const MOST_RECORDS = 200;
const MOST_TYPES = 5;
const MOST_LEVELS = 5;

const TreeRecord = z.looseObject({ attributes: z.looseObject({ type: z.string(), referenceId: z.string() }) });
const Records = z.strictObject({ records: z.array(TreeRecord) });
type TreeRecord = z.infer<typeof TreeRecord>;

interface Node {
    readonly object: ObjectSchema;
    readonly referenceId: string;
    readonly json: TreeRecord;
    readonly parent?: { readonly node: Node; readonly lookup: FieldSchema };
}

interface Failure {
    readonly referenceId: string;
    readonly errors: readonly SaveError[];
}

class TreeRefused extends Error {
    override readonly name = 'TreeRefused';
    readonly failures: readonly Failure[];
    constructor(failures: readonly Failure[]) {
        super('The tree was refused');
        this.failures = failures;
    }
}

export const tree: Route = {
    method: 'POST',
    path: '/composite/tree/:object',
    summary: 'Create up to 200 records with their children, five levels deep, all or none',
    handle(call) {
        const root = objectOf(call.org.schema, call.params['object']);
        const levels = levelsOf(call, root, parseBody(Records, call.body).records);
        try {
            const nodes = levels.flat();
            checkReferences(nodes);
            const ids = call.org.transact(`create ${root.name} trees (${nodes.length})`, (tx) =>
                save(call, tx, levels),
            );
            const results = [...ids].map(([node, id]) => ({ referenceId: node.referenceId, id }));
            return { status: 201, body: { hasErrors: false, results } };
        } catch (error) {
            if (!(error instanceof TreeRefused)) throw error;
            return { status: 400, body: { hasErrors: true, results: error.failures } };
        }
    },
};

/** The roots, then their children, and so on. */
function levelsOf(call: Call, root: ObjectSchema, records: readonly TreeRecord[]): Node[][] {
    const levels: Node[][] = [records.map((json) => toNode(call, root, json))];
    for (let last = levels[0] ?? []; last.length > 0;) {
        const next = last.flatMap((node) => childrenOf(call, node));
        if (next.length > 0) levels.push(next);
        last = next;
        if (levels.length > MOST_LEVELS) throw ERRORS.badTree(`A tree has at most ${MOST_LEVELS} levels`);
    }
    const nodes = levels.flat();
    if (nodes.length > MOST_RECORDS) throw ERRORS.tooManyRecords(MOST_RECORDS);
    if (new Set(nodes.map(({ object }) => object)).size > MOST_TYPES) {
        throw ERRORS.badTree(`The trees hold at most ${MOST_TYPES} types of records`);
    }
    return levels;
}

function toNode(call: Call, expected: ObjectSchema, json: TreeRecord, parent?: Node['parent']): Node {
    const { type, referenceId } = json.attributes;
    const object = call.org.schema.object(type);
    if (!object) throw ERRORS.unsupportedObjectInRow(type);
    if (object !== expected) throw ERRORS.badTree(`A record of ${expected.name} was expected, not one of ${type}`);
    writeableObject(call.org.schema, object.name, 'tree');
    return { object, referenceId, json, ...(parent ? { parent } : {}) };
}

function childrenOf(call: Call, node: Node): Node[] {
    return Object.entries(node.json).flatMap(([name, value]) => {
        const child = childIn(call, node, name, value);
        if (!child) return [];
        return parseBody(Records, value).records.map((json) =>
            toNode(call, child.object, json, { node, lookup: child.lookup }),
        );
    });
}

/** Fields hold no objects, parents named by external id no records. */
function childIn(call: Call, { object }: Node, name: string, value: unknown): ReturnType<typeof childRelationship> {
    if (name === 'attributes' || typeof value !== 'object' || value === null || !('records' in value)) return undefined;
    return childRelationship(call.org.schema, object, name);
}

function checkReferences(nodes: readonly Node[]): void {
    const counts = Map.groupBy(nodes, ({ referenceId }) => referenceId);
    const twice = nodes.filter(({ referenceId }) => (counts.get(referenceId)?.length ?? 0) > 1);
    if (twice.length === 0) return;
    throw new TreeRefused(
        twice.map(({ referenceId }) => ({
            referenceId,
            errors: [ERRORS.duplicateReferenceId(referenceId).toSaveError()],
        })),
    );
}

/** "Triggers … fire separately for … root records, … all second-level records of the same type", and so on. */
function save(call: Call, tx: Transaction, levels: readonly (readonly Node[])[]): ReadonlyMap<Node, string> {
    const ids = new Map<Node, string>();
    for (const level of levels) {
        for (const [object, nodes] of Map.groupBy(level, (node) => node.object)) {
            const outcomes = insert(tx, object, nodes, toRows(call, nodes, ids));
            for (const [node, id] of outcomes) ids.set(node, id);
        }
    }
    return ids;
}

function toRows(call: Call, nodes: readonly Node[], ids: ReadonlyMap<Node, string>): NewRecord[] {
    const failures: Failure[] = [];
    const rows = nodes.map((node) => {
        try {
            return rowOf(call, node, ids);
        } catch (error) {
            if (!(error instanceof PlatformError) || error.httpStatus === 501) throw error;
            failures.push({ referenceId: node.referenceId, errors: [error.toSaveError()] });
            return {};
        }
    });
    if (failures.length > 0) throw new TreeRefused(failures);
    return rows;
}

function rowOf(call: Call, node: Node, ids: ReadonlyMap<Node, string>): NewRecord {
    const { object, json, parent } = node;
    const children = Object.keys(json).filter((name) => childIn(call, node, name, json[name]));
    const row = readRow(call.org.records, object, json, children);
    return parent ? { ...row, [parent.lookup.name]: ids.get(parent.node) ?? null } : row;
}

function insert(
    tx: Transaction,
    { name }: ObjectSchema,
    nodes: readonly Node[],
    rows: readonly NewRecord[],
): [Node, string][] {
    const outcomes = inserted(tx, name, nodes, rows);
    const failures = nodes.flatMap(({ referenceId }, index): Failure[] => {
        const outcome = outcomes[index];
        return outcome && !outcome.success ? [{ referenceId, errors: outcome.errors }] : [];
    });
    // The others of the same unit fail only because of these.
    const causes = failures.filter(({ errors }) => errors[0]?.statusCode !== ERRORS.rolledBackWithOthers().errorCode);
    if (failures.length > 0) throw new TreeRefused(causes);
    return nodes.flatMap((node, index): [Node, string][] => {
        const outcome = outcomes[index];
        return outcome?.success ? [[node, outcome.id]] : [];
    });
}

function inserted(tx: Transaction, object: string, nodes: readonly Node[], rows: readonly NewRecord[]) {
    try {
        return tx.insert(
            object,
            rows,
            rows.map(() => 0),
        );
    } catch (error) {
        const known = asPlatformError(error);
        if (!known) throw error;
        throw new TreeRefused(nodes.map(({ referenceId }) => ({ referenceId, errors: [known.toSaveError()] })));
    }
}
