/** Comparing signatures: over raw bytes, in constant time, against several secrets so that one can be rotated. */
import { timingSafeEqual } from 'node:crypto';
import { RelayError } from './errors.ts';
import type { RawRequest, VerifiedRequest } from './ports.ts';

function equal(given: string, expected: string): boolean {
    const [left, right] = [Buffer.from(given), Buffer.from(expected)];
    // The length of a signature is public; only its content must take the same time to compare, right or wrong.
    return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Returns the request as verified when the given signature is one that `expected` names for one of the secrets; throws
 * RELAY_BAD_SIGNATURE otherwise. Signatures are compared as text: decoders accept more than one text for the same bytes.
 */
export function requireSignature(
    request: RawRequest,
    given: string,
    secrets: readonly string[],
    expected: (secret: string) => Iterable<string>,
): VerifiedRequest {
    // Anybody can sign with an empty secret.
    const usable = secrets.filter((secret) => secret !== '');
    for (const secret of usable) {
        for (const signature of expected(secret)) {
            if (equal(given, signature)) return request as VerifiedRequest; // the one place where the brand is given
        }
    }
    throw new RelayError('RELAY_BAD_SIGNATURE', 'the signature matches none of the configured secrets');
}
