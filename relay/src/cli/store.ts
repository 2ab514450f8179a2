/** The store of a configuration, for a command that runs beside the relay. */
import type { Config } from '../config.ts';
import type { Store } from '../core/store.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import { systemTiming } from './serve.ts';

/** Opens the store, and closes it again when the work is done. */
export async function withStore<T>({ dataDir }: Config, work: (store: Store) => Promise<T>): Promise<T> {
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
