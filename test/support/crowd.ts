/** 200 people, each with a history, and what 200 events about them use of the limits of a transaction. */
import assert from 'node:assert/strict';
import type { FlowOrg, Row } from '../../local-org/src/flowTests/index.ts';
import { messageState, snapshotEvent, type Report } from '../model/messages.ts';
import type { Person } from '../model/people.ts';
import { table } from './effectProof.ts';

export const PEOPLE = 200;
const START = Date.parse('2026-01-05T08:00:00Z');
const MINUTE = 60_000;

const numberOf = (index: number): string => `+447700901${String(index).padStart(3, '0')}`;
const FATES: readonly Pick<Report, 'status' | 'failureClass' | 'word'>[] = [
    { status: 'Undelivered', failureClass: 'Temporary' },
    { status: 'Undelivered', failureClass: 'Permanent' },
    { status: 'Delivered', failureClass: null },
    { status: null, failureClass: null, word: 'Opted Out' },
    { status: null, failureClass: null, word: 'Opted In' },
    { status: null, failureClass: null, word: 'Complained' },
];

/** One message to each of 200 people, each round a minute later and with another fate for everybody. */
export const round = (at: number, shift = 0): Report[] =>
    Array.from({ length: PEOPLE }, (_, index) => ({
        ...(FATES[(at + index * shift) % FATES.length] ?? { status: 'Sent', failureClass: null }),
        ...{ messageKey: `round:${at}-${index}`, provider: 'proof', rawStatus: 'any', code: '1', evidence: 1 },
        ...{ at: START + at * MINUTE, receivedAt: START + at * MINUTE, submittedAt: null },
        ...{ recipient: numberOf(index), sender: '+14155550100', person: null },
    }));

export const eventsOf = (reports: readonly Report[]): Row[] =>
    reports.map((report) => snapshotEvent(messageState([report]), { store: 'proof-store', version: 1 }));

export async function contacts(into: FlowOrg): Promise<Person[]> {
    const rows = Array.from({ length: PEOPLE }, (_, at) => ({ LastName: 'Invented', MobilePhone: numberOf(at) }));
    const ids = await into.insert('Contact', rows);
    const same = { kind: 'Contact', email: null, optedOutOfEmail: false } as const;
    return ids.map((id, at) => ({ ...same, id, number: numberOf(at) }));
}

/** So many failed messages for each, as if loaded in bulk: the first by way of the flows, the others as it came out. */
async function histories(org: FlowOrg, length: number): Promise<void> {
    if (length === 0) return;
    const events = eventsOf(round(0));
    const loaded = events.map((event) => ({ ...withoutEventFields(event), Bulk_Load__c: true }));
    const ids = await org.insert('Message__c', loaded, { batch: PEOPLE });
    for (const [at, id] of ids.entries()) {
        const key = String(events[at]?.['Message_Key__c']);
        org.multiply('Message__c', id, length - 1, (index) => ({ Message_Key__c: `${key}:${index}` }));
    }
}

const withoutEventFields = (event: Row): Row =>
    Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'Record_Id__c'));

const LIMITS = { queries: 100, rowsRead: 50_000, statements: 150, rowsWritten: 10_000 } as const;
const CEILING: Readonly<Record<string, number>> = { queries: 20, statements: 8 };
const COUNTERS = Object.keys(LIMITS) as (keyof typeof LIMITS)[]; // the keys of a constant
const KINDS = [
    ['the event batch', /^event batch: Delivery_RecordReport/],
    ['what follows after it', /^asynchronous path/],
] as const;

/** Of a kind of transaction, the most that one used of each limit. */
export interface Used {
    readonly what: string;
    readonly counts: readonly number[];
}

/** Feeds 200 events of each fate to people who have so many messages. Throws for what is above half or the ceiling. */
export async function limitsWith(org: FlowOrg, history: number): Promise<Used[]> {
    org.reset();
    await contacts(org);
    await histories(org, history);
    for (let at = 1; at <= FATES.length; at += 1)
        await org.insert('Delivery_Report__e', eventsOf(round(at)), { batch: PEOPLE });
    assert.deepEqual(org.errors(), []);
    return KINDS.map(([what, kind]) => {
        const some = org.transactions().filter(({ origin }) => kind.test(origin));
        const counts = COUNTERS.map((counter) => Math.max(0, ...some.map((each) => each[counter])));
        for (const [at, counter] of COUNTERS.entries()) {
            const most = Math.min(CEILING[counter] ?? Infinity, LIMITS[counter] / 2);
            assert.ok((counts[at] ?? 0) <= most, `${what}: ${counts[at]} ${counter}, more than ${most}`);
        }
        return { what, counts };
    });
}

/** `used` by how many messages each person had before. */
export function limitsTable(used: ReadonlyMap<number, readonly Used[]>): string[] {
    const rows = [...used].flatMap(([history, some]) =>
        some.map(({ what, counts }) => [`${history.toLocaleString('en-GB')} messages each before: ${what}`, ...counts]),
    );
    const ceiling = COUNTERS.map((counter) => CEILING[counter] ?? LIMITS[counter] / 2);
    return table(
        ['200 events, each about another person', 'queries', 'rows read', 'writes', 'rows written'],
        [...rows, ['our own ceiling', ...ceiling], ['the platform', ...COUNTERS.map((counter) => LIMITS[counter])]],
    );
}
