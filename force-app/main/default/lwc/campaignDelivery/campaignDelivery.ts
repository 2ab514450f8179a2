import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLResult } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import type { ObjectInfo, WireAnswer } from 'lightning/uiObjectInfoApi';
import CAMPAIGN from '@salesforce/schema/Campaign';
import UNREACHABLE_MEMBERS from '@salesforce/schema/Campaign.Unreachable_Members__c';
import type { Choices } from 'c/campaignFilters';
import { downloadText } from 'c/csvText';
import { choicesOf, daysIn, narrow, NO_FILTERS, rangeOf, scopeOf } from 'c/dashboardScope';
import type { DayRange, Filters, MessageScope } from 'c/dashboardScope';
import { GOOD_RATE } from 'c/deliveryFigures';
import type { SummaryRow } from 'c/deliveryFigures';
import { startPolling } from 'c/politePolling';
import type { Polling } from 'c/politePolling';
import { readTrust, TRUST_QUERY } from 'c/routeTrusts';
import type { RouteTrust, TrustData } from 'c/routeTrusts';
import type { SummaryAnswer } from 'c/summaryPage';
import { CAMPAIGN_QUERY, readCampaigns } from './campaignQuery';
import type { CampaignData } from './campaignQuery';
import { dashboardView } from './dashboardView';
import type { DashboardView } from './dashboardView';
import { behindBar, behindCampaignDay, behindDay, behindHour, behindTile } from './drills';
import type { Behind } from './drills';
import { figuresCsv } from './figuresCsv';
import { FINDINGS, LABELS, SORT_LABELS } from './labels';
import { SORTS } from './sections';
import type { Sort } from './sections';
import { firstPage, isComplete, isCut, rowsOf, withAnswer } from './summaryPages';
import type { Page } from './summaryPages';

const DEFAULT_SECONDS = 15;

interface Drill {
    readonly heading: string;
    readonly scope: MessageScope;
}

/** Of the element that the listener is on. */
const keyOf = (event: Event): string | undefined => (event.currentTarget as HTMLElement).dataset['key'];

type Refreshing = HTMLElement & { refresh(): Promise<void> };

/** What became of the messages of a campaign, or of all campaigns. */
export default class CampaignDelivery extends LightningElement {
    @api refreshSeconds = DEFAULT_SECONDS;

    readonly labels = LABELS;
    readonly skeletons = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    readonly goodRate = GOOD_RATE;
    readonly sortOptions = SORTS.map((value) => ({ value, label: SORT_LABELS[value] }));
    filters: Filters = NO_FILTERS;
    sort: Sort = 'messages';
    pages: readonly Page[] = [];
    errors: unknown;
    updatedAt: number | undefined;
    drill: Drill | undefined;
    view: DashboardView | undefined;
    private givenRecordId: string | undefined;
    private campaigns: { label: string; value: string }[] = [];
    private range: DayRange = rangeOf(NO_FILTERS, new Date());
    private polling: Polling | undefined;
    private arrivals = 0;
    private trusts: readonly RouteTrust[] = [];
    mayClean = false;
    isCleaning = false;
    /** What is to have the focus once it is there. */
    private focuses: 'c-message-drill' | 'c-clean-list' | undefined;

    /** The campaign of the page; absent on a page that is about none. */
    @api get recordId(): string | undefined {
        return this.givenRecordId;
    }

    set recordId(recordId: string | undefined) {
        this.givenRecordId = recordId;
        this.ask();
    }

    @wire(graphql, { query: '$campaignQuery', variables: '$rangeVariables' })
    receiveCampaigns({ data }: GraphQLResult<CampaignData>): void {
        if (data) this.campaigns = readCampaigns(data); // without them, the picker offers all only
    }

    /** Those of every route; who may not see them goes without. */
    @wire(graphql, { query: TRUST_QUERY, variables: '$noVariables' })
    receiveTrusts({ data }: GraphQLResult<TrustData>): void {
        if (!data) return;
        this.trusts = data.uiapi.query.rows.edges.map(({ node }) => readTrust(node));
        this.rebuild();
    }

    @wire(getObjectInfo, { objectApiName: '$cleanable' })
    receiveCampaign({ data }: WireAnswer<ObjectInfo>): void {
        this.mayClean = data?.updateable === true && data.fields[UNREACHABLE_MEMBERS.fieldApiName]?.updateable === true;
    }

    connectedCallback(): void {
        if (this.pages.length === 0) this.ask();
        this.polling = startPolling(Number(this.refreshSeconds), () => this.askAgain());
    }

    disconnectedCallback(): void {
        this.polling?.stop();
    }

    renderedCallback(): void {
        if (!this.focuses) return;
        const opened = this.template?.querySelector<HTMLElement & { takeFocus(): void }>(this.focuses);
        if (!opened) return;
        this.focuses = undefined;
        opened.takeFocus();
    }

    /** Undefined on the page of a campaign: there is nothing to pick. */
    get title(): string {
        return this.campaignId === undefined ? LABELS.titleOfAll : LABELS.title;
    }

    get campaignQuery(): object | undefined {
        return this.recordId ? undefined : CAMPAIGN_QUERY;
    }

    /** Only the list of the campaign whose page it is. */
    get cleanable(): object | undefined {
        return this.recordId ? CAMPAIGN : undefined;
    }

    get noVariables(): object {
        return {};
    }

