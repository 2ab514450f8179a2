/**
 * Bayeux messages as clients send them and as the platform answers.
 * https://docs.cometd.org/current/reference/#_bayeux and, for the errors' words,
 * https://developer.salesforce.com/docs/platform/api-streaming/guide/streaming-error-codes.html
 */
import { z } from 'zod';

export const Message = z.looseObject({
    channel: z.string().optional(),
    id: z.union([z.string(), z.number()]).optional(),
    clientId: z.string().optional(),
    connectionType: z.string().optional(),
    supportedConnectionTypes: z.array(z.string()).optional(),
    subscription: z.union([z.string(), z.array(z.string())]).optional(),
    advice: z.looseObject({ timeout: z.number().optional() }).optional(),
    ext: z.looseObject({ replay: z.union([z.record(z.string(), z.unknown()), z.boolean()]).optional() }).nullish(),
});
export type Message = z.infer<typeof Message>;

export const Messages = z.union([z.array(Message), Message.transform((message) => [message])]);

export type Reply = Readonly<Record<string, unknown>>;

/** What clients may send, for the documentation. */
export const META_CHANNELS = {
    '/meta/handshake': 'Begin: a client id, and `ext.replay` says that replay ids are understood',
    '/meta/connect': 'Wait for events, at most as long as `advice.timeout` says; sent with others it waits for none',
    '/meta/subscribe':
        'Listen to a channel, from now on, or from where `ext.replay` says: -1 new events, -2 all that are kept, else what follows the replay id',
    '/meta/unsubscribe': 'Listen no more',
    '/meta/disconnect': 'End',
} as const;

export const STREAMING_ERRORS = {
    versionMissing: (newest: string) => `400::API version in the URI is mandatory. URI format: '/cometd/${newest}'`,
    versionTooOld: (newest: string) =>
        `400::Unsupported API version. Only API versions '37.0' and later are supported. URI format: '/cometd/${newest}'`,
    connectionType: (type: string) => `400::Invalid connection type ${type}`,
    noSuchChannel: (channel: string) => `400::The channel you requested to subscribe to does not exist {${channel}}`,
    channelMissing: () => '400::Channel name not specified',
    channelWithoutSlash: () => "400::Channel subscriptions must start with a leading '/'",
    cookieMissing: (clientId: string, cookie: string) =>
        `400::Client ${clientId} has established a session, but no ${cookie} cookie present`,
    replayId: (replayId: unknown) =>
        `400::The replayId {${String(replayId)}} you provided was invalid.  Please provide a valid ID, -2 to replay all ` +
        `events, or -1 to replay only new events.`,
    badMessage: (detail: string) => `400::${detail}`,
    authenticationInvalid: () => '401::Authentication invalid',
    authenticationMissing: () => '401::Request requires authentication',
    handshakeDenied: () => '403::Handshake denied',
    noHandshake: () => '403::Client has not completed handshake',
    unknownClient: () => '403::Unknown client',
    clientLimit: () => '403::Organization concurrent user limit exceeded',
    deliveryLimit: () => '403::Organization total events daily limit exceeded',
    restricted: () => '403::Restricted channel',
    tooLarge: () => '413::Maximum Request Size Exceeded',
    /** Ours; never looks like a success. */
    unsupported: (what: string) => `501::UNSUPPORTED_BY_LOCAL_ORG The local org does not support ${what}`,
} as const;

/** What the client is to do after an error. */
export const ADVICE = {
    handshake: { reconnect: 'handshake', interval: 0 },
    none: { reconnect: 'none', interval: 0 },
} as const;

/** The answer to a message carries its channel and id, and what is known of the client. */
export function reply(message: Message, more: Reply): Reply {
    const { channel, id, clientId } = message;
    return {
        ...(clientId === undefined ? {} : { clientId }),
        channel,
        ...(id === undefined ? {} : { id }),
        successful: true,
        ...more,
    };
}

export function failure(message: Message, error: string, more: Reply = {}): Reply {
    return reply(message, { error, successful: false, ...more });
}
