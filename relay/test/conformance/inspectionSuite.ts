/** What every store engine shows of what it holds, for the operator's tools. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import type { Store } from '../../src/core/store.ts';
import { consumed, NOW, ORG, reportOf, requestOf, storeForEachTest } from './fixtures.ts';
import type { Engine } from './fixtures.ts';

export function inspectionSuite(name: string, createEngine: () => Engine): void {
    let store: Store;
    storeForEachTest(createEngine, (opened) => (store = opened));

    const takeIn = (report: DeliveryReport, org = ORG, now = NOW) => consumed(store, [report], { org, now });

    test(`${name}: shows a message from its first report until it was seen in the CRM`, async () => {
        assert.equal(await store.message(ORG, 'acme:1'), null);
        const report = reportOf({ messageKey: 'acme:1' });
        await takeIn(report);
        assert.equal(await store.message('other', 'acme:1'), null);
        const first = await store.message(ORG, 'acme:1');
        const { id, ...rest } = first ?? assert.fail('it was taken in');
        assert.deepEqual(rest, {
            ...{ org: ORG, messageKey: 'acme:1', tracker: joinReports(emptyTracker('acme:1'), [report]) },
            ...{ epoch: 0, version: 1, confirmed: 0, phase: 'ready', changedAt: NOW, publishedAt: 0 },
        });
        const claims = await store.claim({ org: ORG, now: NOW + 5, limit: 9, pick: 'any', checkAt: NOW + 9 });
        const flying = await store.message(ORG, 'acme:1');
        assert.deepEqual([flying?.phase, flying?.publishedAt, flying?.confirmed], ['flight', NOW + 5, 0]);
        const flights = claims.map(({ attempt }) => ({ id, attempt, news: { kind: 'confirmed' } as const }));
        await store.report(flights, NOW + 9);
        const seen = await store.message(ORG, 'acme:1');
        assert.deepEqual([seen?.phase, seen?.confirmed], ['idle', 1]);
    });

    test(`${name}: walks all messages in steps, those of every org`, async () => {
        for (const number of [1, 2, 3]) await takeIn(reportOf({ messageKey: `acme:${number}` }));
        await takeIn(reportOf({ messageKey: 'acme:1' }), 'other');
        const seen: string[] = [];
        let after = 0;
        for (;;) {
            const step = await store.messagesAfter(after, 2);
            const last = step.at(-1);
            if (last === undefined) break;
            assert.ok(step.length <= 2);
            seen.push(...step.map(({ org, messageKey }) => `${org} ${messageKey}`));
            after = last.id;
        }
        assert.deepEqual(seen, ['main acme:1', 'main acme:2', 'main acme:3', 'other acme:1']);
    });

    test(`${name}: walks all requests that are kept, read or not`, async () => {
        await takeIn(reportOf({ messageKey: 'acme:1' }));
        await store.append(requestOf(Buffer.from('unread')));
        const [first, ...none] = await store.requestsAfter(0, 1);
        assert.deepEqual([first?.request.body.toString(), none.length], ['acme:1', 0]);
        const rest = await store.requestsAfter(first?.id ?? 0, 10);
        assert.deepEqual(
            rest.map(({ request }) => request.body.toString()),
            ['unread'],
        );
    });

    test(`${name}: a correction takes a status back, under a higher epoch, and is published and counted`, async () => {
        const wrong = reportOf({ messageKey: 'acme:1', rawStatus: 'accepted', campaignId: '701000000000001AAA' });
        await takeIn(wrong);
        await takeIn(reportOf({ messageKey: 'acme:2', rawStatus: 'accepted' }));
        const claims = await store.claim({ org: ORG, now: NOW, limit: 9, pick: 'any', checkAt: NOW });
        const flights = claims.map(({ id, attempt }) => ({ id, attempt, news: { kind: 'confirmed' } as const }));
        await store.report(flights, NOW);
        const today = joinReports(emptyTracker('acme:1'), [{ ...wrong, status: 'Sent' }]);
        const withdrawn = today.history.entries.map(({ key }) => key);
        const correction = { org: ORG, messageKey: 'acme:1', withdrawn, tracker: today };
        const stranger = { ...correction, messageKey: 'acme:3', tracker: emptyTracker('acme:3') };
        assert.equal(await store.correct([correction, stranger], NOW + 5), 1);
        assert.equal(await store.correct([correction], NOW + 6), 0, 'once');
        const { epoch, version, phase, tracker } = (await store.message(ORG, 'acme:1')) ?? assert.fail();
        assert.deepEqual([epoch, version, phase, tracker], [1, 2, 'ready', today]);
        const [claim, ...more] = await store.claim({ org: ORG, now: NOW + 9, limit: 9, pick: 'any', checkAt: NOW + 9 });
        assert.deepEqual([claim?.epoch, claim?.snapshot.status, more.length], [1, 'Sent', 0]);
        const totals = await store.totalsSince(ORG, '2026-07-17');
        const [ofCampaign] = totals.filter(({ dimensions }) => dimensions.campaignId !== '');
        assert.deepEqual([ofCampaign?.figures['status:Sent'], ofCampaign?.figures['status:Delivered']], [1, undefined]);
    });

    test(`${name}: remembers which replays were applied, the newest first`, async () => {
        const replay = { at: NOW, by: 'ada', source: null, since: '2026-07-01', until: 'now' };
        const counts = { requests: 3, corrected: 2, readAgain: 0 };
        assert.deepEqual(await store.replays(), []);
        await store.noteReplay({ ...replay, ...counts });
        await store.noteReplay({ ...replay, ...counts, at: NOW + 1, source: 'acme/demo' });
        assert.deepEqual(
            (await store.replays()).map(({ at, source }) => [at, source]),
            [
                [NOW + 1, 'acme/demo'],
                [NOW, null],
            ],
        );
    });
}
