/** Proving who sent a request: in constant time, against several secrets so that one can be rotated. */
import { timingSafeEqual } from 'node:crypto';
import { RelayError } from './errors.ts';
import type { RawRequest, VerifiedRequest, VerifyContext } from './ports.ts';

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

/** `/hooks/<provider>/<name>/<secret>`, with the query if there is one. */
const SECRET_PATH = /^(\/hooks\/[^/?]+\/[^/?]+)\/([^/?]+)(\?.*)?$/s;

/** The password of Basic credentials; the user's name proves nothing. Null when they are not written as they should. */
function basicPassword(header: string): string | null {
    const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1] ?? '';
    const decoded = Buffer.from(encoded, 'base64');
    const colon = decoded.indexOf(':');
    return colon < 0 || decoded.toString('base64') !== encoded ? null : decoded.subarray(colon + 1).toString('utf8');
}

/**
 * For providers that sign nothing: the secret as the last part of the path, or as the password of Basic credentials. It
 * has done its work then and is taken out, so that it is never stored.
 */
export function requireSharedSecret(request: RawRequest, { secrets }: VerifyContext): VerifiedRequest {
    const [, path, inPath, query = ''] = SECRET_PATH.exec(request.url) ?? [];
    const given = inPath ?? basicPassword(request.headers['authorization'] ?? '');
    if (given === null) throw new RelayError('RELAY_BAD_SIGNATURE', 'neither a secret path nor Basic credentials');
    const url = path === undefined ? request.url : path + query;
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'authorization'));
    return requireSignature({ ...request, url, headers }, given, secrets, (secret) => [secret]);
}
