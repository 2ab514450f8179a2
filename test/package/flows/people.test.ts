/** Whatever messages arrive and however, people and suppressions end as the independent model says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flowTests, openFlowOrg, runFlowTest, type FlowOrg } from '../../../local-org/src/flowTests/index.ts';
import type { Person } from '../../model/people.ts';
import { worlds, type World } from '../../model/worlds.ts';
import { hashOf } from '../../support/hashes.ts';
import { ROOT } from '../../support/landed.ts';
import { publishWorld } from '../../support/worldInOrg.ts';
import { orgInProcess } from '../../support/worldOrg.ts';

const tests = flowTests();
export default tests;

const START = Date.parse('2026-01-05T08:00:00Z');
const MINUTE = 60_000;
/** The same ones each time, so that a broken flow is noticed by chance of none. */
const SOME = fc.sample(worlds(START), { numRuns: 6, seed: 7 });

/** Messages that must not matter to what a person's record says of text messages: by another way, before and after all. */
async function otherMessages(org: FlowOrg, people: readonly Person[]): Promise<object> {
    const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();
    const fates = [
        { Status__c: 'Delivered', Status_At__c: at(59) },
        { Status__c: 'Undelivered', Failure_Class__c: 'Temporary', Status_At__c: at(58) },
        { Status__c: 'Undelivered', Failure_Class__c: 'Temporary', Status_At__c: at(-60) },
        { Status__c: 'Delivered', Status_At__c: at(-61) },
    ];
    const rows = people.flatMap(({ kind, id, number }, person) =>
        fates.map((fate, at) => ({
            ...{ Message_Key__c: `other:${person}-${at}`, Channel__c: 'WhatsApp', Provider__c: 'other' },
            ...{ Recipient__c: number, [`${kind}__c`]: id, ...fate },
        })),
    );
    await org.insert('Message__c', rows);
    return {};
}

for (const [index, world] of SOME.entries()) {
    const stores = index % 3 === 2 ? ['one store', 'another store'] : ['one store'];
    tests.add(`world ${index + 1} ends as the model says, whatever came by other ways`, async (org) => {
        const prepare = async (people: readonly Person[]): Promise<Record<string, unknown>> => ({
            ...(await otherMessages(org, people)),
        });
        const { actual, expected } = await publishWorld(orgInProcess(org), world, { stores, prepare });
        assert.deepEqual(actual.people, expected.people);
        assert.deepEqual(actual.suppressed, expected.suppressed);
        assert.deepEqual(org.errors(), []);
    });
}

/** In which a message belongs to whoever alone has its number, so that the CRM knows both forms of it. */
const ofTheirOwn = ({ people, reports, seed }: World): World => ({
    people: [...new Map(people.map((person) => [person.number, person])).values()],
    reports: reports.map((report) => ({ ...report, person: null })),
    seed,
});

for (const [index, world] of SOME.slice(2, 4).entries()) {
    tests.add(`world ${index + 3} ends as the model says when no event carries a number`, async (org) => {
        const { actual, expected } = await publishWorld(orgInProcess(org), world, { isHashed: () => true });
        assert.deepEqual(actual, expected);
        assert.deepEqual(org.errors(), []);
    });

    tests.add(
        `world ${index + 3} ends as the model says when some events carry a number and some its hash`,
        async (org) => {
            const own = ofTheirOwn(world);
            const isKnown = new Set(own.people.map(({ number }) => number));
            const { actual, expected } = await publishWorld(orgInProcess(org), own, {
                isHashed: ({ key, recipient }) => !isKnown.has(recipient) || hashOf(key) < '#V',
            });
            assert.deepEqual(actual, expected);
            assert.deepEqual(org.errors(), []);
        },
    );
}

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
