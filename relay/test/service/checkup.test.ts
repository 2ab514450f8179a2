/** `landed doctor` against an org with one thing wrong at a time; a sound one is the local org's, in /test. */
import { strict as assert } from 'node:assert';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { doctor } from '../../src/cli/doctor.ts';
import { createNumberHash } from '../../src/core/hashedNumbers.ts';
import type { NumberHash } from '../../src/core/hashedNumbers.ts';
import { checkOrg, NEEDED_FLOWS } from '../../src/salesforce/checkup.ts';
import type { Finding } from '../../src/salesforce/checkup.ts';
import { SNAPSHOT_COLUMNS } from '../../src/salesforce/event.ts';
import { EVENT_FIELDS } from '../../src/salesforce/eventFields.generated.ts';

interface Reply {
    readonly status?: number;
    readonly body: unknown;
    readonly date?: string;
    readonly location?: string;
}

const described = (fields: readonly string[], rights = true): Reply => ({
    body: {
        ...{ createable: rights, updateable: rights, queryable: rights },
        fields: fields.map((name) => ({ name })),
    },
});
const refusal = (status: number, errorCode: string): Reply => ({ status, body: [{ errorCode, message: 'invented' }] });
const DATA = '/services/data';
const V67 = `${DATA}/v67.0`;
const EVENT = `${V67}/sobjects/Delivery_Report__e/describe`;
const EVENT_FIELD_NAMES = Object.values(EVENT_FIELDS).map(({ field }) => field);
/** Its question stands in the query, which no other reply looks at. */
const CODES = `${V67}/query Provider_Code__mdt`;
const POLICIES = `${V67}/query Delivery_Policy__mdt`;
const HASHED = `${V67}/query SMS_Number_Hash__c%20!%3D%20null`;
const UNHASHED = `${V67}/query SMS_Number_Hash__c%20%3D%20null`;
const ALLOCATION = { Max: 1_000, Remaining: 900 };

const SOUND: Readonly<Record<string, Reply>> = {
    [DATA]: { body: [{ version: '66.0' }, { version: '67.0' }] },
    [`${V67}/limits`]: { body: { DailyApiRequests: ALLOCATION, HourlyPublishedPlatformEvents: ALLOCATION } },
    [EVENT]: described(EVENT_FIELD_NAMES),
    [`${V67}/sobjects/Message__c/describe`]: described([...SNAPSHOT_COLUMNS, 'Effect_Status__c', 'Effect_Error__c']),
    [`${V67}/sobjects/Delivery_Alert__c/describe`]: described(['Alert_Key__c']),
    [`${V67}/sobjects/Delivery_Summary__c/describe`]: described(['Summary_Key__c']),
    [`${V67}/sobjects/Relay_Status__c/describe`]: described(['Relay_Key__c']),
    [`${V67}/sobjects/Route_Trust__c/describe`]: described(['Route_Key__c']),
    [CODES]: { body: { records: [] } },
    [POLICIES]: { body: { records: [] } },
    [`${V67}/query`]: { body: { records: NEEDED_FLOWS.map((ApiName) => ({ ApiName, IsActive: true })) } },
};
let replies = SOUND;
beforeEach(() => (replies = SOUND));

const server = createServer((request, response) => {
    const [bare = '', question = ''] = request.url?.split('?') ?? [];
    const asked = [CODES, POLICIES, HASHED, UNHASHED].find(
        (key) => question.includes(key.split(' ')[1] ?? '') && !question.includes('Least_Trust'),
    );
    const path = asked ?? bare;
    const { status = 200, body, date, location } = replies[path] ?? refusal(404, 'NOT_FOUND');
    response.writeHead(status, {
        'content-type': 'application/json',
        ...(date && { date }),
        ...(location && { location }),
    });
    response.end(JSON.stringify(body));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const folder = mkdtempSync(join(tmpdir(), 'landed-doctor-'));
after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
});
const { port } = server.address() as AddressInfo; // a server that listens at a port has one
const instanceUrl = `http://127.0.0.1:${port}`;

const BSR_CODES = {
    codes: { '1': { class: 'Permanent' }, '5': { class: 'Temporary' }, '6': { class: 'Permanent', evidence: 2 } },
    words: {},
} as const;

