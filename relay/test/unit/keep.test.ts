/** For how long a message is known, where its sender asks for less than the retention. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { endOf, joinKeeps, keepOf } from '../../src/core/keep.ts';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import { NO_KEEPS, policyKeep, readKeeps } from '../../src/core/policyKeeps.ts';
import { makeReport } from '../../src/core/report.ts';

const RECEIVED = '2026-07-17T12:00:00.000Z';
const NOW = Date.parse('2026-07-17T13:00:00.000Z');
const sent = makeReport({
    provider: 'acme',
    messageKey: 'acme:1',
    channel: 'SMS',
    receivedAt: RECEIVED,
    status: 'Sent',
});
const delivered = { ...sent, status: 'Delivered', receivedAt: '2026-07-17T12:30:00.000Z' } as const;

test('the address says for how many minutes, and whether until delivered; anything else asks for nothing', () => {
    assert.deepEqual(keepOf('/hooks/a/b?ref=1&ttl=90'), { minutes: 90, onceDelivered: false });
    assert.deepEqual(keepOf('/hooks/a/b?forget=delivered&ttl=1'), { minutes: 1, onceDelivered: true });
    for (const query of ['', '?ttl=', '?ttl=0', '?ttl=-5', '?ttl=1.5', '?ttl=9999999', '?ttl=600000', '?forget=no'])
        assert.equal(keepOf(`/hooks/a/b${query}`), null, query);
});

test('of two wishes the shorter one counts, in whichever order they come', () => {
    const [hour, once] = [
        { minutes: 60, onceDelivered: false },
        { minutes: null, onceDelivered: true },
    ];
    const both = { minutes: 60, onceDelivered: true };
    assert.deepEqual(joinKeeps(hour, once), both);
    assert.deepEqual(joinKeeps(once, hour), both);
    assert.deepEqual(joinKeeps(hour, { ...hour, minutes: 5 }), { ...hour, minutes: 5 });
    assert.deepEqual([joinKeeps(null, hour), joinKeeps(hour, null), joinKeeps(null, null)], [hour, hour, null]);
});

test('minutes count from the first receipt; once delivered means now, and never before', () => {
    const [early, late] = [[sent], [sent, delivered]].map((reports) => joinReports(emptyTracker('acme:1'), reports));
    assert.ok(early && late);
    assert.equal(endOf(late, { minutes: 90, onceDelivered: false }, NOW), Date.parse('2026-07-17T13:30:00.000Z'));
    assert.equal(endOf(early, { minutes: null, onceDelivered: true }, NOW), null);
    assert.equal(endOf(late, { minutes: null, onceDelivered: true }, NOW), NOW);
    assert.equal(endOf(late, { minutes: 10, onceDelivered: true }, NOW), Date.parse('2026-07-17T12:10:00.000Z'));
});

test('a policy keeps the messages of its purpose, in whichever case; the policy Default those of all that say nothing', () => {
    const policy = (DeveloperName: string, Purpose__c: string | null, says: object) => ({
        ...{ DeveloperName, Purpose__c, Keep_Minutes__c: null, Keep_Days__c: null, Delete_Once_Delivered__c: false },
        ...says,
    });
    const keeps = readKeeps([
        policy('Default', null, { Keep_Days__c: 90 }),
        policy('OTP', ' OTP ', { Keep_Minutes__c: 60, Keep_Days__c: 2 }),
        policy('Secret', 'Secret', { Delete_Once_Delivered__c: true }),
        policy('Donation', 'Donation', {}),
    ]);
    const days90 = { minutes: 90 * 1_440, onceDelivered: false };
    assert.deepEqual(policyKeep(keeps, 'otp'), { minutes: 60, onceDelivered: false });
    assert.deepEqual(policyKeep(keeps, 'SECRET '), { minutes: null, onceDelivered: true });
    for (const other of ['Donation', 'constructor', '', null]) assert.deepEqual(policyKeep(keeps, other), days90);
    assert.equal(policyKeep(NO_KEEPS, 'OTP'), null);
    assert.deepEqual(readKeeps([{ DeveloperName: 'Default' }]), NO_KEEPS); // a package of before
});
