/** Settings that are valid one by one and cannot work together. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ConfigError, parseConfig } from '../../src/config.ts';
import { doubts, retryDoubts } from '../../src/configLint.ts';

const ORG = { instanceUrl: 'http://127.0.0.1:1', auth: { kind: 'accessToken', token: { local: 'x' } } };

const configOf = (source: object, settings: object = {}): object => ({
    ...{ mode: 'local', dataDir: 'data', orgs: { main: ORG } },
    sources: [{ provider: 'bsr', name: 'main', org: 'main', secrets: [{ local: 'a-secret' }], ...source }],
    ...settings,
});

const problemsOf = (source: object, settings: object = {}): readonly string[] => {
    try {
        parseConfig(configOf(source, settings), {}, '/');
        return [];
    } catch (error) {
        assert.ok(error instanceof ConfigError);
        return error.problems;
    }
};

test('a fallback after 90 seconds with a provider that sends every hour is refused', () => {
    const problems = problemsOf({ batchMinutes: 60 });
    assert.equal(problems.length, 3, 'OTP, donation and event reminder');
    assert.match(
        problems[0] ?? '',
        /^sources\.0\.batchMinutes: reports come up to 60 minutes late, and "OTP" falls back/,
    );
});

test('it is allowed where the provider sends at once, the window is long enough, or no such message comes', () => {
    assert.deepEqual(problemsOf({}), []);
    assert.deepEqual(problemsOf({ batchMinutes: 60 }, { windows: { purposes: { OTP: 3_630 } } }), []);
    assert.equal(problemsOf({ batchMinutes: 60 }, { windows: { purposes: { OTP: 3_600 } } }).length, 1);
    assert.deepEqual(problemsOf({ batchMinutes: 60, purposes: ['Newsletter'] }), []);
    assert.equal(problemsOf({ batchMinutes: 60, purposes: ['otp'] }).length, 1, 'in any case of letters');
});

test('a source that hears of messages and never of their delivery is refused', () => {
    assert.match(problemsOf({ events: ['sent', 'failed'] })[0] ?? '', /^sources\.0\.events: with "sent" and without/);
    assert.deepEqual(problemsOf({ events: ['failed', 'expired'] }), [], 'only failures: nothing is awaited');
    assert.deepEqual(problemsOf({ events: ['queued', 'delivered'] }), []);
    assert.equal(problemsOf({ events: ['bounced'] }).length, 1, 'no such event');
});

test('a header of the front is refused where no front is named, and an address that is none', () => {
    const frontHeader = { name: 'x-client-verify', value: 'SUCCESS' };
    assert.match(
        problemsOf({ frontHeader })[0] ?? '',
        /^sources\.0\.frontHeader: name the front in listen\.trustedProxies/,
    );
    assert.deepEqual(problemsOf({ frontHeader }, { listen: { trustedProxies: ['10.0.0.0/8'] } }), []);
    assert.match(problemsOf({ allowFrom: ['203.0.113.0/99'] })[0] ?? '', /must be an address or a network/);
});

test('what works otherwise than somebody may think is asked about', () => {
    const detailsOf = (source: object, settings: object = {}): string[] =>
        doubts(parseConfig(configOf(source, settings), {}, '/')).map(({ detail }) => detail);
    assert.deepEqual(detailsOf({}), []);
    assert.match(detailsOf({}, { windows: { purposes: { OTP: 5 } } })[0] ?? '', /falls back after 5 s/);
    assert.match(detailsOf({}, { retention: { days: 1 } })[0] ?? '', /nothing is left to replay/);
    assert.match(detailsOf({ keep: { minutes: 1 } })[0] ?? '', /erased before the window of "OTP" closes/);
    const twin = { provider: 'twilio', name: 'main', org: 'main', secrets: [{ local: 'a-secret' }] };
    const two = { sources: [...(configOf({}) as { sources: object[] }).sources, twin] };
    assert.match(detailsOf({}, two)[0] ?? '', /^bsr\/main and twilio\/main share a secret/);
});

test('a fallback that comes before the provider repeats what it could not deliver is told, once a source', () => {
    const told = (seconds: number, source: object = {}): string[] =>
        retryDoubts(parseConfig(configOf(source), {}, '/'), () => seconds).map(({ detail }) => detail);
    assert.deepEqual(told(300), [
        'bsr/main may repeat a report only after 300 s, when "OTP" (90 s), "Donation" (90 s), "Event Reminder" (90 s) have fallen back already',
    ]);
    assert.deepEqual([told(90), told(300, { purposes: ['Newsletter'] })], [[], []]);
});
