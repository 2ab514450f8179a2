/** `--snapshot`: an org that goes on from a file is the org that wrote it. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { startOrg } from './support/server.ts';
import { field } from './support/project.ts';
import { PARCEL_SAVED } from './flowTests/support/parcelFlows.ts';
import type { LocalOrgOptions } from '../src/index.ts';
import type { ProjectFiles } from './support/project.ts';
import type { RunningOrg } from './support/server.ts';

const directory = mkdtempSync(join(tmpdir(), 'local-org-snapshot-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const OBJECT = 'objects/Ticket__c';
const PROJECT: ProjectFiles = {
    'flows/Parcel_Saved.flow-meta.xml': PARCEL_SAVED,
    'permissionsets/Senders.permissionset-meta.xml': '<PermissionSet><label>Senders</label></PermissionSet>',
    [`${OBJECT}/Ticket__c.object-meta.xml`]:
        '<CustomObject><label>Ticket</label><pluralLabel>Tickets</pluralLabel><nameField><label>Number</label><type>AutoNumber</type><displayFormat>T-{000}</displayFormat></nameField></CustomObject>',
};

let files = 0;
const newFile = (): string => join(directory, `${(files += 1)}.json`);

async function start(snapshot: string, clock: { now(): number }, project = PROJECT): Promise<RunningOrg> {
    const options: Omit<LocalOrgOptions, 'project'> = { snapshot, clock, accessToken: 'token', pubSub: false };
    return startOrg(project, options);
}

type Step =
    | { readonly kind: 'ticket' | 'user' | 'assign' | 'scan' | 'hour' }
    | { readonly kind: 'parcel'; readonly key: number }
    | { readonly kind: 'delete'; readonly of: number };

const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constantFrom('ticket' as const, 'user' as const, 'assign' as const, 'scan' as const) }),
    fc.constant({ kind: 'hour' as const }),
    fc.record({ kind: fc.constant('parcel' as const), key: fc.nat(3) }),
    fc.record({ kind: fc.constant('delete' as const), of: fc.nat(3) }),
);

interface Rows {
    readonly records: readonly Record<string, unknown>[];
}

async function rows(org: RunningOrg, soql: string): Promise<Rows['records']> {
    const { body } = await org.ask('GET', `/queryAll?q=${encodeURIComponent(soql)}`);
    return (body as Rows).records;
}

/** Does the step, and returns how the org answered. */
async function take(org: RunningOrg, step: Step, number: number): Promise<unknown> {
    switch (step.kind) {
        case 'ticket':
            return (await org.ask('POST', '/sobjects/Ticket__c', {})).body;
        case 'parcel': {
            const sent = { Sent_At__c: '2026-03-01T08:00:00Z', Trail__c: `step ${number}` };
            return (await org.ask('PATCH', `/sobjects/Parcel__c/Key__c/k${step.key}`, sent)).body;
        }
        case 'user': {
            const [profile] = await rows(org, "SELECT Id FROM Profile WHERE Name = 'Standard User'");
            const user = { LastName: `Person ${number}`, Username: `p${number}@example.com`, Email: 'p@example.com' };
            const locale = { TimeZoneSidKey: 'GMT', LocaleSidKey: 'en_GB', EmailEncodingKey: 'UTF-8' };
            const rest = { Alias: `p${number}`, ProfileId: profile?.['Id'], LanguageLocaleKey: 'en_US' };
            return (await org.ask('POST', '/sobjects/User', { ...user, ...locale, ...rest })).body;
        }
        case 'assign': {
            const users = await rows(org, 'SELECT Id FROM User ORDER BY Id DESC LIMIT 1');
            const [set] = await rows(org, "SELECT Id FROM PermissionSet WHERE Name = 'Senders'");
            const assignment = { AssigneeId: users[0]?.['Id'], PermissionSetId: set?.['Id'] };
            return (await org.ask('POST', '/sobjects/PermissionSetAssignment', assignment)).body;
        }
        case 'scan': {
            const { status } = await org.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: `k${number % 4}` });
            return status; // the event's UUID is random
        }
        case 'delete': {
            const parcels = await rows(org, 'SELECT Id FROM Parcel__c WHERE IsDeleted = false ORDER BY Id');
            const id = parcels[step.of]?.['Id'] as string | undefined; // an id is text
            return (await org.ask('DELETE', `/sobjects/Parcel__c/${id ?? ''}`)).body;
        }
        case 'hour':
            await org.ask('POST', '//local/clock', { advanceSeconds: 3600 });
            return (await org.ask('GET', '//local/idle')).body;
    }
}

