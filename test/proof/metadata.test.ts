/** The local org does what the package's XML says, and knows nothing of the package by itself. */
import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { messageState, snapshotEvent, type Report } from '../model/messages.ts';
import { ROOT, startOrg, type RunningOrg } from '../support/landed.ts';
import type { Row } from '../support/orgClient.ts';
import { copyPackage, deactivate, flowFile, renameFlows } from '../support/projectCopy.ts';
import { createPeople } from '../support/worldInOrg.ts';

const NUMBER = '+447700900150';

async function orgOf(project: string, t: TestContext): Promise<RunningOrg> {
    const org = await startOrg(project);
    t.after(() => org.stop());
    return org;
}

const disconnected: Report = {
    messageKey: 'proof:1',
    provider: 'proof',
    status: 'Undelivered',
    rawStatus: 'undelivered',
    code: '9003',
    failureClass: 'Permanent',
    evidence: 1,
    at: Date.parse('2026-11-20T10:00:00Z'),
    receivedAt: Date.parse('2026-11-20T10:00:01Z'),
    submittedAt: null,
    recipient: NUMBER,
    sender: '+14155550100',
    person: null,
};

/** Two people with one number to which a message fails for good; returns them. */
async function failForTwo({ client }: RunningOrg): Promise<Row[]> {
    await createPeople(client, [
        { number: NUMBER, kind: 'Contact', email: null, optedOutOfEmail: false },
        { number: NUMBER, kind: 'Contact', email: null, optedOutOfEmail: false },
    ]);
    const event = snapshotEvent(messageState([disconnected]), { store: 'proof-store', version: 1 });
    await client.create('Delivery_Report__e', [event]);
    await client.idle();
    return client.query('SELECT SMS_Suppressed__c, Reachability__c FROM Contact');
}

const summary = (people: readonly Row[]): unknown[] =>
    people.map((person) => [person['SMS_Suppressed__c'], person['Reachability__c']]);

const UNREACHABLE = [true, 'Unreachable'];
const UNTOUCHED = [false, 'Unknown'];

test('a number that two people share is suppressed for both and counts for neither', async (t) => {
    const org = await orgOf(ROOT, t);
    assert.deepEqual(summary(await failForTwo(org)), [UNREACHABLE, UNREACHABLE]);
    const [message] = await org.client.query('SELECT Contact__c FROM Message__c');
    assert.equal(message?.['Contact__c'], null);
});

test('with every flow, element and variable renamed the result is the same', async (t) => {
    const copy = await copyPackage();
    t.after(copy.remove);
    const renamed = await renameFlows(copy);
    const org = await orgOf(copy.directory, t);
    assert.deepEqual(summary(await failForTwo(org)), [UNREACHABLE, UNREACHABLE]);
    t.diagnostic(`package renamed: ${renamed} flow elements and variables, same result`);
});

test('an edited decision changes the result', async (t) => {
    const copy = await copyPackage();
    t.after(copy.remove);
    // "More than 200 people have it: a placeholder number, flag nobody" becomes "more than none".
    await copy.edit(flowFile('Suppression_SyncPeople'), (xml) =>
        xml.replace('<numberValue>200.0</numberValue>', '<numberValue>0.0</numberValue>'),
    );
    const org = await orgOf(copy.directory, t);
    assert.deepEqual(summary(await failForTwo(org)), [UNTOUCHED, UNTOUCHED]);
});

test('with Delivery_RecordReport inactive no message appears', async (t) => {
    const copy = await copyPackage();
    t.after(copy.remove);
    await deactivate(copy, 'Delivery_RecordReport');
    const org = await orgOf(copy.directory, t);
    assert.deepEqual(summary(await failForTwo(org)), [UNTOUCHED, UNTOUCHED]);
    assert.deepEqual(await org.client.query('SELECT Id FROM Message__c'), []);
});

/** Objects, fields and flows that the package declares. Standard objects are the platform's names, not the package's. */
async function packageNames(): Promise<string[]> {
    const names = new Set<string>();
    const patterns = ['objects/*__*', 'objects/*/fields/*', 'flows/*'];
    for await (const file of glob(patterns, { cwd: path.join(ROOT, 'force-app/main/default') })) {
        names.add(path.basename(file).replace(/\..*$/, ''));
    }
    return [...names];
}

test('the sources of the local org contain no API name of the package', async (t) => {
    const names = await packageNames();
    assert.ok(names.includes('Message__c') && names.includes('Reachability__c'));
    const mention = new RegExp(`\\b(${names.join('|')})\\b`);
    const mentions: string[] = [];
    let files = 0;
    for await (const file of glob('local-org/src/**/*.*', { cwd: ROOT, exclude: ['**/node_modules/**'] })) {
        files += 1;
        const found = mention.exec(await readFile(path.join(ROOT, file), 'utf8'));
        if (found !== null) mentions.push(`${file}: ${found[0]}`);
    }
    assert.deepEqual(mentions, []);
    assert.ok(files > 20);
    t.diagnostic(`${names.length} API names of the package, none in ${files} files of the local org`);
});
