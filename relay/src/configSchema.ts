/** What a configuration file may say, and what it means; docs/configuration.md is generated from it. */
import { z } from 'zod';
import { Alerts } from './configAlerts.ts';
import { Allowances, ApiShare, EventShare, HourlyEvents, UrgentReserve } from './configAllowances.ts';
import { MOST_LOCATIONS, plainLocation } from './core/branches.ts';
import { REPORT_EVENTS } from './core/wanted.ts';
import { CustomProvider } from './providers/customSettings.ts';
import { PROVIDERS } from './providers/index.ts';

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
export const WebAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/sfdx_dev_create_namespace.htm (2026-11-26) */
const Namespace = z
    .string()
    .max(15)
    .regex(/^[A-Za-z](?:_?[A-Za-z0-9])*$/, 'must be a namespace as it is registered, such as `landed`');

/** An address, or a network as `203.0.113.0/24`. */
const Network = z.union(
    [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
    'must be an address or a network (203.0.113.0/24)',
);

export const Listen = z.strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('Address to listen at.'),
    port: z.int().min(0).max(65_535).default(3001).describe('Port to listen at; 0 picks a free one.'),
    trustedProxies: z
        .array(Network)
        .default([])
        .describe(
            'Addresses or networks of your HTTPS front: what it says of the caller counts (`X-Forwarded-For`, `frontHeader`).',
        ),
});

const Auth = z.discriminatedUnion('kind', [
    z
        .strictObject({
            kind: z.literal('accessToken'),
            token: Secret.describe('Read again whenever the org says that it has expired.'),
        })
        .describe('An access token that somebody else keeps fresh, as for a local org.'),
    z
        .strictObject({
            kind: z.literal('jwtBearer'),
            loginUrl: WebAddress.default('https://login.salesforce.com').describe(
                'Where to sign in: `https://test.salesforce.com` for a sandbox, or the My Domain address.',
            ),
            audience: z.string().min(1).optional().describe('Whom the assertion is for. Default: `loginUrl`.'),
            clientId: z.string().min(1).describe("The app's consumer key."),
            username: z.string().min(1).describe('User to act as, approved for the app beforehand.'),
            privateKey: Secret.describe("PEM of the key whose certificate is the app's."),
        })
        .describe('A JWT signed with our own key: nothing secret leaves this machine.'),
    z
        .strictObject({
            kind: z.literal('clientCredentials'),
            loginUrl: WebAddress.describe("The org's My Domain address; no other takes this flow."),
            clientId: z.string().min(1).describe("The app's consumer key."),
            clientSecret: Secret.describe("The app's consumer secret."),
        })
        .describe("The app's own secret; the app's policies name the user."),
]);

const Locations = z
    .array(z.string().trim().min(1).max(80))
    .max(MOST_LOCATIONS)
    .refine((names) => new Set(names.map(plainLocation)).size === names.length, 'must name each location once')
    .describe(
        'Branches or business units whose rates are told apart in the totals, as senders write them into `location=` (capitals do not matter); any other counts as "Other". None: totals know no locations (docs/operating.md).',
    );

export const Org = z.strictObject({
    instanceUrl: WebAddress.optional().describe(
        "The org's own address, `https://example.my.salesforce.com`. Needed with an access token; else the log-in tells it.",
    ),
    apiVersion: z
        .string()
        .regex(/^\d{2,3}\.0$/)
        .default('67.0')
        .describe('Version of the REST API.'),
    namespace: Namespace.nullable()
        .default(null)
        .describe(
            "The package's namespace in this org, as in `landed__Message__c`, when it is installed as a managed package; null: its names have none (docs/packaging.md).",
        ),
    auth: Auth.describe('How the relay signs in (docs/going-live.md).'),
    locations: Locations.default([]),
    hashedNumbers: z
        .strictObject({
            key: Secret.describe(
                'At least 32 random bytes, which never leave the relay (`openssl rand -base64 32`). Keep a copy: with another key nobody is found any more.',
            ),
        })
        .optional()
        .describe(
            'Tells the org no number of a person, only its keyed hash, from the first event on (docs/private-numbers.md). Default: numbers.',
        ),
    allowances: Allowances.default({}).describe('For this org in place of what `publishing` says.'),
});

