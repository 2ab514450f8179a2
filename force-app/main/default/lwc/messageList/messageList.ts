import { LightningElement, api } from 'lwc';
import type { Message } from 'c/reachabilityVerdict';
import { LABELS } from './labels';
import { messageLine } from './messageLine';
import type { MessageLine } from './messageLine';

export default class MessageList extends LightningElement {
    @api messages: readonly Message[] = [];
    @api heading = LABELS.title;

    readonly labels = LABELS;

    get lines(): MessageLine[] {
        return this.messages.map(messageLine);
    }

    get isEmpty(): boolean {
        return this.messages.length === 0;
    }
}
