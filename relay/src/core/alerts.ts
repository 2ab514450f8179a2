/** Failures that no single person is the cause of: somebody has to look at the sender, the content or the account. */
import type { Tracker } from './merge.ts';

export type AlertKind = 'Spam Filtered' | 'Configuration';

/** Refusals for what the recipient wants or is; the package sees to those. */
const ABOUT_THE_PERSON: ReadonlySet<string | null> = new Set(['Opted Out', 'Permanent']);

/** What this message is a sign of; null when of nothing that concerns more than itself. */
export function alertKindOf({ outcome }: Tracker): AlertKind | null {
    if (outcome === null) return null;
    const { status, failureClass } = outcome.value;
    if (failureClass === 'Configuration' || failureClass === 'Spam Filtered') return failureClass;
    return status === 'Rejected' && !ABOUT_THE_PERSON.has(failureClass) ? 'Spam Filtered' : null;
}
