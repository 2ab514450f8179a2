/** The relay signs in to an org that verifies keys and secrets, and finds out by `landed doctor` why it may not. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createLocalOrg, type LocalOrg } from '../../local-org/src/index.ts';
import { startProcess } from '../../scripts/processes.ts';
import { relayUrl, ROOT, scratch } from '../support/landed.ts';
import { bsrRequest } from '../support/providerRequests.ts';
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
            clients: [{ clientId: 'the-relay', certificate: key.publicKey, clientSecret: CLIENT_SECRET }],
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

    async function messageExists(id: string): Promise<boolean> {
        const soql = `SELECT Id FROM Message__c WHERE Message_Key__c = 'bsr:${id}'`;
        const response = await fetch(`${org.url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, {
            headers: { authorization: `Bearer ${org.accessToken}` },
        });
        return ((await response.json()) as { totalSize: number }).totalSize === 1;
    }

    for (const [name, auth] of [
        ['jwt', () => jwt()],
        ['client-credentials', () => credentials()],
    ] as const) {
        test(`${name}: reports arrive, also after every session has ended`, async () => {
            const config = await configure(name, auth());
            const args = [COMMAND, 'serve', '--config', config];
            const relay = await startProcess({ name: 'The relay', args, ready: relayUrl, readyWithinMs: 30_000 });
            const hook = `${relay.ready}/hooks/bsr/demo`;
            const report = async (id: string): Promise<void> => {
                const at = new Date();
                const callback = {
                    messageId: id,
                    status: 'DELIVRD',
                    code: null,
                    to: '+447700900199',
                    from: 'Landed',
                    at,
                };
                const { url, headers, body } = bsrRequest(hook, [callback], HOOK_SECRET);
                assert.equal((await fetch(url, { method: 'POST', headers, body })).status, 200);
                await until(() => messageExists(id), Boolean);
            };
            try {
                await report(`${name}-1`);
                const expired = await fetch(`${org.url}/local/sessions/expire`, { method: 'POST' });
                assert.ok(expired.ok, await expired.text());
                await report(`${name}-2`);
            } finally {
                await relay.stop();
            }
        });

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
