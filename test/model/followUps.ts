/**
 * What follows a text message that has not arrived after two days, under a policy that asks for an email then: the rule of
 * docs/architecture.md for one message and its person. Shares no code with relay, flows or org.
 */
import type { MessageState } from './messages.ts';
import { ownerOf, type Person } from './people.ts';

export type FollowUp = 'Email' | 'Call' | 'None';

const NOT_ARRIVED = ['Unconfirmed', 'Unknown', 'Expired', 'Failed', 'Undelivered'];
/** Nobody is written to who refused, nor for what the sender has to put right. */
const NOT_FOLLOWED = ['Opted Out', 'Spam Filtered', 'Configuration'];

/** `state`: of the message when the two days are over. */
export function followUpOf(message: MessageState, everyone: readonly Person[]): FollowUp {
    const { status, failureClass } = message;
    const person = ownerOf(message, everyone);
    if (person === null || status === null || !NOT_ARRIVED.includes(status)) return 'None';
    if (failureClass !== null && NOT_FOLLOWED.includes(failureClass)) return 'None';
    return person.email !== null && !person.optedOutOfEmail ? 'Email' : 'Call';
}
