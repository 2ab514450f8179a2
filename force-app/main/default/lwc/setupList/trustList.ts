import hint from '@salesforce/label/c.Trust_Hint';
import none from '@salesforce/label/c.Trust_None';
import score from '@salesforce/label/c.Trust_Score';
import title from '@salesforce/label/c.Trust_Title';
import { routeName } from 'c/displayNames';
import { countText } from 'c/figureText';
import { fillLabel } from 'c/labelText';
import { readTrust, TRUST_QUERY } from 'c/routeTrusts';
import type { RouteTrust } from 'c/routeTrusts';
import type { Entry, ListKind } from './list';

/** The others are trusted more. */
const MOST = 20;

/** How far the receipts of each route can be believed: the least first, in the relay's words. */
export const TRUST_LIST: ListKind = {
    query: TRUST_QUERY,
    words: { title, hint, none },
    entriesOf: (nodes) => nodes.slice(0, MOST).map((node) => entryOf(readTrust(node))),
};

function entryOf({ id, provider, country, carrier, messages, reasons, score: trust }: RouteTrust): Entry {
    return {
        key: id,
        title: routeName(provider, country, carrier),
        figures: [fillLabel(score, countText(trust), countText(messages))],
        notes: reasons,
    };
}
