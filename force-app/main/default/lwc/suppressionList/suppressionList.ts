import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLResult } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import type { ObjectInfo, WireAnswer } from 'lightning/uiObjectInfoApi';
import MAY_LIFT from '@salesforce/customPermission/Lift_Suppression';
import SUPPRESSION from '@salesforce/schema/Suppression__c';
import { csvText, downloadText } from 'c/csvText';
import { CHANNELS } from 'c/addressText';
import { fillLabel } from 'c/labelText';
import { addressWords, isHash } from 'c/privateNumber';
import { startPolling } from 'c/politePolling';
import type { Polling } from 'c/politePolling';
import { LABELS, REASON_NAMES, STATE_NAMES } from './labels';
import { isNarrowed, listVariables, meansPeople, NO_FILTERS, PAGE_SIZE, personPatterns } from './suppressionFilters';
import { REASONS, STATES } from './suppressionFilters';
import type { Filters, ListVariables } from './suppressionFilters';
import { HASH_HOLDER_QUERY, HOLDER_QUERY, LIST_QUERY, PERSON_QUERY } from './suppressionQuery';
import { otherForms, readPeople, readSuppression } from './suppressionRow';
import type { ListData, PeopleData, Person, Suppression } from './suppressionRow';

const DEFAULT_SECONDS = 30;
/** What one answer of GraphQL can hold. */
const EXPORT_ROWS = 2000;
const TYPING_MS = 300;

interface Option {
    readonly label: string;
    readonly value: string;
}
interface Row extends Suppression {
    /** The address in words, where it is only known by a hash. */
    readonly addressText: string;
    readonly people: readonly { readonly id: string; readonly name: string }[];
    readonly isOpen: boolean;
    readonly isAppealable: boolean;
    /** Keys of the same number in its other form: plain, or as the hash that stands for it. */
    readonly otherKeys: readonly string[];
    readonly isLifting: boolean;
    readonly canLift: boolean;
    readonly evidenceLabel: string;
    readonly liftLabel: string;
}

/** The addresses that must not be messaged, and everything that an admin does with them. */
export default class SuppressionList extends LightningElement {
    @api refreshSeconds = DEFAULT_SECONDS;

    readonly labels = LABELS;
    readonly skeletons = [1, 2, 3, 4];
    readonly stateOptions: Option[] = STATES.map((value) => ({ value, label: STATE_NAMES[value] }));
    readonly reasonOptions = withAny(REASONS.map((value) => ({ value, label: REASON_NAMES[value] })));
    readonly channelOptions = withAny(CHANNELS.map((value) => ({ value, label: value })));
    filters = NO_FILTERS;
    suppressions: readonly Suppression[] | undefined;
    total = 0;
    errors: unknown;
    announcement = '';
    openTool: 'add' | 'import' | undefined;
    private people: readonly Person[] | undefined;
    private holders: readonly Person[] = [];
    private cursors: readonly string[] = [];
    private nextCursor: string | null = null;
    private openId: string | undefined;
    private liftingId: string | undefined;
    private rights: ObjectInfo | undefined;
    private exportingAt: number | undefined;
    private askedAt = Date.now();
    private refreshList: (() => Promise<void>) | undefined;
    private polling: Polling | undefined;
    private typing: ReturnType<typeof setTimeout> | undefined;
    private arrivals = 0;

    @wire(getObjectInfo, { objectApiName: SUPPRESSION })
    receiveRights({ data }: WireAnswer<ObjectInfo>): void {
        this.rights = data;
    }

    @wire(graphql, { query: '$personQuery', variables: '$personVariables' })
    receivePeople({ data, errors }: GraphQLResult<PeopleData>): void {
        if (errors) this.errors = errors;
        if (data && this.isByPerson) this.people = readPeople(data);
    }

