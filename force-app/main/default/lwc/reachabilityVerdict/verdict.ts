import { failureReason } from 'c/failureReason';
import { fillLabel } from 'c/labelText';
import { LABELS } from './labels';
import type { Message, Person } from './person';

export type Action = 'email' | 'call';

export interface Verdict {
    readonly tone: 'good' | 'bad' | 'caution' | 'neutral';
    readonly icon: string;
    readonly headline: string;
    readonly reason: string;
    readonly nextStep: string;
    readonly action: Action | undefined;
}

/** Whether a person can be reached by text message, why, and what to do now. Pure; every text is a label. */
export function verdictOf(person: Person, messages: readonly Message[]): Verdict {
    if (!person.number && person.reachability !== 'Unreachable' && !person.suppressed) return noNumber(person);
    switch (person.reachability) {
        case 'Unreachable':
            return {
                tone: 'bad',
                icon: 'utility:error',
                headline: LABELS.unreachable,
                reason: permanentReason(messages),
                ...elsewhere(person),
            };
        case 'Suppressed':
            return {
                tone: 'bad',
                icon: 'utility:ban',
                headline: LABELS.suppressed,
                reason: suppressionText(person),
                ...elsewhere(person),
            };
        case 'Needs Review':
            return {
                tone: 'caution',
                icon: 'utility:warning',
                headline: LABELS.needsReview,
                reason: fillLabel(LABELS.failedRepeatedly, person.failureCount),
                nextStep: LABELS.checkNumber,
                action: elsewhere(person).action,
            };
        case 'Reachable':
            return {
                tone: 'good',
                icon: 'utility:success',
                headline: LABELS.reachable,
                reason: LABELS.lastDelivered,
                nextStep: LABELS.sendAsUsual,
                action: undefined,
            };
        default:
            return notKnown(messages);
    }
}

function notKnown([newest]: readonly Message[]): Verdict {
    const failed = newest ? failureReason(newest) : '';
    const otherwise = newest ? LABELS.notConfirmedYet : LABELS.nothingSent;
    return {
        tone: 'neutral',
        icon: 'utility:question',
        headline: LABELS.unknown,
        reason: failed || otherwise,
        nextStep: LABELS.sendAsUsual,
        action: undefined,
    };
}

const NUMBER_PROBLEMS: Readonly<Record<string, string>> = {
    'Not a number': LABELS.numberLetters,
    'Too short': LABELS.numberShort,
    'Too long': LABELS.numberLong,
};

function numberReason({ numberUnclear, numberProblem }: Person): string {
    if (!numberUnclear) return '';
    return NUMBER_PROBLEMS[numberProblem ?? ''] ?? LABELS.numberUnclear;
}

function noNumber(person: Person): Verdict {
    return {
        tone: 'caution',
        icon: 'utility:warning',
        headline: LABELS.noNumber,
        reason: numberReason(person),
        nextStep: LABELS.addNumber,
        action: elsewhere(person).action,
    };
}

/** The newest permanent failure says why; an older, temporary one would mislead. */
function permanentReason(messages: readonly Message[]): string {
    const cause = messages.find(({ failureClass }) => failureClass === 'Permanent');
    return cause ? failureReason(cause) : LABELS.permanent;
}

function suppressionText({ suppressionReason, optedOut }: Person): string {
    if (suppressionReason === 'Opt Out' || optedOut) return LABELS.optedOut;
    if (suppressionReason === 'Complaint') return LABELS.complained;
    return suppressionReason === 'Permanent Failure' ? LABELS.permanent : LABELS.stoppedByHand;
}

/** The channel that the flows chose, unless it is closed too; then whichever is left. */
function elsewhere(person: Person): Pick<Verdict, 'nextStep' | 'action'> {
    const canEmail = person.email !== null && !person.emailOptOut;
    const canCall = person.phone !== null && !person.doNotCall && !isNumberDead(person);
    const email = { nextStep: LABELS.emailInstead, action: 'email' } as const;
    const call = { nextStep: LABELS.callInstead, action: 'call' } as const;
    if (person.reengagementChannel === 'Voice' && canCall) return call;
    if (canEmail) return email;
    return canCall ? call : { nextStep: LABELS.anotherWay, action: undefined };
}

/** A number that does not exist cannot be called either. */
function isNumberDead({ reachability, reengagementChannel }: Person): boolean {
    return reachability === 'Unreachable' && reengagementChannel !== 'Voice';
}
