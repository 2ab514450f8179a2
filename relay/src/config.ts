/** Reads the relay's configuration once: file, environment, secrets, and whether they fit together. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { contradictions } from './configLint.ts';
import { ConfigFile, ENVIRONMENT, Listen, Org, Source, WebAddress } from './configSchema.ts';
import type { SecretReference } from './configSchema.ts';
import { isLoopback } from './core/addresses.ts';
import type { ProviderAdapter } from './core/ports.ts';
import { LEAST_KEY_BYTES } from './core/hashedNumbers.ts';
import { standardKey } from './core/standardWebhooks.ts';
import type { MailSettings, WebhookSettings } from './insight/alarmWays.ts';
import { CustomProvider } from './providers/customSettings.ts';
import { adaptersOf, PROVIDERS } from './providers/index.ts';
import type { CustomProviders } from './providers/index.ts';
import { STATUS_APIS } from './providers/statusApis.ts';
import type { OrgAuth } from './salesforce/signIn.ts';
import type { StoreConfig } from './store/open.ts';
import { readAddress } from './store/postgres/connection.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export class ConfigError extends Error {
    readonly problems: readonly string[];

    constructor(problems: readonly string[]) {
        super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
        this.name = 'ConfigError';
        this.problems = problems;
    }
}

type Parsed = z.output<typeof ConfigFile>;
export interface OrgConfig {
    readonly apiVersion: string;
    readonly namespace: string | null;
    readonly locations: readonly string[];
    /** With what only this org wants otherwise. */
    readonly publishing: Parsed['publishing'];
    readonly auth: OrgAuth;
    /** The key with which numbers of people are hashed before it is told of them; null: it is told the numbers. */
    readonly hashedNumbers: { readonly key: string } | null;
}
type ParsedSource = Parsed['sources'][number];
export type SourceConfig = Omit<ParsedSource, 'secrets' | 'statusApi'> & {
    readonly secrets: readonly string[];
    readonly statusApi?: Omit<NonNullable<ParsedSource['statusApi']>, 'secret'> & { readonly secret: string };
};
type ParsedAlarms = Parsed['alarms'];
export type AlarmsConfig = Omit<ParsedAlarms, 'webhook' | 'email'> & {
    readonly webhook?: WebhookSettings;
    readonly email?: MailSettings;
};
export type Config = Readonly<
    Omit<Parsed, 'orgs' | 'sources' | 'dataDir' | 'store' | 'alarms'> & {
        readonly alarms: AlarmsConfig;
        readonly store: StoreConfig;
        readonly orgs: Readonly<Record<string, OrgConfig>>;
        readonly sources: readonly SourceConfig[];
    }
>;

function overlay(file: unknown, env: Environment): unknown {
    if (typeof file !== 'object' || file === null || Array.isArray(file)) return file;
    const settings: Record<string, unknown> = { ...file };
    for (const [name, [first, second]] of Object.entries(ENVIRONMENT) as [string, readonly [string, string?]][]) {
        const text = env[name];
        if (text === undefined || text === '') continue;
        const value = name === 'LANDED_LISTEN_PORT' && /^\d+$/.test(text) ? Number(text) : text;
        if (second === undefined) settings[first] = value;
        else settings[first] = { ...(settings[first] as object | undefined), [second]: value };
    }
    return settings;
}

/** Reads a secret, or throws why it cannot be read. */
function readSecret(reference: SecretReference, env: Environment, folder: string): string {
    if ('local' in reference) return reference.local;
    if ('env' in reference) {
        const value = env[reference.env];
        if (value === undefined || value === '') throw new Error(`the environment has no ${reference.env}`);
        return value;
    }
    const value = readFileSync(resolve(folder, reference.file), 'utf8').trim();
    if (value === '') throw new Error(`${reference.file} is empty`);
    return value;
}

