/** The seams of the relay: what each part is given, never what it reaches for. */
import type { CodeClasses } from './classify.ts';
import type { Channel, DeliveryConfidence, DeliveryStatus, Engagement, FailureClass } from './vocabulary.ts';

export interface Clock {
    /** Epoch milliseconds. */
    now(): number;
}

/** A request as it arrived. Header names are lower case; repeated headers are joined with ', ' as Node does. */
export interface RawRequest {
    readonly method: 'GET' | 'POST';
    /** Path and query exactly as received, e.g. `/hooks/twilio/demo?ref=003…`. */
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
}

declare const verified: unique symbol;
/** A request whose sender is proved. Only an adapter's `verify` makes one; only this can be journalled and parsed. */
export type VerifiedRequest = RawRequest & {
    readonly [verified]: true;
    /** Authentic, but its signed time is too far from ours: kept, and read only once an operator has released it. */
    readonly quarantined?: boolean;
};

export interface VerifyContext {
    readonly secrets: readonly string[];
    /** `https://relay.example.com`, without a trailing slash: what URL-bound signatures are checked against. */
    readonly publicUrl: string;
    readonly now: number;
    /** What stands at the address that `keyUrl` named. */
    readonly key?: string | undefined;
}

/** One report of one message's fate, in our vocabulary. Every time is ISO 8601 UTC with milliseconds. */
export interface DeliveryReport {
    /** Adapter id, `twilio`. */
    readonly provider: string;
    /** `provider:providerMessageId`, with the account where ids are not globally unique; at most 255 characters. */
    readonly messageKey: string;
    readonly channel: Channel;
    /** The provider's id of this event, if it gives one. */
    readonly eventId: string | null;
    readonly part: string | null;
    /** null: the raw status is unlisted, or the report carries only engagement; it changes no status. */
    readonly status: DeliveryStatus | null;
    readonly rawStatus: string | null;
    readonly code: string | null;
    readonly failureClass: FailureClass | null;
    /** Different messages that must agree before a Permanent class suppresses (2 for codes known to pass). */
    readonly permanentEvidence: number | null;
    readonly confidence: DeliveryConfidence | null;
    readonly engagement: Engagement | null;
    /** When it happened by the provider's clock with a known zone; null when the provider does not say. */
    readonly occurredAt: string | null;
    /** Stage times that the report states itself, beside the one that its status and occurredAt imply. */
    readonly scheduledAt: string | null;
    readonly queuedAt: string | null;
    readonly sentAt: string | null;
    readonly deliveredAt: string | null;
    readonly recipient: string | null;
    readonly sender: string | null;
    readonly senderType: string | null;
    readonly carrier: string | null;
    readonly country: string | null;
    readonly segments: number | null;
    /** Decimal text, as the provider wrote it. */
    readonly price: string | null;
    readonly priceCurrency: string | null;
    /** The sender's own references, from the payload or the callback URL's query (core/references.ts). */
    readonly recordId: string | null;
    readonly campaignId: string | null;
    readonly purpose: string | null;
    readonly validityMinutes: number | null;
    readonly location: string | null;
    /** The location by which the org's totals count it (core/branches.ts); no adapter says it, and no event tells it. */
    readonly branch: string | null;
    /** When the relay received the request that carried it. Never decides a tie. */
    readonly receivedAt: string;
}

/** A parsed element of a request: a report, or why this element could not be read. One bad element spoils no other. */
export type ParsedElement =
    | { readonly ok: true; readonly report: DeliveryReport; readonly raw: unknown }
    | { readonly ok: false; readonly reason: string; readonly raw: unknown };

export interface Answer {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
}

export interface ParseContext {
    readonly receivedAt: string;
}

/** What a sample of a provider's report is asked to say. */
export interface SampleOrder {
    /** As in `VerifyContext`. */
    readonly publicUrl: string;
    /** `/hooks/<provider>/<name>` with the query in which the purpose travels. */
    readonly path: string;
    readonly secret: string;
    /** Names the message: 32 hexadecimal digits that were never used before. */
    readonly id: string;
    /** When it happened, in epoch milliseconds. */
    readonly at: number;
}

export interface ProviderAdapter {
    readonly id: string;
    readonly label: string;
    readonly methods: readonly ('GET' | 'POST')[];
    /**
     * `shared secret`: nothing is signed; the secret itself travels, in the path or as Basic credentials. `either`: the
     * provider signs only for those who ask it to; for the others the secret travels.
     */
    readonly proof: 'signature' | 'shared secret' | 'either';
    /** Whether `verify` has to see the Authorization header, and takes it out. A shared secret's always does. */
    readonly readsAuthorization?: true;
    /** The signature leaves the body open: whoever has seen one request can forge others, so it needs https. */
    readonly openBody?: true;
    /** Bytes; 1 MiB unless the provider batches. */
    readonly bodyLimit: number;
    /** How long after it could not reach us the provider may still repeat a report. */
    readonly retryDelayMs: number;
    /** Raw statuses of the provider's documentation and what they mean here. */
    readonly statuses: Readonly<Record<string, DeliveryStatus | null>>;
    /** What its codes mean, as shipped. */
    readonly codes: CodeClasses;
    /**
     * Where the public key of a request has to be fetched, before `verify`: an address at a host that the adapter allows, or
     * null, and then `verify` refuses. It is kept for a day; a request whose key cannot be fetched is answered 503.
     */
    keyUrl?(request: RawRequest, secrets: readonly string[]): string | null;
    /** What has to be fetched to confirm the subscription that a verified request is about; null for any other request. */
    confirmUrl?(request: VerifiedRequest): string | null;
    /** Throws RelayError RELAY_BAD_SIGNATURE (401) when no secret matches. Compares in constant time over raw bytes. */
    verify(request: RawRequest, context: VerifyContext): VerifiedRequest;
    /** Throws RelayError RELAY_UNREADABLE when nothing of the body can be read; the caller keeps it as a dead letter. */
    parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[];
    /** What the provider wants to hear after the commit; 204 when absent. */
    answer?(request: VerifiedRequest): Answer;
    /** A delivered report of a test message as the provider would send it. Absent where only the provider can sign. */
    sample?(order: SampleOrder): RawRequest;
}
