import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { Connection } from 'jsforce';
import { createLocalOrg } from '../../local-org/src/index.ts';
import { daytimeZone } from '../daytime.ts';
import { seed } from '../seed.ts';

const ROOT = path.join(import.meta.dirname, '../..');

test('a rep with a standard profile sees the sample contacts', async () => {
    const org = await createLocalOrg({ project: ROOT });
    try {
        await seed(
            new Connection({ instanceUrl: org.url, accessToken: org.accessToken, version: '67.0' }),
            path.join(ROOT, 'config/sample-data/plan.json'),
        );
        const session = await fetch(`${org.url}/local/sessions`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ username: 'user@local-org.example' }),
        });
        const { accessToken } = (await session.json()) as { accessToken: string };
        const rep = new Connection({ instanceUrl: org.url, accessToken, version: '67.0' });
        const seen = await rep.query('SELECT Id FROM Contact');
        assert.equal(seen.totalSize, org.org.query('SELECT Id FROM Contact').totalSize);
        assert.ok(seen.totalSize > 0);
    } finally {
        await org.close();
    }
});

test('whenever the demo starts, its walk-through is about somebody for whom it is day for hours to come', () => {
    for (let hour = 0; hour < 24; hour += 1) {
        const now = new Date(Date.UTC(2026, 10, 26, hour, 59));
        const local = now.toLocaleTimeString('en-GB', { timeZone: daytimeZone(now), hour: '2-digit' });
        assert.ok(Number(local) >= 9 && Number(local) < 18, `${hour}:59 UTC is ${local} there`);
    }
});
