import { LightningElement, api } from 'lwc';
import { fetchRows, keepFresh } from 'console/recordData';
import type { ConsoleObject } from '../../../bootstrap.ts';
import type { Cell, Row } from '../recordData/recordData.ts';

/** The highlights panel: what the record is, its name, and the fields of the compact layout. */
export default class RecordHeader extends LightningElement {
    @api object!: ConsoleObject;
    @api recordId!: string;

    row: Row | undefined;
    message = '';
    private stop: () => void = () => undefined;

    connectedCallback(): void {
        const { object, recordId } = this;
        const query = {
            object,
            fields: [object.nameField, ...object.highlights],
            where: `{ Id: { eq: ${JSON.stringify(recordId)} } }`,
            first: 1,
        };
        this.stop = keepFresh(
            () => fetchRows(query),
            ({ rows }) => {
                this.row = rows[0];
                this.message = rows[0] ? '' : `There is no ${object.label} with the id ${recordId}.`;
                document.title = `${this.name || object.label} | ${object.label}`;
            },
            (error) => (this.message = String(error)),
        );
    }

    disconnectedCallback(): void {
        this.stop();
    }

    get name(): string {
        return this.row?.cells[0]?.text ?? '';
    }

    get highlights(): readonly Cell[] {
        return this.row?.cells.slice(1) ?? [];
    }
}