    get rangeVariables(): DayRange {
        return this.range;
    }

    get campaignId(): string | undefined {
        return this.recordId ?? (this.filters.campaignId || undefined);
    }

    get from(): string {
        return this.range.from;
    }

    get to(): string {
        return this.range.to;
    }

    get rows(): SummaryRow[] {
        return rowsOf(this.pages);
    }

    get shownRows(): SummaryRow[] {
        return narrow(this.rows, this.filters);
    }

    get choices(): Choices {
        const { rows } = this;
        return {
            channel: choicesOf(rows, 'channel'),
            provider: choicesOf(rows, 'provider'),
            country: choicesOf(rows, 'country'),
            objectType: choicesOf(rows, 'objectType'),
            campaigns: this.recordId ? undefined : this.campaigns,
        };
    }

    get isLoading(): boolean {
        return !this.view && !this.errors;
    }

    get hasOnlyErrors(): boolean {
        return Boolean(this.errors && !this.view);
    }

    /** An update that failed must not take away what was known. */
    get isStale(): boolean {
        return Boolean(this.errors && this.view);
    }

    get isFull(): boolean {
        return this.shownRows.length > 0;
    }

    get emptyText(): string {
        if (!this.view || this.isFull) return '';
        return this.rows.length > 0 ? LABELS.emptyFilters : LABELS.emptyDays;
    }

    get isLoadingMore(): boolean {
        return this.view !== undefined && !isComplete(this.pages);
    }

    get isCut(): boolean {
        return isCut(this.pages);
    }

    get lacksFigures(): boolean {
        return !this.isFull;
    }

    get finding(): { readonly title: string; readonly text: string; readonly icon: string } | undefined {
        return FINDINGS[this.view?.finding ?? 'none'];
    }

    handleAnswer(event: CustomEvent<SummaryAnswer>): void {
        const key = keyOf(event);
        this.errors = event.detail.errors;
        if (!event.detail.rows) return;
        this.arrivals += 1;
        this.updatedAt = Date.now();
        this.pages = withAnswer(this.pages, key ?? '', event.detail);
        this.rebuild();
    }

    handleFilters(event: CustomEvent<Filters>): void {
        this.filters = event.detail;
        this.drill = undefined;
        this.ask();
    }

    handleSort(event: CustomEvent<{ value: Sort }>): void {
        this.sort = event.detail.value;
        this.rebuild();
    }

    handleTile(event: Event): void {
        this.open(this.view && behindTile(this.view, keyOf(event)));
    }

    handleBar(event: CustomEvent<string>): void {
        this.open(this.view && behindBar(this.view, keyOf(event), event.detail));
    }

    handleDay(event: CustomEvent<string>): void {
        this.open(this.view && behindDay(this.view, event.detail));
    }

    handleHour(event: CustomEvent<{ key: string; column: number }>): void {
        this.open(this.view && behindHour(this.view, event.detail.key, event.detail.column));
    }

    handleReturn(event: CustomEvent<Behind>): void {
        this.open(event.detail);
    }

    handleClean(): void {
        this.isCleaning = !this.isCleaning;
        this.focuses = this.isCleaning ? 'c-clean-list' : undefined;
    }

    handleCampaignDay(event: CustomEvent<string>): void {
        this.open(this.view && behindCampaignDay(this.view, keyOf(event), event.detail));
    }

    handleClose(): void {
        this.drill = undefined;
    }

    handleExport(): void {
        downloadText(`${LABELS.fileName}.csv`, figuresCsv(this.shownRows, daysIn(this.range)));
    }

    async handleRefresh(): Promise<void> {
        const earned = this.template?.querySelector<Refreshing>('c-campaign-return');
        await Promise.all([this.polling?.now(), earned?.refresh()]);
    }

    private open(behind: Behind | undefined): void {
        if (!behind) return;
        const campaign = this.campaignId === undefined ? {} : { campaignId: this.campaignId };
        const scope = { ...scopeOf(this.filters, this.range), ...campaign, ...behind.scope };
        this.drill = { heading: behind.heading, scope };
        this.focuses = 'c-message-drill';
    }

    /** Asks anew only if other rows are needed: filters narrow those that are there. */
    private ask(): void {
        const range = rangeOf(this.filters, new Date());
        if (range.from !== this.range.from || range.to !== this.range.to) this.range = range;
        const question = [this.campaignId ?? 'all', this.range.from, this.range.to].join(' ');
        if (this.pages[0]?.key === `${question} 0`) {
            this.rebuild();
            return;
        }
        this.pages = firstPage(question);
        this.view = undefined;
        this.errors = undefined;
    }

    private rebuild(): void {
        if (this.pages[0]?.rows === undefined) return;
        const withCampaigns = this.campaignId === undefined;
        this.view = dashboardView(this.shownRows, this.range, { sort: this.sort, withCampaigns, trusts: this.trusts });
    }

    /** Tells whether an answer changed: an unchanged one is not emitted again. */
    private async askAgain(): Promise<boolean> {
        const before = this.arrivals;
        this.ask(); // another day may have begun
        const pages = [...(this.template?.querySelectorAll<Refreshing>('c-summary-page') ?? [])];
        await Promise.all(pages.map((page) => page.refresh()));
        if (this.errors) throw new Error('the org answered with errors');
        if (this.view) this.updatedAt = Date.now();
        return this.arrivals !== before;
    }
}
