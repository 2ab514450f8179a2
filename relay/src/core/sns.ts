/**
 * Amazon SNS, by which AWS services report over HTTPS: an envelope in JSON, signed with a key whose certificate stands at
 * an address of SNS. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html (2026-11-26)
 */
import { timingSafeEqual, verify as verifySignature } from 'node:crypto';
import { z } from 'zod';
import { RelayError } from './errors.ts';
import type { ProviderAdapter, RawRequest, VerifiedRequest, VerifyContext } from './ports.ts';
import { optional, parseJson } from './reading.ts';
import { judgeAge, requireKey, unproved } from './signature.ts';

const Envelope = z.object({
    Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
    MessageId: z.string(),
    TopicArn: z.string(),
    Message: z.string(),
    Timestamp: z.string(),
    SignatureVersion: z.enum(['1', '2']),
    Signature: z.string(),
    SigningCertURL: z.string(),
    Subject: optional(z.string()),
    SubscribeURL: optional(z.string()),
    Token: optional(z.string()),
});
type Envelope = z.output<typeof Envelope>;

/** Names and values, a line each, in this order; the subject only where there is one. */
const SIGNED = {
    Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
    SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
    UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const satisfies Record<Envelope['Type'], readonly (keyof Envelope)[]>;
const HASHES = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const;

/** It repeats a message as it was signed, for an hour at most. */
const REPEATED_MS = 3_600_000;

const ARN = /^arn:aws(?:-[a-z-]+)?:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_.-]{1,256}$/;
const CERTIFICATE =
    /^https:\/\/(sns\.[a-z0-9-]{3,40}\.amazonaws\.com(?:\.cn)?)\/SimpleNotificationService-[0-9a-f]{16,64}\.pem$/;

export function canonical(envelope: Readonly<Record<string, unknown>>, type: keyof typeof SIGNED): string {
    return SIGNED[type]
        .flatMap((name) => (typeof envelope[name] === 'string' ? [`${name}\n${envelope[name]}\n`] : []))
        .join('');
}

/** SNS begins with the object itself; nothing in front of it is signed. */
const BRACE = 0x7b;

function envelopeOf(request: RawRequest): Envelope | null {
    if (request.body[0] !== BRACE) return null;
    try {
        return Envelope.safeParse(parseJson(request.body)).data ?? null;
    } catch {
        return null; // no JSON: nobody's signature
    }
}

const same = (a: string, b: string): boolean => {
    const [left, right] = [Buffer.from(a), Buffer.from(b)];
    return left.length === right.length && timingSafeEqual(left, right);
};

const hostOf = (topicArn: string): string => {
    const [, region = ''] = ARN.exec(topicArn) ?? [];
    return `sns.${region}.amazonaws.com${topicArn.startsWith('arn:aws-cn:') ? '.cn' : ''}`;
};

/** The "secrets" of such a source are the topics that may call. */
const isAllowed = ({ TopicArn }: Envelope, topics: readonly string[]): boolean =>
    ARN.test(TopicArn) && topics.some((topic) => same(topic, TopicArn));

/** Where the certificate is that the request has to be checked with: at SNS of the topic's own region, or nowhere. */
export function snsKeyUrl(request: RawRequest, topics: readonly string[]): string | null {
    const envelope = envelopeOf(request);
    if (envelope === null || !isAllowed(envelope, topics)) return null;
    return CERTIFICATE.exec(envelope.SigningCertURL)?.[1] === hostOf(envelope.TopicArn)
        ? envelope.SigningCertURL
        : null;
}

function isSigned({ Signature, ...envelope }: Envelope, certificate: string): boolean {
    const signature = Buffer.from(Signature, 'base64');
    // Decoders accept more than one text for the same bytes.
    if (signature.toString('base64') !== Signature) return false;
    const signed = Buffer.from(canonical(envelope, envelope.Type));
    try {
        return verifySignature(HASHES[envelope.SignatureVersion], signed, certificate, signature);
    } catch {
        return false; // what stands there is no certificate
    }
}

export function verifySns(request: RawRequest, { secrets, now, key }: VerifyContext): VerifiedRequest {
    const envelope = envelopeOf(request);
    if (envelope === null) throw unproved('no signed message of SNS; raw message delivery signs nothing');
    if (!isAllowed(envelope, secrets)) throw unproved('the topic is none of those that may call');
    if (snsKeyUrl(request, secrets) === null) throw unproved('the certificate is not at an address of SNS');
    const keys = key === undefined ? [] : [key];
    const verified = requireKey(request, keys, (certificate) => isSigned(envelope, certificate));
    return judgeAge(verified, Date.parse(envelope.Timestamp), now, REPEATED_MS);
}

/** Of the message that asks whether the topic may call: what has to be fetched to say yes. */
export function snsConfirmUrl(request: VerifiedRequest): string | null {
    const envelope = envelopeOf(request);
    if (envelope?.Type !== 'SubscriptionConfirmation' || request.quarantined === true) return null;
    const url = URL.parse(envelope.SubscribeURL ?? '');
    const wanted = url?.protocol === 'https:' && url.host === hostOf(envelope.TopicArn) && url.username === '';
    return wanted && url.searchParams.get('Action') === 'ConfirmSubscription' ? url.href : null;
}

const Said = z.object({ Type: z.string(), Message: z.string() });

/** What the service itself says; null of what SNS says about itself. */
export function snsMessage(request: VerifiedRequest): { readonly message: unknown } | null {
    const said = Said.safeParse(parseJson(request.body));
    if (!said.success) throw new RelayError('RELAY_UNREADABLE', 'the body is no message of SNS');
    return said.data.Type === 'Notification' ? { message: parseJson(Buffer.from(said.data.Message)) } : null;
}

/** What all adapters have in common whose reports come through SNS. */
export const OVER_SNS = {
    methods: ['POST'],
    proof: 'signature',
    bodyLimit: 1024 * 1024, // SNS carries 256 KiB
    // Three more tries, 20 s apart, unless the topic says otherwise; an hour at most:
    // https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html (2026-11-26)
    retryDelayMs: 60_000,
    keyUrl: snsKeyUrl,
    confirmUrl: snsConfirmUrl,
    verify: verifySns,
    answer: () => ({ status: 200 }),
} satisfies Partial<ProviderAdapter>;
