import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { csvText, downloadText } from 'c/csvText';
import { STATUSES } from 'c/dashboardScope';
import type { MessageScope } from 'c/dashboardScope';
import { fillLabel } from 'c/labelText';
import type { FoundMessage, MessageAnswer } from 'c/messagePage';
import { csvLine, CSV_HEADER } from './messageCsv';
import { LABELS } from './labels';
import { messageRow } from './messageRow';
import type { MessageRow } from './messageRow';

const PAGE_SIZE = 20;
/** What the platform gives at once. */
const EXPORT_SIZE = 2_000;

interface Export {
    /** The cursor behind which the page that is being fetched begins. */
    readonly after: string | null;
    readonly messages: readonly FoundMessage[];
    readonly total: number;
}

/** The messages behind one figure, twenty at a time; as a file all of them. */
export default class MessageDrill extends NavigationMixin(LightningElement) {
    @api heading = '';
    @api note = '';

    readonly labels = LABELS;
    readonly pageSize = PAGE_SIZE;
    readonly exportSize = EXPORT_SIZE;
    rows: readonly MessageRow[] | undefined;
    errors: unknown;
    status = '';
    announcement = '';
    exporting: Export | undefined;
    private givenScope!: MessageScope;
    private total = 0;
    private next: string | null = null;
    /** Cursors of the pages up to this one; null begins the first. */
    private path: readonly (string | null)[] = [null];

    @api get scope(): MessageScope {
        return this.givenScope;
    }

    set scope(scope: MessageScope) {
        this.givenScope = scope;
        this.status = '';
        this.startOver();
    }

    /** The figure's messages, or those of them that have the chosen status. */
    get wanted(): MessageScope {
        return this.status === '' ? this.givenScope : { ...this.givenScope, statuses: [this.status] };
    }

    get statusOptions(): { label: string; value: string }[] {
        const statuses = this.givenScope.statuses ?? STATUSES;
        return [
            { value: '', label: LABELS.all },
            ...statuses.map((status) => ({ value: status, label: LABELS.statuses[status] ?? status })),
        ];
    }

    /** One page component for each page: a new key makes a new one. */
    get pages(): { key: string; after: string | null }[] {
        const after = this.path.at(-1) ?? null;
        return [{ key: JSON.stringify([this.wanted, after]), after }];
    }

    get exportPages(): { key: string; after: string | null }[] {
        return this.exporting ? [{ key: String(this.exporting.after), after: this.exporting.after }] : [];
    }

    get isEmpty(): boolean {
        return this.rows?.length === 0;
    }

    get isLoading(): boolean {
        return !this.rows && !this.errors;
    }

    get hasPrevious(): boolean {
        return this.path.length > 1;
    }

    get lacksPrevious(): boolean {
        return !this.hasPrevious;
    }

    get lacksNext(): boolean {
        return this.next === null;
    }

    get canExport(): boolean {
        return this.total > 0 && !this.exporting;
    }

    get cannotExport(): boolean {
        return !this.canExport;
    }

    get place(): string {
        if (!this.rows || this.rows.length === 0) return '';
        const first = (this.path.length - 1) * PAGE_SIZE + 1;
        return fillLabel(LABELS.place, first, first + this.rows.length - 1, this.total);
    }

    get progress(): string {
        const { exporting } = this;
        return exporting ? fillLabel(LABELS.progress, exporting.messages.length, exporting.total) : this.announcement;
    }

    /** Whoever opened the list by keyboard goes on in it. */
    @api takeFocus(): void {
        this.template?.querySelector<HTMLElement>('.heading')?.focus();
    }

    handleAnswer(event: CustomEvent<MessageAnswer>): void {
        const { messages, total, next, errors } = event.detail;
        this.errors = errors;
        if (!messages) return;
        this.rows = messages.map(messageRow);
        this.total = total ?? 0;
        this.next = next ?? null;
    }

    handleStatus(event: CustomEvent<{ value: string }>): void {
        this.status = event.detail.value;
        this.startOver();
    }

    handleNext(): void {
        if (this.next === null) return;
        this.path = [...this.path, this.next];
        this.awaitPage();
    }

    handlePrevious(): void {
        if (this.path.length > 1) this.path = this.path.slice(0, -1);
        this.awaitPage();
    }

    handleRetry(): void {
        this.errors = undefined;
        const page = this.template?.querySelector<HTMLElement & { refresh(): Promise<void> }>('.shown-page');
        void page?.refresh();
    }

    handleExport(): void {
        this.exporting = { after: null, messages: [], total: this.total };
    }

    handleExportAnswer(event: CustomEvent<MessageAnswer>): void {
        const { messages, total, next, errors } = event.detail;
        if (!this.exporting) return;
        if (errors || !messages) {
            this.exporting = undefined;
            this.announcement = LABELS.exportFailed;
            return;
        }
        const found = [...this.exporting.messages, ...messages];
        if (next) {
            this.exporting = { after: next, messages: found, total: total ?? 0 };
            return;
        }
        this.exporting = undefined;
        this.announcement = fillLabel(LABELS.exported, found.length);
        downloadText(`${LABELS.fileName}.csv`, csvText(CSV_HEADER, found.map(csvLine)));
    }

    handleOpen(event: Event): void {
        event.preventDefault();
        const { id: recordId, object: objectApiName } = (event.currentTarget as HTMLElement).dataset;
        this[NavigationMixin.Navigate]({
            type: 'standard__recordPage',
            attributes: { recordId, objectApiName, actionName: 'view' },
        });
    }

    handleClose(): void {
        this.dispatchEvent(new CustomEvent('close'));
    }

    private startOver(): void {
        this.path = [null];
        this.exporting = undefined;
        this.announcement = '';
        this.awaitPage();
    }

    private awaitPage(): void {
        this.rows = undefined;
        this.errors = undefined;
    }
}
