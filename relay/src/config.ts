/** The relay's configuration: one schema, read once. docs/configuration.md is generated from it. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { PROVIDERS } from './providers/index.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export class ConfigError extends Error {
    readonly problems: readonly string[];

    constructor(problems: readonly string[]) {
        super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
        this.name = 'ConfigError';
        this.problems = problems;
    }
}

const Secret = z
    .union([
        z.strictObject({ env: z.string().min(1) }),
        z.strictObject({ file: z.string().min(1) }),
        z.strictObject({ local: z.string().min(1) }),
    ])
    .describe(
        'Where a secret is: `{ "env": "NAME" }`, `{ "file": "path" }`, or, in local mode only, `{ "local": "value" }`.',
    );
export type SecretReference = z.infer<typeof Secret>;

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const Name = z.string().regex(NAME, 'must be lower-case letters, digits and hyphens');
const WebAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

const Listen = z.strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('Address to listen at.'),
    port: z.int().min(0).max(65_535).default(3001).describe('Port to listen at; 0 picks a free one.'),
});

const Org = z.strictObject({
    instanceUrl: WebAddress.describe("The org's own address, `https://example.my.salesforce.com`."),
    apiVersion: z
        .string()
        .regex(/^\d{2,3}\.0$/)
        .default('67.0')
        .describe('Version of the REST API.'),
    auth: z
        .strictObject({ kind: z.literal('accessToken'), token: Secret })
        .describe('How the relay signs in: an access token, read again whenever the org says that it has expired.'),
});

const Source = z.strictObject({
    provider: z.enum(PROVIDERS.map(({ id }) => id)).describe('Which provider calls.'),
    name: Name.describe('Last part of the path that the provider calls: `/hooks/<provider>/<name>`.'),
    org: z.string().describe('Name of the org, from `orgs`, that its reports go to.'),
    secrets: z.array(Secret).min(1).describe('Any of them may have signed; list two while you rotate.'),
});

const Publishing = z.strictObject({
    apiShare: z
        .number()
        .gt(0)
        .max(1)
        .default(0.5)
        .describe("Part of the org's daily API calls that the relay may use at a steady pace."),
    maxLingerMs: z
        .int()
        .min(0)
        .default(1_000)
        .describe('Longest time a report that is in no hurry waits for company, however few API calls are left.'),
    confirmAfterMs: z
        .int()
        .min(10)
        .default(500)
        .describe('How long after publishing the relay first looks for the effect in the CRM.'),
    missingAfterMs: z
        .int()
        .min(100)
        .default(30_000)
        .describe('How long until a snapshot whose effect is not seen counts as missing and is published again.'),
    maxAttempts: z
        .int()
        .min(2)
        .default(12)
        .describe('Refusals or failures in a row after which a message becomes a dead letter.'),
});

const Retention = z.strictObject({
    days: z
        .int()
        .min(1)
        .default(90)
        .describe('How long raw requests and dead letters are kept. Nothing unread is ever removed.'),
});

const Limits = z.strictObject({
    unreadRequests: z
        .int()
        .min(1)
        .default(5_000_000)
        .describe('Requests waiting to be read at which new ones are answered 503, so that the disk does not fill.'),
});

export const ConfigFile = z.strictObject({
    mode: z
        .enum(['production', 'local'])
        .default('production')
        .describe('`local` allows secrets in this file and binds relay and orgs to this machine.'),
    listen: Listen.prefault({}),
    publicUrl: WebAddress.optional().describe(
        'Address at which the providers reach the relay; some sign it. Default: where it listens.',
    ),
    dataDir: z
        .string()
        .min(1)
        .describe('Folder of the journal and the state; relative to this file. Needs a local disk, not a network one.'),
    logLevel: z.enum(['error', 'warn', 'info', 'debug']).default('info').describe('How much is logged.'),
    orgs: z.record(Name, Org).describe('The orgs to publish to, by name.'),
    sources: z.array(Source).min(1).describe('The webhooks to answer.'),
    publishing: Publishing.prefault({}),
    retention: Retention.prefault({}),
    limits: Limits.prefault({}),
});

type Parsed = z.output<typeof ConfigFile>;
export type OrgConfig = Omit<Parsed['orgs'][string], 'auth'> & {
    /** Reads the token anew: it may have been replaced in its file. */
    readonly readToken: () => string;
};
export type SourceConfig = Omit<Parsed['sources'][number], 'secrets'> & { readonly secrets: readonly string[] };
export type Config = Readonly<
    Omit<Parsed, 'orgs' | 'sources'> & {
        readonly orgs: Readonly<Record<string, OrgConfig>>;
        readonly sources: readonly SourceConfig[];
    }
