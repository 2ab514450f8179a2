/** `landed purge`: what the relay does by itself every hour, now; and the files written anew. */
import { readConfig } from '../config.ts';
import { systemTiming } from './serve.ts';
import { startProgress } from './progress.ts';
import { withStore } from './store.ts';
import type { Surroundings } from './surroundings.ts';

export interface PurgeOptions {
    readonly config: string;
    /** Else `retention.days`. */
    readonly days?: number;
    readonly compact?: boolean;
    readonly json?: boolean;
}

const DAY_MS = 86_400_000;
/** Short enough that a commit of new requests hardly waits. */
const STEP = 500;

export async function purge(options: PurgeOptions, surroundings: Surroundings): Promise<void> {
    const config = readConfig(options.config, surroundings.env);
    const now = systemTiming.now();
    const before = now - (options.days ?? config.retention.days) * DAY_MS;
    const compacted = options.compact === true;
    const removed = await withStore(config, async (store) => {
        const progress = startProgress(surroundings, 'Removed', null);
        let [sum, step] = [0, 0];
        do {
            step = (await store.purge(before, STEP)) + (await store.expire(now, STEP));
            sum += step;
            progress.update(sum);
        } while (step > 0);
        progress.end();
        if (compacted) await store.compact();
        return sum;
    });
    const said = `Removed ${removed} rows older than ${new Date(before).toISOString()}.\n`;
    const json = JSON.stringify({ removed, before: new Date(before).toISOString(), compacted });
    surroundings.stdout.write(options.json === true ? `${json}\n` : said);
}