export const Source = z.strictObject({
    provider: Name.describe(
        `Which provider calls: ${PROVIDERS.map(({ id }) => `\`${id}\``).join(', ')}, or a name from \`customProviders\`.`,
    ),
    name: Name.describe('Last part of the path that the provider calls: `/hooks/<provider>/<name>`.'),
    org: z.string().describe('Name of the org, from `orgs`, that its reports go to.'),
    secrets: z.array(Secret).min(1).describe('Any of them may have signed; list two while you rotate.'),
    allowFrom: z
        .array(Network)
        .min(1)
        .optional()
        .describe(
            "The provider's own addresses or networks (`203.0.113.0/24`); any other is refused with 403. Default: anybody, for the signature is the proof.",
        ),
    frontHeader: z
        .strictObject({
            name: z
                .string()
                .regex(/^[a-z0-9-]+$/)
                .describe('In lower case, such as `x-client-verify`.'),
            value: z.string().min(1).describe('What it must be, such as `SUCCESS`.'),
        })
        .optional()
        .describe(
            'A header that the front sets once it has checked a client certificate (mTLS, docs/operating.md); taken from `listen.trustedProxies` only.',
        ),
    batchMinutes: z
        .int()
        .min(0)
        .max(1_440)
        .default(0)
        .describe('For how long the provider collects reports before it sends them together; 0: it sends at once.'),
    purposes: z
        .array(z.string().min(1))
        .optional()
        .describe('Purposes of `windows` whose messages come by this source; default: any. Only the checks read it.'),
    events: z
        .array(z.enum(REPORT_EVENTS))
        .min(1)
        .optional()
        .describe(
            'Which reports are wanted; default: all. The others are kept and answered, and change nothing. Opt-outs and complaints always count. `landed webhooks register` asks the provider for the same.',
        ),
    statusApi: z
        .strictObject({
            account: z
                .string()
                .min(1)
                .default('')
                .describe('Account, service plan or key id, where the provider has such.'),
            secret: Secret.describe("The provider's own API key, token or secret; only to read."),
            baseUrl: WebAddress.optional().describe("Another region's address; default: the provider's usual one."),
            perMinute: z.int().min(1).max(6_000).default(60).describe('Questions a minute at most.'),
        })
        .optional()
        .describe('How to ask the provider what became of a message that stays without an end (`landed reconcile`).'),
    keep: z
        .strictObject({
            minutes: z.int().min(1).nullable().default(null).describe('Erased so long after its first report.'),
            onceDelivered: z
                .boolean()
                .default(false)
                .describe('Erased once it was delivered and the CRM has seen that.'),
        })
        .optional()
        .describe('For messages that are to be known for a shorter time than `retention.days`.'),
});

const Publishing = z.strictObject({
    apiShare: ApiShare.default(0.5),
    eventShare: EventShare.default(0.8),
    urgentReserve: UrgentReserve.default(0.1),
    hourlyEvents: HourlyEvents.default(null),
    maxLingerMs: z
        .int()
        .min(0)
        .default(1_000)
        .describe(
            'Longest time a report that is in no hurry waits for company while more than half of the budget of API calls is left; then longer, so that the rest lasts for a day.',
        ),
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
    totalsEverySeconds: z
        .int()
        .min(1)
        .default(60)
        .describe('How often totals that change are written to the CRM at most; only when API calls are to spare.'),
});

const Windows = z.strictObject({
    purposes: z
        .record(z.string().min(1), z.int().min(1))
        .default({ OTP: 90, Donation: 90, 'Event Reminder': 90 })
        .describe('Seconds by purpose: as `Fallback_Seconds__c` of the delivery policies in the org.'),
    otherSeconds: z
        .int()
        .min(1)
        .default(172_800)
        .describe(
            'Seconds for every other purpose, and for none, unless the message says for how long it is valid (`validity=` minutes in the callback address): as `Validity_Minutes__c` of the delivery policy Default.',
        ),
});

const Heartbeat = z.strictObject({
    everySeconds: z
        .int()
        .min(10)
        .max(3_600)
        .default(60)
        .describe('How often. An alarm is due in the CRM after three times as long and a minute.'),
    name: z.string().min(1).max(80).default('Landed relay').describe('What people call this relay.'),
});

const Alarms = z.strictObject({
    webhook: z
        .strictObject({
            url: WebAddress.describe('Where to post them, as JSON with a `text` that chat tools show.'),
            secret: Secret.describe('Signs them as standardwebhooks.com has it: `whsec_` and base64.'),
        })
        .optional()
        .describe('Tell a webhook.'),
    email: z
        .strictObject({
            host: z.string().min(1).describe('The SMTP server.'),
            port: z.int().min(1).max(65_535).default(587).describe('Its port.'),
            tls: z
                .enum(['starttls', 'implicit', 'none'])
                .default('starttls')
                .describe('`implicit` for port 465; `none` for a server on this machine only.'),
            user: z.string().min(1).optional().describe('Who signs in there; default: nobody.'),
            password: Secret.optional().describe('Of that user.'),
            from: z.email().describe('The sender.'),
            to: z.array(z.email()).min(1).describe('Whom to tell.'),
        })
        .optional()
        .describe('Tell people by email.'),
    limitPercent: z.number().gt(0).max(100).default(80).describe("Part of an org's allocation that is used."),
    storePercent: z.number().gt(0).max(100).default(85).describe('Part of the disk, or of `limits.unreadRequests`.'),
    orgMinutes: z.int().min(1).default(10).describe('For how long an org takes nothing.'),
    hopSeconds: z
        .int()
        .min(1)
        .default(30)
        .describe(
            'One in twenty reports of an hour took longer for a hop: carrier to relay, to the org, seen in the CRM.',
        ),
    againMinutes: z.int().min(10).default(240).describe('An alarm that lasts is told again after so long.'),
});

