import { LightningElement, api, wire } from 'lwc';
import CURRENCY from '@salesforce/i18n/currency';
import AMOUNT from '@salesforce/schema/Opportunity.Amount';
import CAMPAIGN from '@salesforce/schema/Opportunity.CampaignId';
import CONTACT from '@salesforce/schema/Opportunity.ContactId';
import OPPORTUNITY from '@salesforce/schema/Opportunity';
import { graphql } from 'lightning/graphql';
import type { GraphQLResult } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import type { ObjectInfo, WireAnswer } from 'lightning/uiObjectInfoApi';
import { addDays } from 'c/dashboardScope';
import type { MessageScope } from 'c/dashboardScope';
import type { SummaryRow } from 'c/deliveryFigures';
import { LABELS } from './labels';
import { returnView } from './returnView';
import type { ReturnView } from './returnView';
import { ARRIVAL_QUERY, readArrivals, readWon, WON_QUERY } from './wonQuery';
import type { ArrivalAnswer, ArrivalData, WonAnswer, WonData } from './wonQuery';

/** What the `drill` event carries. */
export interface ReturnDrill {
    readonly heading: string;
    readonly scope: Partial<MessageScope>;
}

const NO_ARRIVALS: ArrivalAnswer = { arrivals: [], isCut: false };

/** What a campaign won. Shows nothing to who may not read opportunities. */
export default class CampaignReturn extends LightningElement {
    @api campaignId!: string;
    @api from!: string;
    @api to!: string;
    /** The campaign's totals of these days. */
    @api rows: readonly SummaryRow[] = [];

    readonly labels = LABELS;
    readonly opportunity = OPPORTUNITY;
    errors: unknown;
    private mayRead = false;
    private won: WonAnswer | undefined;
    /** The latest answer, and what was asked. */
    private arrivals: { readonly question: string; readonly answer: ArrivalAnswer } | undefined;
    private askWon: (() => Promise<void>) | undefined;
    private askArrivals: (() => Promise<void>) | undefined;

    @wire(getObjectInfo, { objectApiName: '$opportunity' })
    receiveOpportunity({ data }: WireAnswer<ObjectInfo>): void {
        const needed = [AMOUNT, CAMPAIGN, CONTACT].map(({ fieldApiName }) => fieldApiName);
        this.mayRead = data !== undefined && needed.every((field) => field in data.fields);
    }

    @wire(graphql, { query: '$wonQuery', variables: '$wonVariables' })
    receiveWon({ data, errors, refresh }: GraphQLResult<WonData>): void {
        this.askWon = refresh ?? this.askWon;
        this.errors = errors;
        if (data) this.won = readWon(data);
    }

    @wire(graphql, { query: '$arrivalQuery', variables: '$arrivalVariables' })
    receiveArrivals({ data, errors, refresh }: GraphQLResult<ArrivalData>): void {
        this.askArrivals = refresh ?? this.askArrivals;
        if (errors) this.errors = errors;
        if (data) this.arrivals = { question: JSON.stringify(this.arrivalVariables), answer: readArrivals(data) };
    }

    @api async refresh(): Promise<void> {
        await this.askWon?.();
        await this.askArrivals?.();
    }

    get wonQuery(): object | undefined {
        return this.mayRead ? WON_QUERY : undefined;
    }

    get wonVariables(): object {
        return { campaignId: this.campaignId, from: this.from };
    }

    get contactIds(): string[] {
        const ids = (this.won?.won ?? []).flatMap(({ contactId }) => (contactId === null ? [] : [contactId]));
        return [...new Set(ids)];
    }

    get arrivalQuery(): object | undefined {
        return this.contactIds.length > 0 ? ARRIVAL_QUERY : undefined;
    }

    get arrivalVariables(): object {
        return {
            campaignId: this.campaignId,
            contactIds: this.contactIds,
            from: `${this.from}T00:00:00.000Z`,
            before: `${addDays(this.to, 1)}T00:00:00.000Z`,
        };
    }

    get view(): ReturnView | undefined {
        const { won, knownArrivals } = this;
        if (!won || won.count === 0 || !knownArrivals) return undefined;
        return returnView(this.rows, won, knownArrivals, CURRENCY);
    }

    /** Those of the opportunities that are shown: an answer about others would credit nobody. */
    private get knownArrivals(): ArrivalAnswer | undefined {
        if (this.contactIds.length === 0) return NO_ARRIVALS;
        const { arrivals } = this;
        return arrivals?.question === JSON.stringify(this.arrivalVariables) ? arrivals.answer : undefined;
    }

    get isEmpty(): boolean {
        return this.won?.count === 0;
    }

    get hasErrors(): boolean {
        return Boolean(this.errors && !this.view);
    }

    get isShown(): boolean {
        return this.mayRead && (this.isEmpty || this.view !== undefined || this.hasErrors);
    }

    handleBar(event: CustomEvent<string>): void {
        const { key } = (event.currentTarget as HTMLElement).dataset; // of the section
        const section = this.view?.sections.find((each) => each.key === key);
        const bar = section?.bars.find((each) => each.key === event.detail);
        const scope = section?.scopes[event.detail];
        if (!section || !bar || !scope) return;
        const detail: ReturnDrill = { heading: `${section.title}: ${bar.label}`, scope };
        this.dispatchEvent(new CustomEvent('drill', { detail }));
    }

    async handleRetry(): Promise<void> {
        await this.refresh();
    }
}
