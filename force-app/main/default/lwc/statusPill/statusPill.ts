import { LightningElement, api } from 'lwc';
import { statusWords } from './statusWords';

export { statusWords } from './statusWords';

export default class StatusPill extends LightningElement {
    @api status: string | null = null;

    get text(): string {
        return statusWords(this.status).text;
    }

    get icon(): string {
        return statusWords(this.status).icon;
    }

    get pillClass(): string {
        return `pill ${statusWords(this.status).tone}`;
    }
}
