/** `landed dead`: what could not be read or published, and how to bring it back. Works beside a running relay. */
import { readConfig } from '../config.ts';
import type { DeadLetter, Store } from '../core/store.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import { systemTiming } from './serve.ts';
import type { Surroundings } from './surroundings.ts';

const MOST = 1_000;

export class UsageError extends Error {}

/** Runs with the store of a configuration open, and closes it again. */
async function withStore<T>(configPath: string, { env }: Surroundings, work: (store: Store) => Promise<T>): Promise<T> {
    const { dataDir } = readConfig(configPath, env);
    const store = await openSqliteStore({
        directory: dataDir,
        exclusive: false,
        clock: systemTiming,
        onDeath: () => undefined, // the call under way rejects with the same error
    });
    try {
        return await work(store);
    } finally {
        await store.close();
    }
}

function line({ id, kind, at, reason, source, messageKey, replayedAt }: DeadLetter): string {
    const where = messageKey ?? source ?? '';
    const again = replayedAt === null ? '' : `  (replayed ${new Date(replayedAt).toISOString()})`;
    return `${id}  ${new Date(at).toISOString()}  ${kind}  ${where}  ${reason}${again}\n`;
}

export interface ListOptions {
    readonly config: string;
    readonly all?: boolean;
    readonly json?: boolean;
}

export async function listDead({ config, all, json }: ListOptions, surroundings: Surroundings): Promise<void> {
    const letters = await withStore(config, surroundings, (store) =>
        store.deadLetters({ replayed: all === true, limit: MOST }),
    );
    const text = json === true ? `${JSON.stringify(letters)}\n` : letters.map(line).join('') || 'No dead letters.\n';
    surroundings.stdout.write(text);
}

export async function showDead(id: number, config: string, surroundings: Surroundings): Promise<void> {
    const shown = await withStore(config, surroundings, async (store) => {
        const letter = await store.deadLetter(id);
        if (letter === null) throw new UsageError(`there is no dead letter ${id}`);
        const found = letter.requestId === null ? null : await store.request(letter.requestId);
        if (found === null) return letter;
        const { method, url, headers, body } = found.request;
        return { ...letter, request: { method, url, headers, body: body.toString('utf8') } };
    });
    surroundings.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
}

/** All that were not replayed yet when no ids are named. */
export async function replayDead(ids: readonly number[], config: string, surroundings: Surroundings): Promise<void> {
    const count = await withStore(config, surroundings, async (store) => {
        const open = await store.deadLetters({ replayed: false, limit: MOST });
        const chosen = ids.length > 0 ? ids : open.map(({ id }) => id);
        for (const id of chosen) {
            if ((await store.deadLetter(id)) === null) throw new UsageError(`there is no dead letter ${id}`);
            await store.replay(id, systemTiming.now());
        }
        return chosen.length;
    });
    surroundings.stdout.write(`Replayed ${count}.\n`);
}
