/** `landed export`, beside a relay that is running. */
import { strict as assert } from 'node:assert';
import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { exportReports, timeOf } from '../../src/cli/exportReports.ts';
import type { ExportOptions } from '../../src/cli/exportReports.ts';
import { bsrReport, configOf, post, settled, startHarness } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

let harness: Harness;
let config: string;
let printed = '';
const surroundings = () => ({
    env: { ORG_TOKEN: harness.org.token },
    stdout: { write: (text: string) => void (printed += text) },
    asked: Promise.resolve(),
});
/** The relay of the tests lives faster than we do. */
const RANGE = { from: '2026-01-01', to: '2099-01-01' };

before(async () => {
    harness = await startHarness();
    config = join(harness.directory, 'relay.json');
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory)));
    await post(harness.url, [
        { ...bsrReport({ id: 'one' }), from: '=HYPERLINK("http://evil.example","x")', network: '@SUM(1,2)' },
        { ...bsrReport({ id: 'two', status: 'UNDELIV' }), from: 'a "quoted", name\nin two lines' },
    ]);
    await settled(harness);
});
after(() => harness.close());

type Row = Readonly<Record<string, string>>;

async function exported(options: Partial<ExportOptions> = {}): Promise<Row[]> {
    printed = '';
    await exportReports({ config, ...RANGE, ...options }, surroundings());
    return parse(printed, { columns: true, bom: true });
}

test('every message of the range is a row with the fields of the CRM, and none is a formula', async () => {
    const rows = await exported();
    assert.deepEqual(rows.map((row) => row['Message_Key__c']).sort(), ['bsr:one', 'bsr:two']);
    const [one, two] = rows.toSorted((a, b) => ((a['Message_Key__c'] ?? '') < (b['Message_Key__c'] ?? '') ? -1 : 1));
    assert.equal(one?.['Sender__c'], `'=HYPERLINK("http://evil.example","x")`);
    assert.equal(one['Carrier__c'], "'@SUM(1,2)");
    assert.equal(two?.['Sender__c'], 'a "quoted", name in two lines');
    assert.deepEqual(
        [one['Status__c'], two['Status__c'], one['Confirmed_In_CRM']],
        ['Delivered', 'Undelivered', 'yes'],
    );
    for (const row of rows) for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
});

test('filters and the range leave the others out', async () => {
    const keys = async (options: Partial<ExportOptions>): Promise<unknown[]> =>
        (await exported(options)).map((row) => row['Message_Key__c']);
    assert.deepEqual(await keys({ status: 'undelivered' }), ['bsr:two']);
    assert.deepEqual(await keys({ provider: 'twilio' }), []);
    assert.deepEqual(await keys({ from: '2026-01-01', to: '2026-01-02' }), []);
    assert.equal((await keys({ org: 'demo', channel: 'SMS' })).length, 2);
});

test('a file is for its owner only', async () => {
    const out = join(harness.directory, 'out.csv');
    printed = '';
    await exportReports({ config, ...RANGE, out }, surroundings());
    assert.equal(printed, `Wrote 2 messages to ${out}.\n`);
    assert.equal(statSync(out).mode & 0o777, 0o600);
    assert.match(readFileSync(out, 'utf8'), /^\uFEFFOrg,/);
});

test('a range is of days in UTC or of times with their zone, and never backwards', async () => {
    assert.equal(timeOf('2026-07-17', false), Date.UTC(2026, 6, 17));
    assert.equal(timeOf('2026-07-17', true), Date.UTC(2026, 6, 18));
    assert.equal(timeOf('2026-07-17T10:00:00+02:00', true), Date.UTC(2026, 6, 17, 8));
    for (const wrong of ['yesterday', '2026-07-17T10:00:00', '17.7.2026', '2026-13-45'])
        assert.throws(() => timeOf(wrong, false), /neither a day/);
    await assert.rejects(exported({ from: '2026-07-18', to: '2026-07-17' }), /before --to/);
});
