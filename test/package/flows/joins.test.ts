/** Message_KeepHighest against an independent model of the join, over random pairs of snapshots with every field. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flowTests, openFlowOrg, runFlowTest, type FlowOrg, type Row } from '../../../local-org/src/flowTests/index.ts';
import { STATUSES } from '../../model/messages.ts';
import {
    EARLIEST,
    joined,
    LATEST_NUMBERS,
    LATEST_TEXTS,
    STATUS_GROUP,
    TIMES_OF_CONSENT,
    TIMES_OF_THE_STATUS,
    type MessageRow,
} from '../../model/snapshotJoin.ts';
import { ROOT } from '../../support/landed.ts';

const tests = flowTests();
export default tests;

const MINUTE = 60_000;
const START = Date.parse('2026-01-05T08:00:00Z');
/** The same ones each time, so that a broken flow is noticed by chance of none. */
const SEED = 4;
const PAIRS = 200;
const TIMES = [...EARLIEST, ...TIMES_OF_CONSENT, ...TIMES_OF_THE_STATUS, 'Status_At__c'] as const;

type Values = fc.Arbitrary<string | number | null>;
const oneOf = (...values: readonly (string | number | null)[]): Values => fc.constantFrom(...values);
const all = (fields: readonly string[], values: Values): Record<string, Values> =>
    Object.fromEntries(fields.map((field) => [field, values]));

/** Few values, so that the two of a pair often agree. */
function rowOf(contact: string, lead: string): fc.Arbitrary<MessageRow> {
    return fc.record({
        ...all(TIMES, oneOf(null, START, START + MINUTE, START + 2 * MINUTE)),
        ...all(LATEST_TEXTS, oneOf(null, 'A', 'B')),
        ...all(LATEST_NUMBERS, oneOf(null, 1, 2.25)),
        ...all(['Provider_Status__c', 'Error_Code__c'], oneOf(null, 'A', 'B')),
        Segments__c: oneOf(null, 1, 2),
        Validity_Minutes__c: oneOf(null, 1, 60),
        Delivery_Confidence__c: oneOf(null, 'Handset', 'Carrier'),
        Status__c: oneOf(null, 'Undelivered', ...Object.keys(STATUSES)),
        Failure_Class__c: oneOf(null, 'Permanent', 'Temporary'),
        Permanent_Evidence__c: oneOf(null, 1, 2),
        Channel__c: oneOf('SMS', 'Email', null),
        Store__c: oneOf(null, 'A', 'A', 'B'),
        Epoch__c: oneOf(null, 0, 0, 0, 1),
        Version__c: oneOf(null, 1, 2),
        Contact__c: oneOf(null, contact),
        Lead__c: oneOf(null, lead),
        Effect_Status__c: oneOf('Applied', 'Failed'),
    });
}

/** Half of them with the same report, or but one of its parts, in both. */
const pairOf = (row: fc.Arbitrary<MessageRow>): fc.Arbitrary<readonly [MessageRow, MessageRow]> =>
    fc
        .tuple(row, row, fc.subarray([...STATUS_GROUP]), oneOf('same', 'same but for one', 'other', 'other'))
        .map(([before, next, [apart], likeness]) => {
            if (likeness === 'other') return [before, next];
            const same = STATUS_GROUP.filter((field) => likeness === 'same' || field !== apart);
            return [before, { ...next, ...Object.fromEntries(same.map((field) => [field, before[field] ?? null])) }];
        });

/** A bulk load, so that nothing but the join has a say. */
const written = (row: MessageRow, at: number): Row => ({
    ...row,
    ...Object.fromEntries(TIMES.map((field) => [field, dateTime(row[field])])),
    Message_Key__c: `pair:${at}`,
    Bulk_Load__c: true,
});

const dateTime = (value: string | number | null | undefined): string | null =>
    typeof value === 'number' ? new Date(value).toISOString() : null;
const instant = (value: unknown): unknown => (typeof value === 'string' ? Date.parse(value) : value);

async function joinedByTheFlow(org: FlowOrg, pairs: readonly (readonly [MessageRow, MessageRow])[]): Promise<Row[]> {
    org.setMetadata('Automation_Switch__mdt', 'Message_SetDeadlines', { Is_On__c: false });
    const ids = await org.insert(
        'Message__c',
        pairs.map(([before], at) => written(before, at)),
    );
    await org.update(
        'Message__c',
        pairs.map(([, next], at) => ({ ...written(next, at), Id: ids[at] })),
    );
    const fields = Object.keys(pairs[0]?.[0] ?? {});
    const rows = org.rows(`SELECT Id, ${fields.join(', ')} FROM Message__c`);
    const byId = new Map(rows.map(({ Id, ...row }) => [Id, row]));
    return ids.map((id): Row => {
        const row: Row = byId.get(id) ?? {};
        const times = TIMES.map((field) => [field, instant(row[field])]);
        return { ...row, ...(Object.fromEntries(times) as Row) };
    });
}

tests.add('two snapshots of a message leave what the model of the join says, field by field', async (org) => {
    const [contact = ''] = await org.insert('Contact', { LastName: 'Invented' });
    const [lead = ''] = await org.insert('Lead', { LastName: 'Invented', Company: 'Invented' });
    const pairs = fc.sample(pairOf(rowOf(contact, lead)), { numRuns: PAIRS, seed: SEED });
    const actual = await joinedByTheFlow(org, pairs);
    for (const [at, [before, next]] of pairs.entries())
        assert.deepEqual(actual[at], joined(before, next), `pair ${at}`);
});

const EVERY_STATUS = [null, 'Unconfirmed', ...Object.keys(STATUSES)];
const CHANNELS = [
    ['SMS', 'SMS'],
    ['Email', null],
    [null, 'Email'],
] as const;

tests.add(
    'any status after any other, by any channel, moves the message as the ranks say, and a tie by time',
    async (org) => {
        const pairs = CHANNELS.flatMap(([was, is]) =>
            [START, START + 2 * MINUTE].flatMap((at) =>
                EVERY_STATUS.flatMap((former) =>
                    EVERY_STATUS.filter((status) => is === 'SMS' || [former, status].includes('Undelivered')).map(
                        (status): readonly [MessageRow, MessageRow] => [
                            { Status__c: former, Channel__c: was, Status_At__c: START + MINUTE },
                            { Status__c: status, Channel__c: is, Status_At__c: at },
                        ],
                    ),
                ),
            ),
        );
        const told = (row: MessageRow | Row | undefined): unknown[] => [row?.['Status__c'], row?.['Status_At__c']];
        const actual = await joinedByTheFlow(org, pairs);
        for (const [at, [before, next]] of pairs.entries())
            assert.deepEqual(told(actual[at]), told(joined(before, next)), JSON.stringify([before, next]));
    },
);

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
