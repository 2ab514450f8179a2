/** Signing in: what is asked for, whose answer is believed, and how often it is tried again. */
import { strict as assert } from 'node:assert';
import { generateKeyPairSync } from 'node:crypto';
import { after, beforeEach, test } from 'node:test';
import { SignInError, signIn } from '../../src/salesforce/signIn.ts';
import type { OrgAuth } from '../../src/salesforce/signIn.ts';
import { claimsOf, startFakeLogin } from './fakeLogin.ts';
import type { Reply } from './fakeLogin.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const clock = { now: () => NOW };
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const GRANTED: Reply = {
    status: 200,
    body: { access_token: '00Dinvented!session', instance_url: 'https://example.my.salesforce.com/', id: 'ignored' },
};

const login = await startFakeLogin(() => GRANTED);
after(() => login.close());
beforeEach(() => {
    login.forms.length = 0;
    login.answer = () => GRANTED;
});

const jwt = (changes: object = {}): OrgAuth => ({
    kind: 'jwtBearer',
    loginUrl: login.url,
    audience: 'https://login.salesforce.com',
    clientId: 'invented-consumer-key',
    username: 'relay@example.com',
    privateKey: () => PEM,
    ...changes,
});
const credentials = (): OrgAuth => ({
    kind: 'clientCredentials',
    loginUrl: login.url,
    clientId: 'invented-consumer-key',
    clientSecret: () => 'invented consumer & secret',
});

async function refusalOf(reply: Reply, auth: OrgAuth = jwt()): Promise<SignInError> {
    login.answer = () => reply;
    const error: unknown = await signIn(auth, clock).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof SignInError, String(error));
    return error;
}

test('a JWT names app, user and audience, ends within three minutes, and is signed with our key', async () => {
    const session = await signIn(jwt(), clock);
    assert.deepEqual(session, {
        accessToken: '00Dinvented!session',
        instanceUrl: 'https://example.my.salesforce.com',
    });
    const [form] = login.forms;
    assert.equal(form?.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer');
    assert.deepEqual(claimsOf(form.get('assertion') ?? '', publicKey), {
        iss: 'invented-consumer-key',
        sub: 'relay@example.com',
        aud: 'https://login.salesforce.com',
        exp: NOW / 1000 + 150,
    });
});

test("client credentials send the app's key and secret, and nothing of a user", async () => {
    await signIn(credentials(), clock);
    assert.deepEqual(Object.fromEntries(login.forms[0] ?? []), {
        grant_type: 'client_credentials',
        client_id: 'invented-consumer-key',
        client_secret: 'invented consumer & secret',
    });
});

test('an access token is read anew and asks nobody', async () => {
    let token = 'first';
    const auth: OrgAuth = { kind: 'accessToken', instanceUrl: 'https://example.com', token: () => token };
    assert.equal((await signIn(auth, clock)).accessToken, 'first');
    token = 'second';
    assert.equal((await signIn(auth, clock)).accessToken, 'second');
    assert.equal(login.forms.length, 0);
});

test('a refusal says what to check, and nothing of the secrets', async () => {
    const refused = await refusalOf({ status: 400, body: { error: 'invalid_grant', error_description: 'whatever' } });
    assert.equal(refused.trouble, 'session');
    assert.match(refused.message, /^invalid_grant: .*certificate.*audience.*clock.*approved/);
    const wrong = await refusalOf({ status: 400, body: { error: 'invalid_client' } }, credentials());
    assert.match(wrong.message, /^invalid_client: .*clientSecret/);
    assert.ok(!wrong.message.includes('invented'));
});

test('a session is not believed when its instance is not https, unless it is this machine', async () => {
    const at = (url: string): Reply => ({ status: 200, body: { access_token: 'x', instance_url: url } });
    for (const url of ['http://example.com', 'ftp://example.com', 'http://127.0.0.1.example.com', 'http://[::2]']) {
        assert.equal((await refusalOf(at(url))).code, 'UNTRUSTED_INSTANCE', url);
    }
    login.answer = () => at('http://127.0.0.1:3000');
    assert.equal((await signIn(jwt(), clock)).instanceUrl, 'http://127.0.0.1:3000');
});

test('a redirect is not followed: the assertion would go with it', async () => {
    const redirect = { status: 307, body: {}, location: `${login.url}/elsewhere` };
    assert.equal((await refusalOf(redirect)).code, 'REDIRECTED');
    assert.equal(login.forms.length, 1);
});

test('what is no answer of a log-in is told from an outage and from nobody listening', async () => {
    assert.deepEqual(
        [await refusalOf({ status: 200, body: 'a page' }), await refusalOf({ status: 503, body: {} })].map(
            ({ code, trouble }) => [code, trouble],
        ),
        [
            ['UNREADABLE_ANSWER', 'session'],
            ['ERROR_HTTP_503', 'outage'],
        ],
    );
    const nobody = await refusalOf(GRANTED, jwt({ loginUrl: 'http://127.0.0.1:1' }));
    assert.equal(nobody.trouble, 'unsent');
});

test('a key that cannot be read is named without being quoted', async () => {
    const broken = await refusalOf(GRANTED, jwt({ privateKey: () => 'marked-secret' }));
    assert.equal(broken.code, 'SECRET_UNREADABLE');
    assert.ok(!broken.message.includes('marked-secret'));
});
