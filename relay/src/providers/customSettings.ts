/** What a configuration says of a provider that Landed has no adapter for. */
import { z } from 'zod';
import { CHANNELS, CONFIDENCES, ENGAGEMENTS, FAILURE_CLASSES, STATUSES } from '../core/vocabulary.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';

// The cast holds: these are the table's own keys.
const STATUS_NAMES = Object.keys(STATUSES) as [DeliveryStatus, ...DeliveryStatus[]];
const HeaderName = z.string().regex(/^[a-z0-9-]+$/, 'must be a header name in lower case');

const Path = z
    .string()
    .regex(/^[^.\s]+(?:\.[^.\s]+)*$/, 'must be names with dots between')
    .refine((path) => !path.split('.').includes('__proto__'), 'names no field');

const TEMPLATE = /\{(\w+)\}/g;
export const PLACEHOLDERS = ['body', 'timestamp', 'url'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What stands in a template, in its order: plain text, and the names in braces. */
export function partsOf(template: string): readonly (string | { readonly name: string })[] {
    return template.split(TEMPLATE).map((part, index) => (index % 2 === 0 ? part : { name: part }));
}

const namesIn = (template: string): string[] => [...template.matchAll(TEMPLATE)].map(([, name = '']) => name);

const Hmac = z
    .strictObject({
        kind: z.literal('hmac'),
        header: HeaderName.describe('The header that holds the signature.'),
        algorithm: z.enum(['sha1', 'sha256', 'sha512']).default('sha256').describe('Hash of the HMAC.'),
        encoding: z.enum(['hex', 'base64', 'base64url']).default('hex').describe('How the digest is written.'),
        prefix: z.string().max(40).default('').describe('What stands before the digest, such as `sha256=`.'),
        signs: z
            .string()
            .max(200)
            .default('{body}')
            .describe('What is signed: `{body}`, `{timestamp}`, `{url}` (the public address) and text between them.'),
        timestamp: z
            .strictObject({
                header: HeaderName.describe('The header that holds the signed time.'),
                unit: z.enum(['seconds', 'milliseconds']).default('seconds').describe('Since 1970.'),
            })
            .optional()
            .describe('Where the signed time stands: what is too old is kept in quarantine.'),
    })
    .superRefine(({ signs, timestamp }, context) => {
        const names = namesIn(signs);
        const wrong = names.find((name) => !PLACEHOLDERS.some((known) => known === name));
        const refuse = (message: string): void => context.addIssue({ code: 'custom', path: ['signs'], message });
        if (wrong !== undefined) refuse(`knows no {${wrong}}`);
        if (!names.includes('body') && !names.includes('url')) refuse('must hold {body}, or {url} for reports by GET');
        if (names.includes('timestamp') !== (timestamp !== undefined))
            refuse('{timestamp} and the header it stands in belong together: a time that is not signed proves nothing');
    })
    .describe("A keyed hash of the request's bytes.");

const Proof = z.discriminatedUnion('kind', [
    Hmac,
    z
        .strictObject({ kind: z.literal('standardWebhooks') })
        .describe('`webhook-id`, `webhook-timestamp`, `webhook-signature`, as standardwebhooks.com and Svix have it.'),
    z
        .strictObject({ kind: z.literal('sharedSecret') })
        .describe('Nothing is signed: the secret is the last part of the path, or the password of Basic credentials.'),
]);

const Fields = z.strictObject({
    id: Path.describe("The provider's id of the message: the same in all its reports."),
    recipient: Path.describe('Whom it was sent to.'),
    status: Path.describe('The status word.'),
    time: Path.optional().describe('When it happened. Without it, reports have no time of their own.'),
    code: Path.optional().describe('The error code.'),
    eventId: Path.optional().describe("The provider's id of this report."),
    sender: Path.optional().describe('The number or name it was sent from.'),
    carrier: Path.optional().describe('The network.'),
    country: Path.optional().describe('The country.'),
    segments: Path.optional().describe('How many parts it was sent in.'),
    price: Path.optional().describe('What it cost, as a decimal number.'),
    priceCurrency: Path.optional().describe('Of the price.'),
    permanent: Path.optional().describe(
        "The provider's own verdict, true or false, for codes that `codes` does not list.",
    ),
    reference: Path.optional().describe(
        'What the sender gave along: a record id, or `ref=…&campaign=…&purpose=…&validity=…&location=…`.',
    ),
});
export type FieldName = keyof z.infer<typeof Fields>;

const Class = z.enum(FAILURE_CLASSES);

export const CustomProvider = z
    .strictObject({
        label: z.string().min(1).max(80).describe('What people call it.'),
        channel: z.enum(CHANNELS).default('SMS').describe('What it sends.'),
        proof: Proof.describe('How it proves that it is the provider that calls.'),
        format: z.enum(['json', 'form', 'query']).default('json').describe('`query`: it calls by GET.'),
        list: Path.optional().describe(
            'JSON only: where the list of reports stands. Default: the body is one, or a list.',
        ),
        fields: Fields.describe(
            'Where each fact stands: names with dots between for JSON, the field itself for a form.',
        ),
        timeFormat: z
            .enum(['iso', 'epochSeconds', 'epochMilliseconds'])
            .default('iso')
            .describe('`iso` needs a zone: a time without one says nothing.'),
        statuses: z
            .record(z.string().min(1), z.enum(STATUS_NAMES).nullable())
            .describe('What each status word means here; null: known, and no status.'),
        engagements: z
            .record(z.string().min(1), z.enum(ENGAGEMENTS))
            .default({})
            .describe('Status words that say what the person did.'),
        codes: z
            .record(
                z.string().min(1),
                z.strictObject({
                    class: Class.describe('What the failure means.'),
                    evidence: z
                        .int()
                        .min(2)
                        .max(9)
                        .optional()
                        .describe('Different messages that must agree before it suppresses.'),
                }),
            )
            .default({})
            .describe('What each error code means. Only a code can be Permanent.'),
        words: z
            .record(z.string().min(1), Class.exclude(['Permanent']))
            .default({})
            .describe('Status words that name a reason.'),
        delivered: z
            .enum(CONFIDENCES)
            .exclude(['Misleading'])
            .default('Carrier')
            .describe('What its "delivered" proves: a receipt of the phone, or only that a carrier took it.'),
        retryDelaySeconds: z
            .int()
            .min(0)
            .max(86_400)
            .default(3_600)
            .describe('How long after an outage it may still repeat a report.'),
        answer: z.int().min(200).max(299).default(200).describe('The HTTP status that it wants to hear.'),
    })
    .superRefine(({ format, list, proof, statuses, engagements }, context) => {
        const refuse = (path: string, message: string): void =>
            context.addIssue({ code: 'custom', path: [path], message });
        if (list !== undefined && format !== 'json') refuse('list', 'is for JSON');
        if (!Object.values(statuses).includes('Delivered')) refuse('statuses', 'none of them means Delivered');
        const both = Object.keys(engagements).find((word) => Object.hasOwn(statuses, word));
        if (both !== undefined) refuse('engagements', `"${both}" is a status as well`);
        if (format === 'query' && proof.kind === 'standardWebhooks') refuse('proof', 'signs bodies, and GET has none');
        if (proof.kind !== 'hmac') return;
        const needed = format === 'query' ? 'url' : 'body';
        if (!namesIn(proof.signs).includes(needed)) refuse('proof', `signs must hold {${needed}}: that is the report`);
    });
export type CustomProvider = z.output<typeof CustomProvider>;
