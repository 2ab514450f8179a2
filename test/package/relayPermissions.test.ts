/**
 * The relay's permission sets hold what the relay needs, all of it and no more: what the real relay asked of the org is
 * asked again by a user who lacks one permission, for each permission, and has to be refused. The relay tells this org no
 * numbers, which takes the most; what becomes of that in the org is looked at as well.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { COMPANION_FOLDER, RELAY_SETS } from '../../scripts/deploy/steps.ts';
import { createLocalOrg, type LocalOrg } from '../../local-org/src/index.ts';
import { trustRecord } from '../../relay/src/salesforce/trustKeeper.ts';
import { findingRecord, incidentRecord } from '../../relay/src/salesforce/watch.ts';
import { hashOf } from '../support/hashes.ts';
import { ROOT, scratch, startRelay, writeRelaySetting } from '../support/landed.ts';
import { OrgClient } from '../support/orgClient.ts';
import { keptAlive, send } from '../support/send.ts';
import { until } from '../support/until.ts';
import { ask, openWireLog, type LoggedCall, type WireLog } from '../support/wireLog.ts';

/** Those of a relay that tells the org no numbers hold all that there is. */
const SETS = [...RELAY_SETS, 'Landed_Relay_Private_Numbers', 'Landed_Relay_People'];
const NUMBER_KEY = 'an invented key of more than thirty-two bytes';
const RELAY_USER = 'integration@local-org.example';
/** Nobody has it any more. */
const GONE = '+14155550101';
/** Nothing is read of it; the platform lets nobody have contacts without it. */
const FOUNDATION = 'Account';
const FOLDERS = ['force-app', COMPANION_FOLDER];
const FLAGS = ['allowCreate', 'allowEdit', 'allowRead'] as const;

/** A permission set with one permission less, under a name of its own. */
interface Lesser {
    readonly name: string;
    /** The set that it stands in for. */
    readonly set: string;
    readonly lacks: string;
    readonly xml: string;
}

let org: LocalOrg;
let wire: WireLog;
let lesser: readonly Lesser[];
let undo: () => Promise<void>;

before(async () => {
    const { directory, remove } = await scratch();
    const files = await Promise.all(SETS.map(readSet));
    lesser = files.flatMap(({ set, xml }) => ablations(set, xml));
    const extra = path.join(directory, 'main/default/permissionsets');
    await mkdir(extra, { recursive: true });
    await declareCanary(path.join(directory, 'main/default/customMetadata'));
    for (const { name, xml } of lesser) await writeFile(path.join(extra, `${name}.permissionset-meta.xml`), xml);
    org = await createLocalOrg({
        project: ROOT,
        metadata: [path.join(ROOT, COMPANION_FOLDER), path.join(directory, 'main')],
        assignments: SETS.map((permissionSet) => ({ username: RELAY_USER, permissionSet })),
    });
    wire = await openWireLog(org.url);
    undo = async () => {
        await wire.close();
        await org.close();
        await remove();
    };
    await runRelay(directory);
});
after(() => undo());

async function readSet(set: string): Promise<{ set: string; xml: string }> {
    for (const folder of FOLDERS) {
        const file = path.join(ROOT, folder, `main/default/permissionsets/${set}.permissionset-meta.xml`);
        const xml = await readFile(file, 'utf8').catch(() => undefined); // it is in the other folder
        if (xml !== undefined) return { set, xml };
    }
    throw new Error(`no permission set ${set}`);
}

/** Each entry once left out; of an entry that grants several things, each once taken away with what rests on it. */
function ablations(set: string, xml: string): Lesser[] {
    const entries =
        xml.match(/<(fieldPermissions|objectPermissions|userPermissions|customMetadataTypeAccesses)>[\s\S]*?<\/\1>/g) ??
        [];
    const changes = entries.flatMap((entry): [lacks: string, replacement: string][] => {
        const what = /<(?:field|object|name)>([^<]+)</.exec(entry)?.[1] ?? '';
        const without: [string, string][] = [[what, '']];
        const readOnly = entry.replace('<editable>true<', '<editable>false<');
        if (readOnly !== entry) without.push([`${what} edit`, readOnly]);
        for (const flag of FLAGS) {
            const off = entry.replace(`<${flag}>true<`, `<${flag}>false<`);
            if (off !== entry && flag !== 'allowRead') without.push([`${what} ${flag}`, off]);
        }
        return without;
    });
    return changes
        .filter(([lacks]) => lacks !== FOUNDATION)
        .map(([lacks, replacement], index) => {
            const entry = entries.find(
                (one) => /<(?:field|object|name)>([^<]+)</.exec(one)?.[1] === lacks.split(' ')[0],
            );
            return { name: `${set}_Less_${index}`, set, lacks, xml: xml.replace(entry ?? '', () => replacement) };
        });
}

