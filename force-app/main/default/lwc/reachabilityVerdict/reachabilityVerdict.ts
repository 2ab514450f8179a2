import { LightningElement, api } from 'lwc';
import CALL from '@salesforce/label/c.Delivery_Call';
import WRITE_EMAIL from '@salesforce/label/c.Delivery_Write_Email';
import { verdictOf } from './verdict';
import type { Message, Person } from './person';
import type { Verdict } from './verdict';

export type { Message, Person } from './person';

export default class ReachabilityVerdict extends LightningElement {
    @api person!: Person;
    @api messages: readonly Message[] = [];

    get verdict(): Verdict {
        return verdictOf(this.person, this.messages);
    }

    get bannerClass(): string {
        return `banner ${this.verdict.tone}`;
    }

    get actionLabel(): string {
        return this.verdict.action === 'call' ? CALL : WRITE_EMAIL;
    }

    get actionUrl(): string {
        return this.verdict.action === 'call' ? `tel:${this.person.phone}` : `mailto:${this.person.email}`;
    }
}
