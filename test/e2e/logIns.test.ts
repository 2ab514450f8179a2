/** The relay signs in to an org that verifies keys and secrets, and finds out by `landed doctor` why it may not. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createLocalOrg, type LocalOrg } from '../../local-org/src/index.ts';
import { startProcess } from '../../scripts/processes.ts';
import { relayUrl, ROOT, scratch } from '../support/landed.ts';
import { bsrRequest, twilioRequest, type Callback, type SignedRequest } from '../support/providerRequests.ts';
import { until } from '../support/until.ts';

const COMMAND = path.join(ROOT, 'relay/src/main.ts');
const HOOK_SECRET = 'invented-hook-secret';
const CLIENT_SECRET = 'invented-consumer-secret';

function keyPair() {
    return generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
}

describe('log-ins', () => {
    const [key, otherKey] = [keyPair(), keyPair()];
    let org: LocalOrg;
    let username: string;
    let directory: string;
    let remove: () => Promise<void>;

    before(async () => {
        ({ directory, remove } = await scratch());
        org = await createLocalOrg({
            project: ROOT,
            clients: [
                { clientId: 'the-relay', certificate: key.publicKey, clientSecret: CLIENT_SECRET },
                { clientId: 'the consumer key', clientSecret: CLIENT_SECRET },
            ],
        });
        const headers = { authorization: `Bearer ${org.accessToken}` };
        const userInfo = await fetch(`${org.url}/services/oauth2/userinfo`, { headers });
        username = ((await userInfo.json()) as { preferred_username: string }).preferred_username;
    });
    after(async () => {
        await org.close();
        await remove();
    });

    const jwt = (privateKey = key.privateKey): object => ({
        ...{ kind: 'jwtBearer', loginUrl: org.url, clientId: 'the-relay', username },
        privateKey: { local: privateKey },
    });
    const credentials = (clientSecret = CLIENT_SECRET): object => ({
        ...{ kind: 'clientCredentials', loginUrl: org.url, clientId: 'the-relay' },
        clientSecret: { local: clientSecret },
    });

    async function configure(name: string, auth: object): Promise<string> {
        const file = path.join(directory, `${name}.json`);
        const sources = [{ provider: 'bsr', name: 'demo', org: 'main', secrets: [{ local: HOOK_SECRET }] }];
        const config = { mode: 'local', listen: { port: 0 }, dataDir: name, orgs: { main: { auth } }, sources };
        await writeFile(file, JSON.stringify(config), { mode: 0o600 });
        return file;
    }

    function doctor(config: string): Promise<{ code: number; text: string }> {
        return new Promise((resolve) => {
            execFile(process.execPath, [COMMAND, 'doctor', '--config', config], (error, text) =>
                resolve({ code: error === null ? 0 : Number(error.code), text }),
            );
        });
    }

    /** The smallest configuration of the guide, with this machine's addresses in place of its own. */
    async function smallest(): Promise<string> {
        const guide = await readFile(path.join(ROOT, 'docs/going-live.md'), 'utf8');
        const written = guide.split('```json\n').find((part) => part.startsWith('{\n  "publicUrl"')) ?? assert.fail();
        const text = (written.split('```')[0] ?? '')
            .replace('"publicUrl": "https://reports.example.com"', '"mode": "local", "listen": { "port": 0 }')
            .replace('/var/lib/landed', path.join(directory, 'smallest'))
            .replace('https://example.my.salesforce.com', org.url);
        assert.doesNotMatch(text, /https:/);
        const file = path.join(directory, 'smallest.json');
        await writeFile(file, text, { mode: 0o600 });
        return file;
    }
    const ENVIRONMENT = { LANDED_CLIENT_SECRET: CLIENT_SECRET, TWILIO_AUTH_TOKEN: HOOK_SECRET };

    async function messageExists(key: string): Promise<boolean> {
        const soql = `SELECT Id FROM Message__c WHERE Message_Key__c = '${key}'`;
        const response = await fetch(`${org.url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, {
            headers: { authorization: `Bearer ${org.accessToken}` },
        });
        return ((await response.json()) as { totalSize: number }).totalSize === 1;
    }

    type Sign = (url: string, messageId: string) => SignedRequest;
    const reported = (status: string, messageId: string): Callback => ({
        ...{ messageId, status, code: null, to: '+447700900199', from: 'Landed', at: new Date() },
    });
    const byBsr: Sign = (url, id) => bsrRequest(`${url}/hooks/bsr/demo`, [reported('DELIVRD', id)], HOOK_SECRET);
    const byTwilio: Sign = (url, id) =>
        twilioRequest(`${url}/hooks/twilio/main`, reported('delivered', id), HOOK_SECRET);

    /** Before and after the org has ended every session. */
    async function reportsArrive(config: string, provider: string, sign: Sign): Promise<void> {
        const args = [COMMAND, 'serve', '--config', config];
        const starting = { name: 'The relay', args, env: ENVIRONMENT, ready: relayUrl, readyWithinMs: 30_000 };
        const relay = await startProcess(starting);
        const report = async (id: string): Promise<void> => {
            const { url, headers, body } = sign(relay.ready, id);
            const { ok } = await fetch(url, { method: 'POST', headers, body });
            assert.ok(ok);
            await until(() => messageExists(`${provider}:${id}`), Boolean);
        };
        try {
            await report('login-1');
            const expired = await fetch(`${org.url}/local/sessions/expire`, { method: 'POST' });
            assert.ok(expired.ok, await expired.text());
            await report('login-2');
        } finally {
            await relay.stop();
        }
    }

    test('with a key: reports arrive, also after every session has ended', async () => {
        await reportsArrive(await configure('jwt', jwt()), 'bsr', byBsr);
    });

    test('with a secret and the smallest configuration of the guide: one address at the provider, and reports arrive', async () => {
        await reportsArrive(await smallest(), 'twilio', byTwilio);
    });

    for (const [name, auth] of [
        ['jwt', () => jwt()],
        ['client-credentials', () => credentials()],
    ] as const) {
        test(`${name}: the doctor finds nothing in the way`, async () => {
            const { code, text } = await doctor(await configure(`${name}-doctor`, auth()));
            assert.equal(code, 0, text);
            assert.match(text, /^ok +main: log-in/m);
        });
    }

    test('a wrong key and a wrong secret are refused, and the doctor says what to compare', async () => {
        const wrongKey = await doctor(await configure('wrong-key', jwt(otherKey.privateKey)));
        assert.equal(wrongKey.code, 1);
        assert.match(wrongKey.text, /^FAILED +main: log-in: invalid_grant\n.*certificate/m);
        const wrongSecret = await doctor(await configure('wrong-secret', credentials('another')));
        assert.equal(wrongSecret.code, 1);
        assert.match(wrongSecret.text, /^FAILED +main: log-in: invalid_client\n.*clientSecret/m);
    });
});