/** What can be read of a file that is not valid as a whole, so that all its problems are reported at once. */
const Legible = z.object({
    mode: ConfigFile.shape.mode.nullable().catch(null),
    listen: Listen.prefault({}).nullable().catch(null),
    publicUrl: WebAddress.optional().catch(undefined),
    dataDir: ConfigFile.shape.dataDir.catch('unknown'), // its own problem is reported already
    store: ConfigFile.shape.store.nullable().catch(null),
    alarms: ConfigFile.shape.alarms.nullable().catch(null),
    orgs: z.record(z.string(), Org.nullable().catch(null)).catch({}),
    customProviders: z.record(z.string(), CustomProvider.nullable().catch(null)).catch({}),
    // Without secrets that can be read a source still says its provider and its org.
    sources: z
        .array(
            Source.extend({ secrets: Source.shape.secrets.catch([]) })
                .nullable()
                .catch(null),
        )
        .catch([]),
});

/** What is sent as it is, as a part of a path: hard to guess, and the same in every encoding. */
function sharedSecret(value: string): string | null {
    return /^[A-Za-z0-9._~-]{16,100}$/.test(value) ? null : 'must be 16 to 100 letters, digits, or any of . _ ~ -';
}

/** Why whoever sees a request of this provider could send others. */
function exposureOf({ id, proof }: ProviderAdapter): string {
    if (proof === 'shared secret') return `${id} signs nothing and sends the secret`;
    return proof === 'either' ? `${id} may send the secret itself` : `${id} does not sign the body`;
}

function privateKey(value: string): string | null {
    try {
        return createPrivateKey(value).asymmetricKeyType === 'rsa' ? null : 'must be an RSA key';
    } catch {
        return 'is not a private key in PEM'; // the error's text may quote the key
    }
}

/** Senders that have no webhook of a documented form: what comes nearest (docs/providers/custom.md). */
const NEAREST: Readonly<Record<string, string>> = {
    fcm: 'it calls nobody when a push arrives: let the app report, to a source of customProviders',
    smpp: 'receipts of SMPP come through a gateway: use the provider kannel or jasmin',
    'smpp-v34': 'receipts of SMPP come through a gateway: use the provider kannel or jasmin',
};

function nearest(provider: string): string {
    const advice = Object.hasOwn(NEAREST, provider) ? NEAREST[provider] : undefined;
    return advice === undefined ? '' : `: ${advice}`;
}

/** Those that are valid by themselves, whose adapters can be made. */
function validProviders(custom: z.output<typeof Legible>['customProviders'], problems: string[]): CustomProviders {
    for (const id of Object.keys(custom))
        if (PROVIDERS.some((each) => each.id === id))
            problems.push(`customProviders.${id}: Landed knows a provider of this name`);
    return Object.fromEntries(Object.entries(custom).flatMap(([id, each]) => (each === null ? [] : [[id, each]])));
}

/** As many bytes as its hash has. */
function numberKey(value: string): string | null {
    const { length } = Buffer.from(value);
    return length >= LEAST_KEY_BYTES ? null : `must be at least ${LEAST_KEY_BYTES} bytes: openssl rand -base64 32`;
}

/** The specification asks for 24 to 64 bytes. */
function webhookKey(value: string): string | null {
    const { length } = standardKey(value);
    return length >= 24 && length <= 64 ? null : 'must be "whsec_" and 24 to 64 bytes in base64';
}

function databaseAddress(value: string): string | null {
    try {
        const { tls, host } = readAddress(value);
        const open = tls === 'disable' && !host.startsWith('/') && !isLoopback(host);
        return open ? 'must not be sslmode=disable: what goes there names people' : null;
    } catch (error) {
        return (error as Error).message; // readAddress throws errors only
    }
}

