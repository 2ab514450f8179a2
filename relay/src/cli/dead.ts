/** `landed dead`: what could not be read or published, and how to bring it back. Works beside a running relay. */
import { readConfig } from '../config.ts';
import type { DeadLetter, Store } from '../core/store.ts';
import { systemTiming } from './serve.ts';
import { withStore } from './store.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

const MOST = 1_000;

function line({ id, kind, at, reason, source, messageKey, settledAt, droppedAt }: DeadLetter): string {
    const where = messageKey ?? source ?? '';
    const what = droppedAt === null ? 'replayed' : 'dropped';
    const settled = settledAt === null ? '' : `  (${what} ${new Date(settledAt).toISOString()})`;
    return `${id}  ${new Date(at).toISOString()}  ${kind}  ${where}  ${reason}${settled}\n`;
}

export interface ListOptions {
    readonly config: string;
    readonly all?: boolean;
    readonly json?: boolean;
}

export async function listDead({ config, all, json }: ListOptions, surroundings: Surroundings): Promise<void> {
    const letters = await withStore(readConfig(config, surroundings.env), (store) =>
        store.deadLetters({ settled: all === true, limit: MOST }),
    );
    const text = json === true ? `${JSON.stringify(letters)}\n` : letters.map(line).join('') || 'No dead letters.\n';
    surroundings.stdout.write(text);
}

export async function showDead(id: number, config: string, surroundings: Surroundings): Promise<void> {
    const shown = await withStore(readConfig(config, surroundings.env), async (store) => {
        const letter = await store.deadLetter(id);
        if (letter === null) throw new UsageError(`there is no dead letter ${id}`);
        const found = letter.requestId === null ? null : await store.request(letter.requestId);
        if (found === null) return letter;
        const { method, url, headers, body } = found.request;
        return { ...letter, request: { method, url, headers, body: body.toString('utf8') } };
    });
    surroundings.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
}

/** When no ids are named: all that were not replayed yet, but for those in quarantine, which are released one by one. */
export async function replayDead(ids: readonly number[], config: string, surroundings: Surroundings): Promise<void> {
    const [replayed, held] = await withStore(readConfig(config, surroundings.env), async (store) => {
        const letters =
            ids.length > 0 ? await named(store, ids) : await store.deadLetters({ settled: false, limit: MOST });
        let [replayed, held] = [0, 0];
        for (const letter of letters) {
            if (ids.length === 0 && (await isQuarantined(store, letter))) {
                held += 1;
                continue;
            }
            await store.replay(letter.id, systemTiming.now());
            replayed += 1;
        }
        return [replayed, held];
    });
    const rest =
        held === 0 ? '' : ` ${held} ${held === 1 ? 'stays' : 'stay'} in quarantine; name its id to release it.`;
    surroundings.stdout.write(`Replayed ${replayed}.${rest}\n`);
}

/** For what nothing is to be done about. All of them, or none. */
export async function dropDead(ids: readonly number[], config: string, surroundings: Surroundings): Promise<void> {
    await withStore(readConfig(config, surroundings.env), async (store) => {
        const settled = (await named(store, ids)).filter(({ settledAt }) => settledAt !== null);
        if (settled.length > 0)
            throw new UsageError(`nothing is left to drop of ${settled.map(({ id }) => String(id)).join(', ')}`);
        await store.drop(ids, systemTiming.now());
    });
    surroundings.stdout.write(
        `Dropped ${ids.length}. \`landed dead list --all\` shows them until the retention ends.\n`,
    );
}

/** All of them, or none. */
function named(store: Store, ids: readonly number[]): Promise<DeadLetter[]> {
    return Promise.all(
        ids.map(async (id) => {
            const letter = await store.deadLetter(id);
            if (letter === null) throw new UsageError(`there is no dead letter ${id}`);
            return letter;
        }),
    );
}

async function isQuarantined(store: Store, { kind, requestId }: DeadLetter): Promise<boolean> {
    if (kind !== 'request' || requestId === null) return false;
    return (await store.request(requestId))?.request.quarantined === true;
}
