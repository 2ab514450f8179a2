/**
 * Loads sample records through the API, from files in the form that `sf data import tree` takes
 * (https://developer.salesforce.com/docs/atlas.en-us.sfdx_cli_reference.meta/sfdx_cli_reference/cli_reference_data_commands_unified.htm),
 * so the same files fill a scratch org.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from 'jsforce';

interface PlanStep {
    readonly sobject: string;
    readonly files: readonly string[];
}

interface TreeRecord {
    readonly attributes: { readonly type: string; readonly referenceId: string };
    readonly [field: string]: unknown;
}

/** Creates every record of the plan, in its order, and returns ids by referenceId. Stops at the first refusal. */
export async function seed(connection: Connection, planFile: string): Promise<ReadonlyMap<string, string>> {
    const ids = new Map<string, string>();
    for (const { sobject, files } of await readJson<PlanStep[]>(planFile)) {
        for (const file of files) {
            const { records } = await readJson<{ records: TreeRecord[] }>(path.join(path.dirname(planFile), file));
            await createAll(connection, sobject, records, ids);
        }
    }
    return ids;
}

async function createAll(
    connection: Connection,
    sobject: string,
    records: readonly TreeRecord[],
    ids: Map<string, string>,
): Promise<void> {
    const rows = records.map((record) => fieldsOf(record, ids));
    const results = await connection.sobject(sobject).create(rows, { allOrNone: true, allowRecursive: true });
    results.forEach((result, index) => {
        const { referenceId } = records[index]!.attributes; // one result a record, in order
        if (!result.success) {
            throw new Error(`Sample ${sobject} ${referenceId} was refused: ${JSON.stringify(result.errors)}`);
        }
        ids.set(referenceId, result.id);
    });
}

function fieldsOf({ attributes, ...fields }: TreeRecord, ids: ReadonlyMap<string, string>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(fields).map(([name, value]) => {
            if (typeof value !== 'string' || !value.startsWith('@')) return [name, value];
            const id = ids.get(value.slice(1));
            if (!id) throw new Error(`${attributes.referenceId}.${name} points at ${value}, which no earlier file has`);
            return [name, id];
        }),
    );
}

async function readJson<T>(file: string): Promise<T> {
    return JSON.parse(await readFile(file, 'utf8')) as T; // our own files, in the repository
}