async function findings(
    changes: Readonly<Record<string, Reply>>,
    namespace: string | null = null,
    numbers: NumberHash | null = null,
): Promise<readonly Finding[]> {
    replies = { ...SOUND, ...changes };
    const auth = { kind: 'accessToken', instanceUrl, token: () => '00Dmarked!token' } as const;
    const clock = { now: () => Date.now() };
    const relay = {
        sources: [{ provider: 'bsr', name: 'main', batchMinutes: 5 }],
        windows: { purposes: { OTP: 400, 'Login Code': 600 }, otherSeconds: 172_800 },
    };
    const facts = { auth, apiVersion: '67.0', namespace, clock, relay, numbers };
    return checkOrg({ ...facts, providers: new Map([['bsr', BSR_CODES]]) });
}

async function found(check: string, changes: Readonly<Record<string, Reply>>): Promise<Finding> {
    const finding = (await findings(changes)).find((each) => each.check === check);
    return finding ?? assert.fail(`no check of ${check}`);
}

test('a sound org has nothing to complain about', async () => {
    const all = await findings({});
    assert.deepEqual([...new Set(all.map(({ result }) => result))], ['ok']);
    assert.equal(all.length, 17);
});

test('an org that is told no numbers needs the hashes of people, writable, all of them and of the key that is set', async () => {
    const numbers = createNumberHash('an invented key of more than thirty-two bytes');
    const rights = { createable: false, updateable: true, queryable: true };
    const person = (hash: string | null) => ({ Id: '1', SMS_Number__c: '+447700900123', SMS_Number_Hash__c: hash });
    async function look(updateable: boolean, some: readonly object[], waiting: readonly object[]): Promise<string> {
        const fields = [{ name: 'SMS_Number__c' }, { name: 'SMS_Number_Hash__c', updateable }];
        const describe = { body: { ...rights, fields } };
        const changes = {
            [`${V67}/sobjects/Contact/describe`]: describe,
            [`${V67}/sobjects/Lead/describe`]: describe,
            [HASHED]: { body: { records: some } },
            [UNHASHED]: { body: { records: waiting } },
        };
        const own = (await findings(changes, null, numbers)).filter(({ check }) => check.startsWith('hashes of'));
        assert.equal(own.length, 2);
        return `${own[0]?.result ?? ''}: ${own[0]?.detail ?? ''}`;
    }
    const right = person(numbers.of('+447700900123'));
    assert.match(await look(true, [right], []), /^ok: everybody/);
    assert.match(await look(true, [right], [person(null)]), /^warning: 1 have none/);
    assert.match(await look(false, [right], []), /^failed: SMS_Number_Hash__c cannot be written/);
    assert.match(await look(true, [right, person('#another')], []), /^failed: 1 of 2 are not those of this key/);
    const hidden = (await findings({}, null, numbers)).filter(({ check }) => check.startsWith('hashes of'));
    assert.deepEqual(
        hidden.map(({ result }) => result),
        ['failed', 'failed'],
    );
    assert.match(hidden[0]?.fix ?? '', /Landed_Relay_People/);
});

test('a session that is not accepted ends the examination', async () => {
    const all = await findings({ [`${V67}/limits`]: refusal(401, 'INVALID_SESSION_ID') });
    assert.deepEqual([all[0]?.check, all[0]?.result], ['log-in', 'failed']);
    assert.ok(!all.some(({ check }) => check === 'Message__c'));
});

test('what is missing is named with what to do', async () => {
    const cases: readonly [string, Readonly<Record<string, Reply>>, RegExp, RegExp][] = [
        ['API version', { [DATA]: { body: [{ version: '62.0' }] } }, /67\.0 is not offered/, /to 62\.0 or lower/],
        ['Delivery_Report__e', { [EVENT]: refusal(404, 'NOT_FOUND') }, /NOT_FOUND/, /Deploy the package/],
        ['Delivery_Report__e', { [EVENT]: described(EVENT_FIELD_NAMES.slice(1)) }, /Campaign_Id__c/, /Deploy/],
        ['Delivery_Report__e', { [EVENT]: described(EVENT_FIELD_NAMES, false) }, /not createable/, /Landed_Relay/],
        [
            'clock',
            { [DATA]: { ...SOUND[DATA], body: SOUND[DATA]?.body, date: 'Fri, 17 Jul 2026 12:00:00 GMT' } },
            /seconds away/,
            /NTP/,
        ],
        [
            'API calls',
            { [`${V67}/limits`]: { body: { DailyApiRequests: { Max: 1_000, Remaining: 0 } } } },
            /0 of 1000 left/,
            /apiShare/,
        ],
        [
            'flows',
            { [`${V67}/query`]: { body: { records: [] } } },
            /not active: Delivery_RecordReport,/,
            /Setup, Flows/,
        ],
        [
            'provider codes',
            { [CODES]: { body: { records: [{ DeveloperName: 'Odd', Provider__c: 'bsr', Code__c: '1' }] } } },
            /1 not used: Odd \("" is no failure class\)/,
            /Custom Metadata Types/,
        ],
    ];
    for (const [check, changes, detail, fix] of cases) {
        const finding = await found(check, changes);
        assert.equal(finding.result, 'failed', check);
        assert.match(finding.detail, detail);
        assert.match(finding.fix ?? '', fix);
    }
});

