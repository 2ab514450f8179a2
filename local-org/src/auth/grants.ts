/**
 * The ways to a session without a person. What is refused is refused in the platform's words:
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm,
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm and
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm (2026-11-21)
 */
import { verify } from 'node:crypto';
import { z } from 'zod';
import type { OAuthClients } from './oauthClients.ts';

export class OAuthError extends Error {
    readonly error: string;

    constructor(error: string, description: string) {
        super(description);
        this.name = 'OAuthError';
        this.error = error;
    }
}

export interface GrantFacts {
    readonly clients: OAuthClients;
    /** Where the org answers. */
    readonly origin: string;
    readonly administrator: string;
    readonly isActiveUser: (username: string) => boolean;
    readonly now: number;
}

type Parameters = Readonly<Record<string, string | undefined>>;

const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com'];
/** Later than any second that a clock will show: such a number counts milliseconds, as the sf CLI sends it. */
const FIRST_MILLISECONDS = 100_000_000_000;

const Header = z.object({ alg: z.literal('RS256') });
const Claims = z.object({
    iss: z.string(),
    sub: z.string(),
    aud: z.union([z.string(), z.array(z.string())]),
    exp: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]),
});

/** The username that the grant gives its caller a session of; throws OAuthError when it gives none. */
export function checkGrant(parameters: Parameters, authorization: string | undefined, facts: GrantFacts): string {
    const check = CHECKS.get(parameters['grant_type'] ?? '');
    if (!check) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
    return check(parameters, authorization, facts);
}

const CHECKS: ReadonlyMap<string, typeof checkGrant> = new Map([
    ['urn:ietf:params:oauth:grant-type:jwt-bearer', checkAssertion],
    ['client_credentials', checkCredentials],
]);

function checkAssertion(
    { assertion }: Parameters,
    _authorization: string | undefined,
    { clients, origin, isActiveUser, now }: GrantFacts,
): string {
    const [header = '', payload = '', signature = '', ...rest] = (assertion ?? '').split('.');
    const claims = Claims.safeParse(fromBase64(payload)).data;
    if (!claims || rest.length > 0 || !Header.safeParse(fromBase64(header)).success) throw invalidAssertion();
    if (!clients.has(claims.iss)) throw new OAuthError('invalid_client_id', 'client identifier invalid');
    const key = clients.keyOf(claims.iss);
    const signed = Buffer.from(`${header}.${payload}`);
    if (!key || !verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) throw invalidAssertion();
    const audiences = [claims.aud].flat().map((audience) => audience.replace(/\/$/, ''));
    if (!audiences.some((audience) => audience === origin || LOGIN_HOSTS.includes(audience)))
        throw new OAuthError('invalid_grant', 'audience is invalid');
    const expires = claims.exp < FIRST_MILLISECONDS ? claims.exp * 1000 : claims.exp;
    if (expires <= now) throw new OAuthError('invalid_grant', 'expired authorization code');
    if (!isActiveUser(claims.sub)) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
    return claims.sub;
}

function checkCredentials(
    parameters: Parameters,
    authorization: string | undefined,
    { clients, administrator, isActiveUser }: GrantFacts,
): string {
    const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
    const [basicId, ...basicSecret] = Buffer.from(basic ?? '', 'base64')
        .toString()
        .split(':');
    const clientId = parameters['client_id'] ?? basicId ?? '';
    const secret = parameters['client_secret'] ?? basicSecret.join(':');
    if (!clients.has(clientId)) throw new OAuthError('invalid_client_id', 'client identifier invalid');
    if (!clients.hasSecret(clientId, secret)) throw new OAuthError('invalid_client', 'invalid client credentials');
    const username = clients.runAs(clientId) ?? administrator;
    if (!isActiveUser(username)) throw new OAuthError('invalid_grant', 'no client credentials user enabled');
    return username;
}

function fromBase64(part: string): unknown {
    try {
        return JSON.parse(Buffer.from(part, 'base64url').toString());
    } catch {
        return undefined; // judged like everything else that is no claim
    }
}

function invalidAssertion(): OAuthError {
    return new OAuthError('invalid_grant', 'invalid assertion');
}
