/** Metadata of a custom channel that carries both events of the small project. */
import type { ProjectFiles } from './project.ts';

const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

export function channelFile(type: string): ProjectFiles {
    return {
        'platformEventChannels/Parcel_News__chn.platformEventChannel-meta.xml': `<PlatformEventChannel ${XMLNS}><channelType>${type}</channelType><label>News</label></PlatformEventChannel>`,
    };
}

export function memberFile(event: string, more = ''): ProjectFiles {
    return {
        [`platformEventChannelMembers/News_${event}.platformEventChannelMember-meta.xml`]: `<PlatformEventChannelMember ${XMLNS}><eventChannel>Parcel_News__chn</eventChannel>${more}<selectedEntity>${event}</selectedEntity></PlatformEventChannelMember>`,
    };
}

export const PARCEL_NEWS: ProjectFiles = {
    ...channelFile('event'),
    ...memberFile('Parcel_Scan__e'),
    ...memberFile('Parcel_Late__e'),
};
