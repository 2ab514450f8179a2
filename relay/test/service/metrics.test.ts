/** What GET /metrics tells of a few reports, and what it must never tell. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { bsrReport, PATIENCE_MS, PATIENT, post, settled, startHarness } from './harness.ts';

const PATIENCE = { timeout: PATIENCE_MS };

async function scrape(url: string): Promise<string> {
    const response = await fetch(`${url}/metrics`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    return response.text();
}

/** The value of a series, given as Prometheus writes it. */
function valueOf(text: string, series: string): number | undefined {
    const line = text.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

test('each report is counted on each hop, and no person is named', async (t) => {
    const harness = await startHarness(PATIENT);
    t.after(() => harness.close());
    const delivered = bsrReport({ id: 'a', to: '+447700900111' });
    const failed = bsrReport({ id: 'b', to: '+447700900222', status: 'UNDELIV', code: 5 });
    await post(harness.url, [delivered, failed]);
    await post(harness.url, delivered);
    await post(harness.url, delivered, 'another-secret');
    await fetch(`${harness.url}/hooks/bsr/+447700900333`, { method: 'POST', body: '{}' });
    await settled(harness);

    const expected = {
        'landed_requests_total{source="bsr/demo",status="200"}': 2,
        'landed_requests_total{source="bsr/demo",status="401"}': 1,
        'landed_requests_total{source="unknown",status="404"}': 1,
        'landed_reports_total{provider="bsr",status="Delivered"}': 2,
        'landed_reports_total{provider="bsr",status="Undelivered"}': 1,
        landed_duplicate_reports_total: 1,
        'landed_publishes_total{org="demo"}': 2,
        'landed_publish_outcomes_total{outcome="confirmed"}': 2,
        'landed_hop_seconds_count{hop="reported",provider="bsr"}': 3,
        'landed_hop_seconds_count{hop="published",provider="bsr"}': 2,
        'landed_hop_seconds_count{hop="confirmed",provider="bsr"}': 2,
        'landed_backlog{kind="unread"}': 0,
        'landed_backlog{kind="unpublished"}': 0,
        'landed_backlog{kind="in_flight"}': 0,
        'landed_backlog{kind="dead"}': 0,
    };
    const text = await scrape(harness.url);
    const found = Object.fromEntries(Object.keys(expected).map((series) => [series, valueOf(text, series)]));
    assert.deepEqual(found, expected);
    assert.doesNotMatch(text, /4477009/);
    // The relay also calls by the clock: counted here and there may differ while such a call is under way.
    await t.waitFor(async () => {
        const counted = valueOf(await scrape(harness.url), 'landed_api_calls_total{org="demo"}');
        assert.equal(counted, harness.org.calls.length);
    }, PATIENCE);
});

test('what waits for an org that is away, and what cannot be read, is in the backlog', async (t) => {
    const harness = await startHarness();
    t.after(() => harness.close());
    harness.org.faults.call = () => ({ status: 503, code: 'SERVER_UNAVAILABLE' });
    await post(harness.url, [bsrReport({ id: 'c' }), { event: 'delivery_report', message_id: 'no status' }]);
    await t.waitFor(async () => {
        const text = await scrape(harness.url);
        assert.equal(valueOf(text, 'landed_backlog{kind="unpublished"}'), 1);
        assert.equal(valueOf(text, 'landed_backlog{kind="dead"}'), 1);
    }, PATIENCE);
});
