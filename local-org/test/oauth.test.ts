/** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm (2026-11-21) */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { refusalOf, startOrg } from './support/server.ts';
import type { Reply, RunningOrg } from './support/server.ts';

const USERNAME = 'admin@local-org.example';
const CLIENT = { clientId: 'parcel-app', clientSecret: 'hush' };
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

let org: RunningOrg;
before(async () => {
    org = await startOrg();
    const certificate = publicKey.export({ type: 'spki', format: 'pem' });
    assert.equal((await org.ask('POST', '//local/oauth-clients', { ...CLIENT, certificate })).status, 204);
});
after(() => org.close());

function form(path: string, fields: Readonly<Record<string, string>>, headers = {}): Promise<Reply> {
    const body = new URLSearchParams(fields).toString();
    return org.ask('POST', path, body, { 'content-type': 'application/x-www-form-urlencoded', ...headers });
}

interface Assertion {
    readonly claims?: Readonly<Record<string, unknown>>;
    readonly alg?: string;
    readonly key?: typeof privateKey;
}

function askToken({ claims = {}, alg = 'RS256', key = privateKey }: Assertion = {}): Promise<Reply> {
    const exp = Math.floor(org.org.clock.now() / 1000) + 180;
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${encode({ alg })}.${encode({ iss: CLIENT.clientId, sub: USERNAME, aud: org.url, exp, ...claims })}`;
    const signature = sign('sha256', Buffer.from(signed), key).toString('base64url');
    return form('//services/oauth2/token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: `${signed}.${signature}`,
    });
}

function tokenOf({ status, body }: Reply): string {
    assert.equal(status, 200, JSON.stringify(body));
    return (body as { access_token: string }).access_token;
}

/** What the API answers to a token. */
async function opens(token: string): Promise<string> {
    return refusalOf(await org.ask('GET', '/limits', undefined, { authorization: `Bearer ${token}` }));
}

const OPEN = '200 no error';
const CLOSED = '401 INVALID_SESSION_ID';

test('an assertion signed with the registered key gives a session that opens the API', async () => {
    const reply = await askToken();
    const { access_token: token, ...rest } = reply.body as Record<string, string>;
    assert.equal(await opens(token ?? ''), OPEN);
    assert.equal(rest['instance_url'], org.url);
    assert.equal(rest['token_type'], 'Bearer');
    const identity = await fetch(rest['id'] ?? '', { headers: { authorization: `Bearer ${token}` } });
    assert.equal(((await identity.json()) as { username: string }).username, USERNAME);
    assert.equal(reply.headers.get('cache-control'), 'no-store');
});

test('the audience may be the org, with or without its last slash, or a login host; the expiry in milliseconds', async () => {
    for (const aud of [`${org.url}/`, 'https://login.salesforce.com', 'https://test.salesforce.com', [org.url]])
        assert.equal((await askToken({ claims: { aud } })).status, 200, String(aud));
    assert.equal((await askToken({ claims: { exp: org.org.clock.now() + 60_000 } })).status, 200);
});

test('every fault of an assertion is named as the platform names it', async () => {
    const cases: readonly (readonly [Assertion, string, string])[] = [
        [{ key: stranger }, 'invalid_grant', 'invalid assertion'],
        [{ alg: 'none' }, 'invalid_grant', 'invalid assertion'],
        [{ alg: 'HS256' }, 'invalid_grant', 'invalid assertion'],
        [{ claims: { exp: 'soon' } }, 'invalid_grant', 'invalid assertion'],
        [{ claims: { aud: 'https://example.org' } }, 'invalid_grant', 'audience is invalid'],
        [{ claims: { exp: 1_600_000_000 } }, 'invalid_grant', 'expired authorization code'],
        [{ claims: { exp: 1_600_000_000_000 } }, 'invalid_grant', 'expired authorization code'],
        [{ claims: { sub: 'nobody@example.org' } }, 'invalid_grant', "user hasn't approved this consumer"],
        [{ claims: { iss: 'unknown' } }, 'invalid_client_id', 'client identifier invalid'],
    ];
    for (const [assertion, error, description] of cases) {
        const { status, body } = await askToken(assertion);
        assert.deepEqual([status, body], [400, { error, error_description: description }]);
    }
});

test('client credentials come in the form or as basic authorization', async () => {
    const grant = { grant_type: 'client_credentials' };
    const inForm = { ...grant, client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret };
    const basic = `Basic ${Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString('base64')}`;
    assert.equal(await opens(tokenOf(await form('//services/oauth2/token', inForm))), OPEN);
    assert.equal(await opens(tokenOf(await form('//services/oauth2/token', grant, { authorization: basic }))), OPEN);
    const errors = [
        [{ ...inForm, client_secret: 'loud' }, 'invalid_client'],
        [{ ...inForm, client_id: 'unknown' }, 'invalid_client_id'],
        [{ grant_type: 'password' }, 'unsupported_grant_type'],
        [{}, 'unsupported_grant_type'],
    ] as const;
    for (const [fields, error] of errors) {
        const { status, body } = await form('//services/oauth2/token', fields);
        assert.deepEqual([status, (body as { error: string }).error], [400, error]);
    }
});

test('a session ends when it is revoked, when all are ended, and after two hours without use', async () => {
    const [revoked, kept] = [tokenOf(await askToken()), tokenOf(await askToken())];
    assert.equal((await form('//services/oauth2/revoke', { token: revoked })).status, 200);
    assert.deepEqual([await opens(revoked), await opens(kept)], [CLOSED, OPEN]);
    assert.equal((await form('//services/oauth2/revoke', { token: revoked })).status, 400);
    await org.ask('POST', '//local/clock', { advanceSeconds: 7199 });
    assert.equal(await opens(kept), OPEN);
    await org.ask('POST', '//local/clock', { advanceSeconds: 7200 });
    assert.equal(await opens(kept), CLOSED);
    const another = tokenOf(await askToken());
    await org.ask('POST', '//local/sessions/expire');
    assert.deepEqual([await opens(another), await opens(org.accessToken)], [CLOSED, OPEN]);
});

test('a certificate that cannot be read is not registered', async () => {
    const reply = await org.ask('POST', '//local/oauth-clients', { clientId: 'x', certificate: 'no key' });
    assert.equal(refusalOf(reply), '400 JSON_PARSER_ERROR');
    assert.equal((await askToken({ claims: { iss: 'x' } })).status, 400);
});
