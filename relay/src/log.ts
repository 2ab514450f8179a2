/** The log: JSON lines, with a second lock on what must never be in them. */
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { describeError } from './core/errors.ts';

export type Log = Logger;

/** Nobody should log these; if somebody does, the value stays out. */
const NEVER = ['body', 'headers', 'raw', 'recipient', 'sender', 'snapshot', 'tracker', 'secret', 'secrets', 'token'];

/** Numbers as E.164, plain or URL-encoded, and e-mail addresses, wherever in a line they are. */
const PERSONAL = /(?:\+|%2B)[1-9]\d{6,14}\b|[\w.!#$%&'*/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/gi;

/** Takes what looks like a person out of a text. */
export function withoutPeople(text: string): string {
    return text.replace(PERSONAL, '[personal]');
}

export function createLog(level: string, destination: DestinationStream): Log {
    return pino(
        {
            level,
            base: null,
            timestamp: pino.stdTimeFunctions.isoTime,
            formatters: { level: (label) => ({ level: label }) },
            redact: { paths: NEVER.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
            serializers: { err: describeError },
            hooks: { streamWrite: withoutPeople },
        },
        destination,
    );
}
