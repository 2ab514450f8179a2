import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { countCanaries, falseDeliveries } from '../../src/core/canaries.ts';
import { doubting, unregisteredOf } from '../../src/core/doubt.ts';
import { makeReport } from '../../src/core/report.ts';
import { certaintyOf, SENDER_RULES, unregisteredSenders } from '../../src/core/senderRules.ts';
import { report } from './reportArbitrary.ts';

const ROUTE = { provider: 'bsr', country: 'US', carrier: 'Grey' };
const delivered = makeReport({
    ...{ ...ROUTE, messageKey: 'bsr:1', channel: 'SMS', status: 'Delivered', confidence: 'Handset' },
    ...{ sender: 'Landed', deliveredAt: '2026-07-17T12:00:00.000Z', receivedAt: '2026-07-17T12:00:01.000Z' },
});
const rows = (...states: readonly [string, string | null, string][]) =>
    unregisteredOf(states.map(([Sender__c, Country__c, State__c]) => ({ Sender__c, Country__c, State__c })));

test('of a doubted route "delivered" may have arrived, a failure stays a failure, and both are marked', () => {
    const doubt = doubting({ routes: ['bsr:US:Grey'], senders: [] });
    const { status, confidence, deliveredAt } = doubt(delivered);
    assert.deepEqual([status, confidence, deliveredAt], ['Unknown', 'Misleading', null]);
    const failed = { ...delivered, status: 'Undelivered', failureClass: 'Permanent', permanentEvidence: 1 } as const;
    assert.deepEqual(doubt(failed), { ...failed, confidence: 'Misleading' });
    for (const other of [{ carrier: 'Fair' }, { country: 'GB' }, { provider: 'twilio' }, { channel: 'Email' as const }])
        assert.deepEqual(doubt({ ...delivered, ...other }), { ...delivered, ...other });
});

test('what is reported of a sender that is not registered there is misleading; pending, registered and elsewhere it is not', () => {
    const cases: readonly [[string, string | null, string], boolean][] = [
        [['Landed', 'US', 'Not Registered'], true],
        [['landed', 'us', 'Not Registered'], true],
        [['Landed', null, 'Not Registered'], true],
        [['Landed', 'US', 'Pending'], false],
        [['Landed', 'US', 'Registered'], false],
        [['Landed', 'GB', 'Not Registered'], false],
        [['Another', 'US', 'Not Registered'], false],
    ];
    for (const [row, isMisleading] of cases) {
        const { confidence } = doubting({ routes: [], senders: rows(row) })(delivered);
        assert.equal(confidence === 'Misleading', isMisleading, row.join());
    }
});

test('whatever is doubted, what a person does or refuses holds, and nothing that is on its way is touched', () => {
    const doubt = doubting({ routes: ['acme:GB:Grey', 'acme::'], senders: [] });
    fc.assert(
        fc.property(report, (facts) => {
            const before = { ...facts, provider: 'acme' };
            const after = doubt(before);
            const isReceipt = ['Delivered', 'Expired', 'Failed', 'Undelivered', 'Rejected'].includes(
                before.status ?? '',
            );
            if (!isReceipt || before.failureClass === 'Opted Out') assert.deepEqual(after, before);
            assert.deepEqual([after.engagement, after.failureClass], [before.engagement, before.failureClass]);
            assert.deepEqual(doubt(after).status, after.status, 'doubted twice is doubted once');
        }),
    );
});

const NOW = Date.parse('2026-07-17T12:00:00Z');
const canary = (hoursAgo: number, more: object = {}): object => ({
    ...{ Recipient__c: '+15550100', Provider__c: 'bsr', Country__c: 'US', Carrier__c: null },
    ...{ Received_At__c: new Date(NOW - hoursAgo * 3_600_000).toISOString(), ...more },
});
const seen = { Arrived_At__c: '2026-07-16T12:00:00.000+0000' };

test('a delivery to our own phone that nobody has seen for a day is false, once somebody looks at that phone', () => {
    const of = (...messages: object[]) => countCanaries(messages, NOW).map(({ arrived, missed }) => [arrived, missed]);
    assert.deepEqual(of(canary(25), canary(30)), [], 'a phone that nobody looks at proves nothing');
    assert.deepEqual(of(canary(25), canary(30, seen)), [[1, 1]]);
    assert.deepEqual(of(canary(23), canary(30, seen)), [[1, 0]], 'there is a day to look');
    for (const word of ['Read_At__c', 'Clicked_At__c', 'Replied_At__c'])
        assert.deepEqual(of(canary(30, { [word]: '2026-07-16T12:00:00.000+0000' })), [[1, 0]], word);
    assert.deepEqual(of(canary(25, { Recipient__c: '+15550199' }), canary(30, seen)), [[1, 0]], 'another phone');
    assert.deepEqual(of(canary(25, { Provider__c: 'twilio' }), canary(30, seen)), [
        [0, 1],
        [1, 0],
    ]);
    assert.deepEqual(of({}), []);
});

