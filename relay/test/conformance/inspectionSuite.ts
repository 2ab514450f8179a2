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
}
