import { LightningElement, api } from 'lwc';
import { fetchRows, keepFresh } from 'console/recordData';
import { currentPage } from 'console/router';
import type { ConsoleListView, ConsoleObject } from '../../../bootstrap.ts';
import type { Row } from '../recordData/recordData.ts';

const PAGE_SIZE = 100;

/** An object's list view: the tab's page. */
export default class ObjectHome extends LightningElement {
    @api object!: ConsoleObject;

    rows: readonly Row[] = [];
    total = 0;
    loading = true;
    error = '';
    private viewIndex = 0;
    private stop: () => void = () => undefined;

    connectedCallback(): void {
        // https://developer.salesforce.com/docs/platform/lwc/guide/reference-page-reference-type.html (2026-11-26)
        const asked = currentPage().state?.['filterName'];
        const index = this.object.listViews.findIndex(({ name }) => name !== undefined && name === asked);
        this.viewIndex = Math.max(0, index);
        this.follow();
    }

    disconnectedCallback(): void {
        this.stop();
    }

    get view(): ConsoleListView {
        const view = this.object.listViews[this.viewIndex];
        if (!view) throw new Error(`${this.object.apiName} has no list view`); // the server always gives one
        return view;
    }

    get viewOptions(): { label: string; value: string }[] {
        return this.object.listViews.map(({ label }, index) => ({ label, value: String(index) }));
    }

    get viewValue(): string {
        return String(this.viewIndex);
    }

    get hasSeveralViews(): boolean {
        return this.object.listViews.length > 1;
    }

    get columns(): { name: string; label: string }[] {
        return this.view.columns.map((name) => ({ name, label: this.object.fields[name]?.label ?? name }));
    }

    get countText(): string {
        const shown = this.rows.length < this.total ? `${this.rows.length} of ${this.total}` : String(this.total);
        return `${shown} ${this.total === 1 ? 'item' : 'items'} • Updates by itself`;
    }

    get notApplied(): string {
        return this.view.notApplied.length > 0 ? `Not applied here: ${this.view.notApplied.join(', ')}.` : '';
    }

    get isEmpty(): boolean {
        return !this.loading && !this.error && this.rows.length === 0;
    }

    handleView(event: CustomEvent<{ value: string }>): void {
        this.viewIndex = Number(event.detail.value);
        this.follow();
    }

    private follow(): void {
        this.stop();
        this.loading = true;
        const { object, view } = this;
        this.stop = keepFresh(
            () => fetchRows({ object, fields: view.columns, where: view.where, first: PAGE_SIZE }),
            ({ rows, total }) => Object.assign(this, { rows, total, loading: false, error: '' }),
            (error) => Object.assign(this, { loading: false, error: String(error) }),
        );
    }
}
