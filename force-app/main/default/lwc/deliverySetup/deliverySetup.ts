import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import type { ObjectInfo, WireAnswer } from 'lightning/uiObjectInfoApi';
import MAY_LIFT from '@salesforce/customPermission/Lift_Suppression';
import ALERT from '@salesforce/schema/Delivery_Alert__c';
import MESSAGE from '@salesforce/schema/Message__c';
import SUPPRESSION from '@salesforce/schema/Suppression__c';
import { providerName } from 'c/displayNames';
import { text } from 'c/graphqlFields';
import { startPolling } from 'c/politePolling';
import type { Polling } from 'c/politePolling';
import { isVague, readSources, relayChecks, rightChecks, sourceWord } from './checks';
import type { Check, CheckState, Source } from './checks';
import { LABELS } from './labels';
import { readPolicies } from './policies';
import type { Policy } from './policies';
import { SETUP_QUERY } from './setupQuery';

const DEFAULT_SECONDS = 10;
const ICONS: Readonly<Record<CheckState, { readonly icon: string; readonly variant: string }>> = {
    good: { icon: 'utility:success', variant: 'success' },
    warn: { icon: 'utility:warning', variant: 'warning' },
    bad: { icon: 'utility:error', variant: 'error' },
};
const WORDS: Readonly<Record<CheckState, string>> = { good: LABELS.good, warn: LABELS.warn, bad: LABELS.bad };

interface SetupData {
    readonly uiapi: {
        readonly query: { readonly relays: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
        readonly aggregate: {
            readonly unmapped: { readonly edges: readonly { readonly node: { readonly aggregate: GraphQLNode } }[] };
        };
    };
}
interface ShownCheck extends Check {
    readonly icon: string;
    readonly variant: string;
    readonly word: string;
}
interface ShownSource extends Source {
    readonly word: string;
}

/** Whether everything that delivery needs is there, and what to do where it is not. */
export default class DeliverySetup extends LightningElement {
    @api refreshSeconds = DEFAULT_SECONDS;

    readonly labels = LABELS;
    readonly skeletons = [1, 2, 3, 4];
    errors: unknown;
    private answer: SetupData | undefined;
    private answeredAt = Date.now();
    private messages: ObjectInfo | undefined;
    private alerts: ObjectInfo | undefined;
    private suppressions: ObjectInfo | undefined;
    private refresh: (() => Promise<void>) | undefined;
    private polling: Polling | undefined;
    private arrivals = 0;

    @wire(graphql, { query: SETUP_QUERY, variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<SetupData>): void {
        this.refresh = refresh ?? this.refresh;
        if (!data && !errors) return;
        this.errors = errors;
        if (!data) return;
        this.arrivals += 1;
        this.answer = data;
        this.answeredAt = Date.now();
    }

    @wire(getObjectInfo, { objectApiName: MESSAGE })
    receiveMessages({ data }: WireAnswer<ObjectInfo>): void {
        this.messages = data;
    }

    @wire(getObjectInfo, { objectApiName: ALERT })
    receiveAlerts({ data }: WireAnswer<ObjectInfo>): void {
        this.alerts = data;
    }

    @wire(getObjectInfo, { objectApiName: SUPPRESSION })
    receiveSuppressions({ data }: WireAnswer<ObjectInfo>): void {
        this.suppressions = data;
    }

    connectedCallback(): void {
        this.polling = startPolling(Number(this.refreshSeconds), () => this.askAgain());
    }

    disconnectedCallback(): void {
        this.polling?.stop();
    }

    get variables(): object {
        return {};
    }

    get relay(): GraphQLNode | undefined {
        return this.answer?.uiapi.query.relays.edges[0]?.node;
    }

    get lastSeen(): number | undefined {
        return (this.relay && Date.parse(text(this.relay, 'lastSeenAt') ?? '')) || undefined;
    }

    get checks(): ShownCheck[] {
        if (!this.answer) return [];
        const rights = rightChecks({
            readsMessages: this.messages !== undefined,
            writesAlerts: this.alerts?.updateable === true,
            writesSuppressions: Boolean(MAY_LIFT) && this.suppressions?.updateable === true,
        });
        return [...relayChecks(this.relay, this.answeredAt), ...rights].map((check) => ({
            ...check,
            ...ICONS[check.state],
            word: WORDS[check.state],
        }));
    }

    get sources(): ShownSource[] {
        return readSources(this.relay).map((source) => ({
            ...source,
            word: sourceWord(source),
        }));
    }

    get policies(): Policy[] {
        return this.relay ? readPolicies(text(this.relay, 'policies')) : [];
    }

    get hasNoSources(): boolean {
        return this.answer !== undefined && this.sources.length === 0;
    }

    get codes(): { key: string; provider: string; code: string; count: number }[] {
        return (this.answer?.uiapi.aggregate.unmapped.edges ?? []).flatMap(({ node: { aggregate } }) => {
            const provider = text(aggregate, 'provider') ?? '';
            const code = text(aggregate, 'code') ?? '';
            if (isVague(provider, code)) return [];
            // An aggregated id has a count where a field has a value.
            const { count } = aggregate['Id' as string] as unknown as { count: { value: number } };
            return [{ key: `${provider}:${code}`, provider: providerName(provider), code, count: count.value }];
        });
    }

    get hasCodes(): boolean {
        return this.codes.length > 0;
    }

    get isLoading(): boolean {
        return !this.answer && !this.errors;
    }

    get hasOnlyErrors(): boolean {
        return Boolean(this.errors && !this.answer);
    }

    get isStale(): boolean {
        return Boolean(this.errors && this.answer);
    }

    async handleRefresh(): Promise<void> {
        await this.polling?.now();
    }

    private async askAgain(): Promise<boolean> {
        const before = this.arrivals;
        await this.refresh?.();
        this.answeredAt = Date.now(); // a heartbeat that is overdue changes nothing in the org
        if (this.errors) throw new Error('the org answered with errors');
        return this.arrivals !== before;
    }
}
