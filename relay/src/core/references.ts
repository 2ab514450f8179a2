/** The sender's own references, which travel in the callback URL's query: `ref` (record id), `campaign`, `purpose`. */
import { text } from './reading.ts';

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const CAMPAIGN_PREFIX = '701';
const PURPOSE_CHARACTERS = 80;

/** Tells apart ids that differ in case only: one letter for each five characters, by which of them are capitals. */
function suffix(id: string): string {
    const letters = [0, 5, 10].map((start) => {
        const bits = [0, 1, 2, 3, 4].filter((bit) => /[A-Z]/.test(id.charAt(start + bit))).map((bit) => 1 << bit);
        return SUFFIX_ALPHABET.charAt(bits.reduce((sum, bit) => sum + bit, 0));
    });
    return letters.join('');
}

/** The 18-character form of a Salesforce record id; null when it has not the shape or the checksum of one. */
export function recordId(value: string | null): string | null {
    if (value === null || !/^(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})$/.test(value)) return null;
    const id = value.slice(0, 15);
    const full = id + suffix(id);
    return value.length === 15 || value === full ? full : null;
}

function campaignId(value: string | null): string | null {
    const id = recordId(value);
    return id?.startsWith(CAMPAIGN_PREFIX) === true ? id : null;
}

export interface References {
    readonly recordId: string | null;
    readonly campaignId: string | null;
    readonly purpose: string | null;
}

export function referencesOf(url: string): References {
    const start = url.indexOf('?');
    const query = new URLSearchParams(start < 0 ? '' : url.slice(start));
    return {
        recordId: recordId(query.get('ref')),
        campaignId: campaignId(query.get('campaign')),
        purpose: text(query.get('purpose'), PURPOSE_CHARACTERS),
    };
}

/** Where a provider returns one id of the sender's: its prefix says whether it is a campaign's. */
export function referencesOfId(id: string): References {
    const campaign = campaignId(id);
    return { recordId: campaign === null ? recordId(id) : null, campaignId: campaign, purpose: null };
}
