import { durationText } from 'c/durationText';
import { fillLabel } from 'c/labelText';
import { statusWords } from 'c/statusPill';
import { LABELS } from './labels';

/** What a message's record says of its way. */
export interface StageTimes {
    readonly channel: string | null;
    readonly status: string | null;
    readonly occurredAt: string | null;
    readonly scheduledAt: string | null;
    readonly queuedAt: string | null;
    readonly sentAt: string | null;
    readonly deliveredAt: string | null;
    readonly failedAt: string | null;
    readonly readAt: string | null;
    readonly clickedAt: string | null;
    readonly repliedAt: string | null;
    readonly optedOutAt: string | null;
    readonly optedInAt: string | null;
    readonly complainedAt: string | null;
}

export type StageState = 'done' | 'failed' | 'doubtful' | 'pending';

export interface Stage {
    readonly name: string;
    readonly state: StageState;
    readonly at: string | null;
    /** How long after the stage before, in words; empty where one of both times is not known. */
    readonly after: string;
}

type Step = Omit<Stage, 'after'>;

/** Statuses that prove that the message was with a carrier; all others need the time of sending itself. */
const PROVES_SENT: ReadonlySet<string> = new Set(['Sent', 'Unknown', 'Undelivered', 'Delivered']);
/** What the carrier may still do is open. */
const IS_OPEN: ReadonlySet<string> = new Set(['Scheduled', 'Queued', 'Sent', 'Unconfirmed']);
const IS_FAILURE: ReadonlySet<string> = new Set(['Expired', 'Failed', 'Undelivered', 'Rejected']);

/** The stages in order. A stage that nothing proves is left out, or shown as not reached while it may still come. */
export function stagesOf(times: StageTimes): Stage[] {
    const steps = [...beforeSending(times), ...sending(times), outcome(times), ...reactions(times)];
    return steps.map((step, index) => ({ ...step, after: timeAfter(step, steps.slice(0, index)) }));
}

function beforeSending({ status, scheduledAt, queuedAt, occurredAt }: StageTimes): Step[] {
    const scheduled = { name: LABELS.scheduled, state: 'done', at: scheduledAt ?? occurredAt } as const;
    if (status === 'Scheduled') return [scheduled, { name: LABELS.queued, state: 'pending', at: null }];
    const queued = { name: LABELS.queued, state: 'done', at: queuedAt } as const;
    return scheduledAt === null ? [queued] : [{ ...scheduled, at: scheduledAt }, queued];
}

function sending({ status, sentAt }: StageTimes): Step[] {
    if (sentAt !== null || PROVES_SENT.has(status ?? '')) return [{ name: LABELS.sent, state: 'done', at: sentAt }];
    return isOpen(status) ? [{ name: LABELS.sent, state: 'pending', at: null }] : [];
}

/** Only a receipt counts as delivered. A fate that this release does not know is shown as it is and judged by nobody. */
function outcome({ status, deliveredAt, failedAt, occurredAt }: StageTimes): Step {
    if (status === 'Delivered') return { name: LABELS.delivered, state: 'done', at: deliveredAt ?? occurredAt };
    if (status === 'Unconfirmed') return { name: statusWords(status).text, state: 'doubtful', at: occurredAt };
    if (isOpen(status)) return { name: LABELS.notConfirmed, state: 'pending', at: null };
    const isFailure = IS_FAILURE.has(status ?? '');
    const at = isFailure ? (failedAt ?? occurredAt) : occurredAt;
    return { name: statusWords(status).text, state: isFailure ? 'failed' : 'doubtful', at };
}

/** What the person did, each with its own time; delivered alone is no reaction. */
function reactions(times: StageTimes): Step[] {
    const { channel } = times;
    const opened = channel === 'Email' || channel === 'Push' ? LABELS.opened : LABELS.read;
    const seen: readonly (readonly [string, string | null])[] = [
        [opened, times.readAt],
        [LABELS.clicked, times.clickedAt],
        [LABELS.replied, times.repliedAt],
        [LABELS.complained, times.complainedAt],
        [LABELS.optedOut, times.optedOutAt],
        [LABELS.optedIn, times.optedInAt],
    ];
    return seen
        .filter(([, at]) => at !== null)
        .sort(([, a], [, b]) => Date.parse(a ?? '') - Date.parse(b ?? ''))
        .map(([name, at]) => ({ name, state: 'done', at }));
}

function isOpen(status: string | null): boolean {
    return status === null || IS_OPEN.has(status);
}

function timeAfter({ at }: Step, earlier: readonly Step[]): string {
    const before = earlier.findLast((step) => step.at !== null)?.at;
    if (at === null || !before) return '';
    const seconds = Math.round((Date.parse(at) - Date.parse(before)) / 1_000);
    return seconds < 0 ? '' : fillLabel(LABELS.after, durationText(seconds)); // clocks that disagree say nothing
}
