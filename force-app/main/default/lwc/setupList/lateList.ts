import type { GraphQLNode } from 'lightning/graphql';
import doubles from '@salesforce/label/c.Late_Doubles';
import hint from '@salesforce/label/c.Late_Hint';
import none from '@salesforce/label/c.Late_None';
import noWindow from '@salesforce/label/c.Late_No_Window';
import otherPurpose from '@salesforce/label/c.Late_Other_Purpose';
import thin from '@salesforce/label/c.Late_Thin';
import title from '@salesforce/label/c.Late_Title';
import wider from '@salesforce/label/c.Late_Wider';
import { countText } from 'c/figureText';
import { text } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import { LATE_QUERY } from './lateQuery';
import { ledgerOf } from './ledger';
import type { Fallback, Ledger } from './ledger';
import type { Entry, ListKind } from './list';

/** Whom the fallback contacted though the message came after all, and what would have spared them. */
export const LATE_LIST: ListKind = {
    query: LATE_QUERY,
    words: { title, hint, none },
    entriesOf: (nodes) => ledgerOf(nodes.map(readFallback)).map(entryOf),
};

function entryOf(ledger: Ledger): Entry {
    return {
        key: ledger.purpose,
        title: ledger.purpose,
        figures: [fillLabel(doubles, countText(ledger.doubles), countText(ledger.fallbacks)), adviceOf(ledger)],
        notes: [],
    };
}

function readFallback(node: GraphQLNode): Fallback {
    const at = (name: string): number | null => {
        const value = text(node, name);
        return value === null ? null : Date.parse(value);
    };
    const isDelivered = text(node, 'status') === 'Delivered';
    return {
        purpose: text(node, 'purpose') ?? otherPurpose,
        startedAt: at('receivedAt'),
        dueAt: at('dueAt'),
        fallbackAt: at('fallbackAt'),
        deliveredAt: isDelivered ? at('deliveredAt') : null,
    };
}

function adviceOf({ window, suggested, spared, doubles: twice, isThin }: Ledger): string {
    if (isThin || window === null) return thin;
    if (suggested === null) return fillLabel(noWindow, countText(window));
    const figures = [suggested, window, spared, twice, suggested - window];
    return fillLabel(wider, ...figures.map(countText));
}
