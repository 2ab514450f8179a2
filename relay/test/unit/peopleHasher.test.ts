/** How the hashes of people's numbers are kept in an org that is told none, hour by hour. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { pino } from 'pino';
import { createNumberHash } from '../../src/core/hashedNumbers.ts';
import type { CallResult, SaveResult } from '../../src/salesforce/client.ts';
import { startPeopleHasher } from '../../src/salesforce/peopleHasher.ts';
import { createVirtualTime } from '../simulation/virtualTime.ts';

const START = Date.UTC(2026, 6, 17);
const MINUTE = 60_000;
const numbers = createNumberHash('an invented key of more than thirty-two bytes');

interface Person {
    readonly Id: string;
    SMS_Number__c: string | null;
    SMS_Number_Hash__c: string | null;
    changedAt: number;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

function startWorld(people: Person[], speaks: () => boolean = () => true) {
    const time = createVirtualTime(START);
    const asked: string[] = [];
    let calls = 0;
    let refusal: string | null = null;
    const client = {
        query(soql: string): Promise<CallResult<Rows>> {
            asked.push(soql);
            if (refusal !== null) return Promise.resolve({ kind: 'refused', code: refusal });
            const since = Date.parse(/SystemModstamp >= (\S+)/.exec(soql)?.[1] ?? '2000-01-01T00:00:00Z');
            const [, after = ''] = /Id > '(\w+)'/.exec(soql) ?? [];
            const found = people.filter(
                (person) =>
                    soql.includes(' FROM Contact ') &&
                    person.SMS_Number__c !== null &&
                    (!soql.includes('SMS_Number_Hash__c = null') || person.SMS_Number_Hash__c === null) &&
                    person.changedAt >= since &&
                    person.Id > after,
            );
            const rows = found.sort((a, b) => (a.Id < b.Id ? -1 : 1)).slice(0, 2_000);
            return Promise.resolve({ kind: 'answered', value: rows.map((row) => ({ ...row })) });
        },
        update(object: string, records: readonly object[]): Promise<CallResult<readonly SaveResult[]>> {
            calls += 1;
            assert.equal(object, 'Contact');
            assert.ok(records.length <= 200);
            for (const { id, ...fields } of records as readonly (Partial<Person> & { id: string })[])
                Object.assign(people.find(({ Id }) => Id === id) ?? assert.fail(id), fields, { changedAt: time.now() });
            return Promise.resolve({ kind: 'answered', value: records.map(() => ({ success: true, errors: [] })) });
        },
    };
    const loop = startPeopleHasher({
        ...{ org: 'main', store: { speaksTo: () => Promise.resolve(speaks()) }, client, breakers: [] },
        ...{ numbers, timing: time, log: pino({ level: 'silent' }) },
    });
    return {
        ...{ time, asked, stop: loop.stop, calls: () => calls, refuse: (code: string | null) => (refusal = code) },
        run: (minutes: number) => time.run(time.now() + minutes * MINUTE),
    };
}

const person = (id: number, number: string | null): Person => ({
    ...{ Id: `003${String(id).padStart(12, '0')}`, SMS_Number__c: number, SMS_Number_Hash__c: null, changedAt: START },
});
const isRight = ({ SMS_Number__c: number, SMS_Number_Hash__c: hash }: Person): boolean =>
    hash === (number === null ? null : numbers.of(number));

test('everybody with a number has its hash within a minute, however many they are, in calls of two hundred', async () => {
    const people = Array.from({ length: 4_500 }, (_, index) =>
        person(index, index % 3 === 0 ? null : `+4477${String(index).padStart(8, '0')}`),
    );
    const world = startWorld(people);
    await world.run(1);
    assert.ok(people.every(isRight));
    assert.equal(world.calls(), 15);
    await world.stop();
});

test('a number that is new or becomes another has its hash within three minutes, even one that changed meanwhile', async () => {
    const [one, other] = [person(1, '+447700900123'), person(2, null)];
    const world = startWorld([one, other]);
    await world.run(10);
    Object.assign(other, { SMS_Number__c: '+447700900124', changedAt: world.time.now() });
    // The hash of the number before, written late: no flow has cleared it.
    Object.assign(one, { SMS_Number__c: '+447700900125', changedAt: world.time.now() });
    await world.run(3);
    assert.deepEqual([one, other].map(isRight), [true, true]);
    await world.stop();
});

test('it asks once a minute, nothing while another relay speaks to the org, and goes on after a refusal', async () => {
    let speaks = false;
    const one = person(1, '+447700900123');
    const world = startWorld([one], () => speaks);
    await world.run(10);
    assert.deepEqual(world.asked, []);
    speaks = true;
    world.refuse('INVALID_FIELD');
    await world.run(20);
    assert.ok(world.asked.length <= 5, `${world.asked.length} questions that are refused`);
    world.refuse(null);
    await world.run(10);
    assert.ok(isRight(one));
    const { length } = world.asked;
    await world.run(24 * 60);
    const asked = world.asked.length - length;
    assert.ok(asked >= 1_430 && asked <= 1_450, `${asked} questions a day`);
    await world.stop();
});
