import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { lowDeliveryRates, newDeadLetters, silentSources } from '../../src/core/anomalies.ts';
import { readOverrides } from '../../src/core/codeOverrides.ts';
import type { Contribution } from '../../src/core/totals.ts';
import { createAnomalies } from '../../src/salesforce/anomalies.ts';
import { lateQuestion, startAsker } from '../../src/salesforce/asker.ts';
import { createVirtualTime } from '../simulation/virtualTime.ts';

const SETTINGS = { deliveryRatePercent: 90, deliveryRateMessages: 50 };
const CAMPAIGN = '701000000000001AAA';

const row = (figures: Record<string, number>, dimensions: Partial<Contribution['dimensions']> = {}): Contribution => ({
    dimensions: {
        ...{ day: '2026-07-17', campaignId: CAMPAIGN, channel: 'SMS', provider: 'bsr', carrier: '', country: '' },
        ...{ senderType: '', objectType: '', currency: '', ...dimensions },
    },
    figures,
});
const rates = (...rows: Contribution[]): [string, number][] =>
    lowDeliveryRates(rows, SETTINGS).map(({ campaignId, observed }) => [campaignId, observed]);

test('a campaign under the rate is found, one at the rate is not', () => {
    assert.deepEqual(rates(row({ 'status:Delivered': 89, 'status:Undelivered': 11 })), [[CAMPAIGN, 89]]);
    assert.deepEqual(rates(row({ 'status:Delivered': 90, 'status:Undelivered': 10 })), []);
});

test('too few messages that have ended say nothing, however many are on their way', () => {
    const few = { 'status:Delivered': 0, 'status:Failed': 49, 'status:Sent': 1_000 };
    assert.deepEqual(rates(row(few)), []);
    assert.deepEqual(rates(row({ ...few, 'status:Failed': 50 })), [[CAMPAIGN, 0]]);
});

test('rows of one campaign and day count together, of two days or without a campaign they do not', () => {
    const half = { 'status:Delivered': 20, 'status:Rejected': 10 };
    assert.deepEqual(rates(row(half), row(half, { provider: 'twilio' })), [[CAMPAIGN, 66.7]]);
    assert.deepEqual(rates(row(half), row(half, { day: '2026-07-18' })), []);
    assert.deepEqual(rates(row({ 'status:Rejected': 100 }, { campaignId: '' })), []);
});

test('a source that is silent is found under the time at which it fell silent', () => {
    const at = Date.parse('2026-07-17T10:20:00Z');
    const source = { source: 'bsr/main', lastAt: at, requests: 40, silent: true };
    const [finding, ...others] = silentSources([source, { ...source, source: 'bsr/other', silent: false }]);
    assert.deepEqual(others, []);
    assert.equal(finding?.subject, 'bsr/main');
    assert.equal(finding.since, at);
    assert.match(finding.detail, /since 2026-07-17 10:20 UTC; 40 requests/);
});

test('dead letters are found when they become more, not those that were there at the start', () => {
    assert.deepEqual(newDeadLetters(null, 5, 0), []);
    assert.deepEqual(newDeadLetters(5, 5, 0), []);
    assert.deepEqual(newDeadLetters(5, 3, 0), []);
    assert.equal(newDeadLetters(5, 7, 0)[0]?.observed, 7);
});

test('failures of today with codes that neither a table nor an admin explains are told, with the codes', async () => {
    const today = {
        'code:Unknown:99': 2,
        'code:Temporary:98': 5,
        'code:Temporary:6': 9,
        'code:Unknown:7': 3,
        'code:Unknown:': 4,
    };
    const rows = [
        row(today),
        row({ 'code:Unknown:99': 1 }, { carrier: 'B' }),
        row({ 'code:Unknown:97': 8 }, { day: '2026-07-16' }),
    ];
    const admin = { DeveloperName: 'A', Provider__c: 'bsr', Code__c: '7', Failure_Class__c: 'Unknown' };
    const anomalies = createAnomalies({
        org: 'main',
        store: {
            ...{ pulses: () => Promise.resolve([]), totalsSince: () => Promise.resolve(rows) },
            ...{ remember: () => Promise.resolve(), recall: () => Promise.resolve(null) },
        },
        // None of the others may say anything.
        settings: new Proxy({}, { get: () => Infinity }) as never,
        overrides: () => readOverrides([admin], new Set(['bsr'])),
        asked: () => [],
        providers: new Map([['bsr', { codes: { '6': { class: 'Temporary' } }, words: {} }]]),
    });
    const [incident, ...others] = await anomalies.look(Date.parse('2026-07-17T12:00:00Z'));
    assert.deepEqual(others, []);
    assert.deepEqual([incident?.kind, incident?.subject, incident?.observed], ['Unknown Code', 'bsr', 8]);
    assert.match(incident?.detail ?? '', /does not know: 98 \(5\), 99 \(3\)\.$/);
});

test('what waits for longer than its policy is asked for every ten minutes, and told until it has fallen back', async () => {
    const time = createVirtualTime(Date.UTC(2026, 6, 17, 12));
    const line = { Campaign_Id__c: CAMPAIGN, Provider__c: 'bsr', Status__c: 'Queued', messages: 40 };
    const few = { ...line, Campaign_Id__c: null, messages: 19 };
    type Answer = 'away' | 'refused' | readonly unknown[];
    const answers: Answer[] = [[line, few], 'away', [{ ...line, messages: 55 }], [], 'refused'];
    const asked: [minute: number, soql: string][] = [];
    const late = startAsker({
        ...{ org: 'main', breakers: [{ waitMs: () => 0 }] as never, timing: time, log: pino({ level: 'silent' }) },
        question: lateQuestion({ lateMessages: 20 }),
        store: { speaksTo: () => Promise.resolve(true) },
        client: {
            query(soql) {
                asked.push([(time.now() - Date.UTC(2026, 6, 17, 12)) / 60_000, soql]);
                const answer = answers.shift() ?? [];
                if (answer === 'away') return Promise.resolve({ kind: 'held' } as const);
                if (answer === 'refused') return Promise.resolve({ kind: 'refused', code: 'INVALID_FIELD' } as never);
                return Promise.resolve({ kind: 'answered', value: answer } as never);
            },
        },
    });
    const seen: unknown[] = [];
    for (const minute of [5, 12, 13, 23, 33]) {
        await time.run(Date.UTC(2026, 6, 17, 12, minute));
        seen.push(late.findings().map(({ observed }) => observed));
        if (minute === 5) {
            const [finding] = late.findings();
            assert.deepEqual(
                [finding?.kind, finding?.campaignId, finding?.subject, finding?.provider],
                ['Waiting Too Long', CAMPAIGN, `Campaign ${CAMPAIGN}, bsr, Queued`, 'bsr'],
            );
            assert.match(finding?.detail ?? '', /^40 messages are Queued for longer than the policy/);
        }
    }
    await late.stop();
    assert.deepEqual(seen, [[40], [55], [55], [], []], 'while the org is away, what it said last stands');
    assert.deepEqual(
        asked.map(([minute]) => Math.round(minute)),
        [0, 10, 11, 21, 31],
    );
    assert.match(
        asked[0]?.[1] ?? '',
        /CreatedDate >= 2026-07-14T12:00:00.000Z AND Late_After__c < 2026-07-17T12:00:00.000Z .* >= 20 /,
    );
});
