/**
 * Worlds by seed, in virtual time: reports come in, the org has bad days, the relay is killed. When the weather is fair
 * again, every message must stand in the org as the join of all its accepted reports, or lie among the dead for a cause.
 */
import assert from 'node:assert/strict';
import { located } from '../../src/core/countries.ts';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import type { DeliveryStatus } from '../../src/core/vocabulary.ts';
import { eventOf, SNAPSHOT_COLUMNS } from '../../src/salesforce/event.ts';
import { createDisk, startSimulatedRelay } from './simulatedRelay.ts';
import type { Disk, SimulatedRelay } from './simulatedRelay.ts';
import { createSimulatedOrg, FAIR } from './simulatedOrg.ts';
import type { Fields, SimulatedOrg, Weather } from './simulatedOrg.ts';
import { createVirtualTime, seededRandom } from './virtualTime.ts';

export const MINUTE = 60_000;
const TWO_DAYS = 2 * 24 * 60 * MINUTE;
export const START = Date.UTC(2026, 6, 17, 12);

export interface World {
    /** Relays that share no store; each report reaches one of them, or several. */
    readonly relays: number;
    readonly messages: number;
    readonly requests: number;
    readonly kills: number;
    readonly poison: number;
    readonly storm: Weather;
    /** Providers repeat what they have sent, up to 46 times, or their requests overtake each other; else as they come. */
    readonly arrival?: 'repeated' | 'shuffled';
    /** This many messages more, each to be known for this long only. */
    readonly passing?: { readonly messages: number; readonly minutes: number };
}

export interface Outcome {
    readonly expected: ReadonlyMap<string, readonly DeliveryReport[]>;
    readonly poisonous: ReadonlySet<string>;
    readonly org: SimulatedOrg;
    readonly disks: readonly Disk[];
    readonly quiet: boolean;
    /** Of the two minutes after everything was done. */
    readonly callsAtRest: number;
    readonly endedAt: number;
}

/** Within this a provider's requests overtake each other, and come again. */
const ARRIVAL_MS = 60_000;
/** As often as one report is known to have come. */
const MOST_REPEATS = 46;
const STATUSES: readonly DeliveryStatus[] = ['Queued', 'Sent', 'Sent', 'Undelivered', 'Delivered', 'Delivered'];

