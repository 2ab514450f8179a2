/** `landed purge`: what the relay does by itself every hour, now; an archive of it beforehand; the files written anew. */
import { existsSync } from 'node:fs';
import { readConfig } from '../config.ts';
import type { Store } from '../core/store.ts';
import { archive } from '../insight/archive.ts';
import type { Archived } from '../insight/archive.ts';
import { startProgress } from './progress.ts';
import { systemTiming } from './serve.ts';
import { withStore } from './store.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

export interface PurgeOptions {
    readonly config: string;
    /** Else `retention.days`. */
    readonly days?: number;
    /** File to write what is removed to, before it is. */
    readonly archive?: string;
    readonly compact?: boolean;
    readonly json?: boolean;
}

const DAY_MS = 86_400_000;
/** Short enough that a commit of new requests hardly waits. */
const STEP = 500;

async function keepCopy(store: Store, path: string, before: number, surroundings: Surroundings): Promise<Archived> {
    const progress = startProgress(surroundings, 'Archived', null);
    const written = await archive({ store, before, path, onProgress: progress.update });
    progress.end();
    return written;
}

export async function purge(options: PurgeOptions, surroundings: Surroundings): Promise<void> {
    const config = readConfig(options.config, surroundings.env);
    const { archive: path } = options;
    if (path !== undefined && existsSync(path)) throw new UsageError(`${path} is there already: name another file`);
    const now = systemTiming.now();
    const before = now - (options.days ?? config.retention.days) * DAY_MS;
    const compacted = options.compact === true;
    const { removed, archived } = await withStore(config, async (store) => {
        const copy = path === undefined ? null : await keepCopy(store, path, before, surroundings);
        const progress = startProgress(surroundings, 'Removed', null);
        let [sum, step] = [0, 0];
        do {
            step = (await store.purge(before, STEP)) + (await store.expire(now, STEP));
            sum += step;
            progress.update(sum);
        } while (step > 0);
        progress.end();
        if (compacted) await store.compact();
        return { removed: sum, archived: copy };
    });
    const kept = archived === null ? '' : `Archived ${archived.messages} messages and ${archived.requests} requests.\n`;
    const said = `${kept}Removed ${removed} rows older than ${new Date(before).toISOString()}.\n`;
    const json = JSON.stringify({ removed, before: new Date(before).toISOString(), compacted, archived });
    surroundings.stdout.write(options.json === true ? `${json}\n` : said);
}