const policy = (DeveloperName: string, facts: object): object => ({ DeveloperName, High_Stakes__c: true, ...facts });
const quiet = { Quiet_Hours_Start__c: 21, Quiet_Hours_End__c: 9 };

test('policies of the org that cannot work are refused: quiet hours of one-time passwords, a fallback before the report', async () => {
    const told = async (...records: object[]): Promise<string[]> =>
        (await findings({ [POLICIES]: { body: { records } } }))
            .filter(({ check, result }) => check === 'delivery policies' && result !== 'ok')
            .map(({ result, detail }) => `${result}: ${detail}`);
    const login = policy('Login', { Purpose__c: 'Login Code', Fallback_Seconds__c: 600 });
    assert.deepEqual(
        await told(login, policy('OTP', { Purpose__c: 'OTP', Fallback_Seconds__c: 400, ...quiet })),
        [],
        'OTP has none',
    );
    assert.deepEqual(await told({ ...login, ...quiet }), [
        'failed: policy Login: quiet hours hold back one-time passwords ("Login Code")',
    ]);
    assert.deepEqual(await told(policy('Default', { High_Stakes__c: false, ...quiet })), [
        `failed: "Login Code" has no policy, so the default's quiet hours hold back one-time passwords`,
    ]);
    assert.deepEqual(await told(login, policy('Gala', { Purpose__c: 'Gala', Fallback_Seconds__c: 90, ...quiet })), [
        'failed: policy Gala: falls back after 90 s, and bsr/main sends its reports up to 5 minutes late',
        'warning: policy Gala: falls back after 90 s, the relay calls such a message unconfirmed after 172800 s',
    ]);
    assert.deepEqual(await told({ ...login, Keep_Minutes__c: 10 }), [
        'failed: policy Login: falls back after 600 s, and is kept for 10 min: the relay no longer hears what became of the message',
    ]);
    assert.deepEqual(
        await told({ ...login, Keep_Minutes__c: 11, Keep_Days__c: 1, Delete_Once_Delivered__c: true }),
        [],
    );
});

test('a permanent class on a code known to pass is refused, unless it says how many messages must agree', async () => {
    const told = async (Code__c: string, more: object = {}): Promise<string[]> => {
        const row = { DeveloperName: 'Own', Provider__c: 'bsr', Code__c, Failure_Class__c: 'Permanent', ...more };
        const all = await findings({ [CODES]: { body: { records: [row] } } });
        return all.filter(({ check }) => check === 'provider codes').map(({ result }) => result);
    };
    assert.deepEqual(await told('5'), ['ok', 'failed']);
    assert.deepEqual(await told('5', { Evidence__c: 3 }), ['ok', 'warning']);
    assert.deepEqual(await told('6'), ['ok', 'failed'], 'shipped as permanent, of two messages');
    assert.deepEqual([await told('1'), await told('9')], [['ok'], ['ok']]);
});

const NAMESPACED_EVENT = `${V67}/sobjects/landed__Delivery_Report__e/describe`;