/** Everything that a client can see, by where it is seen. */
async function seen(org: RunningOrg): Promise<Record<string, unknown>> {
    const { sobjects } = (await org.ask('GET', '/sobjects')).body as {
        sobjects: { name: string; queryable: boolean }[];
    };
    const all: Record<string, unknown> = {};
    for (const { name, queryable } of sobjects) {
        if (!queryable) continue;
        const { fields } = (await org.ask('GET', `/sobjects/${name}/describe`)).body as { fields: { name: string }[] };
        all[name] = await rows(org, `SELECT ${fields.map((one) => one.name).join(',')} FROM ${name}`);
    }
    const deleted = 'start=2026-01-20T00:00:00Z&end=2026-02-10T00:00:00Z';
    for (const path of ['/recent', '/limits', `/sobjects/Parcel__c/deleted?${deleted}`])
        all[path] = (await org.ask('GET', path)).body;
    for (const control of ['clock', 'scheduled', 'schedules', 'outbox', 'notifications', 'events/Parcel_Scan__e'])
        all[control] = (await org.ask('GET', `//local/${control}`)).body;
    all['replay'] = [0, 1, 2, 5, 100].map((position) => {
        const listener = { onEvents: () => undefined, onEnd: () => undefined };
        const stream = org.org.events.open(new Set(['Parcel_Scan__e']), position, listener);
        const events = stream?.take(100).map(({ replayId, record }) => [replayId, record['EventUuid']]);
        if (stream) org.org.events.leave(stream);
        return events ?? 'unknown';
    });
    return all;
}

test('whatever happened before, the org that goes on shows the same, and goes on the same', async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 8 });
    const law = fc.asyncProperty(steps, steps, async (before, afterwards) => {
        const clock = { now: () => Date.parse('2026-02-01T09:00:00Z') };
        const file = newFile();
        const first = await start(file, clock);
        for (const [at, each] of before.entries()) await take(first, each, at);
        await first.idle();
        const shown = await seen(first);
        assert.equal((await first.ask('POST', '//local/snapshot')).status, 200);
        const second = await start(file, clock);
        try {
            assert.equal(second.restored, true);
            // Describing and querying cost calls: the first org has spent them, and the second starts from there.
            assert.deepEqual({ ...(await seen(second)), '/limits': null }, { ...shown, '/limits': null });
            for (const [at, each] of afterwards.entries())
                assert.deepEqual(await take(second, each, 50 + at), await take(first, each, 50 + at));
            const compared = (all: Record<string, unknown>): unknown =>
                JSON.parse(JSON.stringify({ ...all, '/limits': null }), (key, value: unknown) =>
                    key === 'EventUuid' || key === 'replay' ? null : value,
                );
            assert.deepEqual(compared(await seen(second)), compared(await seen(first)));
        } finally {
            await second.stop();
            await first.stop();
        }
    });
    await fc.assert(law, { numRuns: 6 });
});

test('the allowances that were used stay used', async () => {
    const clock = { now: () => Date.parse('2026-02-01T09:00:00Z') };
    const file = newFile();
    const first = await start(file, clock);
    await first.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: 'k' });
    const { body } = await first.ask('GET', '/limits');
    await first.close();
    const second = await start(file, clock);
    const limits = (await second.ask('GET', '/limits')).body as Record<string, { Remaining: number }>;
    await second.stop();
    const before = body as typeof limits;
    assert.equal(
        limits['HourlyPublishedPlatformEvents']?.Remaining,
        before['HourlyPublishedPlatformEvents']?.Remaining,
    );
    assert.equal(limits['DailyApiRequests']?.Remaining, (before['DailyApiRequests']?.Remaining ?? 0) - 1);
});

