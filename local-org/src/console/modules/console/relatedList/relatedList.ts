import { LightningElement, api } from 'lwc';
import { fetchRows, keepFresh } from 'console/recordData';
import { session } from 'console/session';
import type { ConsoleObject, ConsoleRelatedList } from '../../../bootstrap.ts';
import type { Row } from '../recordData/recordData.ts';

const DEFAULT_ROWS = 6;

/** The newest records that point at this one. */
export default class RelatedList extends LightningElement {
    @api list!: ConsoleRelatedList;
    @api recordId!: string;

    child: ConsoleObject | undefined;
    rows: readonly Row[] = [];
    total = 0;
    error = '';
    private stop: () => void = () => undefined;
    private connected = false;

    connectedCallback(): void {
        this.connected = true;
        void this.follow();
    }

    disconnectedCallback(): void {
        this.connected = false;
        this.stop();
    }

    get heading(): string {
        return `${this.list.label} (${this.total})`;
    }

    get columns(): { name: string; label: string }[] {
        return this.list.columns.map((name) => ({ name, label: this.child?.fields[name]?.label ?? name }));
    }

    get hasRows(): boolean {
        return this.rows.length > 0;
    }

    private async follow(): Promise<void> {
        const object = (await session()).objects[this.list.objectApiName];
        if (!object || !this.connected) return;
        this.child = object;
        const where = `{ ${this.list.lookup}: { eq: ${JSON.stringify(this.recordId)} } }`;
        this.stop = keepFresh(
            () => fetchRows({ object, fields: this.list.columns, where, first: DEFAULT_ROWS, newestFirst: true }),
            ({ rows, total }) => Object.assign(this, { rows, total, error: '' }),
            (error) => (this.error = String(error)),
        );
    }
}
