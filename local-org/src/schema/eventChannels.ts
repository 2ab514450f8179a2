/**
 * Custom channels of platform events and what each carries.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_platformeventchannel.htm and
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_platformeventchannelmember.htm
 */
import { UnsupportedMetadata } from './problems.ts';
import type { ProblemList } from './problems.ts';
import type { MetadataFile, MetadataKind } from './projectFiles.ts';
import type { Schema } from './types.ts';

export interface EventChannel {
    /** `Parcel_News__chn` */
    readonly name: string;
    /** The platform events that it carries, by name. */
    readonly events: readonly string[];
}

export function readEventChannels(
    metadata: (kind: MetadataKind) => readonly MetadataFile[],
    schema: Schema,
    problems: ProblemList,
): readonly EventChannel[] {
    const members = metadata('eventChannelMembers').flatMap((file) =>
        problems.attempt(() => ({ channel: file.root.value('eventChannel'), event: memberEvent(file, schema) })),
    );
    return metadata('eventChannels').flatMap((file) =>
        problems.attempt(() => {
            const type = file.root.value('channelType');
            if (type !== 'event')
                throw new UnsupportedMetadata(file.path, `event channels of type ${type ?? '(none)'}`);
            const own = members.filter(({ channel }) => channel === file.fullName);
            return { name: file.fullName, events: own.map(({ event }) => event) };
        }),
    );
}

function memberEvent({ path, root }: MetadataFile, schema: Schema): string {
    const selected = root.value('selectedEntity') ?? '';
    if (root.child('filterExpression')) throw new UnsupportedMetadata(path, 'filter expressions of event channels');
    if (root.child('enrichedFields')) throw new UnsupportedMetadata(path, 'enriched fields of event channels');
    const event = schema.object(selected);
    if (event?.kind !== 'event') throw new UnsupportedMetadata(path, `${selected} as member of an event channel`);
    return event.name;
}
