/** `landed audit`: what becomes of each field that a provider sends. */
import { strict as assert } from 'node:assert';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runAudit } from '../../src/cli/audit.ts';
import type { Audit } from '../../src/cli/auditing.ts';
import { audit } from '../../src/cli/auditing.ts';
import { UsageError } from '../../src/cli/surroundings.ts';
import { fixturesOf, PROVIDERS, requestOf } from '../contract/fixtures.ts';
import { bsrReport } from './harness.ts';

const directory = mkdtempSync(join(tmpdir(), 'landed-audit-'));
after(() => rm(directory, { recursive: true }));

let printed = '';
const surroundings = {
    env: {},
    stdout: { write: (text: string) => void (printed += text) },
    asked: Promise.resolve(),
};

function sample(name: string, text: string): string {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
}

async function audited(files: readonly string[], provider: string): Promise<[number, Audit]> {
    printed = '';
    const code = await runAudit(files, { provider, last: 100, json: true }, surroundings);
    return [code, JSON.parse(printed) as Audit];
}

const BSR = JSON.stringify([{ ...bsrReport({ id: 'one' }), network: 'EE', error_message: null, secret_sauce: 'x' }]);

test('says of each field of a JSON body where it goes, which is dropped, and what nobody sends', async () => {
    const [code, { reports, fields, missing }] = await audited([sample('bsr.json', BSR)], 'bsr');
    assert.deepEqual([code, reports], [0, 1]);
    const fate = new Map(fields.map(({ path, ...rest }) => [path, rest]));
    assert.deepEqual(fate.get('[].to')?.fills, ['Recipient__c']);
    assert.equal(fate.get('[].to')?.required, true);
    assert.deepEqual(fate.get('[].network'), { fills: ['Carrier__c'], required: false });
    assert.deepEqual(fate.get('[].secret_sauce'), { fills: [], required: false });
    assert.deepEqual(fate.get('[].message_id')?.fills, ['Message_Key__c']);
    assert.ok(fate.get('[].status')?.fills.includes('Status__c'));
    assert.ok(missing.includes('Price__c') && missing.includes('Campaign_Id__c'));
    assert.ok(!missing.includes('Carrier__c'));
});

test('takes captured requests, and forms with the references in their address', async () => {
    const body =
        'MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30005&To=%2B447700900123&From=%2B15005550010&Odd=1';
    const url = '/hooks/twilio/main?purpose=otp&tracking=abc';
    const [, { fields }] = await audited([sample('t.json', JSON.stringify({ request: { url, body } }))], 'twilio');
    const fate = new Map(fields.map(({ path, fills }) => [path, fills]));
    assert.ok(fate.get('body ErrorCode')?.includes('Failure_Class__c'));
    assert.deepEqual(fate.get('query purpose'), ['Purpose__c']);
    assert.deepEqual([fate.get('query tracking'), fate.get('body Odd')], [[], []]);
});

test('names status words that nobody has listed, and why elements were set aside, but no value of a person', async () => {
    const reports = [
        { ...bsrReport({ id: 'a' }), status: 'BRANDNEW' },
        bsrReport({ id: 'b' }),
        { to: '+447700900666' },
    ];
    const [code, { reports: read, unlisted, setAside }] = await audited(
        [sample('odd.json', JSON.stringify(reports))],
        'bsr',
    );
    assert.deepEqual([code, read, unlisted, setAside.length], [0, 2, ['BRANDNEW'], 1]);
    await runAudit([sample('odd.json', JSON.stringify(reports))], { provider: 'bsr', last: 1 }, surroundings);
    assert.match(printed, /Status words that Landed does not know:\n {2}BRANDNEW\n/);
    assert.ok(!printed.includes('447700900'));
});

test('what cannot be read at all is said, with exit code 1; who asks wrongly is told', async () => {
    assert.equal((await audited([sample('no.json', 'nothing')], 'bsr'))[0], 1);
    await assert.rejects(runAudit(['x'], { last: 1 }, surroundings), UsageError);
    await assert.rejects(runAudit(['x'], { provider: 'nobody', last: 1 }, surroundings), /known: .*bsr/);
    await assert.rejects(runAudit([join(directory, 'gone')], { provider: 'bsr', last: 1 }, surroundings), UsageError);
});

for (const adapter of PROVIDERS) {
    test(`${adapter.label}: the audit of its fixtures finds where recipient, status and key come from`, () => {
        const requests = fixturesOf(adapter.id)
            .filter(({ expect }) => 'elements' in expect && expect.elements.some((each) => 'report' in each))
            .slice(0, 4)
            .map(requestOf);
        const fills = audit(adapter, requests).fields.flatMap((field) => field.fills);
        for (const field of ['Recipient__c', 'Status__c', 'Message_Key__c']) assert.ok(fills.includes(field), field);
    });
}