/** Everything that the relay does with an org: publish, confirm, meet another relay's row, tell of an alert, of totals, of itself. */
async function runRelay(directory: string): Promise<void> {
    const admin = new OrgClient({ url: org.url, accessToken: org.accessToken });
    const campaign = await create('Campaign', { Name: 'Autumn appeal' });
    const foreign = { Message_Key__c: 'twilio:SM-foreign', Store__c: 'another', Version__c: 7, Epoch__c: 1 };
    await create('Message__c', { ...foreign, Effect_Status__c: 'Applied', Status__c: 'Sent', Channel__c: 'SMS' });
    const session = (await (await control('sessions', { username: RELAY_USER })).json()) as { accessToken: string };
    const address = { url: wire.url, accessToken: session.accessToken };
    // A contact of no account is its owner's alone.
    const account = await create('Account', { Name: 'Invented' });
    await create('Contact', { LastName: 'Hashed', MobilePhone: '+14155550100', AccountId: account });
    await create('Contact', { LastName: 'Unreachable', MobilePhone: GONE, AccountId: account });
    await create('Lead', { LastName: 'Hashed', MobilePhone: '+14155550100', Company: 'Invented' });
    const relay = await startRelay(await writeRelaySetting(directory, address, { numberKey: NUMBER_KEY }));
    const agent = keptAlive(3);
    const report = { status: 'undelivered', code: '30007', to: '+14155550100', from: 'Landed', at: new Date() };
    try {
        // Together, so that what the relay counts of them it tells in one call.
        await Promise.all(
            Object.entries({
                'SM-own': `?campaign=${campaign}`,
                'SM-foreign': `?campaign=${campaign}`,
                'SM-of-no-campaign': '?location=Leeds',
            }).map(async ([messageId, references]) => {
                const webhook = { provider: 'twilio', callbacks: [{ ...report, messageId }] } as const;
                const { status } = await send(relay.sign(webhook, [], references), agent);
                assert.equal(Math.floor(status / 100), 2);
            }),
        );
        await until(
            () => admin.query('SELECT Observed__c, Campaign__c FROM Delivery_Alert__c WHERE Observed__c > 0'),
            (rows) => rows.length === 2 && rows.some((row) => row['Observed__c'] === 2 && row['Campaign__c'] !== null),
        );
        await until(
            () => admin.query("SELECT Id FROM Message__c WHERE Store__c != 'another' AND Effect_Status__c = 'Applied'"),
            (rows) => rows.length === 3,
        );
        await until(
            () => admin.query('SELECT Total__c FROM Delivery_Summary__c'),
            (rows) => rows.reduce((sum, row) => sum + Number(row['Total__c']), 0) === 3,
        );
        for (const object of ['Contact', 'Lead'])
            await until(
                () => admin.query(`SELECT SMS_Number_Hash__c FROM ${object} WHERE SMS_Number__c != null`),
                (rows) => rows.every((row) => row['SMS_Number_Hash__c'] !== null),
            );
        const gone = { ...report, code: '30005', to: GONE, messageId: 'SM-gone' };
        await send(relay.sign({ provider: 'twilio', callbacks: [gone] }, [], ''), agent);
        await until(
            () => admin.query('SELECT Id FROM Suppression__c'),
            (rows) => rows.length > 0,
        );
        await tellOfIncident(session.accessToken, campaign);
        await tellOfTrust(session.accessToken);
        await until(
            () => Promise.resolve(wire.calls),
            (calls) =>
                ['Arrived_At__c', 'Late_After__c', 'GROUP%20BY%20Sender__c', '/limits'].every((word) =>
                    calls.some(({ path: asked }) => asked.includes(word)),
                ),
        );
    } finally {
        agent.destroy();
        await relay.process.stop();
    }
}