/** What the schema cannot say: how settings must fit together. Parts that are not valid by themselves are null. */
function crossCheck(config: z.output<typeof Legible>, env: Environment, folder: string): string[] {
    const problems: string[] = [];
    const local = config.mode === 'local';
    const secret = (path: string, reference: SecretReference, check?: (value: string) => string | null): void => {
        if ('local' in reference && config.mode === 'production')
            problems.push(`${path}: a secret in the file is for mode "local" only`);
        try {
            const value = readSecret(reference, env, folder);
            const problem = check === undefined ? null : check(value);
            if (problem !== null) problems.push(`${path}: ${problem}`);
        } catch (error) {
            problems.push(`${path}: ${(error as Error).message}`); // readSecret throws errors only
        }
    };
    const address = (path: string, url: string): void => {
        const { protocol, hostname } = new URL(url);
        if (local && !isLoopback(hostname)) problems.push(`${path}: mode "local" is for a local org`);
        if (protocol !== 'https:' && !isLoopback(hostname)) problems.push(`${path}: must be https`);
    };
    if (local && config.listen !== null && !isLoopback(config.listen.host))
        problems.push('listen.host: mode "local" listens at 127.0.0.1 only');
    for (const [name, org] of Object.entries(config.orgs)) {
        if (org === null) continue;
        const path = `orgs.${name}`;
        const { auth } = org;
        if (org.instanceUrl !== undefined) address(`${path}.instanceUrl`, org.instanceUrl);
        if (auth.kind === 'accessToken') {
            if (org.instanceUrl === undefined) problems.push(`${path}.instanceUrl: is needed with an access token`);
            secret(`${path}.auth.token`, auth.token);
        } else {
            address(`${path}.auth.loginUrl`, auth.loginUrl);
            if (auth.kind === 'jwtBearer') secret(`${path}.auth.privateKey`, auth.privateKey, privateKey);
            else secret(`${path}.auth.clientSecret`, auth.clientSecret);
        }
        if (org.hashedNumbers !== undefined) secret(`${path}.hashedNumbers.key`, org.hashedNumbers.key, numberKey);
    }
    const adapters = adaptersOf(validProviders(config.customProviders, problems));
    if (config.store?.kind === 'sqlite' && config.dataDir === undefined)
        problems.push('dataDir: is needed with an SQLite store');
    if (config.store?.kind === 'postgres') {
        secret('store.url', config.store.url, databaseAddress);
        const { certificates } = config.store;
        if (certificates !== undefined) secret('store.certificates', { file: certificates });
    }
    const { webhook, email } = config.alarms ?? {};
    if (webhook !== undefined) {
        const { protocol, hostname } = new URL(webhook.url);
        if (protocol !== 'https:' && !isLoopback(hostname)) problems.push('alarms.webhook.url: must be https');
        secret('alarms.webhook.secret', webhook.secret, webhookKey);
    }
    if (email !== undefined) {
        if (email.tls === 'none' && !isLoopback(email.host))
            problems.push('alarms.email.tls: "none" is for a server on this machine only');
        if ((email.user === undefined) !== (email.password === undefined))
            problems.push('alarms.email: user and password go together');
        if (email.password !== undefined) secret('alarms.email.password', email.password);
    }
    const seen = new Set<string>();
    config.sources.forEach((source, index) => {
        if (source === null) return;
        const { provider, name, org, secrets } = source;
        const path = `sources.${index}`;
        const adapter = adapters.find(({ id }) => id === provider);
        if (adapter === undefined && !Object.hasOwn(config.customProviders, provider))
            problems.push(`${path}.provider: there is no provider "${provider}"${nearest(provider)}`);
        const unsigned = adapter?.proof === 'shared secret';
        const forgeable = adapter !== undefined && (adapter.proof !== 'signature' || adapter.openBody === true);
        if (forgeable && config.mode === 'production' && config.publicUrl?.startsWith('https:') !== true)
            problems.push(`publicUrl: must be given and https, because ${exposureOf(adapter)}`);
        if (!Object.hasOwn(config.orgs, org)) problems.push(`${path}.org: there is no org "${org}"`);
        if (seen.has(`${provider}/${name}`)) problems.push(`${path}: ${provider}/${name} is there twice`);
        seen.add(`${provider}/${name}`);
        const check = unsigned ? sharedSecret : undefined;
        secrets.forEach((reference, position) => secret(`${path}.secrets.${position}`, reference, check));
        if (source.statusApi === undefined) return;
        const api = STATUS_APIS[provider];
        if (api === undefined) problems.push(`${path}.statusApi: ${provider} cannot be asked for a message's status`);
        else if (api.needsAccount && source.statusApi.account === '')
            problems.push(`${path}.statusApi.account: ${provider} needs it`);
        secret(`${path}.statusApi.secret`, source.statusApi.secret);
        if (source.statusApi.baseUrl !== undefined) address(`${path}.statusApi.baseUrl`, source.statusApi.baseUrl);
    });
    return problems;
}

