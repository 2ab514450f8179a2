import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import type { Latency } from 'c/deliveryLatency';
import { text } from 'c/graphqlFields';
import { readLatency } from 'c/messageNode';
import { startPolling } from 'c/politePolling';
import type { Polling } from 'c/politePolling';
import { statusWords } from 'c/statusPill';
import { DETAILS_QUERY } from './detailsQuery';
import { doubtText, factsOf, fallbackText, hiddenText } from './facts';
import type { Fact } from './facts';
import { readHistory } from './history';
import type { History, HistoryLine } from './history';
import { LABELS } from './labels';

interface DetailsData {
    readonly uiapi: {
        readonly query: { readonly message: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
    };
}

interface ShownLine extends HistoryLine {
    readonly meaning: string;
}

/** What the history holds beside statuses: what the person did. */
const REACTIONS: Readonly<Record<string, string>> = {
    Read: LABELS.read,
    Clicked: LABELS.clicked,
    Replied: LABELS.replied,
    'Opted Out': LABELS.optedOut,
};

/** An opened message may lie below the page that the timeline follows, so its details look for news themselves. */
const REFRESH_SECONDS = 10;

/** Provider facts, fallback, latency and the reports of one message. */
export default class MessageDetails extends LightningElement {
    @api messageId!: string;

    readonly labels = LABELS;
    readonly query = DETAILS_QUERY;
    node: GraphQLNode | undefined;
    errors: unknown;
    isAnswered = false;
    private refresh: (() => Promise<void>) | undefined;
    private knownVersion: string | undefined;
    private polling: Polling | undefined;
    private arrivals = 0;

    /** Another version means that the message has changed: the details are asked for again. */
    @api
    get version(): string | undefined {
        return this.knownVersion;
    }
    set version(version: string | undefined) {
        if (this.knownVersion !== undefined && this.knownVersion !== version) void this.polling?.now();
        this.knownVersion = version;
    }

    @wire(graphql, { query: '$query', variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<DetailsData>): void {
        this.refresh = refresh ?? this.refresh;
        if (!data && !errors) return; // the wire's first, empty emission
        this.isAnswered = true;
        this.arrivals += 1;
        this.errors = errors;
        if (data) this.node = data.uiapi.query.message.edges[0]?.node;
    }

    connectedCallback(): void {
        this.polling = startPolling(REFRESH_SECONDS, () => this.askAgain());
    }

    disconnectedCallback(): void {
        this.polling?.stop();
    }

    get variables(): { messageId: string } {
        return { messageId: this.messageId };
    }

    get isLoading(): boolean {
        return !this.isAnswered;
    }

    get hasOnlyErrors(): boolean {
        return Boolean(this.errors && !this.node);
    }

    get isGone(): boolean {
        return this.isAnswered && !this.errors && !this.node;
    }

    get facts(): Fact[] {
        return this.node ? factsOf(this.node) : [];
    }

    get fallback(): string {
        return this.node ? fallbackText(this.node) : '';
    }

    get doubt(): string {
        return this.node ? doubtText(this.node) : '';
    }

    get hiddenNote(): string {
        return this.node ? hiddenText(this.node) : '';
    }

    get latency(): Latency | undefined {
        return this.node && readLatency(this.node);
    }

    get history(): History {
        return readHistory(this.node ? text(this.node, 'history') : null);
    }

    get hasHistory(): boolean {
        return this.history.lines.length > 0;
    }

    get lines(): ShownLine[] {
        return this.history.lines.map((line) => ({ ...line, meaning: meaningOf(line) }));
    }

    async handleRetry(): Promise<void> {
        await this.polling?.now();
    }

    /** Tells whether the answer changed: an unchanged one is not emitted again. */
    private async askAgain(): Promise<boolean> {
        const before = this.arrivals;
        await this.refresh?.();
        if (this.errors) throw new Error('the org answered with errors');
        return this.arrivals !== before;
    }
}

function meaningOf({ word }: HistoryLine): string {
    return word === '' ? LABELS.historyUnlisted : (REACTIONS[word] ?? statusWords(word).text);
}