/** What the relay writes of a sudden change, which takes a past of ten minutes to see: the records are its own. */
async function tellOfIncident(token: string, campaignId: string): Promise<void> {
    const place = { provider: 'acme', country: 'GB', carrier: 'Example Mobile', failureClass: 'Temporary', campaignId };
    const figures = { since: 0, observed: 9, expected: 1, foundAt: 1, endedAt: 1 };
    const incident = { ...place, ...figures, kind: 'Failure Spike', subject: 'acme GB', detail: 'invented' } as const;
    for (const record of [findingRecord('store', incident), incidentRecord('store', incident)]) {
        const answer = await ask(wire.url, `Bearer ${token}`, {
            method: 'PATCH',
            path: '/services/data/v67.0/composite/sobjects/Delivery_Alert__c/Alert_Key__c',
            body: JSON.stringify({
                allOrNone: false,
                records: [{ attributes: { type: 'Delivery_Alert__c' }, ...record }],
            }),
        });
        assert.match(await answer.text(), /"success":true/);
    }
}

/** So that the relay asks for the messages to it. */
async function declareCanary(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const namespaces =
        'xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';
    const value = '<values><field>Number__c</field><value xsi:type="xsd:string">+14155550100</value></values>';
    const record = `<CustomMetadata ${namespaces}><label>Ours</label><protected>false</protected>${value}</CustomMetadata>`;
    await writeFile(path.join(folder, 'Canary_Number.Ours.md-meta.xml'), record);
}

/** What the relay writes of a route, which takes two hundred messages to judge: the record is its own. */
async function tellOfTrust(token: string): Promise<void> {
    const route = { provider: 'acme', country: 'GB', carrier: 'Example Mobile' };
    const trust = { ...route, messages: 400, score: 60, reasons: ['invented'] };
    const record = trustRecord(trust, new Date(0).toISOString());
    const answer = await ask(wire.url, `Bearer ${token}`, {
        method: 'PATCH',
        path: '/services/data/v67.0/composite/sobjects/Route_Trust__c/Route_Key__c',
        body: JSON.stringify({ allOrNone: false, records: [{ attributes: { type: 'Route_Trust__c' }, ...record }] }),
    });
    assert.match(await answer.text(), /"success":true/);
}

