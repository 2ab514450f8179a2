/** Proving who sent a request: in constant time, against several secrets so that one can be rotated. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { RelayError } from './errors.ts';
import type { RawRequest, VerifiedRequest, VerifyContext } from './ports.ts';
import { isObject } from './reading.ts';
import type { JsonObject } from './reading.ts';

/** The reason is for the log and holds nothing of the request. */
export function unproved(reason: string): RelayError {
    return new RelayError('RELAY_BAD_SIGNATURE', reason);
}

function equal(given: string, expected: string): boolean {
    const [left, right] = [Buffer.from(given), Buffer.from(expected)];
    // The length of a signature is public; only its content must take the same time to compare, right or wrong.
    return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Returns the request as verified when a given signature is one that `expected` names for one of the secrets; throws
 * RELAY_BAD_SIGNATURE otherwise. Signatures are compared as text: decoders accept more than one text for the same bytes.
 */
export function requireSignature(
    request: RawRequest,
    given: string | readonly string[],
    secrets: readonly string[],
    expected: (secret: string) => Iterable<string>,
): VerifiedRequest {
    const offered = typeof given === 'string' ? [given] : given;
    // Anybody can sign with an empty secret.
    const usable = secrets.filter((secret) => secret !== '');
    for (const secret of usable) {
        for (const signature of expected(secret)) {
            if (offered.some((one) => equal(one, signature))) return request as VerifiedRequest; // here, in requireKey and in asAnswered the brand is given, nowhere else
        }
    }
    throw unproved('the signature matches none of the configured secrets');
}

/** For signatures by a private key, where the "secrets" are public keys: whether one of them made it. */
export function requireKey(
    request: RawRequest,
    keys: readonly string[],
    signed: (key: string) => boolean,
): VerifiedRequest {
    for (const key of keys) if (signed(key)) return request as VerifiedRequest;
    throw unproved('the signature is of none of the configured keys');
}

/** What a provider answered when we asked it, at its own address and with our credentials: the connection is the proof. */
export function asAnswered(request: RawRequest): VerifiedRequest {
    return request as VerifiedRequest;
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

interface Bare {
    readonly request: RawRequest;
    /** The secret that came in the path or as the password of Basic credentials. */
    readonly secret: string | null;
}

/** Takes out of a request what must not be stored with it. */
function withoutSecret(request: RawRequest): Bare {
    const [, path, inPath, query = ''] = SECRET_PATH.exec(request.url) ?? [];
    const { authorization = '', ...headers } = request.headers;
    const url = path === undefined ? request.url : path + query;
    return { request: { ...request, url, headers }, secret: inPath ?? basicPassword(authorization) };
}

/**
 * For providers that sign nothing: the secret as the last part of the path, or as the password of Basic credentials. It
 * has done its work then and is taken out, so that it is never stored.
 */
export function requireSharedSecret(request: RawRequest, { secrets }: VerifyContext): VerifiedRequest {
    const { request: bare, secret } = withoutSecret(request);
    if (secret === null) throw unproved('neither a secret path nor Basic credentials');
    return requireSignature(bare, secret, secrets, (configured) => [configured]);
}

/**
 * For providers that sign only for those who ask them to: a signature that is there must be right, whatever else came;
 * where none is, the secret itself must have come.
 */
export function requireEither(
    request: RawRequest,
    context: VerifyContext,
    given: string | undefined,
    expected: (secret: string, request: RawRequest) => Iterable<string>,
): VerifiedRequest {
    if (given === undefined) return requireSharedSecret(request, context);
    const bare = withoutSecret(request).request;
    return requireSignature(bare, given, context.secrets, (secret) => expected(secret, bare));
}

/** How far a signed time may be from ours: clocks differ, and what was recorded must not be played back much later. */
const TOLERANCE_MS = 300_000;

/**
 * Marks a request as quarantined whose signed time, in epoch milliseconds, is too old or too far ahead: it is authentic,
 * and may be a recording as well as a late delivery. A provider that may repeat a request as it was signed says for how
 * long. Throws RELAY_BAD_SIGNATURE when the time is no number.
 */
export function judgeAge(request: VerifiedRequest, signedAt: number, now: number, repeatedForMs = 0): VerifiedRequest {
    if (!Number.isFinite(signedAt)) throw unproved('the signed time is missing');
    const age = now - signedAt;
    return age >= -TOLERANCE_MS && age <= repeatedForMs + TOLERANCE_MS ? request : { ...request, quarantined: true };
}

/** Base64url without padding, three times; the signature's own text is compared, and only the first two are decoded. */
const TOKEN = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

const HASHES = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

function partOf(encoded: string): JsonObject {
    try {
        const value: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
        if (isObject(value)) return value;
    } catch {
        // not JSON: told below
    }
    throw unproved('the token is not written as it should');
}

/**
 * The claims of a JSON Web Token that one of the secrets signed with a hash; what they bind the token to is for the
 * caller to compare. The algorithm is taken from the token only among those named.
 */
export function requireToken(
    request: RawRequest,
    token: string,
    secrets: readonly string[],
    algorithms: readonly (keyof typeof HASHES)[],
): { readonly request: VerifiedRequest; readonly claims: JsonObject } {
    const [, header = '', payload = '', signature = ''] = TOKEN.exec(token) ?? [];
    if (signature === '') throw unproved('no token of the right shape');
    const algorithm = algorithms.find((name) => name === partOf(header)['alg']);
    if (algorithm === undefined) throw unproved('the token is of another algorithm');
    const verified = requireSignature(request, signature, secrets, (secret) => [
        createHmac(HASHES[algorithm], secret).update(`${header}.${payload}`).digest('base64url'),
    ]);
    return { request: verified, claims: partOf(payload) };
}
