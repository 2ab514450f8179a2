import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLResult } from 'lightning/graphql';
import { CASE_PERSON_QUERY, contactOfCase } from 'c/casePerson';
import type { CasePersonData } from 'c/casePerson';
import type { Activity } from 'c/activityEntry';
import { fillLabel } from 'c/labelText';
import { startPolling } from 'c/politePolling';
import type { Polling } from 'c/politePolling';
import { isNarrowed, NO_FILTERS } from 'c/timelineFilters';
import type { Filters } from 'c/timelineFilters';
import { ACTIVITY_QUERY, readActivities, withActivities } from './activities';
import type { ActivityData, Item } from './activities';
import { dayGroups } from './dayGroups';
import type { DayGroup } from './dayGroups';
import { LABELS } from './labels';
import { messageVariables } from './messageVariables';
import type { MessageVariables } from './messageVariables';
import { readPage } from './timelineEntries';
import type { MessagesData } from './timelineEntries';
import { CONTACT_MESSAGES, LEAD_MESSAGES, RECORD_MESSAGES } from './timelineQuery';
import { EMPTY, heldCount, released, withNewest, withOlder } from './timelineState';
import type { Timeline } from './timelineState';

const DEFAULT_SECONDS = 5;

/** Everything sent to one person, newest first, by day; it follows the news by itself. */
export default class DeliveryTimeline extends LightningElement {
    @api recordId!: string;
    @api objectApiName?: string;
    @api refreshSeconds = DEFAULT_SECONDS;

    readonly labels = LABELS;
    readonly skeletons = [1, 2, 3];
    timeline: Timeline = EMPTY;
    filters: Filters = NO_FILTERS;
    errors: unknown;
    olderErrors: unknown;
    announcement = '';
    updatedAt: number | undefined;
    isLoadingOlder = false;
    private isAnswered = false;
    /** The contact of the page's case: null when it has none, undefined until that is known. */
    private caseContact: string | null | undefined;
    /** The sort key below which the next page lies; undefined until more is asked for. */
    private olderThan: string | undefined;
    private refreshCase: (() => Promise<void>) | undefined;
    private refreshNewest: (() => Promise<void>) | undefined;
    private refreshActivities: (() => Promise<void>) | undefined;
    private activities: readonly Activity[] = [];
    private refreshOlder: (() => Promise<void>) | undefined;
    private polling: Polling | undefined;
    private arrivals = 0;
    private focusWhenRendered: string | undefined;

    @wire(graphql, { query: '$caseQuery', variables: '$caseVariables' })
    receiveCase({ data, errors, refresh }: GraphQLResult<CasePersonData>): void {
        this.refreshCase = refresh ?? this.refreshCase;
        if (data) this.caseContact = contactOfCase(data);
        if (errors) this.fail(errors);
    }

    @wire(graphql, { query: '$newestQuery', variables: '$newestVariables' })
    receiveNewest({ data, errors, refresh }: GraphQLResult<MessagesData>): void {
        this.refreshNewest = refresh ?? this.refreshNewest;
        if (errors) this.fail(errors);
        if (!data) return; // also the wire's first, empty emission
        this.arrivals += 1;
        this.errors = undefined;
        this.updatedAt = Date.now();
        this.takeNewest(data);
        this.isAnswered = true;
    }

    @wire(graphql, { query: '$olderQuery', variables: '$olderVariables' })
    receiveOlder({ data, errors, refresh }: GraphQLResult<MessagesData>): void {
        this.refreshOlder = refresh ?? this.refreshOlder;
        if (this.olderThan === undefined || (!data && !errors)) return;
        this.isLoadingOlder = false;
        this.olderErrors = errors;
        if (!data) return;
        const before = this.timeline.entries.length;
        this.timeline = withOlder(this.timeline, readPage(data));
        this.announcement = fillLabel(LABELS.loadedMore, this.timeline.entries.length - before);
        if (!this.timeline.hasMore) this.focusWhenRendered = this.timeline.entries[before]?.id; // the button goes away
    }

    /** Who may see no tasks goes without. */
    @wire(graphql, { query: '$activityQuery', variables: '$activityVariables' })
    receiveActivities({ data, refresh }: GraphQLResult<ActivityData>): void {
        this.refreshActivities = refresh ?? this.refreshActivities;
        if (data) this.activities = readActivities(data);
    }

    connectedCallback(): void {
        this.polling = startPolling(Number(this.refreshSeconds), () => this.askAgain());
    }

    disconnectedCallback(): void {
        this.polling?.stop();
    }

    renderedCallback(): void {
        if (this.focusWhenRendered === undefined) return;
        const selector = `c-timeline-entry[data-id="${this.focusWhenRendered}"]`;
        this.focusWhenRendered = undefined;
        this.template?.querySelector<HTMLElement>(selector)?.focus();
    }

    get caseQuery(): object | undefined {
        return this.objectApiName === 'Case' ? CASE_PERSON_QUERY : undefined;
    }

    get caseVariables(): { recordId: string } {
        return { recordId: this.recordId };
    }

    /** Whose messages: the page's record, for a case its contact, and the case itself when it has none. */
    get subject(): { readonly id: string; readonly query: object } | undefined {
        switch (this.objectApiName) {
            case 'Contact':
                return { id: this.recordId, query: CONTACT_MESSAGES };
            case 'Lead':
                return { id: this.recordId, query: LEAD_MESSAGES };
            case 'Case':
                if (this.caseContact === undefined) return undefined;
                if (this.caseContact !== null) return { id: this.caseContact, query: CONTACT_MESSAGES };
                break;
            default:
        }
        return { id: this.recordId, query: RECORD_MESSAGES };
    }

