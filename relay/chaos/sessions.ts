/** R07: sessions that end after every twenty calls, and an org that takes no session at all. */
import { startFakeLogin } from '../test/service/fakeLogin.ts';
import { bsrReport, post, settled, startHarness, until } from '../test/service/harness.ts';
import type { Harness } from '../test/service/harness.ts';
import { law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const CALLS_OF_A_SESSION = 20;
const REPORTS_OF_A_TURN = 10;
const WITHIN_MS = 60_000;
/** Twenty seconds of the relay's, far within its pause. */
const WATCHED_MS = 1_000;

interface Signing {
    readonly harness: Harness;
    /** So far. */
    signIns(): number;
}

/** A relay that signs in with client credentials; each grant is another session, and ends the one before. */
async function withSignIn<T>(work: (signing: Signing) => Promise<T>): Promise<T> {
    const harness = await startHarness();
    let granted = 0;
    const login = await startFakeLogin(() => {
        granted += 1;
        const token = `00Dinvented!session-${granted}`;
        Object.assign(harness.org, { token });
        return { status: 200, body: { access_token: token, instance_url: harness.org.url } };
    });
    try {
        await harness.stop();
        const clientSecret = { local: 'invented-client-secret' };
        const auth = { kind: 'clientCredentials', loginUrl: login.url, clientId: 'invented', clientSecret };
        harness.logged.length = 0;
        await harness.start({ orgs: { demo: { auth } } });
        return await work({ harness, signIns: () => login.forms.length });
    } finally {
        await harness.close();
        await login.close();
    }
}

async function send(harness: Harness, from: number): Promise<void> {
    const reports = Array.from({ length: REPORTS_OF_A_TURN }, (_, index) =>
        bsrReport({ id: `m${from + index}`, to: `+4477${String(from + index).padStart(8, '0')}` }),
    );
    const { status } = await post(harness.url, reports);
    if (status !== 200) throw new Error(`answered ${status}`);
}

async function expireOften({ harness, signIns }: Signing, turns: number, progress: (turn: number) => void) {
    let [calls, ended] = [0, 0];
    harness.org.faults.call = () => {
        calls += 1;
        if (calls % CALLS_OF_A_SESSION !== 0) return undefined;
        ended += 1;
        Object.assign(harness.org, { token: 'ended' });
        return { status: 401, code: 'INVALID_SESSION_ID' };
    };
    for (let turn = 0; turn < turns; turn += 1) {
        await send(harness, turn * REPORTS_OF_A_TURN);
        await settled(harness, WITHIN_MS);
        progress(turn + 1);
    }
    return { ended, renewed: signIns() - 1, lost: turns * REPORTS_OF_A_TURN - harness.org.rows.size, calls };
}

/** Returns the sign-ins until the alarm and during the pause after it, and how many reports were lost in the end. */
async function refuseAll({ harness, signIns }: Signing) {
    harness.org.faults.call = () => ({ status: 401, code: 'INVALID_SESSION_ID' });
    await send(harness, 0);
    await until(
        () => harness.logged.some((line) => /org\.unavailable/.test(line) && /"level":"error".*"advice":"./.test(line)),
        () => harness.logged.join(''),
        WITHIN_MS,
    );
    await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
    const tried = signIns();
    const ready = (await (await fetch(`${harness.url}/ready`)).json()) as { orgs: { demo: { status: string } } };
    harness.org.faults = {};
    await settled(harness, WITHIN_MS);
    return { tried, paused: ready.orgs.demo.status === 'paused', lost: REPORTS_OF_A_TURN - harness.org.rows.size };
}

const TURNS: Readonly<Record<Length, number>> = { short: 30, long: 300, full: 3_000 };

export const sessions: Row = {
    id: 'R07',
    title: 'sessions that end',
    passLine:
        'ended every 20 calls: one sign-in for all calls under way; refused for ever: at most 3 sign-ins, then a pause and an alarm',
    test: 'relay/test/e2e/sessions.test.ts › R07: a session that ends is renewed once for all calls, and one that is refused for ever pauses the org',
    async run({ length, progress }) {
        const often = await withSignIn((signing) =>
            expireOften(signing, TURNS[length], (turn) => progress(turn, TURNS[length])),
        );
        const never = await withSignIn(refuseAll);
        return {
            lines: [
                none('lost', often.lost + never.lost),
                law('sessions ended', often.ended, 'at least', 2),
                none('sign-ins too many, or missing', Math.abs(often.renewed - often.ended)),
                law('sign-ins when refused for ever', never.tried, 'at most', 3),
                law('paused then', never.paused ? 1 : 0, 'at least', 1),
            ],
            also: { calls: often.calls },
        };
    },
};
