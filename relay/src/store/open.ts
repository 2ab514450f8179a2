/** Opens the store that the configuration names. */
import type { Store } from '../core/store.ts';
import type { Timing } from '../core/timing.ts';
import type { Address } from './postgres/connection.ts';
import { openPostgresStore } from './postgres/open.ts';
import { openSqliteStore } from './sqlite/open.ts';

export type StoreConfig =
    | { readonly kind: 'sqlite'; readonly directory: string }
    | { readonly kind: 'postgres'; readonly address: Address; readonly schema: string };

export interface OpenOptions {
    /** A relay, which reads and publishes; a command beside it only looks, or puts something back. */
    readonly serving: boolean;
    readonly timing: Timing;
    /** Nothing works from here on. */
    readonly onDeath: (error: Error) => void;
    /** The store is in trouble that may pass. */
    readonly onError: (error: unknown) => void;
}

export function openStore(config: StoreConfig, { serving, timing, onDeath, onError }: OpenOptions): Promise<Store> {
    if (config.kind === 'sqlite') {
        const { directory } = config;
        return openSqliteStore({ directory, exclusive: serving, clock: timing, onDeath, onDamage: onError });
    }
    const { address, schema } = config;
    return openPostgresStore({ connection: address.config, schema, serving, timing, onError });
}
