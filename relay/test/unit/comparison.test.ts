/** How a row of the CRM stands to what the relay knows, and how often the relay looks by itself. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { parseConfig } from '../../src/config.ts';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { KnownMessage } from '../../src/core/store.ts';
import { createLog } from '../../src/log.ts';
import { startReconciling } from '../../src/reconciling.ts';
import { compareOrg, driftOf } from '../../src/salesforce/comparison.ts';
import type { Comparison } from '../../src/salesforce/comparison.ts';
import { reportOf } from '../conformance/fixtures.ts';
import { createVirtualTime } from '../simulation/virtualTime.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 6, 17, 12);
const messageOf = (messageKey: string): KnownMessage => ({
    ...{
        id: 1,
        org: 'main',
        messageKey,
        epoch: 1,
        version: 4,
        confirmed: 4,
        phase: 'idle',
        changedAt: 0,
        publishedAt: 0,
    },
    tracker: joinReports(emptyTracker(messageKey), [reportOf({ messageKey, status: 'Undelivered' })]),
});
const message = messageOf('acme:1');
const ROW = { Store__c: 'ours', Epoch__c: 1, Version__c: 4, Status__c: 'Undelivered', Effect_Status__c: 'Applied' };

test('each way in which a row can differ has its word, and what is on its way has none', () => {
    const cases: [string, Partial<KnownMessage>, object | undefined, ReturnType<typeof driftOf>][] = [
        ['the same', {}, {}, null],
        ['no row', {}, undefined, 'missing'],
        ['a row that no report has reached', {}, { Store__c: null }, 'missing'],
        ['an older version', {}, { Version__c: 3 }, 'behind'],
        ['an older epoch', {}, { Epoch__c: 0, Version__c: 9 }, 'behind'],
        ['a lower status at our version', {}, { Status__c: 'Sent' }, 'behind'],
        ['a higher status', {}, { Status__c: 'Delivered' }, 'other'],
        ['a status of nobody', {}, { Status__c: 'Lost in the post' }, 'behind'],
        ['a newer epoch', {}, { Epoch__c: 2, Version__c: 1, Status__c: 'Sent' }, 'other'],
        ['the same, of another relay', {}, { Store__c: 'theirs', Version__c: 1 }, null],
        ['less, of another relay', {}, { Store__c: 'theirs', Status__c: 'Sent' }, 'behind'],
        ['an effect that failed', {}, { Effect_Status__c: 'Failed' }, 'failed'],
        ['not confirmed yet', { confirmed: 3 }, undefined, 'under way'],
        ['in flight', { phase: 'flight' }, undefined, 'under way'],
        ['a dead letter', { phase: 'dead' }, undefined, 'dead'],
    ];
    for (const [what, known, row, drift] of cases)
        assert.equal(driftOf({ ...message, ...known }, row && { ...ROW, ...row }, 'ours'), drift, what);
});

test('an org is asked for many at once, and not more often than its calls allow', async () => {
    const messages = Array.from({ length: 3_000 }, (_, index) => ({ ...messageOf(`acme:${index}`), id: index + 1 }));
    const questions: string[] = [];
    const found = await compareOrg({
        org: 'main',
        store: {
            id: 'ours',
            messagesAfter: (id, limit) => Promise.resolve(messages.slice(id, id + limit)),
            message: (_, key) => Promise.resolve(messages.find(({ messageKey }) => messageKey === key) ?? null),
            republish: () => assert.fail('nothing may be repaired'),
        },
        client: {
            query(soql) {
                questions.push(soql);
                return Promise.resolve({ kind: 'answered', value: [] });
            },
        },
        ...{ since: NOW - HOUR, before: NOW + HOUR, limit: 2, repair: false, now: () => NOW },
        pause: () => Promise.resolve(),
    });
    assert.equal(questions.length, 2);
    assert.ok(questions.every((soql) => encodeURIComponent(soql).length < 12_100));
    assert.ok(found.compared > 400, 'some hundreds a question');
    assert.deepEqual([found.missing, found.left], [found.compared, 3_000 - found.compared]);
});

test('the relay compares ten minutes after its start and then as often as is set', async () => {
    const timing = createVirtualTime(NOW);
    const compared: number[] = [];
    const counts = { compared: 9, agree: 8, underWay: 0, missing: 1, behind: 0, failed: 0, other: 0, dead: 0 };
    const found: Comparison = { org: 'main', ...counts, republished: 1, unheard: [], questions: 2, left: 0 };
    const config = parseConfig(
        {
            mode: 'local',
            dataDir: '.',
            orgs: { main: { instanceUrl: 'http://127.0.0.1:1', auth: { kind: 'accessToken', token: { local: 't' } } } },
            sources: [{ provider: 'bsr', name: 'demo', org: 'main', secrets: [{ local: 'invented' }] }],
            reconcile: { compareHours: 6 },
        },
        {},
        '/',
    );
    const lines: string[] = [];
    const reconciling = startReconciling(config, {
        store: { messagesAfter: () => Promise.resolve([]), append: () => Promise.resolve() },
        timing,
        log: createLog('info', { write: (line) => void lines.push(line) }),
        orgs: () => [
            {
                org: 'main',
                compare({ since, before }) {
                    compared.push(timing.now() - NOW);
                    assert.deepEqual([timing.now() - since, timing.now() - before], [72 * HOUR, HOUR]);
                    return Promise.resolve(found);
                },
            },
        ],
    });
    await timing.run(NOW + 13 * HOUR);
    assert.deepEqual(
        compared.map((at) => at / 60_000),
        [10, 370, 730],
    );
    assert.equal(lines.filter((line) => line.includes('org.compared')).length, 3);
    assert.deepEqual(reconciling.drift(), [found]);
    await reconciling.stop();
});