test('closing writes the file whole, and leaves nothing beside it', async () => {
    const file = newFile();
    const clock = { now: () => Date.parse('2026-02-01T09:00:00Z') };
    writeFileSync(`${file}.1.partial`, 'of a process that was stopped half-way');
    const org = await start(file, clock);
    assert.equal(org.restored, false);
    await org.ask('POST', '/sobjects/Ticket__c', {});
    await org.close();
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as { localOrgSnapshot: number }).localOrgSnapshot, 1);
    const name = file.slice(directory.length + 1);
    const left = readdirSync(directory)
        .filter((other) => other.startsWith(name))
        .sort();
    assert.deepEqual(left, [name, `${name}.1.partial`]);
});

test('a snapshot of another schema is refused with everything that differs, and stays as it was', async () => {
    const file = newFile();
    const clock = { now: () => Date.parse('2026-02-01T09:00:00Z') };
    const org = await start(file, clock);
    await org.close();
    const before = readFileSync(file, 'utf8');
    const kept = Object.entries(PROJECT).filter(([path]) => path !== `${OBJECT}/Ticket__c.object-meta.xml`);
    const changed: ProjectFiles = {
        ...Object.fromEntries(kept),
        'objects/Parcel__c/fields/Trail__c.field-meta.xml': field('Trail__c', 'Text', '<length>80</length>'),
        'objects/Parcel__c/fields/Colour__c.field-meta.xml': field('Colour__c', 'Text', '<length>9</length>'),
    };
    await assert.rejects(start(file, clock, changed), (error: Error) => {
        assert.equal(error.name, 'SnapshotProblem');
        assert.match(error.message, /Parcel__c\.Colour__c is new/);
        assert.match(error.message, /Parcel__c\.Trail__c: length was 255, is 80/);
        assert.match(error.message, /Ticket__c is not there any more/);
        assert.doesNotMatch(error.message, /Ticket__c\.\w/, 'the fields of an object that is gone are not listed');
        return true;
    });
    assert.equal(readFileSync(file, 'utf8'), before);
});

test('a file that is no snapshot is refused', async () => {
    const file = newFile();
    for (const content of ['{"localOrgSnapshot":2}', 'not JSON', '']) {
        writeFileSync(file, content);
        await assert.rejects(start(file, { now: () => 0 }), /is no snapshot of a local org that this version can read/);
    }
});

test('permission sets and flows may have changed since: they are those of the project', async () => {
    const file = newFile();
    const clock = { now: () => Date.parse('2026-02-01T09:00:00Z') };
    const first = await start(file, clock);
    const ticket = (await first.ask('POST', '/sobjects/Ticket__c', {})).body as { id: string };
    await first.close();
    const more = {
        ...PROJECT,
        'permissionsets/Readers.permissionset-meta.xml': '<PermissionSet><label>Readers</label></PermissionSet>',
    };
    const second = await start(file, clock, more);
    const sets = await rows(second, 'SELECT Name FROM PermissionSet ORDER BY Name');
    const tickets = await rows(second, 'SELECT Id, Name FROM Ticket__c');
    await second.stop();
    assert.deepEqual(
        sets.map((set) => set['Name']),
        ['Readers', 'Senders'],
    );
    assert.deepEqual(
        tickets.map((one) => [one['Id'], one['Name']]),
        [[ticket.id, 'T-001']],
    );
});

test('without a file there is nothing to write', async () => {
    const org = await startOrg({}, { pubSub: false });
    const { status, body } = await org.ask('POST', '//local/snapshot');
    await org.close();
    assert.equal(status, 501);
    assert.match(JSON.stringify(body), /--snapshot FILE/);
});