test('a namespace that is missing, or another than the package has, is told with the setting that mends it', async () => {
    const objects = (name: string): Readonly<Record<string, Reply>> => ({
        [`${V67}/sobjects`]: { body: { sobjects: [{ name: 'Contact' }, { name }] } },
    });
    const cases: readonly [string | null, string, RegExp][] = [
        [null, 'landed__Delivery_Report__e', /to "landed"/],
        ['other', 'landed__Delivery_Report__e', /to "landed"/],
        ['landed', 'Delivery_Report__e', /to null/],
    ];
    for (const [namespace, name, fix] of cases) {
        const last = (await findings(objects(name), namespace)).at(-1);
        assert.deepEqual([last?.check, last?.result], ['namespace', 'failed']);
        assert.match(last?.fix ?? '', fix);
    }
    const right = { ...objects('landed__Delivery_Report__e'), [NAMESPACED_EVENT]: described([]) };
    const event = (await findings(right, 'Landed')).find(({ check }) => check === 'Delivery_Report__e');
    assert.match(event?.detail ?? '', /NOT_FOUND/, 'asked for as it was written');
    const named = described(EVENT_FIELD_NAMES.map((field) => `landed__${field}`));
    const found = (await findings({ ...right, [NAMESPACED_EVENT]: named }, 'landed')).find(
        ({ check }) => check === 'Delivery_Report__e',
    );
    assert.equal(found?.result, 'ok');
});

test('what the org would not say is not called sound', async () => {
    assert.equal((await found('flows', { [`${V67}/query`]: refusal(400, 'INVALID_TYPE') })).result, 'unchecked');
    assert.equal((await found('provider codes', { [CODES]: refusal(400, 'INVALID_TYPE') })).result, 'warning');
    const hidden = { [`${V67}/limits`]: refusal(403, 'INSUFFICIENT_ACCESS') };
    assert.equal((await found('hourly events', hidden)).result, 'unchecked');
});

test('little left of an allocation is a warning', async () => {
    const limits = { DailyApiRequests: { Max: 1_000, Remaining: 50 } };
    assert.equal((await found('API calls', { [`${V67}/limits`]: { body: limits } })).result, 'warning');
});

test('a redirect is not followed, for the token would go with it', async () => {
    const away = { status: 302, body: {}, location: `${instanceUrl}${DATA}` };
    assert.match((await found('API version', { [DATA]: away })).detail, /HTTP_302/);
});

test('the flows that are asked for are the package’s', () => {
    const flows = new URL('../../../force-app/main/default/flows/', import.meta.url);
    for (const name of NEEDED_FLOWS) assert.ok(existsSync(new URL(`${name}.flow-meta.xml`, flows)), name);
});

async function run(config: object, json: boolean): Promise<{ code: number; text: string }> {
    const path = join(folder, 'relay.json');
    writeFileSync(path, JSON.stringify(config));
    let text = '';
    const surroundings = {
        env: { ORG_TOKEN: '00Dmarked!token', HOOK: 'secret' },
        stdout: { write: (part: string) => void (text += part) },
        asked: Promise.resolve(),
    };
    return { code: await doctor(path, json, surroundings), text };
}

const CONFIG = {
    dataDir: 'data',
    orgs: { main: { instanceUrl, auth: { kind: 'accessToken', token: { env: 'ORG_TOKEN' } } } },
    sources: [{ provider: 'bsr', name: 'a', org: 'main', secrets: [{ env: 'HOOK' }] }],
};

test('the command says where it stands and ends with 0 or 1', async () => {
    const sound = await run(CONFIG, false);
    assert.equal(sound.code, 0, sound.text);
    assert.match(sound.text, /^ok {8}relay: store directory: .*will be made$/m);
    assert.match(sound.text, /Nothing stands in the way\.\n$/);
    assert.ok(!existsSync(join(folder, 'data')), 'it changes nothing');

    replies = { ...SOUND, [EVENT]: refusal(404, 'NOT_FOUND') };
    const broken = await run(CONFIG, true);
    assert.equal(broken.code, 1);
    const { ok, checks } = JSON.parse(broken.text) as { ok: boolean; checks: { where: string; result: string }[] };
    assert.equal(ok, false);
    assert.deepEqual(
        checks.filter(({ result }) => result === 'failed').map(({ where }) => where),
        ['main'],
    );
    assert.ok(!(sound.text + broken.text).includes('marked'), 'no secret is told');
});

test('every problem of a configuration is told, and nothing else is tried', async () => {
    const { code, text } = await run({ ...CONFIG, surprise: 1, dataDir: '' }, false);
    assert.equal(code, 1);
    assert.equal(text.match(/^FAILED {4}relay: configuration/gm)?.length, 2);
});
