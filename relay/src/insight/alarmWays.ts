/** How an alarm reaches an operator: a signed webhook, an email. Each either succeeds or throws. */
import { randomUUID } from 'node:crypto';
import { ADVICE } from '../core/alarms.ts';
import type { Alarm, Notice } from '../core/alarms.ts';
import { standardSignature } from '../core/standardWebhooks.ts';

export interface WebhookSettings {
    readonly url: string;
    /** As Standard Webhooks has it: `whsec_` and base64. */
    readonly secret: string;
}

export interface MailSettings {
    readonly host: string;
    readonly port: number;
    readonly tls: 'implicit' | 'starttls' | 'none';
    readonly user?: string | undefined;
    readonly password?: string | undefined;
    readonly from: string;
    readonly to: readonly string[];
}

/** Of one relay, at one time. */
export interface Message extends Notice {
    readonly relay: string;
    readonly at: string;
}

export type Way = (message: Message) => Promise<void>;

const TIMEOUT_MS = 15_000;

const lineOf = ({ kind, detail }: Alarm): string => `${kind}: ${detail}`;

/** Also what chat tools show that take a webhook with `text`. */
export function textOf({ relay, raised, cleared }: Message): string {
    return [
        ...raised.map((alarm) => `${relay}: ${lineOf(alarm)}\n    ${ADVICE[alarm.kind]}`),
        ...cleared.map((alarm) => `${relay}: over: ${alarm.kind}, ${alarm.subject}`),
    ].join('\n');
}

function subjectOf({ relay, raised, cleared }: Message): string {
    const [first] = raised;
    if (first === undefined) return `[${relay}] Over: ${cleared.map(({ kind }) => kind).join(', ')}`;
    const more = raised.length === 1 ? '' : ` and ${raised.length - 1} more`;
    return `[${relay}] ${first.kind}: ${first.subject}${more}`;
}

export function webhookWay({ url, secret }: WebhookSettings): Way {
    return async (message) => {
        const told = message.raised.map((alarm) => ({ ...alarm, advice: ADVICE[alarm.kind] }));
        const body = Buffer.from(JSON.stringify({ text: textOf(message), ...message, raised: told }));
        const [id, timestamp] = [randomUUID(), String(Math.floor(Date.parse(message.at) / 1_000))];
        const response = await fetch(url, {
            method: 'POST',
            headers: {
                'content-type': 'application/json',
                ...{ 'webhook-id': id, 'webhook-timestamp': timestamp },
                'webhook-signature': standardSignature(secret, id, timestamp, body),
            },
            body: new Uint8Array(body),
            redirect: 'error',
            signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        await response.body?.cancel();
        if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
    };
}

export function mailWay(settings: MailSettings): Way {
    const { host, port, tls, user, password, from, to } = settings;
    return async (message) => {
        const { createTransport } = await import('nodemailer'); // only who has mail set up pays for it
        const transport = createTransport({
            ...{ host, port, secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' },
            ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
            ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
        });
        try {
            await transport.sendMail({ from, to, subject: subjectOf(message), text: `${textOf(message)}\n` });
        } finally {
            transport.close();
        }
    };
}