const Retention = z.strictObject({
    days: z
        .int()
        .min(1)
        .default(90)
        .describe(
            'How long raw requests, dead letters and messages without news are kept. Nothing that is on its way is removed.',
        ),
    bySchedule: z
        .boolean()
        .default(true)
        .describe(
            'Whether the relay removes them by itself every hour. `false`: only `landed purge` does, for example with `--archive` from a timer.',
        ),
});

const Limits = z.strictObject({
    unreadRequests: z
        .int()
        .min(1)
        .default(5_000_000)
        .describe(
            'Requests waiting to be read at which new ones are answered 503, so that the disk does not fill. Where a relay serves several orgs: once half as many wait, this holds for each org that has more than an equal share of that half; the others are taken in.',
        ),
});

export const Store = z.discriminatedUnion('kind', [
    z
        .strictObject({ kind: z.literal('sqlite') })
        .describe('Embedded, in `dataDir`: nothing to run beside the relay. For one relay.'),
    z
        .strictObject({
            kind: z.literal('postgres'),
            url: Secret.describe(
                '`postgresql://user:password@host:5432/database`. Beyond this machine TLS with a checked certificate is used, unless the address says `?sslmode=require` (encrypted, not checked) or `verify-ca`.',
            ),
            certificates: z
                .string()
                .min(1)
                .optional()
                .describe('PEM file of the authorities to trust instead of the usual ones; relative to this file.'),
            schema: z
                .string()
                .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and underscores')
                .default('landed')
                .describe('Where its tables are. Relays that name the same schema work together.'),
        })
        .describe('Shared: several relays at once, one of which takes over when another ends (docs/operating.md).'),
]);

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
        .optional()
        .describe(
            'Folder of the journal and the state of an SQLite store, which needs it; relative to this file. Needs a local disk, not a network one.',
        ),
    store: Store.default({ kind: 'sqlite' }).describe('Where requests and messages are kept.'),
    logLevel: z.enum(['error', 'warn', 'info', 'debug']).default('info').describe('How much is logged.'),
    orgs: z.record(Name, Org).describe('The orgs to publish to, by name.'),
    customProviders: z
        .record(Name, CustomProvider)
        .default({})
        .describe('Providers that Landed has no adapter for, by a name of your choice (docs/providers/custom.md).'),
    sources: z.array(Source).min(1).describe('The webhooks to answer.'),
    publishing: Publishing.prefault({}),
    windows: Windows.prefault({}).describe(
        'How long a message may stay without a final status until it counts as unconfirmed.',
    ),
    heartbeat: Heartbeat.prefault({}).describe('What the relay tells the CRM about itself (`Relay_Status__c`).'),
    alerts: Alerts.prefault({}).describe('When the relay raises an alert in the CRM (`Delivery_Alert__c`).'),
    alarms: Alarms.prefault({}).describe(
        'When and how the relay tells its operator that it needs one (docs/operating.md). Without a webhook or an address: only in the log.',
    ),
    retention: Retention.prefault({}),
    reconcile: z
        .strictObject({
            everyMinutes: z
                .int()
                .min(5)
                .nullable()
                .default(null)
                .describe('How often by itself; null: only by command.'),
            compareHours: z
                .int()
                .min(1)
                .nullable()
                .default(null)
                .describe(
                    'How often the relay compares its messages of the last `forHours` with the rows of each org by itself, and publishes again what is missing there; null: only by command.',
                ),
            afterMinutes: z
                .int()
                .min(1)
                .default(60)
                .describe('Messages first heard of so long ago, and without an end.'),
            forHours: z.int().min(1).max(720).default(72).describe('Older ones are not asked for any more.'),
        })
        .prefault({})
        .describe(
            'Asking providers for messages without a final status (sources with `statusApi` only), and comparing with the orgs.',
        ),
    limits: Limits.prefault({}),
});

/** Plain settings that the environment may set over the file. */
export const ENVIRONMENT = {
    LANDED_LISTEN_HOST: ['listen', 'host'],
    LANDED_LISTEN_PORT: ['listen', 'port'],
    LANDED_PUBLIC_URL: ['publicUrl'],
    LANDED_DATA_DIR: ['dataDir'],
    LANDED_LOG_LEVEL: ['logLevel'],
} as const satisfies Record<string, readonly string[]>;
