/** Who may talk to the org: the right host, the right page, the right token. */
import { ERRORS } from '../errors.ts';
import type { FastifyRequest } from 'fastify';
import type { Sessions } from '../auth/sessions.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A web page of someone else's that has its own name resolve to this machine still names itself in `Host` (DNS
 * rebinding); and a page's calls carry its origin. Neither gets an answer.
 */
export function checkCaller(request: FastifyRequest, boundHost: string, port: number): void {
    const host = request.headers.host ?? '';
    const names =
        LOOPBACK.has(boundHost) || boundHost === 'localhost' ? LOOPBACK_NAMES : [boundHost, ...LOOPBACK_NAMES];
    if (!names.some((name) => host === `${name}:${port}` || (port === 80 && host === name)))
        throw ERRORS.hostRefused(host);
    if (!isApi(request.url)) return;
    const { origin } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`) throw ERRORS.originRefused(origin);
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw ERRORS.originRefused(site);
}

export function checkLoopback(request: FastifyRequest): void {
    if (!LOOPBACK.has(request.ip)) throw ERRORS.notFound();
}

/** The token in the header, as both words for it are sent. */
export function tokenOf(authorization: string | undefined): string | undefined {
    return /^(?:Bearer|OAuth) (.+)$/i.exec(authorization ?? '')?.[1];
}

/** The id of the user whose session it is. */
export function checkSession(request: FastifyRequest, sessions: Sessions): string {
    const given = givenToken(request);
    const userId = given === undefined ? undefined : sessions.userOf(given);
    if (userId === undefined) throw ERRORS.sessionInvalid();
    return userId;
}

function givenToken(request: FastifyRequest): string | undefined {
    const { oauth_token: parameter } = request.query as Record<string, string>; // Fastify parses it to strings
    // Bulk API 1.0 is refused, and its clients should be told so.
    const ofBulk1 = request.url.startsWith('/services/async/') ? request.headers['x-sfdc-session'] : undefined;
    return tokenOf(request.headers.authorization) ?? (isIdentity(request.url) ? parameter : ofBulk1?.toString());
}

/**
 * Who asks who is signed in, and is not, gets 403 and one word, by which clients know it:
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_openid.htm, and nforce's and the VS Code
 * extension's readers of `Bad_OAuth_Token` (2026-11-26)
 */
export function refusalOfIdentity(request: FastifyRequest, sessions: Sessions): string | undefined {
    if (!isIdentity(request.url) && !isUserInfo(request.url)) return undefined;
    const given = givenToken(request);
    if (given === undefined) return 'Missing_OAuth_Token';
    return sessions.userOf(given) === undefined ? 'Bad_OAuth_Token' : undefined;
}

/** The console's own page is a browser at our address; what it asks uses none of the API's allocation. */
export function isOwnPage(request: FastifyRequest): boolean {
    return request.headers['sec-fetch-site'] === 'same-origin';
}

function isApi(url: string): boolean {
    return /^\/(services|local|id|cometd)(\/|$|\?)/.test(url);
}

function isIdentity(url: string): boolean {
    return url.startsWith('/id/');
}

function isUserInfo(url: string): boolean {
    return /^\/services\/oauth2\/userinfo\/?(\?|$)/.test(url);
}
