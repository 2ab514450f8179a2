import type { GraphQLNode } from 'lightning/graphql';
import hint from '@salesforce/label/c.Trust_Hint';
import none from '@salesforce/label/c.Trust_None';
import score from '@salesforce/label/c.Trust_Score';
import title from '@salesforce/label/c.Trust_Title';
import { routeName } from 'c/displayNames';
import { countText } from 'c/figureText';
import { amount, text } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import type { Entry, ListKind } from './list';
import { TRUST_QUERY } from './trustQuery';

/** How far the receipts of each route can be believed: the least first, in the relay's words. */
export const TRUST_LIST: ListKind = {
    query: TRUST_QUERY,
    words: { title, hint, none },
    entriesOf: (nodes) => nodes.map(entryOf),
};

function entryOf(node: GraphQLNode): Entry {
    const figure = (name: string): string => countText(amount(node, name) ?? 0);
    return {
        key: node.Id,
        title: routeName(text(node, 'provider'), text(node, 'country'), text(node, 'carrier')),
        figures: [fillLabel(score, figure('score'), figure('messages'))],
        notes: (text(node, 'reasons') ?? '').split('\n').filter((reason) => reason !== ''),
    };
}
