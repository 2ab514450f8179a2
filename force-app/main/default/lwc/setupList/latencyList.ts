import type { GraphQLNode } from 'lightning/graphql';
import carrierToRelay from '@salesforce/label/c.Delivery_Hop_Carrier_To_Relay';
import publishToRecord from '@salesforce/label/c.Delivery_Hop_Publish_To_Record';
import relayToPublish from '@salesforce/label/c.Delivery_Hop_Relay_To_Publish';
import hint from '@salesforce/label/c.Latency_Hint';
import hopLine from '@salesforce/label/c.Latency_Hop';
import met from '@salesforce/label/c.Latency_Met';
import missed from '@salesforce/label/c.Latency_Missed';
import none from '@salesforce/label/c.Latency_None';
import title from '@salesforce/label/c.Latency_Title';
import unseen from '@salesforce/label/c.Latency_Unseen';
import wholeLine from '@salesforce/label/c.Latency_Whole';
import { providerName } from 'c/displayNames';
import { countText, secondsText } from 'c/figureText';
import { text } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import { latenciesOf, OBJECTIVE_SECONDS } from './latencies';
import type { ProviderLatency, RelayTimes } from './latencies';
import { LATENCY_QUERY } from './latencyQuery';
import type { Entry, ListKind } from './list';

const HOPS: Readonly<Record<string, string>> = {
    reported: carrierToRelay,
    published: relayToPublish,
    confirmed: publishToRecord,
};

/** What the reports of each provider take, hop by hop, and whether that is within the objective. */
export const LATENCY_LIST: ListKind = {
    query: LATENCY_QUERY,
    words: { title, hint: fillLabel(hint, secondsText(OBJECTIVE_SECONDS)), none },
    entriesOf: (nodes) => latenciesOf(nodes.map(readRelay), Date.now()).map(entryOf),
};

function readRelay(node: GraphQLNode): RelayTimes {
    const seen = text(node, 'lastSeenAt');
    return { lastSeenAt: seen === null ? null : Date.parse(seen), text: text(node, 'latencies') };
}

function entryOf({ provider, whole, hops, isOver }: ProviderLatency): Entry {
    return {
        key: provider,
        title: providerName(provider),
        figures:
            whole === null
                ? [unseen]
                : [
                      fillLabel(
                          wholeLine,
                          secondsText(whole.half),
                          secondsText(whole.nearlyAll),
                          countText(whole.count),
                      ),
                      isOver ? missed : met,
                  ],
        notes: hops.map(({ hop, half, nearlyAll }) =>
            fillLabel(hopLine, HOPS[hop] ?? hop, secondsText(half), secondsText(nearlyAll)),
        ),
    };
}