>;

/** Plain settings that the environment may set over the file. */
export const ENVIRONMENT = {
    LANDED_LISTEN_HOST: ['listen', 'host'],
    LANDED_LISTEN_PORT: ['listen', 'port'],
    LANDED_PUBLIC_URL: ['publicUrl'],
    LANDED_DATA_DIR: ['dataDir'],
    LANDED_LOG_LEVEL: ['logLevel'],
} as const satisfies Record<string, readonly string[]>;

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

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

export function isLoopback(host: string): boolean {
    return LOOPBACK.has(host.toLowerCase());
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
    orgs: z.record(z.string(), Org.nullable().catch(null)).catch({}),
    sources: z.array(Source.nullable().catch(null)).catch([]),
});

/** What is sent as it is, as a part of a path: hard to guess, and the same in every encoding. */
const SHARED_SECRET = /^[A-Za-z0-9._~-]{16,100}$/;

/** What the schema cannot say: how settings must fit together. Parts that are not valid by themselves are null. */
function crossCheck(config: z.output<typeof Legible>, env: Environment, folder: string): string[] {
    const problems: string[] = [];
    const local = config.mode === 'local';
    const secret = (path: string, reference: SecretReference, form = /^/): void => {
        if ('local' in reference && config.mode === 'production')
            problems.push(`${path}: a secret in the file is for mode "local" only`);
        try {
            if (!form.test(readSecret(reference, env, folder)))
                problems.push(`${path}: must be 16 to 100 letters, digits, or any of . _ ~ -`);
        } catch (error) {
            problems.push(`${path}: ${(error as Error).message}`); // readSecret throws errors only
        }
    };
    if (local && config.listen !== null && !isLoopback(config.listen.host))
        problems.push('listen.host: mode "local" listens at 127.0.0.1 only');
    for (const [name, org] of Object.entries(config.orgs)) {
        if (org === null) continue;
        const { protocol, hostname } = new URL(org.instanceUrl);
        if (local && !isLoopback(hostname)) problems.push(`orgs.${name}.instanceUrl: mode "local" is for a local org`);
        if (protocol !== 'https:' && !isLoopback(hostname)) problems.push(`orgs.${name}.instanceUrl: must be https`);
        secret(`orgs.${name}.auth.token`, org.auth.token);
    }
    const seen = new Set<string>();
    config.sources.forEach((source, index) => {
        if (source === null) return;
        const { provider, name, org, secrets } = source;
        const path = `sources.${index}`;
        const adapter = PROVIDERS.find(({ id }) => id === provider);
        const unsigned = adapter?.proof === 'shared secret';
        if (unsigned && config.mode === 'production' && config.publicUrl?.startsWith('https:') !== true)
            problems.push(`publicUrl: must be given and https, because ${provider} signs nothing and sends the secret`);
        if (!Object.hasOwn(config.orgs, org)) problems.push(`${path}.org: there is no org "${org}"`);
        if (seen.has(`${provider}/${name}`)) problems.push(`${path}: ${provider}/${name} is there twice`);
        seen.add(`${provider}/${name}`);
        const form = unsigned ? SHARED_SECRET : undefined;
        secrets.forEach((reference, position) => secret(`${path}.secrets.${position}`, reference, form));
    });
    return problems;
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
    ];
    if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
    const read = (reference: SecretReference): string => readSecret(reference, env, folder);
    const orgs = Object.entries(parsed.data.orgs).map(([name, { auth, ...org }]): [string, OrgConfig] => [
        name,
        { ...org, readToken: () => read(auth.token) },
    ]);
    return freeze({
        ...parsed.data,
        dataDir: resolve(folder, parsed.data.dataDir),
        orgs: Object.fromEntries(orgs),
        sources: parsed.data.sources.map((source) => ({ ...source, secrets: source.secrets.map(read) })),
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