    @wire(graphql, { query: '$listQuery', variables: '$variables' })
    receiveList({ data, errors, refresh }: GraphQLResult<ListData>): void {
        this.refreshList = refresh ?? this.refreshList;
        if (!data && !errors) return;
        this.errors = errors;
        if (!data) return;
        this.arrivals += 1;
        const { edges, totalCount, pageInfo } = data.uiapi.query.suppressions;
        this.suppressions = edges.map(({ node }) => readSuppression(node));
        this.total = totalCount;
        this.nextCursor = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        this.announcement = fillLabel(LABELS.found, totalCount);
    }

    @wire(graphql, { query: '$holderQuery', variables: '$holderVariables' })
    receiveHolders({ data }: GraphQLResult<PeopleData>): void {
        if (data) this.holders = readPeople(data);
    }

    @wire(graphql, { query: '$exportQuery', variables: '$exportVariables' })
    receiveExport({ data, errors }: GraphQLResult<ListData>): void {
        if (this.exportingAt === undefined || (!data && !errors)) return;
        this.exportingAt = undefined;
        this.errors = errors;
        if (data) this.offer(data);
    }

    connectedCallback(): void {
        this.polling = startPolling(Number(this.refreshSeconds), () => this.askAgain());
    }

    disconnectedCallback(): void {
        this.polling?.stop();
        clearTimeout(this.typing);
    }

    get isByPerson(): boolean {
        return meansPeople(this.filters.search);
    }

    get personQuery(): object | undefined {
        return this.isByPerson ? PERSON_QUERY : undefined;
    }

    get personVariables(): { name: string; number: string } {
        return personPatterns(this.filters.search);
    }

    /** Who is meant by a name or has a number has to be known first. */
    get listQuery(): object | undefined {
        return this.isByPerson && !this.people ? undefined : LIST_QUERY;
    }

    get variables(): ListVariables {
        return this.question(this.askedAt, PAGE_SIZE, this.cursors.at(-1) ?? null);
    }

    get holderQuery(): object {
        return (this.suppressions ?? []).some(({ address }) => isHash(address)) ? HASH_HOLDER_QUERY : HOLDER_QUERY;
    }

    get holderVariables(): { numbers: readonly string[] } {
        const numbers = (this.suppressions ?? []).map(({ address }) => address);
        return { numbers: numbers.length > 0 ? numbers : ['-'] };
    }

    get exportQuery(): object | undefined {
        return this.exportingAt === undefined ? undefined : LIST_QUERY;
    }

    get exportVariables(): ListVariables {
        return this.question(this.exportingAt ?? this.askedAt, EXPORT_ROWS, null);
    }

    get rows(): Row[] {
        return (this.suppressions ?? []).map((suppression) => this.rowOf(suppression));
    }

    get isLoading(): boolean {
        return !this.suppressions && !this.errors;
    }

    get hasOnlyErrors(): boolean {
        return Boolean(this.errors && !this.suppressions);
    }

    /** A refresh that failed must not take away what was known. */
    get isStale(): boolean {
        return Boolean(this.errors && this.suppressions);
    }

    get isEmpty(): boolean {
        return this.suppressions?.length === 0;
    }

    get emptyText(): string {
        return isNarrowed(this.filters) ? LABELS.noneFound : LABELS.none;
    }

    get mayLift(): boolean {
        return Boolean(MAY_LIFT) && this.rights?.updateable === true;
    }

    get mayAdd(): boolean {
        return this.rights?.createable === true;
    }

    get cannotAdd(): boolean {
        return !this.mayAdd;
    }

    get isReadOnly(): boolean {
        return this.rights !== undefined && !this.mayLift;
    }

    get isAdding(): boolean {
        return this.openTool === 'add';
    }

    get isImporting(): boolean {
        return this.openTool === 'import';
    }

    get isFirstPage(): boolean {
        return this.cursors.length === 0;
    }

    get isLastPage(): boolean {
        return this.nextCursor === null;
    }

    get pageText(): string {
        const first = this.cursors.length * PAGE_SIZE + 1;
        return fillLabel(LABELS.page, first, first + this.rows.length - 1, this.total);
    }

