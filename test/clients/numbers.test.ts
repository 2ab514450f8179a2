/** `landed numbers normalise` against the local org, over Bulk API 2.0: as an admin runs it once after the installation. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Connection } from 'jsforce';
import { startWorld } from './clientWorld.ts';
import type { ClientWorld } from './clientWorld.ts';

const RELAY = path.join(import.meta.dirname, '../../relay/src/main.ts');

let world: ClientWorld;
let org: Connection;
before(async () => {
    world = await startWorld();
    org = new Connection({
        instanceUrl: world.org.url,
        accessToken: world.org.accessToken,
        version: world.org.version,
    });
});
after(() => world.org.close());

interface Outcome {
    readonly applied: boolean;
    readonly objects: readonly {
        readonly object: string;
        readonly found: number;
        readonly certain: number;
        readonly unclear: number;
        readonly updated: number;
        readonly unhashed: number | null;
        readonly hashed: number;
    }[];
}

async function normalise(...more: readonly string[]): Promise<Outcome> {
    const args = [
        'numbers',
        'normalise',
        '--instance-url',
        world.org.url,
        '--api-version',
        world.org.version,
        '--json',
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [RELAY, ...args, ...more], {
        env: { LANDED_ADMIN_TOKEN: world.org.accessToken },
    });
    return JSON.parse(stdout) as Outcome; // as the command prints it
}

const numbersOf = async (object: string): Promise<Record<string, string | null>> => {
    const { records } = await org.query<{ LastName: string; SMS_Number__c: string | null }>(
        `SELECT LastName, SMS_Number__c FROM ${object} WHERE LastName LIKE 'Backfill%' ORDER BY LastName`,
    );
    return Object.fromEntries(records.map((record) => [record.LastName, record.SMS_Number__c]));
};

test('fills what is certain once it is told to, leaves the rest, and finds nothing to do the second time', async () => {
    // Written so that the package's own flow cannot be certain when they are saved.
    await org.create('Contact', [
        { LastName: 'Backfill A', MobilePhone: '07700 900123' },
        { LastName: 'Backfill B', MobilePhone: '07700 900124', MailingCountry: 'Atlantis' },
        { LastName: 'Backfill C', MobilePhone: 'ask at the desk' },
    ]);
    await org.create('Lead', [{ LastName: 'Backfill D', Company: 'Invented', MobilePhone: '07700 900125' }]);
    assert.deepEqual(await numbersOf('Contact'), { 'Backfill A': null, 'Backfill B': null, 'Backfill C': null });

    const preview = await normalise('--country', 'GB');
    assert.equal(preview.applied, false);
    const [contacts, leads] = preview.objects;
    assert.ok((contacts?.certain ?? 0) >= 1 && (contacts?.unclear ?? 0) >= 2 && (leads?.certain ?? 0) >= 1);
    assert.deepEqual(await numbersOf('Lead'), { 'Backfill D': null }, 'a preview writes nothing');

    const done = await normalise('--country', 'GB', '--apply');
    assert.deepEqual(
        done.objects.map(({ updated }) => updated),
        preview.objects.map(({ certain }) => certain),
    );
    assert.deepEqual(await numbersOf('Contact'), {
        'Backfill A': '+447700900123',
        'Backfill B': null,
        'Backfill C': null,
    });
    assert.deepEqual(await numbersOf('Lead'), { 'Backfill D': '+447700900125' });
    const again = await normalise('--country', 'GB', '--apply');
    assert.deepEqual(
        again.objects.map(({ certain }) => certain),
        [0, 0],
    );
});

const KEY = 'an invented key of more than thirty-two bytes';

test('fills the hash of every number where the org is told none, and that of a number that has become another', async () => {
    const hash = (number: string): string => `#${createHmac('sha256', KEY).update(number).digest('base64url')}`;
    const env = { LANDED_ADMIN_TOKEN: world.org.accessToken, NUMBER_KEY: KEY };
    const args = [
        RELAY,
        'numbers',
        'normalise',
        '--instance-url',
        world.org.url,
        '--json',
        '--country',
        'GB',
        '--apply',
    ];
    const run = async (): Promise<Outcome> =>
        JSON.parse(
            (await promisify(execFile)(process.execPath, [...args, '--hash-key-env', 'NUMBER_KEY'], { env })).stdout,
        ) as Outcome;
    const hashes = async (object: string): Promise<Record<string, string | null>> => {
        const { records } = await org.query<{ SMS_Number__c: string; SMS_Number_Hash__c: string | null }>(
            `SELECT SMS_Number__c, SMS_Number_Hash__c FROM ${object} WHERE SMS_Number__c != null`,
        );
        return Object.fromEntries(records.map((row) => [row.SMS_Number__c, row.SMS_Number_Hash__c]));
    };
    await org.create('Contact', { LastName: 'Backfill E', MobilePhone: '07700 900126' });
    const first = await run();
    assert.deepEqual(
        first.objects.map(({ unhashed, hashed }) => (unhashed ?? 0) > 0 && unhashed === hashed),
        [true, true],
    );
    for (const object of ['Contact', 'Lead'])
        for (const [number, written] of Object.entries(await hashes(object))) assert.equal(written, hash(number));
    const again = await run();
    assert.deepEqual(
        again.objects.map(({ unhashed }) => unhashed),
        [0, 0],
    );
    await assert.rejects(
        promisify(execFile)(process.execPath, [...args, '--hash-key-env', 'NUMBER_KEY'], {
            env: { ...env, NUMBER_KEY: 'short' },
        }),
        /at least 32 bytes/,
    );
});

test('without a country nothing of them is certain; without a token it says so', async () => {
    const { objects } = await normalise();
    assert.deepEqual(
        objects.map(({ certain }) => certain),
        [0, 0],
    );
    const args = [RELAY, 'numbers', 'normalise', '--instance-url', world.org.url];
    await assert.rejects(
        promisify(execFile)(process.execPath, args, { env: {} }),
        /the environment has no LANDED_ADMIN_TOKEN/,
    );
});