function authOf(
    { auth, instanceUrl = '' }: Parsed['orgs'][string],
    read: (reference: SecretReference) => string,
): OrgAuth {
    switch (auth.kind) {
        case 'accessToken':
            return { kind: auth.kind, instanceUrl, token: () => read(auth.token) };
        case 'jwtBearer':
            return { ...auth, audience: auth.audience ?? auth.loginUrl, privateKey: () => read(auth.privateKey) };
        case 'clientCredentials':
            return { ...auth, clientSecret: () => read(auth.clientSecret) };
    }
}

function sharedStoreOf(
    { kind, url, certificates, schema }: Extract<Parsed['store'], { kind: 'postgres' }>,
    read: (reference: SecretReference) => string,
    folder: string,
): StoreConfig {
    const trusted = certificates === undefined ? undefined : readFileSync(resolve(folder, certificates), 'utf8');
    return { kind, address: readAddress(read(url), trusted), schema };
}

function alarmsOf(
    { webhook, email, ...plain }: ParsedAlarms,
    read: (reference: SecretReference) => string,
): AlarmsConfig {
    const password = email?.password;
    return {
        ...plain,
        ...(webhook === undefined ? {} : { webhook: { url: webhook.url, secret: read(webhook.secret) } }),
        ...(email === undefined
            ? {}
            : { email: { ...email, password: password === undefined ? undefined : read(password) } }),
    };
}

function freeze<T>(value: T): T {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
    return Object.freeze(value);
}

/** The configuration of a file's content, or a ConfigError that lists every problem. */
export function parseConfig(file: unknown, env: Environment, folder: string): Config {
    const settings = overlay(file, env);
    const parsed = ConfigFile.safeParse(settings);
    const issues = parsed.error?.issues ?? [];
    const legible = Legible.safeParse(settings);
    const problems = [
        ...issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`),
        ...(legible.success ? crossCheck(legible.data, env, folder) : []), // a file that is no object has no parts
        ...(parsed.success ? contradictions(parsed.data) : []),
    ];
    if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
    const read = (reference: SecretReference): string => readSecret(reference, env, folder);
    const { dataDir = '', store, ...plain } = parsed.data;
    const orgs = Object.entries(parsed.data.orgs).map(([name, org]): [string, OrgConfig] => [
        name,
        {
            ...{ apiVersion: org.apiVersion, namespace: org.namespace, locations: org.locations },
            publishing: { ...parsed.data.publishing, ...org.allowances },
            auth: authOf(org, read),
            hashedNumbers: org.hashedNumbers === undefined ? null : { key: read(org.hashedNumbers.key) },
        },
    ]);
    return freeze({
        ...plain,
        store:
            store.kind === 'sqlite'
                ? { kind: store.kind, directory: resolve(folder, dataDir) }
                : sharedStoreOf(store, read, folder),
        alarms: alarmsOf(parsed.data.alarms, read),
        orgs: Object.fromEntries(orgs),
        sources: parsed.data.sources.map(({ statusApi, ...source }) => ({
            ...{ ...source, secrets: source.secrets.map(read) },
            ...(statusApi === undefined ? {} : { statusApi: { ...statusApi, secret: read(statusApi.secret) } }),
        })),
    });
}

export function readConfig(path: string, env: Environment): Config {
    let file: unknown;
    try {
        file = JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
        throw new ConfigError([`${path}: ${(error as Error).message}`]); // fs and JSON.parse throw errors only
    }
    return parseConfig(file, env, dirname(resolve(path)));
}
