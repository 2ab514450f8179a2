import { LightningElement, api } from 'lwc';
import { reduceErrors } from 'c/reduceErrors';
import RETRY from '@salesforce/label/c.Delivery_Try_Again';
import TITLE from '@salesforce/label/c.Delivery_Could_Not_Load';

export default class ErrorPanel extends LightningElement {
    @api errors: unknown;

    readonly heading = TITLE;
    readonly retry = RETRY;

    get details(): string[] {
        return reduceErrors(this.errors);
    }

    handleRetry(): void {
        this.dispatchEvent(new CustomEvent('retry'));
    }
}