    handleSearch(event: CustomEvent<{ value: string }>): void {
        const { value: search } = event.detail;
        clearTimeout(this.typing);
        // eslint-disable-next-line @lwc/lwc/no-async-operation -- ended by the next key and on leaving the page
        this.typing = setTimeout(() => this.narrow({ search }), TYPING_MS);
    }

    handleFilter(event: CustomEvent<{ value: string }> & { currentTarget: HTMLElement }): void {
        const name = event.currentTarget.dataset['filter'] as keyof Filters; // as the template names them
        this.narrow({ [name]: event.detail.value });
    }

    handleTool(event: Event & { currentTarget: HTMLElement }): void {
        const tool = event.currentTarget.dataset['tool'] as 'add' | 'import'; // as the template names them
        this.openTool = this.openTool === tool ? undefined : tool;
    }

    handleToolDone(): void {
        this.openTool = undefined;
    }

    handleEvidence(event: Event & { currentTarget: HTMLElement }): void {
        const { id } = event.currentTarget.dataset;
        this.openId = this.openId === id ? undefined : id;
    }

    handleLift(event: Event & { currentTarget: HTMLElement }): void {
        this.liftingId = event.currentTarget.dataset['id'];
    }

    handleLiftDone(): void {
        this.liftingId = undefined;
    }

    async handleChanged(): Promise<void> {
        this.liftingId = undefined;
        await this.handleRefresh();
    }

    async handleRefresh(): Promise<void> {
        await this.polling?.now();
    }

    handleNext(): void {
        if (this.nextCursor !== null) this.cursors = [...this.cursors, this.nextCursor];
    }

    handlePrevious(): void {
        this.cursors = this.cursors.slice(0, -1);
    }

    handleExport(): void {
        this.exportingAt = Date.now();
    }

    private question(now: number, size: number, after: string | null): ListVariables {
        const addresses = this.isByPerson ? (this.people ?? []).flatMap((person) => person.addresses) : [];
        return listVariables({ filters: this.filters, addresses, now, size, after });
    }

    private narrow(change: Partial<Filters>): void {
        this.filters = { ...this.filters, ...change };
        this.people = undefined;
        this.cursors = [];
        this.askedAt = Date.now();
    }

    private rowOf(suppression: Suppression): Row {
        const { id } = suppression;
        const people = this.holdersOf(suppression);
        const address = addressWords(suppression.address, people[0]?.number);
        return {
            ...suppression,
            addressText: address,
            people,
            isOpen: id === this.openId,
            isAppealable: id === this.openId && suppression.isInForce,
            otherKeys: otherForms(suppression, people),
            isLifting: id === this.liftingId,
            canLift: this.mayLift && suppression.isInForce,
            evidenceLabel: fillLabel(LABELS.evidenceOf, suppression.evidence.length, address),
            liftLabel: fillLabel(LABELS.liftOf, address),
        };
    }

    private holdersOf({ address }: Suppression): Person[] {
        return this.holders.filter(({ addresses }) => addresses.includes(address));
    }

    private offer(data: ListData): void {
        const { edges, totalCount } = data.uiapi.query.suppressions;
        const rows = edges.map(({ node }) => readSuppression(node));
        const header = [LABELS.channel, LABELS.address, LABELS.reason, LABELS.state, LABELS.since, LABELS.expires];
        const cells = rows.map((row) => [
            row.channel,
            addressWords(row.address, this.holdersOf(row)[0]?.number),
            row.reasonName,
            row.state,
            row.since,
            row.expiresAt,
            row.liftNote,
        ]);
        downloadText('suppressions.csv', csvText([...header, LABELS.note], cells));
        this.announcement = fillLabel(LABELS.exported, rows.length, totalCount);
    }

    private async askAgain(): Promise<boolean> {
        const before = this.arrivals;
        await this.refreshList?.();
        if (this.errors) throw new Error('the org answered with errors');
        return this.arrivals !== before;
    }
}

function withAny(options: readonly Option[]): Option[] {
    return [{ label: LABELS.any, value: '' }, ...options];
}