test('a false delivery is told by its route', () => {
    const [finding, ...others] = falseDeliveries(countCanaries([canary(25), canary(30, seen)], NOW), NOW);
    assert.deepEqual(others, []);
    assert.deepEqual([finding?.kind, finding?.subject, finding?.observed], ['False Delivery', 'bsr US', 1]);
    assert.match(
        finding?.detail ?? '',
        /^Of 2 messages to numbers of your own by bsr US, all reported as delivered, 1 had not arrived/,
    );
});

const sent = (Sender__c: string, Sender_Type__c: string, Country__c: string, messages = 10): object => ({
    ...{ Sender__c, Sender_Type__c, Country__c, messages },
});
const missing = (lines: readonly object[], ...notes: readonly [string, string | null, string][]) =>
    unregisteredSenders(
        lines,
        notes.map(([Sender__c, Country__c, State__c]) => ({ Sender__c, Country__c, State__c })),
        NOW,
    ).map(({ subject, observed }) => [subject, observed]);

test('a sender where the country asks for a registration is found until one is noted, there or everywhere', () => {
    const lines = [sent('Landed', 'Alphanumeric', 'SG', 40), sent('+12025550100', 'Long Code', 'US', 7)];
    const [singapore, states] = [
        ['SG: Landed', 40],
        ['US: +12025550100', 7],
    ];
    assert.deepEqual(missing(lines), [singapore, states]);
    assert.deepEqual(missing(lines, ['landed', 'sg', 'Registered']), [states]);
    assert.deepEqual(missing(lines, ['Landed', 'SG', 'Pending']), [states]);
    assert.deepEqual(missing(lines, ['Landed', null, 'Registered']), [states]);
    assert.deepEqual(missing(lines, ['Landed', 'SG', 'Not Registered']), [singapore, states]);
    assert.deepEqual(missing(lines, ['Landed', 'US', 'Registered'], ['Another', 'SG', 'Registered']), [
        singapore,
        states,
    ]);
});

test('where nobody asks for it, for that kind of sender, or where those who publish it differ, nobody is warned', () => {
    const quiet = [
        ...[
            sent('Landed', 'Alphanumeric', 'DE'),
            sent('Landed', 'Alphanumeric', 'GB'),
            sent('88188', 'Short Code', 'SG'),
        ],
        ...[sent('Landed', 'Alphanumeric', 'HK'), sent('Landed', 'Alphanumeric', 'ZZ')],
    ];
    assert.deepEqual(missing(quiet), []);
});

test('many senders of one country are one finding, which goes on while their number changes', () => {
    const many = (count: number) =>
        Array.from({ length: count }, (_, index) => sent(`+1202555010${index}`, 'Long Code', 'US', index + 1));
    assert.equal(missing(many(5)).length, 5);
    assert.deepEqual(missing(many(6)), [['US: senders', 21]]);
    assert.deepEqual(missing(many(9)), [['US: senders', 45]]);
    const [finding] = unregisteredSenders(many(7), [], NOW);
    assert.match(finding?.detail ?? '', /^US asks for .* \+12025550106, .* and 2 more: 28 text messages in a day\.$/);
});

test('every word about a country has a source and its address, and how sure it is follows from them alone', () => {
    const { rules, sources } = SENDER_RULES;
    const places = rules.flatMap(({ country, senderTypes }) => senderTypes.map((type) => `${country} ${type}`));
    assert.equal(new Set(places).size, places.length);
    const cited = rules.flatMap(({ says }) => Object.keys(says));
    assert.deepEqual([...new Set(cited)].sort(), Object.keys(sources).sort());
    const certainties: Record<string, string> = Object.fromEntries(
        rules.map(({ country, says }) => [country, certaintyOf(says, sources)]),
    );
    assert.deepEqual(
        ['SG', 'BD', 'AE', 'ES', 'HK', 'GB'].map((country) => certainties[country]),
        ['certain', 'certain', 'likely', 'certain', 'disputed', 'none'],
    );
});
