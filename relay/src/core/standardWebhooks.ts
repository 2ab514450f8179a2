/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md (2026-11-26) */
import { createHmac } from 'node:crypto';

/** "whsec_" and base64. */
export const standardKey = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

export function standardSignature(secret: string, id: string, timestamp: string, body: Buffer): string {
    const signed = createHmac('sha256', standardKey(secret)).update(`${id}.${timestamp}.`).update(body);
    return `v1,${signed.digest('base64')}`;
}