    get newestQuery(): object | undefined {
        return this.subject?.query;
    }

    get newestVariables(): MessageVariables | undefined {
        return this.subject && messageVariables(this.subject.id, this.filters, null);
    }

    /** Only people have any. */
    get activityQuery(): object | undefined {
        const query = this.subject?.query;
        return query === undefined || query === RECORD_MESSAGES ? undefined : ACTIVITY_QUERY;
    }

    get activityVariables(): { whoId: string } | undefined {
        return this.subject && { whoId: this.subject.id };
    }

    get olderQuery(): object | undefined {
        return this.olderThan === undefined ? undefined : this.subject?.query;
    }

    get olderVariables(): MessageVariables | undefined {
        if (this.olderThan === undefined || !this.subject) return undefined;
        return messageVariables(this.subject.id, this.filters, this.olderThan);
    }

    get days(): DayGroup[] {
        return dayGroups(this.items, this.updatedAt ?? Date.now());
    }

    /** What filters choose are messages. */
    get items(): Item[] {
        const { entries, hasMore } = this.timeline;
        return withActivities(entries, hasMore, isNarrowed(this.filters) ? [] : this.activities);
    }

    get hasItems(): boolean {
        return this.items.length > 0;
    }

    get isLoading(): boolean {
        return !this.isAnswered && !this.errors;
    }

    get hasOnlyErrors(): boolean {
        return Boolean(this.errors && !this.isAnswered);
    }

    /** An update that failed must not take away what was known. */
    get isStale(): boolean {
        return Boolean(this.errors && this.isAnswered);
    }

    get hasEntries(): boolean {
        return this.timeline.entries.length > 0;
    }

    get isEmpty(): boolean {
        return this.isAnswered && !this.hasItems && !isNarrowed(this.filters);
    }

    get isNoMatch(): boolean {
        return this.isAnswered && !this.hasEntries && isNarrowed(this.filters);
    }

    get hasFilters(): boolean {
        return this.hasEntries || isNarrowed(this.filters);
    }

    get emptyText(): string {
        return this.objectApiName === 'Case' && this.caseContact === null ? LABELS.noContact : LABELS.empty;
    }

    get isNumberHidden(): boolean {
        return this.timeline.entries.some(({ isRecipientHidden }) => isRecipientHidden);
    }

    get heldText(): string {
        const count = heldCount(this.timeline);
        if (count === 0) return '';
        return count === 1 ? LABELS.newMessage : fillLabel(LABELS.newMessages, count);
    }

    get canLoadMore(): boolean {
        return this.timeline.hasMore && !this.isLoadingOlder && !this.olderErrors;
    }

    get isAtEnd(): boolean {
        return this.hasEntries && !this.timeline.hasMore;
    }

    handleFilters(event: CustomEvent<Filters>): void {
        this.narrow(event.detail);
    }

    handleClearFilters(): void {
        this.narrow(NO_FILTERS);
    }

    handleLoadMore(): void {
        this.isLoadingOlder = true;
        this.olderThan = this.timeline.entries.at(-1)?.sortKey;
    }

    async handleRetryOlder(): Promise<void> {
        this.olderErrors = undefined;
        this.isLoadingOlder = true;
        await this.refreshOlder?.();
    }

    handleShowHeld(): void {
        this.timeline = released(this.timeline);
        this.focusWhenRendered = this.timeline.entries[0]?.id;
        this.refs?.['list']?.scrollIntoView?.({ block: 'start' });
    }

    async handleRefresh(): Promise<void> {
        if (this.subject) await Promise.all([this.polling?.now(), this.refreshActivities?.()]);
        else await this.refreshCase?.();
    }

    private narrow(filters: Filters): void {
        this.filters = filters;
        this.timeline = EMPTY;
        this.olderThan = undefined;
        this.olderErrors = undefined;
        this.isLoadingOlder = false;
        this.isAnswered = false;
    }

    private takeNewest(data: MessagesData): void {
        const isFirst = !this.isAnswered;
        const known = new Set(this.timeline.newest.entries.map(({ id }) => id));
        const page = readPage(data);
        this.timeline = withNewest(this.timeline, page, this.isReadingFurtherDown());
        const news = page.entries.filter(({ id }) => !known.has(id)).length;
        if (isFirst || news === 0) return;
        this.announcement = news === 1 ? LABELS.newMessage : fillLabel(LABELS.newMessages, news);
    }

    /** The top of the list lies above the window: what is put in there would push the reader's line away. */
    private isReadingFurtherDown(): boolean {
        const list = this.refs?.['list'];
        return list !== undefined && list.getBoundingClientRect().top < 0;
    }

    private fail(errors: unknown): void {
        this.arrivals += 1;
        this.errors = errors;
    }

    /** Tells whether the answer changed: an unchanged one is not emitted again. */
    private async askAgain(): Promise<boolean> {
        const before = this.arrivals;
        await this.refreshNewest?.();
        if (this.arrivals !== before) await this.refreshActivities?.(); // not at every look: they come seldom
        if (this.errors) throw new Error('the org answered with errors');
        if (this.refreshNewest) this.updatedAt = Date.now();
        return this.arrivals !== before;
    }
}
