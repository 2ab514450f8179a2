import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import { NavigationMixin } from 'lightning/navigation';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import type { ObjectInfo, WireAnswer } from 'lightning/uiObjectInfoApi';
import { updateRecord } from 'lightning/uiRecordApi';
import ALERT from '@salesforce/schema/Delivery_Alert__c';
import STATUS from '@salesforce/schema/Delivery_Alert__c.Status__c';
import { flag, text } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import { startPolling } from 'c/politePolling';
import type { Polling } from 'c/politePolling';
import { reduceErrors } from 'c/reduceErrors';
import { SEVERITIES, sorted, STATUSES } from './alertCard';
import type { Alert, AlertData } from './alertCard';
import { ALERT_QUERY, USER_QUERY } from './alertQuery';
import { LABELS, SEVERITY_NAMES, STATUS_NAMES } from './labels';

const DEFAULT_SECONDS = 15;
const OPEN = 'open';
const NOTHING = '-';

interface Option {
    readonly label: string;
    readonly value: string;
}
interface UserData {
    readonly uiapi: {
        readonly query: { readonly users: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
    };
}
interface Card extends Alert {
    readonly owner: string;
    readonly isAssigning: boolean;
    readonly canAcknowledge: boolean;
    readonly canResolve: boolean;
    readonly canAssign: boolean;
}

/** What looks wrong with delivery: how bad, what to check, who has it. */
export default class DeliveryAlerts extends NavigationMixin(LightningElement) {
    @api refreshSeconds = DEFAULT_SECONDS;

    readonly labels = LABELS;
    readonly skeletons = [1, 2, 3];
    readonly statusOptions: Option[] = [
        { label: LABELS.open, value: OPEN },
        ...STATUSES.map((value) => ({ value, label: STATUS_NAMES[value] ?? value })),
        { label: LABELS.all, value: '' },
    ];
    readonly severityOptions: Option[] = [
        { label: LABELS.all, value: '' },
        ...SEVERITIES.map((value) => ({ value, label: SEVERITY_NAMES[value] ?? value })),
    ];
    status = OPEN;
    severity = '';
    alerts: readonly Alert[] | undefined;
    errors: unknown;
    announcement = '';
    private users: readonly GraphQLNode[] = [];
    private wanted = '';
    private assigningId: string | undefined;
    private rights: ObjectInfo | undefined;
    private refreshAlerts: (() => Promise<void>) | undefined;
    private polling: Polling | undefined;
    private arrivals = 0;

    @wire(getObjectInfo, { objectApiName: ALERT })
    receiveRights({ data }: WireAnswer<ObjectInfo>): void {
        this.rights = data;
    }

    @wire(graphql, { query: ALERT_QUERY, variables: '$variables' })
    receiveAlerts({ data, errors, refresh }: GraphQLResult<AlertData>): void {
        this.refreshAlerts = refresh ?? this.refreshAlerts;
        if (!data && !errors) return;
        this.errors = errors;
        if (!data) return;
        this.arrivals += 1;
        this.alerts = sorted(data.uiapi.query.alerts.edges.map(({ node }) => node));
        this.announcement = fillLabel(LABELS.found, data.uiapi.query.alerts.totalCount);
    }

    @wire(graphql, { query: USER_QUERY, variables: '$userVariables' })
    receiveUsers({ data }: GraphQLResult<UserData>): void {
        if (data) this.users = data.uiapi.query.users.edges.map(({ node }) => node);
    }

    connectedCallback(): void {
        this.polling = startPolling(Number(this.refreshSeconds), () => this.askAgain());
    }

    disconnectedCallback(): void {
        this.polling?.stop();
    }

    get variables(): { hiddenStatuses: readonly string[]; hiddenSeverities: readonly string[] } {
        return {
            hiddenStatuses: this.status === OPEN ? ['Resolved'] : allBut(STATUSES, this.status),
            hiddenSeverities: allBut(SEVERITIES, this.severity),
        };
    }

