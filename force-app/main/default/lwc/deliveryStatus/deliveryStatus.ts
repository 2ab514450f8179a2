import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLResult } from 'lightning/graphql';
import { CASE_PERSON_QUERY, contactOfCase } from 'c/casePerson';
import type { CasePersonData } from 'c/casePerson';
import { openEventFeed } from 'c/eventFeed';
import { startPolling } from 'c/politePolling';
import type { Polling } from 'c/politePolling';
import { LABELS } from './labels';
import { readAnswer, suppressionKeys } from './personAnswer';
import type { PersonAnswer, PersonData } from './personAnswer';
import { CONTACT_QUERY, LEAD_QUERY } from './personQuery';
import { concerns, REPORT_CHANNEL } from './reportEvents';
import type { ReportPayload } from './reportEvents';

const DEFAULT_SECONDS = 5;
/** How long the flows may take to record a report that has come over the event bus. */
const RECORDING_MS = 1_000;

/** Can I reach this person, on which channel, why not, what to do next; and the latest messages. */
export default class DeliveryStatus extends LightningElement {
    @api recordId!: string;
    @api objectApiName?: string;
    @api refreshSeconds = DEFAULT_SECONDS;
    /** Listens to delivery reports besides, so that news shows within a second or two. */
    @api liveEvents = false;

    readonly labels = LABELS;
    answer: PersonAnswer | undefined;
    errors: unknown;
    updatedAt: number | undefined;
    /** Of the person's number, plain and hashed. The same list until the number changes: a new one is a new question. */
    suppressionKeys: readonly string[] = [];
    private isAnswered = false;
    /** The contact of the page's case: null when it has none, undefined until that is known. */
    private caseContact: string | null | undefined;
    private refreshCase: (() => Promise<void>) | undefined;
    private refresh: (() => Promise<void>) | undefined;
    private polling: Polling | undefined;
    private arrivals = 0;
    private closeFeed: (() => void) | undefined;
    private recording: ReturnType<typeof setTimeout> | undefined;

    @wire(graphql, { query: '$caseQuery', variables: '$caseVariables' })
    receiveCase({ data, errors, refresh }: GraphQLResult<CasePersonData>): void {
        this.refreshCase = refresh ?? this.refreshCase;
        if (!data && !errors) return; // the wire's first, empty emission
        this.errors = errors;
        this.caseContact = data ? contactOfCase(data) : undefined;
        this.isAnswered = !this.caseContact; // else the contact's own answer comes
    }

    @wire(graphql, { query: '$query', variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<PersonData>): void {
        this.refresh = refresh ?? this.refresh;
        if (!data && !errors) return; // the wire's first, empty emission
        this.arrivals += 1;
        this.errors = errors;
        this.isAnswered = true;
        if (data) {
            this.answer = readAnswer(data);
            const keys = suppressionKeys(this.answer?.person);
            if (keys.join() !== this.suppressionKeys.join()) this.suppressionKeys = keys;
            this.updatedAt = Date.now();
        }
    }

    connectedCallback(): void {
        this.polling = startPolling(Number(this.refreshSeconds), () => this.askAgain());
        if (!this.liveEvents) return;
        // Who may not listen (no right, the mobile app, no deliveries left) has the polling.
        this.closeFeed = openEventFeed<ReportPayload>(
            REPORT_CHANNEL,
            (report) => this.hear(report),
            () => undefined,
        );
    }

    disconnectedCallback(): void {
        this.polling?.stop();
        this.closeFeed?.();
        clearTimeout(this.recording);
        this.recording = undefined;
    }

    /** Many reports of one moment are one question. */
    private hear(report: ReportPayload): void {
        if (this.recording || !concerns(report, this.variables.recordId, this.answer?.person)) return;
        // eslint-disable-next-line @lwc/lwc/no-async-operation -- disconnectedCallback ends it
        this.recording = setTimeout(() => {
            this.recording = undefined;
            void this.polling?.now();
        }, RECORDING_MS);
    }

    get isCase(): boolean {
        return this.objectApiName === 'Case';
    }

    get caseQuery(): object | undefined {
        return this.isCase ? CASE_PERSON_QUERY : undefined;
    }

    get caseVariables(): { recordId: string } {
        return { recordId: this.recordId };
    }

    /** None while it is not known whom the case is about. */
    get query(): object | undefined {
        if (this.isCase && !this.caseContact) return undefined;
        return this.objectApiName === 'Lead' ? LEAD_QUERY : CONTACT_QUERY;
    }

    get variables(): { recordId: string } {
        return { recordId: this.isCase ? (this.caseContact ?? '') : this.recordId };
    }

    get isLoading(): boolean {
        return !this.isAnswered;
    }

    get isEmpty(): boolean {
        return this.isAnswered && !this.answer && !this.errors;
    }

    get emptyText(): string {
        return this.isCase && this.caseContact === null ? LABELS.caseWithoutContact : LABELS.empty;
    }

    /** An update that failed must not take away what was known. */
    get isStale(): boolean {
        return Boolean(this.errors && this.answer);
    }

    get hasOnlyErrors(): boolean {
        return Boolean(this.errors && !this.answer);
    }

    get suppressedText(): string {
        const { suppressed, suppressionLabel } = this.answer?.person ?? {};
        return suppressed ? (suppressionLabel ?? LABELS.yes) : LABELS.no;
    }

    /** lightning-relative-date-time takes a timestamp only; from a text it shows nothing. */
    get lastDelivered(): number | undefined {
        const at = this.answer?.person.lastDeliveredAt;
        return at ? Date.parse(at) : undefined;
    }

    get optedOutText(): string {
        return this.answer?.person.optedOut ? LABELS.yes : LABELS.no;
    }

    async handleRefresh(): Promise<void> {
        if (this.isCase && !this.caseContact) await this.refreshCase?.();
        else await this.polling?.now();
    }

    /** Tells whether the answer changed: an unchanged one is not emitted again. */
    private async askAgain(): Promise<boolean> {
        const before = this.arrivals;
        await this.refresh?.();
        if (this.errors) throw new Error('the org answered with errors');
        if (this.refresh) this.updatedAt = Date.now();
        return this.arrivals !== before;
    }
}
