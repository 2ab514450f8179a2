/** How a configured provider proves itself: the signature that it makes, and the check of it. */
import { createHmac } from 'node:crypto';
import type { ProviderAdapter, RawRequest, SampleOrder, VerifiedRequest, VerifyContext } from '../core/ports.ts';
import { judgeAge, requireSharedSecret, requireSignature, unproved } from '../core/signature.ts';
import { standardKey, standardSignature } from '../core/standardWebhooks.ts';
import { partsOf } from './customSettings.ts';
import type { CustomProvider } from './customSettings.ts';

type Hmac = Extract<CustomProvider['proof'], { kind: 'hmac' }>;
type Verify = ProviderAdapter['verify'];

/** The bytes that a template names. */
function signedBytes(template: string, { url, body }: RawRequest, publicUrl: string, timestamp: string): Buffer {
    const values: Readonly<Record<string, string | Buffer>> = { body, timestamp, url: publicUrl + url };
    return Buffer.concat(
        partsOf(template).map((part) => Buffer.from(typeof part === 'string' ? part : (values[part.name] ?? ''))),
    );
}

function hmacOf({ algorithm, encoding, prefix }: Hmac, secret: string, signed: Buffer): string {
    return prefix + createHmac(algorithm, secret).update(signed).digest(encoding);
}

/** Epoch milliseconds; NaN for what is no time. */
const timeOf = (written: string, unit: 'seconds' | 'milliseconds'): number =>
    /^\d{1,15}$/.test(written) ? Number(written) * (unit === 'seconds' ? 1_000 : 1) : NaN;

function verifyHmac(proof: Hmac): Verify {
    return (request, { secrets, publicUrl, now }) => {
        const written = request.headers[proof.header] ?? '';
        const timestamp = proof.timestamp === undefined ? '' : (request.headers[proof.timestamp.header] ?? '');
        const signed = signedBytes(proof.signs, request, publicUrl, timestamp);
        // Hexadecimal in capitals is the same digest; every other way to write it is refused.
        const digest = written.slice(proof.prefix.length);
        const given = proof.encoding === 'hex' ? written.slice(0, proof.prefix.length) + digest.toLowerCase() : written;
        const verified = requireSignature(request, given, secrets, (secret) => [hmacOf(proof, secret, signed)]);
        return proof.timestamp === undefined
            ? verified
            : judgeAge(verified, timeOf(timestamp, proof.timestamp.unit), now);
    };
}

/** One for each key while keys are rotated, at most twenty; those of other versions are for others. */
const SIGNATURES = /^v\d[a-z]?,[A-Za-z0-9+/=]{1,200}(?: v\d[a-z]?,[A-Za-z0-9+/=]{1,200}){0,19}$/;

function verifyStandard(request: RawRequest, { secrets, now }: VerifyContext): VerifiedRequest {
    const { headers, body } = request;
    const [id = '', timestamp = ''] = [headers['webhook-id'], headers['webhook-timestamp']];
    const written = headers['webhook-signature'] ?? '';
    if (!SIGNATURES.test(written)) throw unproved('the signatures are not written as they should');
    const given = written.split(' ');
    const usable = secrets.filter((secret) => standardKey(secret).length > 0);
    const verified = requireSignature(request, given, usable, (secret) => [
        standardSignature(secret, id, timestamp, body),
    ]);
    return judgeAge(verified, timeOf(timestamp, 'seconds'), now);
}

export function verifyOf({ proof }: CustomProvider): Verify {
    if (proof.kind === 'hmac') return verifyHmac(proof);
    return proof.kind === 'standardWebhooks' ? verifyStandard : requireSharedSecret;
}

/** The request with the signature that the provider would give it. */
export function signed(proof: CustomProvider['proof'], request: RawRequest, order: SampleOrder): RawRequest {
    const { id, at, secret, publicUrl } = order;
    const seconds = String(Math.floor(at / 1_000));
    if (proof.kind === 'sharedSecret') return request;
    if (proof.kind === 'standardWebhooks') {
        const signature = standardSignature(secret, id, seconds, request.body);
        const headers = { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature };
        return { ...request, headers: { ...request.headers, ...headers } };
    }
    const timestamp = proof.timestamp?.unit === 'milliseconds' ? String(at) : seconds;
    const signature = hmacOf(proof, secret, signedBytes(proof.signs, request, publicUrl, timestamp));
    const times = proof.timestamp === undefined ? {} : { [proof.timestamp.header]: timestamp };
    return { ...request, headers: { ...request.headers, [proof.header]: signature, ...times } };
}
