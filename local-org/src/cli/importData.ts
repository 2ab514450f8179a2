/**
 * Records to begin with: the files that `sf data export tree` writes and `sf data import tree` reads, one by one or by
 * their plan, sent to the org as that command does.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_cli_reference.meta/sfdx_cli_reference/cli_reference_data_commands_unified.htm (2026-11-26)
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

const MOST_RECORDS = 200; // https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobject_tree.htm

const Plan = z.array(z.looseObject({ sobject: z.string(), files: z.array(z.string()) }));
const TreeRecord = z.looseObject({ attributes: z.looseObject({ type: z.string(), referenceId: z.string() }) });
const Tree = z.looseObject({ records: z.array(TreeRecord).min(1) });
type TreeRecord = z.infer<typeof TreeRecord>;

interface TreeAnswer {
    readonly hasErrors?: boolean;
    readonly results?: readonly {
        readonly referenceId: string;
        readonly id?: string;
        readonly errors?: readonly { readonly statusCode: string; readonly message: string }[];
    }[];
}

/** Asks the org to create trees of that object; resolves with what it answered. */
export type PostTree = (object: string, records: readonly unknown[]) => Promise<unknown>;

export class DataProblem extends Error {
    override readonly name = 'DataProblem';
}

/** Imports in the order of the files and returns how many records there are now. Throws DataProblem. */
export async function importData(files: readonly string[], post: PostTree): Promise<number> {
    const ids = new Map<string, string>();
    for (const file of files.flatMap(filesOf)) {
        const { records } = parse(Tree, file, 'has no "records" as a data tree has them');
        for (const batch of batches(file, records)) {
            const resolved = batch.map((record) => withIds(record, ids, file));
            const answer = (await post(batch[0]?.attributes.type ?? '', resolved)) as TreeAnswer; // the tree resource's
            noteIds(file, answer, ids);
        }
    }
    return ids.size;
}

/** A plan names its files beside itself. */
function filesOf(file: string): string[] {
    const plan = Plan.safeParse(readJson(file));
    if (!plan.success) return [file];
    return plan.data.flatMap(({ files }) => files.map((name) => resolve(dirname(file), name)));
}

/** One object each, and no more records with their children than the org takes at once. */
function batches(file: string, records: readonly TreeRecord[]): TreeRecord[][] {
    const done: TreeRecord[][] = [];
    let size = 0;
    for (const record of records) {
        const added = sizeOf(record);
        if (added > MOST_RECORDS)
            throw new DataProblem(`${file}: ${record.attributes.referenceId} has more than ${MOST_RECORDS} records.`);
        const last = done.at(-1);
        if (last?.[0]?.attributes.type === record.attributes.type && size + added <= MOST_RECORDS) last.push(record);
        else done.push([record]);
        size = done.at(-1)?.length === 1 ? added : size + added;
    }
    return done;
}

function childrenOf(record: TreeRecord): TreeRecord[] {
    return Object.values(record).flatMap((value) => Tree.safeParse(value).data?.records ?? []);
}

function sizeOf(record: TreeRecord): number {
    return childrenOf(record).reduce((sum, child) => sum + sizeOf(child), 1);
}

/** `@Ref` stands for the id of a record of an earlier file, or of an earlier part of this one. */
function withIds(record: TreeRecord, ids: ReadonlyMap<string, string>, file: string): unknown {
    return JSON.parse(JSON.stringify(record), (key, value: unknown) => {
        if (key === 'referenceId' || typeof value !== 'string' || !/^@\w+$/.test(value)) return value;
        const id = ids.get(value.slice(1));
        if (id !== undefined) return id;
        throw new DataProblem(
            `${file}: ${value} in ${key} refers to no record of an earlier file. Name that file first.`,
        );
    });
}

function noteIds(
    file: string,
    { results = [], hasErrors = results.length === 0 }: TreeAnswer,
    ids: Map<string, string>,
): void {
    if (hasErrors) {
        const refusals = results.flatMap(({ referenceId, errors = [] }) =>
            errors.map(({ statusCode, message }) => `  ${referenceId}: ${statusCode}: ${message}`),
        );
        throw new DataProblem([`${file} cannot be imported:`, ...refusals].join('\n'));
    }
    for (const { referenceId, id } of results) if (id !== undefined) ids.set(referenceId, id);
}

function parse<T>(form: z.ZodType<T>, file: string, otherwise: string): T {
    const { data } = form.safeParse(readJson(file));
    if (data === undefined) throw new DataProblem(`${file} ${otherwise}. \`sf data export tree\` writes such files.`);
    return data;
}

function readJson(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
        throw new DataProblem(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
}
