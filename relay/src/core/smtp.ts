/** Mail: one message may go to several people, and the receiving server says why it refuses one of them. */
import { hash } from 'node:crypto';
import { readCodeTable } from './classify.ts';
import type { CodeTable } from './classify.ts';
import { text } from './reading.ts';
import codes from './smtp.codes.json' with { type: 'json' };

const SMTP_CODES = readCodeTable(codes);

/** A provider's own table, and what receiving servers mean by the codes that it passes on. */
export function withSmtpCodes(table: CodeTable): CodeTable {
    return { ...table, codes: { ...SMTP_CODES.codes, ...table.codes } };
}

const ENHANCED = /^[245]\.\d{1,3}\.\d{1,3}$/;

/** `5.1.1`; null for anything else. */
export function enhancedCode(value: unknown): string | null {
    const code = text(value, 20);
    return code !== null && ENHANCED.test(code) ? code : null;
}

/** A vendor's verdict on a code, unless the receiving server itself said that its cause may pass: 4.x.x, or 4xx. */
export function verdictOn(code: string | null, permanent: boolean | null): boolean | null {
    return /^4(?:\.|\d\d$)/.test(code ?? '') ? false : permanent;
}

const ADDRESS_CHARACTERS = 12;

/**
 * Names one person's copy of a message whose id several people share. The address itself must not stand in a key, which
 * everybody sees who may see the message.
 */
export function copyOf(id: unknown, recipient: string | null): string | null {
    if (typeof id !== 'string' || id === '') return null;
    if (recipient === null) return id; // nobody's: it will be set aside for that
    return `${id}/${hash('sha256', recipient.toLowerCase(), 'hex').slice(0, ADDRESS_CHARACTERS)}`;
}
