import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import CALL from '@salesforce/label/c.Timeline_Call';
import EMAIL from '@salesforce/label/c.Timeline_Email';
import LOGGED from '@salesforce/label/c.Timeline_Logged';
import NO_SUBJECT from '@salesforce/label/c.Timeline_No_Subject';

/** A call or an email of Salesforce's own. */
export interface Activity {
    readonly id: string;
    readonly isCall: boolean;
    readonly subject: string | null;
    /** As people read it. */
    readonly status: string | null;
    readonly occurredAt: string;
}

/** What Salesforce itself logged with a person, beside the messages. */
export default class ActivityEntry extends NavigationMixin(LightningElement) {
    @api activity!: Activity;

    readonly labels = { logged: LOGGED };

    get name(): string {
        return this.activity.isCall ? CALL : EMAIL;
    }

    get icon(): string {
        return this.activity.isCall ? 'utility:call' : 'utility:email';
    }

    get subject(): string {
        return this.activity.subject ?? NO_SUBJECT;
    }

    get url(): string {
        return `/lightning/r/Task/${this.activity.id}/view`;
    }

    handleOpen(event: Event): void {
        event.preventDefault();
        this[NavigationMixin.Navigate]({
            type: 'standard__recordPage',
            attributes: { recordId: this.activity.id, objectApiName: 'Task', actionName: 'view' },
        });
    }
}
