import { LightningElement, api } from 'lwc';
import { openPage, urlOf } from 'console/router';
import type { Cell } from '../recordData/recordData.ts';

/** Shows one value as its type asks: a link, a check mark, a date, a number to call. */
export default class FieldValue extends LightningElement {
    @api cell!: Cell;

    get isLink(): boolean {
        return this.cell.recordId !== undefined && this.cell.objectApiName !== undefined;
    }

    get isCheckbox(): boolean {
        return this.cell.field.type === 'Checkbox';
    }

    get isEmail(): boolean {
        return this.cell.field.type === 'Email' && this.cell.text !== '';
    }

    get isDateTime(): boolean {
        return this.cell.field.type === 'DateTime' && this.cell.value !== null;
    }

    get isChecked(): boolean {
        return this.cell.value === true;
    }

    get url(): string {
        return urlOf(this.page);
    }

    handleClick(event: MouseEvent): void {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens its own tab or window
        event.preventDefault();
        openPage(this.page);
    }

    private get page(): Parameters<typeof openPage>[0] {
        const { recordId = '', objectApiName = '' } = this.cell;
        return { type: 'standard__recordPage', attributes: { recordId, objectApiName, actionName: 'view' } };
    }
}
