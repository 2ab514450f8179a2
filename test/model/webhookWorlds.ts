/** Random people and the webhooks that providers would send about their messages. */
import fc from 'fast-check';
import type { Callback } from '../support/providerRequests.ts';
import type { Dice } from '../support/dice.ts';
import type { Webhook } from '../support/landed.ts';
import { BSR_STATUSES, TWILIO_ANSWERS, TWILIO_FAILURE_CODES, TWILIO_STATUSES, type Provider } from './callbacks.ts';
import { stranger, type Stranger } from './worlds.ts';

export interface WebhookWorld {
    readonly people: readonly Stranger[];
    /** Every callback once. */
    readonly callbacks: readonly { readonly provider: Provider; readonly callback: Callback }[];
    readonly seed: number;
}

const NUMBERS = ['+447700900101', '+447700900102', '+447700900103', '+447700900104', '+447700900199'] as const;
const FAILED = new Set(['undelivered', 'failed']);
const AN_HOUR_MS = 3_600_000;
const BATCH = 5;
const PEOPLE = 5;

const message = fc.record({
    to: fc.constantFrom(...NUMBERS),
    fate: fc.oneof(
        fc.record({
            provider: fc.constant<Provider>('twilio'),
            statuses: fc.uniqueArray(fc.constantFrom(...TWILIO_STATUSES), { minLength: 1, maxLength: 4 }),
            code: fc.constantFrom(...TWILIO_FAILURE_CODES),
            names: fc.option(fc.nat(PEOPLE - 1), { freq: 2 }),
        }),
        fc.record({
            provider: fc.constant<Provider>('bsr'),
            statuses: fc.uniqueArray(fc.constantFrom(...BSR_STATUSES), { minLength: 1, maxLength: 4 }),
            code: fc.constant(null),
            names: fc.constant(null), // a batch has one address for many messages
        }),
        fc.record({
            provider: fc.constant<Provider>('twilio'),
            statuses: fc.constantFrom(...TWILIO_ANSWERS).map((answer) => [answer]),
            code: fc.constant(null),
            names: fc.constant(null), // the address for answers names nobody
        }),
    ),
    secondsAgo: fc.integer({ min: 60, max: AN_HOUR_MS / 1000 }),
    id: fc.uuid({ version: 4 }),
});

/** `now`: whole seconds, the end of the hour in which everything happened. */
export function webhookWorlds(now: number): fc.Arbitrary<WebhookWorld> {
    return fc
        .record({
            people: fc.array(stranger, { minLength: 1, maxLength: PEOPLE }),
            messages: fc.uniqueArray(message, { minLength: 1, maxLength: 12, selector: ({ id }) => id }),
            seed: fc.integer(),
        })
        .map(({ people, messages, seed }) => ({
            people,
            seed,
            callbacks: messages.flatMap(({ to, fate: { provider, statuses, code, names }, secondsAgo, id }) =>
                statuses.map((status) => ({
                    provider,
                    callback: {
                        messageId: provider === 'twilio' ? `SM${id.replaceAll('-', '')}` : `msg_${id}`,
                        status,
                        code: FAILED.has(status) ? code : null,
                        to,
                        from: '+14155550100',
                        at: new Date(now - secondsAgo * 1000),
                        person: names === null ? null : names % people.length,
                    },
                })),
            ),
        }));
}

/** The same world with numbers of its own: there are enough invented ones for 200 worlds. */
export function renumbered(world: WebhookWorld, index: number): WebhookWorld {
    const first = 1000 - NUMBERS.length * (index + 1);
    const own = (number: string): string =>
        `+447700900${String(first + NUMBERS.findIndex((each) => each === number)).padStart(3, '0')}`;
    return {
        ...world,
        people: world.people.map((person) => ({ ...person, number: own(person.number) })),
        callbacks: world.callbacks.map(({ provider, callback }) => ({
            provider,
            callback: { ...callback, to: own(callback.to) },
        })),
    };
}

/** The callbacks as webhooks: shuffled, some repeated, those of a batching provider in arrays of random length. */
export function webhooksOf(world: WebhookWorld, dice: Dice): Webhook[] {
    const again = world.callbacks.filter(() => dice.roll(3) === 0);
    const webhooks: Webhook[] = [];
    for (const { provider, callback } of dice.shuffled([...world.callbacks, ...again])) {
        const last = webhooks.at(-1);
        if (provider === 'bsr' && last?.provider === 'bsr' && dice.roll(BATCH) > 0) {
            webhooks[webhooks.length - 1] = { provider, callbacks: [...last.callbacks, callback] };
        } else {
            webhooks.push({ provider, callbacks: [callback] });
        }
    }
    return webhooks;
}