export async function live(seed: number, world: World): Promise<Outcome> {
    const random = seededRandom(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const time = createVirtualTime(START);
    const poisonous = new Set(Array.from({ length: world.poison }, () => `acme:${String(below(world.messages))}`));
    const org = createSimulatedOrg(time, random, poisonous);
    const disks = Array.from({ length: world.relays }, createDisk);
    const expected = new Map<string, DeliveryReport[]>();

    function reportOf(number: number): DeliveryReport {
        const messageKey = `acme:${String(number)}`;
        const status = STATUSES[below(STATUSES.length)] ?? null;
        const report = makeReport({
            provider: 'acme',
            messageKey,
            channel: 'SMS',
            status,
            rawStatus: status,
            failureClass: status === 'Undelivered' ? 'Temporary' : null,
            code: status === 'Undelivered' ? String(below(3)) : null,
            recipient: `+4477009000${String(number % 40).padStart(2, '0')}`,
            receivedAt: new Date(time.now()).toISOString(),
        });
        expected.set(messageKey, [...(expected.get(messageKey) ?? []), located(report)]);
        return report;
    }

    const start = (disk: Disk): SimulatedRelay => startSimulatedRelay(disk, org, time, random);
    const relays = disks.map(start);
    function accept(reports: readonly DeliveryReport[], query = ''): void {
        const lucky = below(disks.length);
        disks.forEach((disk, index) => {
            if (index !== lucky && below(3) > 0) return;
            disk.accept(reports, time.now(), query);
            relays[index]?.wake();
        });
    }
    const later = (call: () => void): void => void time.after(below(ARRIVAL_MS), call);
    function arrive(reports: readonly DeliveryReport[]): void {
        if (world.arrival === 'shuffled') {
            later(() => accept(reports));
            return;
        }
        accept(reports);
        const times = world.arrival === 'repeated' ? below(below(4) === 0 ? MOST_REPEATS : 3) : 0;
        for (let time = 0; time < times; time += 1) later(() => accept(reports));
    }

    org.weather = world.storm;
    for (let turn = 0; turn < world.requests; turn += 1) {
        arrive(Array.from({ length: 1 + below(20) }, () => reportOf(below(world.messages))));
        if (below(world.requests) < world.kills) {
            await time.run(time.now() + below(2_000));
            const index = below(disks.length);
            relays[index]?.kill();
            relays[index] = start(disks[index] ?? assert.fail());
        }
        await time.run(time.now() + below(4_000));
    }
    const { passing } = world;
    for (let index = 0; index < (passing?.messages ?? 0); index += 1) {
        accept([reportOf(world.messages + index)], `?ttl=${String(passing?.minutes)}`);
    }
    if (world.arrival !== undefined) await time.run(time.now() + ARRIVAL_MS);
    org.weather = FAIR;
    const end = time.now() + TWO_DAYS;
    let waiting = await waitingIn(disks);
    while (time.now() < end && waiting > 0) {
        await time.run(time.now() + MINUTE);
        waiting = await waitingIn(disks);
    }
    const calls = org.calls.length;
    await time.run(time.now() + 2 * MINUTE);
    for (const relay of relays) relay.kill();
    return {
        expected,
        poisonous,
        org,
        disks,
        quiet: waiting === 0,
        callsAtRest: org.calls.length - calls,
        endedAt: time.now(),
    };
}

async function waitingIn(disks: readonly Disk[]): Promise<number> {
    const counts = await Promise.all(disks.map((disk) => disk.store.counts()));
    return counts.reduce((total, { unread, unpublished }) => total + unread + unpublished, 0);
}

/** What the row must say, whichever version it is. */
export function contentOf(fields: Fields, names: readonly string[]): Fields {
    return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
}

export const CONTENT = SNAPSHOT_COLUMNS.filter(
    (name) => !['Store__c', 'Version__c', 'Epoch__c', 'Status_Published_At__c', 'Effect_Status__c'].includes(name),
);
/** Differs from copy to copy; what it holds is not compared. */
const STAMP = { store: '', epoch: 0, version: 0, statusPublishedAt: '' };
/**
 * Relays that share nothing may each know lines of the history, and codes of the same rank with the time of their
 * receipt, that the other does not.
 */
export const SHARED = CONTENT.filter(
    (name) => name === 'Status__c' || (name.endsWith('_At__c') && !name.endsWith('Received_At__c')),
);

async function deadIn(disk: Disk): Promise<readonly (string | null)[]> {
    const letters = await disk.store.deadLetters({ settled: false, limit: 10_000 });
    return letters.map(({ messageKey }) => messageKey);
}

export async function check(
    seed: number,
    { expected, poisonous, org, disks, quiet, callsAtRest }: Outcome,
): Promise<void> {
    assert.ok(quiet, `seed ${String(seed)}: the relay never came to rest`);
    assert.equal(callsAtRest, 0, `seed ${String(seed)}: calls without anything to do`);
    const dead = new Set((await Promise.all(disks.map(deadIn))).flat());
    for (const [key, reports] of expected) {
        if (poisonous.has(key)) {
            assert.ok(dead.has(key), `seed ${String(seed)}: the poisonous ${key} is not among the dead`);
            continue;
        }
        assert.ok(!dead.has(key), `seed ${String(seed)}: the healthy ${key} is among the dead`);
        const row = org.rows.get(key) ?? assert.fail(`seed ${String(seed)}: ${key} was lost`);
        const snapshot = snapshotOf(joinReports(emptyTracker(key), reports));
        const { Record_Id__c: recordId, ...event } = eventOf(snapshot, STAMP);
        const names = disks.length === 1 ? CONTENT : SHARED;
        const wanted = contentOf({ ...event, Related_Record_Id__c: recordId ?? null }, names);
        assert.deepEqual(contentOf(row, names), wanted, `seed ${String(seed)}: ${key} is not what was reported`);
        assert.equal(row['Effect_Status__c'], 'Applied');
    }
}

const CALM: World = { relays: 1, messages: 60, requests: 40, kills: 0, poison: 0, storm: FAIR };

export const WORLDS: Readonly<Record<string, World>> = {
    'fair weather': CALM,
    kills: { ...CALM, kills: 12 },
    'calls that fail and answers that get lost': {
        ...CALM,
        kills: 4,
        storm: { ...FAIR, callFails: 0.3, answerLost: 0.3, recordRefused: 0.1 },
    },
    'effects that fail at first': { ...CALM, kills: 4, storm: { ...FAIR, effectFails: 0.3 } },
    'batches that fail when they are large': { ...CALM, messages: 400, kills: 2, storm: { ...FAIR, batchLimit: 20 } },
    'an event in a hundred that never arrives': { ...CALM, storm: { ...FAIR, eventLost: 0.01 } },
    'two relays that share no store': { ...CALM, relays: 2, kills: 4, storm: { ...FAIR, answerLost: 0.2 } },
    poison: { ...CALM, messages: 200, poison: 3 },
    'poison, kills and lost answers': {
        ...CALM,
        messages: 120,
        poison: 2,
        kills: 4,
        storm: { ...FAIR, callFails: 0.1, answerLost: 0.2 },
    },
};
