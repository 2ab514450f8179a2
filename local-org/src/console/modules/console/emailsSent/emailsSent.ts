import { LightningElement } from 'lwc';
import { fetchEmails } from 'console/controls';
import { keepFresh } from 'console/recordData';
import type { SentEmail } from '../controls/controls.ts';

interface ShownEmail extends SentEmail {
    readonly key: number;
    readonly recipients: string;
}

/** The outbox only grows, so an email's place in it names it. */
const newestFirst = (emails: readonly SentEmail[]): ShownEmail[] =>
    emails.map((email, key) => ({ ...email, key, recipients: email.to.join(', ') })).toReversed();

/** The emails that flows have sent, newest first. */
export default class EmailsSent extends LightningElement {
    emails: readonly ShownEmail[] | undefined;
    error = '';
    private stop: () => void = () => undefined;

    connectedCallback(): void {
        this.stop = keepFresh(
            fetchEmails,
            (emails) => Object.assign(this, { emails: newestFirst(emails), error: '' }),
            (error) => (this.error = String(error)),
        );
    }

    disconnectedCallback(): void {
        this.stop();
    }

    get isLoading(): boolean {
        return this.emails === undefined;
    }

    get isEmpty(): boolean {
        return this.emails?.length === 0;
    }
}
