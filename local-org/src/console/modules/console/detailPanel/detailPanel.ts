import { LightningElement, api } from 'lwc';
import { fetchRows, keepFresh } from 'console/recordData';
import type { ConsoleObject, DetailSection } from '../../../bootstrap.ts';
import type { Cell, Row } from '../recordData/recordData.ts';

interface ShownSection {
    readonly key: string;
    readonly label: string;
    readonly columns: readonly { readonly key: string; readonly cells: readonly Cell[] }[];
}

/** A record's own page does not link to itself. */
const withoutOwnLink = (cell: Cell, recordId: string): Cell =>
    cell.recordId === recordId ? { ...cell, recordId: undefined } : cell;

/** A record's fields in the sections and columns of its layout. Read-only: records change through the API alone. */
export default class DetailPanel extends LightningElement {
    @api object!: ConsoleObject;
    @api recordId!: string;
    @api sections!: readonly DetailSection[];

    error = '';
    private row: Row | undefined;
    private stop: () => void = () => undefined;

    connectedCallback(): void {
        const { object, recordId } = this;
        const fields = [...new Set(this.sections.flatMap(({ columns }) => columns.flat()))];
        const where = `{ Id: { eq: ${JSON.stringify(recordId)} } }`;
        this.stop = keepFresh(
            () => fetchRows({ object, fields, where, first: 1 }),
            ({ rows }) => Object.assign(this, { row: rows[0], error: '' }),
            (error) => (this.error = String(error)),
        );
    }

    disconnectedCallback(): void {
        this.stop();
    }

    get shown(): readonly ShownSection[] {
        const cells = new Map(this.row?.cells.map((cell) => [cell.key, withoutOwnLink(cell, this.recordId)]));
        return this.sections.map(({ label, columns }, index) => ({
            key: `${index}.${label}`,
            label,
            columns: columns.map((names, column) => ({
                key: String(column),
                cells: names.flatMap((name) => cells.get(name) ?? []),
            })),
        }));
    }
}
