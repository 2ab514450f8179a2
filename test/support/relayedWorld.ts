/** Sends a random world through the whole product, from signed webhooks to what is in the org. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { reportOf } from '../model/callbacks.ts';
import { messageStates } from '../model/messages.ts';
import { webhooksOf, type WebhookWorld } from '../model/webhookWorlds.ts';
import { Dice } from './dice.ts';
import type { RunningRelay } from './landed.ts';
import type { OrgClient } from './orgClient.ts';
import { actualState, expectedState, type ActualState, type MessageView, type OrgState } from './orgState.ts';
import { keptAlive, send } from './send.ts';
import { until } from './until.ts';
import { createPeople } from './worldInOrg.ts';

const CONNECTIONS = 8;

/** Which stages are dated; when, only the relay's clock knows for a provider that gives no times. */
const dated = (view: MessageView): object => ({
    ...view,
    times: Object.fromEntries(Object.entries(view.times).map(([field, at]) => [field, at !== null])),
});

const withoutTimes = (state: OrgState | ActualState): object => ({
    ...state,
    messages: Object.fromEntries(Object.entries(state.messages).map(([key, view]) => [key, dated(view)])),
});

/**
 * Returns how many webhooks it took. Fails with the difference when the org does not come to what the model says. The
 * world's numbers must be its own: the org is not emptied, since the relay would rightly restore what it has sent.
 */
export async function relayWorld(org: OrgClient, relay: RunningRelay, world: WebhookWorld): Promise<number> {
    const people = await createPeople(org, world.people);
    const numbers = [
        ...world.people.map(({ number }) => number),
        ...world.callbacks.map(({ callback }) => callback.to),
    ];
    const webhooks = webhooksOf(world, new Dice(world.seed));
    const agent = keptAlive(CONNECTIONS);
    await Promise.all(
        webhooks.map(async (webhook) => {
            const { status } = await send(relay.sign(webhook, people), agent);
            assert.equal(Math.floor(status / 100), 2);
        }),
    );
    agent.destroy();

    const look = async (): Promise<{ actual: object; expected: object }> => {
        await org.idle();
        const actual = await actualState(org, numbers);
        const reports = world.callbacks.map(({ provider, callback }) => {
            const row = actual.messages[`${provider}:${callback.messageId}`];
            return reportOf(provider, callback, row?.times['Received_At__c'] ?? 0);
        });
        return {
            actual: withoutTimes(actual),
            expected: withoutTimes(expectedState(messageStates(reports), people, (state) => state.receivedAt)),
        };
    };
    const same = ({ actual, expected }: { actual: object; expected: object }): boolean =>
        isDeepStrictEqual(actual, expected);
    await until(look, same, ({ actual, expected }) => assert.deepEqual(actual, expected));
    return webhooks.length;
}
