/** `landed serve`: runs the relay until it is told to end. */
import { createRelay } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import type { Timing } from '../core/timing.ts';
import { createLog } from '../log.ts';
import type { StoreConfig } from '../store/open.ts';
import type { Surroundings } from './surroundings.ts';

export const systemTiming: Timing = {
    now: () => Date.now(),
    after(milliseconds, call) {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
    },
};

function summaryOfAddress({ kind, address, schema }: StoreConfig & { readonly kind: 'postgres' }): object {
    const { host, tls, config } = address;
    return { kind, host, port: config.port, database: config.database, user: config.user, tls, schema };
}

/** Plain settings as they are; of secrets only how many there are. */
function summaryOf({ orgs, sources, store, alarms, ...plain }: Config): object {
    const { webhook, email, ...when } = alarms;
    return {
        ...plain,
        alarms: {
            ...when,
            webhook: webhook === undefined ? 'unset' : 'set',
            email: email === undefined ? 'unset' : 'set',
        },
        store: store.kind === 'sqlite' ? store : summaryOfAddress(store),
        orgs: Object.entries(orgs).map(([name, { apiVersion, namespace, auth, hashedNumbers }]) => ({
            ...{ name, apiVersion, namespace, signIn: auth.kind, numberKey: hashedNumbers === null ? 'unset' : 'set' },
            at: auth.kind === 'accessToken' ? auth.instanceUrl : auth.loginUrl,
        })),
        sources: sources.map(({ provider, name, org, secrets }) => ({
            ...{ provider, name, org, path: `/hooks/${provider}/${name}` },
            keys: `${secrets.length} set`,
        })),
    };
}

export async function serve(configPath: string, surroundings: Surroundings): Promise<number> {
    const config = readConfig(configPath, surroundings.env);
    const log = createLog(config.logLevel, surroundings.stdout);
    let end: (code: number) => void = () => undefined;
    const ended = new Promise<number>((resolve) => (end = resolve));
    const relay = createRelay(config, {
        log,
        timing: systemTiming,
        random: Math.random,
        onFatal(error) {
            log.fatal({ err: error }, 'store.died');
            end(EXIT_STORE_DIED);
        },
    });
    const { url } = await relay.start();
    log.info({ url, config: summaryOf(config) }, 'relay.started');
    void surroundings.asked.then(() => end(0));
    const code = await ended;
    log.info('relay.stopping');
    // Without a store there is nothing to finish; whatever waits on it would wait for ever.
    if (code === 0) await withinPatience(relay.stop());
    return code;
}

/** Supervisors kill after ten seconds or so. Whatever a hanging call leaves undone is taken up at the next start. */
const PATIENCE_MS = 5_000;

function withinPatience(work: Promise<void>): Promise<void> {
    return Promise.race([work, new Promise<void>((resolve) => systemTiming.after(PATIENCE_MS, resolve))]);
}

/** EX_IOERR of sysexits.h. */
const EXIT_STORE_DIED = 74;
