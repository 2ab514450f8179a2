/** Which events a channel's name stands for. https://developer.salesforce.com/docs/platform/pub-sub-api/guide/pub-sub-features.html */
import type { Project } from '../schema/project.ts';
import type { ObjectSchema } from '../schema/types.ts';

/** What the signed-in user may do with an event, as far as anybody checks it. */
export interface EventAccess {
    mayRead(event: ObjectSchema): boolean;
    mayCreate(event: ObjectSchema): boolean;
}

export type Channel =
    | { readonly kind: 'event'; readonly event: ObjectSchema; readonly events: readonly ObjectSchema[] }
    | { readonly kind: 'custom'; readonly events: readonly ObjectSchema[] }
    | { readonly kind: 'unknown' }
    | { readonly kind: 'unsupported'; readonly what: string };

/** Refused by name: what the platform has and the local org has not. */
export const UNSUPPORTED_CHANNELS = {
    '/data/': 'change data capture',
    '/topic/': 'PushTopic events',
    '/u/': 'generic events',
} as const;

export function channelOf(project: Project, name: string): Channel {
    for (const [prefix, feature] of Object.entries(UNSUPPORTED_CHANNELS)) {
        if (name.startsWith(prefix)) return { kind: 'unsupported', what: `${feature} (channel ${name})` };
    }
    const [, local = ''] = /^\/event\/([^/]+)$/.exec(name) ?? [];
    const event = project.schema.object(local);
    if (event?.kind === 'event') return { kind: 'event', event, events: [event] };
    const custom = project.eventChannels.find((channel) => channel.name === local);
    if (!custom) return { kind: 'unknown' };
    return { kind: 'custom', events: custom.events.flatMap((member) => project.schema.object(member) ?? []) };
}

export function eventNamesOf(channel: { readonly events: readonly ObjectSchema[] }): ReadonlySet<string> {
    return new Set(channel.events.map(({ name }) => name));
}
