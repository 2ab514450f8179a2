/** Providers under load: many senders at once, each sending a report again until it is acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { BSR_STATUSES, TWILIO_FAILURE_CODES } from '../model/callbacks.ts';
import type { Dice } from './dice.ts';
import type { RunningRelay, Webhook } from './landed.ts';
import type { Callback } from './providerRequests.ts';
import { keptAlive, send } from './send.ts';

const RETRY_MS = 25;
const BATCH = 8;
const NOBODY = Array.from({ length: 900 }, (_, index) => `+447700900${String(index).padStart(3, '0')}`);
const SENDER = '+14155550100';

const hex = (dice: Dice, length: number): string => Array.from({ length }, () => dice.roll(16).toString(16)).join('');

function twilioWebhooks(dice: Dice, to: string): Webhook[] {
    const messageId = `SM${hex(dice, 32)}`;
    const failed = dice.roll(3) === 0;
    const code = failed ? (TWILIO_FAILURE_CODES[dice.roll(TWILIO_FAILURE_CODES.length)] ?? null) : null;
    const final = { status: failed ? 'undelivered' : 'delivered', code };
    const earlier = [
        { status: 'queued', code: null },
        { status: 'sent', code: null },
    ].filter(() => dice.roll(4) === 0);
    return [final, ...earlier].map((each) => ({
        provider: 'twilio',
        callbacks: [{ messageId, to, from: SENDER, at: new Date(), ...each }],
    }));
}

function bsrBatch(dice: Dice): Webhook {
    const callback = (): Callback => {
        const status = BSR_STATUSES[dice.roll(BSR_STATUSES.length)] ?? 'DELIVRD';
        const to = NOBODY[dice.roll(NOBODY.length)] ?? '';
        return { messageId: `msg_${hex(dice, 16)}`, status, code: null, to, from: 'MyBrand', at: new Date() };
    };
    return { provider: 'bsr', callbacks: [callback(), ...Array.from({ length: dice.roll(BATCH) }, callback)] };
}

/** Reports of new messages, a few of them sent twice, in no particular order. `people` are numbers of contacts. */
export function newWebhooks(dice: Dice, reports: number, people: readonly string[]): Webhook[] {
    const webhooks: Webhook[] = [];
    for (let count = 0; count < reports;) {
        const person = people[dice.roll(people.length * 50)];
        const fresh =
            person === undefined && dice.roll(4) === 0
                ? [bsrBatch(dice)]
                : twilioWebhooks(dice, person ?? NOBODY[dice.roll(NOBODY.length)] ?? '');
        webhooks.push(...fresh);
        count += fresh.reduce((sum, { callbacks }) => sum + callbacks.length, 0);
        if (dice.roll(20) === 0) webhooks.push(...fresh.slice(0, 1));
    }
    return dice.shuffled(webhooks);
}

export interface Load {
    readonly acknowledged: readonly Webhook[];
    /** Answers that were neither 2xx nor a broken connection, by status. */
    readonly refused: ReadonlyMap<number, number>;
    /** Gives the senders more to send. */
    add(webhooks: readonly Webhook[]): void;
    /** Resolves once that many reports in all are acknowledged. */
    reached(reports: number): Promise<void>;
    stop(): Promise<void>;
}

/** `relay` is asked anew for every webhook, because the relay of a moment ago may be gone. */
export function startLoad(relay: () => RunningRelay, connections: number): Load {
    const agent = keptAlive(connections);
    const acknowledged: Webhook[] = [];
    const refused = new Map<number, number>();
    const waiting: Webhook[] = [];
    let reports = 0;
    let going = true;

    const attempt = async (webhook: Webhook): Promise<boolean> => {
        try {
            const { status } = await send(relay().sign(webhook), agent);
            if (status >= 200 && status < 300) return true;
            refused.set(status, (refused.get(status) ?? 0) + 1);
        } catch {
            // The relay is down, or went down before it answered: not acknowledged.
        }
        return false;
    };
    const sender = async (): Promise<void> => {
        while (going) {
            const webhook = waiting.pop();
            if (webhook === undefined) {
                await pause(RETRY_MS);
            } else if (await attempt(webhook)) {
                acknowledged.push(webhook);
                reports += webhook.callbacks.length;
            } else {
                waiting.push(webhook);
                await pause(RETRY_MS);
            }
        }
    };
    const senders = Array.from({ length: connections }, sender);
    return {
        acknowledged,
        refused,
        add: (webhooks) => waiting.push(...webhooks),
        reached: async (target) => {
            while (reports < target) await pause(2);
        },
        stop: async () => {
            going = false;
            await Promise.all(senders);
            agent.destroy();
        },
    };
}
