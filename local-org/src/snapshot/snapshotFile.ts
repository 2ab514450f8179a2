/** A file that the org's state is kept in from one start to the next. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { restoreState, stateOf } from './orgState.ts';
import { schemaDifferences, schemaFacts } from './schemaFacts.ts';
import type { OrgState, StatefulParts } from './orgState.ts';

const FORMAT = 1;

/** The outermost form; what is inside is ours, if the format is. */
const Contents = z.looseObject({
    localOrgSnapshot: z.literal(FORMAT),
    schema: z.record(z.string(), z.record(z.string(), z.string())),
    records: z.looseObject({ tables: z.record(z.string(), z.unknown()) }),
});

/** The file is no snapshot, or one of another schema; the message says what to do. */
export class SnapshotProblem extends Error {
    override readonly name = 'SnapshotProblem';
}

export interface SavedSnapshot {
    readonly file: string;
    readonly savedAt: string;
    readonly bytes: number;
}

export class SnapshotFile {
    readonly #file: string;
    readonly #parts: StatefulParts;

    constructor(file: string, parts: StatefulParts) {
        this.#file = file;
        this.#parts = parts;
    }

    /** Whether there was a snapshot. Throws SnapshotProblem, and changes nothing, when it does not fit. */
    load(): boolean {
        if (!existsSync(this.#file)) return false;
        const state = readState(this.#file);
        const differences = schemaDifferences(state.schema, schemaFacts(this.#parts.org.schema));
        if (differences.length > 0) {
            const list = differences.map((difference) => `  ${difference}`).join('\n');
            throw new SnapshotProblem(
                `The snapshot ${this.#file} is of another schema than the project's:\n${list}\nGo back to the metadata that it was made with, or name another file with --snapshot.`,
            );
        }
        restoreState(this.#parts, state);
        return true;
    }

    /** Once nothing is left to run. The file is the former one or the new one, whenever the process is stopped. */
    async save(): Promise<SavedSnapshot> {
        await this.#parts.org.background.idle();
        const state = stateOf(this.#parts);
        const text = JSON.stringify({ localOrgSnapshot: FORMAT, ...state });
        replaceFile(this.#file, text);
        return { file: this.#file, savedAt: state.savedAt, bytes: Buffer.byteLength(text) };
    }
}

function readState(file: string): OrgState {
    const contents = Contents.safeParse(jsonOf(readFileSync(file, 'utf8')));
    if (contents.success) return contents.data as unknown as OrgState; // of our format, so as `save` wrote it
    throw new SnapshotProblem(
        `${file} is no snapshot of a local org that this version can read. Delete it, or name another file with --snapshot.`,
    );
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined; // refused by its form
    }
}

function replaceFile(file: string, text: string): void {
    const partial = `${file}.${process.pid}.partial`;
    try {
        const descriptor = openSync(partial, 'w', 0o600); // records are nobody else's
        try {
            writeFileSync(descriptor, text);
            fsyncSync(descriptor);
        } finally {
            closeSync(descriptor);
        }
        renameSync(partial, file);
    } catch (error) {
        rmSync(partial, { force: true });
        throw error;
    }
}
