/** Emails and custom notifications that a transaction's flows send: checked at once, on their way after the commit. */
import { composeEmail, logEntry } from '../email/compose.ts';
import { ERRORS, PlatformError } from '../errors.ts';
import { FlowFault } from '../flow/port.ts';
import { composeNotification } from '../notifications/notifications.ts';
import type { Email, EmailAllowance } from '../email/outbox.ts';
import type { EmailRequest, NewRecord, NotificationRequest, SaveOutcome } from '../flow/port.ts';
import type { PendingEffects } from './commitEffects.ts';
import type { OrgRecords } from './orgRecords.ts';

interface Surroundings {
    readonly records: OrgRecords;
    readonly effects: PendingEffects;
    readonly now: number;
    /** How many more addresses may be written to today. */
    emailsRemaining(allowance: EmailAllowance): number;
}

export class OutgoingMessages {
    readonly #around: Surroundings;

    constructor(around: Surroundings) {
        this.#around = around;
    }

    /** The log entries of all emails are one statement, which `log` executes. */
    sendEmails(
        requests: readonly EmailRequest[],
        log: (entries: readonly NewRecord[]) => readonly SaveOutcome[],
    ): readonly (FlowFault | null)[] {
        const { records, effects } = this.#around;
        const faults: (FlowFault | null)[] = [];
        const sending = requests.flatMap((request, index) => {
            const email = this.#compose(request);
            faults[index] = email instanceof FlowFault ? email : null;
            if (email instanceof FlowFault) return [];
            const undo = effects.add('emails', email);
            return request.isLogged ? [{ index, email, undo }] : [];
        });
        for (const [at, outcome] of log(sending.map(({ email }) => logEntry(records, email))).entries()) {
            const logged = sending[at];
            if (!logged || outcome.success) continue;
            logged.undo();
            const [error] = outcome.errors;
            faults[logged.index] = new FlowFault(error?.statusCode ?? 'UNKNOWN_EXCEPTION', error?.message ?? '');
        }
        return faults;
    }

    sendNotifications(requests: readonly NotificationRequest[]): readonly (FlowFault | null)[] {
        const { records, effects, now } = this.#around;
        return requests.map((request) => {
            const notification = faultOr(() => composeNotification(records, request, now));
            if (notification instanceof FlowFault) return notification;
            effects.add('notifications', notification);
            return null;
        });
    }

    #compose(request: EmailRequest): Email | FlowFault {
        const { records, effects, now } = this.#around;
        return faultOr(() => {
            const email = composeEmail(records, request, now);
            const { allowance, externalAddresses } = email;
            const waiting = effects.all.emails.filter((other) => other.allowance === allowance);
            const wanted = waiting.reduce((sum, other) => sum + other.externalAddresses, externalAddresses);
            if (externalAddresses > 0 && wanted > this.#around.emailsRemaining(allowance)) throw ERRORS.emailLimit();
            return email;
        });
    }
}

/** What the platform refuses inside a flow is a fault. */
function faultOr<T>(work: () => T): T | FlowFault {
    try {
        return work();
    } catch (error) {
        if (error instanceof PlatformError) return new FlowFault(error.errorCode, error.message);
        throw error;
    }
}
