/** The emails that the org has sent: kept, counted against the day's allowance, and never delivered anywhere. */
import type { OrgClock } from '../clock.ts';

/** Which allowance an email uses: https://developer.salesforce.com/docs/atlas.en-us.262.0.api_action.meta/api_action/actions_obj_email_simple.htm (2026-11-21) */
export type EmailAllowance = 'single' | 'workflow';

export interface Email {
    readonly sentAt: string;
    readonly to: readonly string[];
    /** The contact, lead or user it went to. */
    readonly recipientId: string | null;
    readonly relatedRecordId: string | null;
    readonly sender: string;
    /** Developer name of the template. */
    readonly template: string | null;
    readonly subject: string;
    readonly body: string;
    readonly isRich: boolean;
    readonly allowance: EmailAllowance;
    /** Addresses that count: those of the org's own users do not. */
    readonly externalAddresses: number;
}

export type EmailLimits = Readonly<Record<EmailAllowance, number>>;

export interface OutboxState {
    readonly emails: readonly Email[];
    readonly day: { readonly start: number; readonly used: EmailLimits };
}

const DAY = 86_400_000;

export class Outbox {
    readonly #clock: OrgClock;
    readonly #limits: EmailLimits;
    #emails: Email[] = [];
    #day = { start: 0, used: { single: 0, workflow: 0 } };

    constructor(clock: OrgClock, limits: EmailLimits) {
        this.#clock = clock;
        this.#limits = limits;
    }

    add(email: Email): void {
        this.#emails.push(email);
        this.#today().used[email.allowance] += email.externalAddresses;
    }

    /** Oldest first. */
    all(): readonly Email[] {
        return this.#emails;
    }

    allowed(allowance: EmailAllowance): number {
        return this.#limits[allowance];
    }

    /** Days are those of Greenwich. */
    remaining(allowance: EmailAllowance): number {
        return this.#limits[allowance] - this.#today().used[allowance];
    }

    state(): OutboxState {
        return { emails: this.#emails, day: this.#day };
    }

    restore({ emails, day }: OutboxState): void {
        this.#emails = [...emails];
        this.#day = { start: day.start, used: { ...day.used } };
    }

    clear(): void {
        this.#emails = [];
        this.#day = { start: 0, used: { single: 0, workflow: 0 } };
    }

    #today(): { used: Record<EmailAllowance, number> } {
        const start = Math.floor(this.#clock.now() / DAY) * DAY;
        if (this.#day.start !== start) this.#day = { start, used: { single: 0, workflow: 0 } };
        return this.#day;
    }
}
