import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { artificialTraffic, greyRoutes, pendingRises } from '../../src/core/routes.ts';
import type { Contribution } from '../../src/core/totals.ts';

const NOW = Date.UTC(2026, 6, 17, 12, 30);
const TODAY = '2026-07-17';
const BEFORE = '2026-07-15';
const SETTINGS = {
    ...{ greyRouteMessages: 200, orphanPercent: 50, orphanMessages: 100, pendingPoints: 30, pendingMessages: 50 },
};

const row = (figures: Record<string, number>, dimensions: Partial<Contribution['dimensions']> = {}): Contribution => ({
    dimensions: {
        ...{ day: TODAY, campaignId: '701000000000001AAA', channel: 'SMS', provider: 'acme', carrier: 'EE' },
        ...{ country: 'GB', senderType: '', objectType: '', currency: '', ...dimensions },
    },
    figures,
});
const subjects = (rows: readonly Contribution[]): string[] =>
    greyRoutes(rows, NOW, SETTINGS).map(({ subject }) => subject);

test('a route on which nearly all arrive and nobody reacts, where others do, is grey', () => {
    const honest = row({ 'status:Delivered': 900, 'status:Undelivered': 100, engaged: 90 }, { carrier: 'O2' });
    const grey = row({ 'status:Delivered': 995, 'status:Failed': 5, engaged: 5 });
    assert.deepEqual(subjects([honest, grey]), ['acme GB EE (reactions)']);
    const [finding] = greyRoutes([honest, grey], NOW, SETTINGS);
    assert.match(finding?.detail ?? '', /99\.5 % of 1000 messages .* 0\.5 % of them are reacted to, against 10 %/);
    const unread = row({ 'status:Delivered': 995, engaged: 0 });
    assert.deepEqual(subjects([{ ...honest, figures: { 'status:Delivered': 900 } }, unread]), [], 'nobody measures it');
    assert.deepEqual(subjects([honest, row({ 'status:Delivered': 150 })]), [], 'few say nothing');
    assert.deepEqual(subjects([honest, row({ 'status:Delivered': 900, 'status:Failed': 100, engaged: 1 })]), []);
});

test('receipts that all take the same time, or other times than this carrier takes, are grey; mail servers are not', () => {
    const spread = (from: number): Record<string, number> =>
        Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`latency:${from + index}`, 20]));
    assert.deepEqual(subjects([row({ 'latency:34': 300 })]), ['acme GB EE (times)']);
    assert.deepEqual(subjects([row({ 'latency:34': 300 }, { channel: 'Email' })]), []);
    assert.deepEqual(subjects([row({ 'latency:34': 150 })]), [], 'few say nothing');
    const week = row(spread(30), { day: BEFORE, provider: 'other' });
    assert.deepEqual(subjects([row(spread(30)), week]), []);
    assert.deepEqual(subjects([row(spread(32)), week]), []);
    assert.deepEqual(subjects([row(spread(45)), week]), ['acme GB EE (times)']);
});

test('messages that name neither a campaign nor a record are artificial traffic where before hardly any did not', () => {
    const known = row({ total: 400 }, { day: BEFORE });
    const orphans = row({ total: 300 }, { campaignId: '' });
    const found = (...rows: Contribution[]) => artificialTraffic(rows, NOW, SETTINGS);
    const [finding] = found(known, row({ total: 100 }), orphans);
    assert.deepEqual([finding?.kind, finding?.observed, finding?.expected], ['Artificial Traffic', 75, 0]);
    assert.deepEqual(found(known, orphans, row({ total: 400 })), [], 'less than half of the day');
    assert.deepEqual(
        found(row({ total: 400 }, { day: BEFORE, campaignId: '' }), orphans),
        [],
        'nobody names them here',
    );
    assert.deepEqual(found(orphans), [], 'there is no past');
    assert.deepEqual(found(known, row({ total: 300 }, { campaignId: '', objectType: 'Contact' })), []);
});

test('messages of some hours ago without an end are told where the week before nearly all had one', () => {
    const week = row({ 'hour:10': 500, 'hour:10:delivered': 480, 'hour:10:failed': 15 }, { day: BEFORE });
    const found = (figures: Record<string, number>) => pendingRises([week, row(figures)], NOW, SETTINGS);
    const [finding] = found({ 'hour:08': 200, 'hour:08:delivered': 100 });
    assert.deepEqual([finding?.kind, finding?.observed, finding?.expected], ['Pending Rise', 50, 1]);
    assert.deepEqual(found({ 'hour:12': 200 }), [], 'what is young has no end yet');
    assert.deepEqual(found({ 'hour:08': 60, 'hour:08:delivered': 20 }), [], 'few say nothing');
    assert.deepEqual(found({ 'hour:08': 400, 'hour:08:delivered': 300 }), []);
});
