/** Sessions that end: renewed once for all calls, not for ever, and taken up again by itself. */
import { strict as assert } from 'node:assert';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { prove } from '../../chaos/prove.ts';
import { sessions } from '../../chaos/sessions.ts';
import { startFakeLogin } from '../service/fakeLogin.ts';
import type { FakeLogin, Reply } from '../service/fakeLogin.ts';
import { bsrReport, post, settled, SPEED, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

let harness: Harness;
let login: FakeLogin;
let granted: number;

/** Each grant is another session of the fake org, and ends the one before. */
function grant(): Reply {
    granted += 1;
    const token = `00Dinvented!session-${granted}`;
    Object.assign(harness.org, { token });
    return { status: 200, body: { access_token: token, instance_url: harness.org.url } };
}

describe('signing in', () => {
    beforeEach(async () => {
        granted = 0;
        login = await startFakeLogin(() => grant());
        harness = await startHarness();
        await start();
    });

    async function start(): Promise<void> {
        await harness.stop();
        const auth = {
            kind: 'clientCredentials',
            loginUrl: login.url,
            clientId: 'invented',
            clientSecret: { local: 'marked-client-secret' },
        };
        harness.logged.length = 0;
        await harness.start({ orgs: { demo: { auth } } });
    }
    afterEach(async () => {
        await harness.close();
        await login.close();
    });

    async function send(from: number, count: number): Promise<void> {
        const reports = Array.from({ length: count }, (_, index) =>
            bsrReport({ id: `m${from + index}`, to: `+4477009${String(from + index).padStart(5, '0')}` }),
        );
        assert.equal((await post(harness.url, reports)).status, 200);
    }

    async function readiness(): Promise<{ demo: { status: string; trouble?: string } }> {
        const ready = (await (await fetch(`${harness.url}/ready`)).json()) as { orgs: never };
        return ready.orgs;
    }

    test('the relay signs in once for all that it has to say, and its log holds no secret', async () => {
        await send(0, 3);
        await settled(harness);
        assert.equal(harness.org.rows.size, 3);
        assert.equal(login.forms.length, 1);
        const logged = harness.logged.join('');
        assert.ok(!logged.includes('marked-client-secret') && !logged.includes('00Dinvented!'));
        assert.deepEqual(await readiness(), { demo: { status: 'working' } });
    });

    test('a refused sign-in is tried again only after the pause, and loses nothing', async () => {
        // Before the relay has anything to ask: it might be signed in by now.
        login.answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
        await start();
        login.forms.length = 0;
        const since = performance.now();
        await send(0, 10);
        await until(
            () => harness.logged.some((line) => line.includes('invalid_grant')),
            () => harness.logged.join(''),
        );
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const { length: tries } = login.forms;
        // However long this machine stood still: each pause is a minute of the relay's.
        const pauses = Math.floor(((performance.now() - since) * SPEED) / 60_000);
        assert.ok(tries <= 3 * (1 + pauses), `${tries} tries with ${pauses} pauses`);
        login.answer = () => grant();
        await settled(harness);
        assert.equal(harness.org.rows.size, 10);
    });
});

test('R07: a session that ends is renewed once for all calls, and one that is refused for ever pauses the org', (t) =>
    prove(t, sessions));