    /** The owners of what is shown; while somebody assigns, also whom the typed name may mean. */
    get userVariables(): { ids: readonly string[]; name: string } {
        const ids = (this.alerts ?? []).map(({ ownerId }) => ownerId);
        const typed = this.wanted.trim().replace(/[\\%_]/g, '\\$&');
        return { ids: ids.length > 0 ? ids : [NOTHING], name: this.assigningId ? `%${typed}%` : NOTHING };
    }

    get cards(): Card[] {
        const mayEdit = this.rights?.updateable === true;
        return (this.alerts ?? []).map((alert) => ({
            ...alert,
            owner: this.nameOf(alert.ownerId),
            isAssigning: alert.id === this.assigningId,
            canAcknowledge: mayEdit && alert.isNew,
            canResolve: mayEdit && alert.isOpen,
            canAssign: mayEdit && alert.isOpen,
        }));
    }

    get userOptions(): Option[] {
        return this.users
            .filter((user) => flag(user, 'isActive'))
            .map((user) => ({ value: user.Id, label: text(user, 'name') ?? '' }));
    }

    get isLoading(): boolean {
        return !this.alerts && !this.errors;
    }

    get hasOnlyErrors(): boolean {
        return Boolean(this.errors && !this.alerts);
    }

    get isStale(): boolean {
        return Boolean(this.errors && this.alerts);
    }

    get isEmpty(): boolean {
        return this.alerts?.length === 0;
    }

    get emptyText(): string {
        return this.status === OPEN && this.severity === '' ? LABELS.none : LABELS.noneFound;
    }

    handleStatus(event: CustomEvent<{ value: string }>): void {
        this.status = event.detail.value;
    }

    handleSeverity(event: CustomEvent<{ value: string }>): void {
        this.severity = event.detail.value;
    }

    handleAcknowledge(event: Event & { currentTarget: HTMLElement }): Promise<void> {
        return this.change(event.currentTarget.dataset['id'], { [STATUS.fieldApiName]: 'Acknowledged' });
    }

    handleResolve(event: Event & { currentTarget: HTMLElement }): Promise<void> {
        return this.change(event.currentTarget.dataset['id'], { [STATUS.fieldApiName]: 'Resolved' });
    }

    handleAssign(event: Event & { currentTarget: HTMLElement }): void {
        const { id } = event.currentTarget.dataset;
        this.assigningId = this.assigningId === id ? undefined : id;
        this.wanted = '';
    }

    handleWanted(event: CustomEvent<{ value: string }>): void {
        this.wanted = event.detail.value;
    }

    async handleOwner(event: CustomEvent<{ value: string }>): Promise<void> {
        await this.change(this.assigningId, { OwnerId: event.detail.value });
        this.assigningId = undefined;
    }

    handleCampaign(event: Event & { currentTarget: HTMLElement }): void {
        event.preventDefault();
        const { id: recordId } = event.currentTarget.dataset;
        this[NavigationMixin.Navigate]({
            type: 'standard__recordPage',
            attributes: { recordId, objectApiName: 'Campaign', actionName: 'view' },
        });
    }

    async handleRefresh(): Promise<void> {
        await this.polling?.now();
    }

    private nameOf(ownerId: string): string {
        const user = this.users.find(({ Id }) => Id === ownerId);
        return (user && text(user, 'name')) ?? LABELS.unknownOwner;
    }

    private async change(id: string | undefined, fields: Readonly<Record<string, unknown>>): Promise<void> {
        try {
            await updateRecord({ fields: { Id: id, ...fields } });
            await this.handleRefresh();
        } catch (error) {
            const message = reduceErrors(error).join(' ');
            this.dispatchEvent(new ShowToastEvent({ title: LABELS.notChanged, message, variant: 'error' }));
        }
    }

    private async askAgain(): Promise<boolean> {
        const before = this.arrivals;
        await this.refreshAlerts?.();
        if (this.errors) throw new Error('the org answered with errors');
        return this.arrivals !== before;
    }
}

function allBut(values: readonly string[], wanted: string): readonly string[] {
    return wanted === '' ? [NOTHING] : values.filter((value) => value !== wanted);
}