const control = (name: string, body: object): Promise<Response> =>
    fetch(`${org.url}/local/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
    });

const asAdmin = (method: string, resource: string, body: object | null = null): Promise<Response> =>
    ask(org.url, `Bearer ${org.accessToken}`, {
        method,
        path: `/services/data/v67.0${resource}`,
        body: body === null ? '' : JSON.stringify(body),
    });

async function create(object: string, values: object): Promise<string> {
    const answer = (await (await asAdmin('POST', `/sobjects/${object}`, values)).json()) as { id?: string };
    assert.ok(answer.id, `${object}: ${JSON.stringify(answer)}`);
    return answer.id;
}

/** One call of each kind that the relay made, the last: kinds differ by what is read or which fields are written. */
function kinds(calls: readonly LoggedCall[]): LoggedCall[] {
    const kindOf = ({ method, path: url, body }: LoggedCall): string => {
        const written = new Set(body.match(/\w+__c(?=":)|"type":"\w+"/g));
        return `${method} ${decodeURIComponent(url).replace(/ IN .*/s, '')} ${[...written].sort().join(' ')}`;
    };
    return [...new Map(calls.map((call) => [kindOf(call), call])).values()];
}

/** Whether each call of the relay does what it is for, with these permission sets. */
async function refusals(
    sets: readonly string[],
    assigned: Map<string, string>,
    calls: readonly LoggedCall[],
): Promise<string[]> {
    await assignOnly(sets, assigned);
    const { accessToken } = (await (await control('sessions', { username: RELAY_USER })).json()) as {
        accessToken: string;
    };
    // A call repeated finds its rows already there; without them they are created again.
    const refused: string[] = [];
    for (const prepare of [removeRows, () => Promise.resolve()]) {
        await prepare();
        for (const call of calls) {
            const answer = await ask(org.url, `Bearer ${accessToken}`, call);
            const body = await answer.text();
            if (!answer.ok || body.includes('"success":false'))
                refused.push(`${call.method} ${call.path.slice(0, 60)}: ${body}`);
        }
    }
    await org.idle();
    return refused;
}

/** Rows that the relay writes by a key. */
const WRITTEN = ['Delivery_Alert__c', 'Delivery_Summary__c', 'Relay_Status__c', 'Route_Trust__c'];

async function removeRows(): Promise<void> {
    const admin = new OrgClient({ url: org.url, accessToken: org.accessToken });
    for (const object of WRITTEN)
        for (const { Id } of await admin.query(`SELECT Id FROM ${object}`))
            await asAdmin('DELETE', `/sobjects/${object}/${String(Id)}`);
}

async function assignOnly(sets: readonly string[], ids: Map<string, string>): Promise<void> {
    const admin = new OrgClient({ url: org.url, accessToken: org.accessToken });
    const [user] = await admin.query(`SELECT Id FROM User WHERE Username = '${RELAY_USER}'`);
    if (ids.size === 0)
        for (const row of await admin.query('SELECT Id, Name FROM PermissionSet'))
            ids.set(String(row['Name']), String(row['Id']));
    for (const { Id } of await admin.query(
        `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '${String(user?.['Id'])}'`,
    ))
        await asAdmin('DELETE', `/sobjects/PermissionSetAssignment/${String(Id)}`);
    for (const name of sets)
        await create('PermissionSetAssignment', { AssigneeId: user?.['Id'], PermissionSetId: ids.get(name) });
}

test('with its permission sets the relay does all it is for', async () => {
    assert.deepEqual(await refusals(SETS, new Map(), kinds(wire.calls)), []);
    const asked = kinds(wire.calls).map(({ method, path: url }) => `${method} ${url.replace(/\?.*/, '')}`);
    assert.deepEqual(
        new Set(asked),
        new Set([
            'POST /services/data/v67.0/composite/sobjects',
            'GET /services/data/v67.0/query',
            'GET /services/data/v67.0/limits',
            'PATCH /services/data/v67.0/composite/sobjects',
            'PATCH /services/data/v67.0/composite/sobjects/Delivery_Alert__c/Alert_Key__c',
            'PATCH /services/data/v67.0/composite/sobjects/Delivery_Summary__c/Summary_Key__c',
            'PATCH /services/data/v67.0/composite/sobjects/Relay_Status__c/Relay_Key__c',
            'PATCH /services/data/v67.0/composite/sobjects/Route_Trust__c/Route_Key__c',
        ]),
    );
});

test('a contact whose number the relay never told is found, suppressed, and not written to again', async () => {
    const admin = new OrgClient({ url: org.url, accessToken: org.accessToken });
    const hash = hashOf(GONE, NUMBER_KEY);
    const [contact] = await admin.query(
        `SELECT Id, SMS_Number_Hash__c, SMS_Suppressed__c FROM Contact WHERE SMS_Number__c = '${GONE}'`,
    );
    const [message] = await admin.query(
        "SELECT Recipient__c, Contact__c FROM Message__c WHERE Message_Key__c = 'twilio:SM-gone'",
    );
    const [suppression] = await admin.query('SELECT Address__c, Is_Active__c FROM Suppression__c');
    assert.deepEqual([contact?.['SMS_Number_Hash__c'], contact?.['SMS_Suppressed__c']], [hash, true]);
    assert.deepEqual([message?.['Recipient__c'], message?.['Contact__c']], [hash, contact?.['Id']]);
    assert.deepEqual([suppression?.['Address__c'], suppression?.['Is_Active__c']], [hash, true]);
    const body = { inputs: [{ channel: 'SMS', address: GONE }] };
    const answer = await asAdmin('POST', '/actions/custom/flow/Delivery_CheckPermission', body);
    assert.match(await answer.text(), /"reasonCode":"SUPPRESSED"/);
    for (const { body: said, path: asked } of wire.calls)
        assert.ok(!`${decodeURIComponent(asked)} ${said}`.includes(GONE.slice(2)), 'the relay told the number');
});

test('without any one of its permissions something is refused, so nothing is granted beyond the need', async () => {
    const ids = new Map<string, string>();
    const needless: string[] = [];
    const all = kinds(wire.calls);
    for (const { name, set, lacks } of lesser) {
        const sets = SETS.map((one) => (one === set ? name : one));
        // Calls that have to do with the object first: one of them is refused in nearly every case.
        const [object = ''] = lacks.split(/[ .]/);
        const near = all.filter(({ path: url, body }) => url.includes(object) || body.includes(object));
        if ((await refusals(sets, ids, near)).length > 0) continue;
        if ((await refusals(sets, ids, all)).length === 0) needless.push(lacks);
    }
    console.log(`${lesser.length} permissions of ${SETS.join(' and ')}, each taken away once`);
    assert.deepEqual(needless, []);
});
