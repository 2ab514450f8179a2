/** The store of a configuration, for a command that runs beside the relay. */
import type { Config } from '../config.ts';
import type { Store } from '../core/store.ts';
import { openStore } from '../store/open.ts';
import { systemTiming } from './serve.ts';

/** Opens the store, and closes it again when the work is done. */
export async function withStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore(config.store, {
        serving: false,
        timing: systemTiming,
        // The call under way rejects with the same error.
        onDeath: () => undefined,
        onError: () => undefined,
    });
    try {
        return await work(store);
    } finally {
        await store.close();
    }
}
