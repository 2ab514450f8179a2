/**
 * Each limit of a transaction from both sides: a flow that uses all of it passes, one that uses one more fails, and
 * nothing that it did is kept.
 * https://help.salesforce.com/s/articleView?id=platform.flow_considerations_limit_transaction.htm (2026-11-21): 100
 * queries, 150 statements, 50,000 rows read, 10,000 rows written. Saves within saves:
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_gov_limits.htm ("Total stack depth for
 * any Apex invocation that recursively fires triggers", 16). Updates of one record in a batch: 12, see docs/local-org.md.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    assign,
    condition,
    decide,
    filter,
    flowXml,
    formula,
    input,
    node,
    onFault,
    start,
    then,
    variable,
} from './flow/support/flowXml.ts';
import { idOf, insert, makeOrg } from './support/project.ts';
import type { Org } from '../src/org.ts';

const FIRST = '<getFirstRecordOnly>true</getFirstRecordOnly>';
const get = (name: string, object: string, inner: string): string =>
    node(
        'recordLookups',
        name,
        `${inner}<object>${object}</object><storeOutputAutomatically>true</storeOutputAutomatically>`,
    );
const make = (name: string, inner = ''): string =>
    node('recordCreates', name, `${input('Trail__c', name)}<object>Parcel__c</object>${inner}`);

/** An event-triggered flow that makes a parcel, does `work` so many times, and then `last`, if anything. */
function repeating(times: number, work: string, last = ''): string {
    return flowXml(
        start('event', 'First'),
        variable('done', 'Number', { value: '<numberValue>0</numberValue>' }),
        make('First', then('Ask')),
        decide('Ask', condition('done', 'LessThan', times), 'Work', last === '' ? undefined : 'Last'),
        work,
        assign('Count', [['done', 'Add', 1]], 'Ask'),
        last,
    );
}

/** What becomes of so many events in one batch, and how many parcels there are afterwards. */
async function outcomeOf(org: Org, events = 1): Promise<string> {
    const rows = Array.from({ length: events }, (_, index) => ({ Key__c: `k${index}` }));
    org.transact('publish', (tx) => tx.publish('Parcel_Scan__e', rows));
    await org.background.idle();
    const { totalSize } = org.query('SELECT COUNT() FROM Parcel__c');
    const [error] = org.flowErrors.all();
    return error ? `${error.limit}: ${error.message}, ${totalSize} kept` : `passed, ${totalSize} kept`;
}

const orgWith = (flow: string): Org => makeOrg({ 'flows/Use_Limit.flow-meta.xml': flow }, { eventBatchSize: 2000 });

function contacts(org: Org, count: number): string[] {
    const rows = Array.from({ length: count }, (_, index) => ({ LastName: `C${index}` }));
    return insert(org, 'Contact', rows).map((outcome) => idOf(outcome));
}

test('100 queries pass, 101 do not, and no fault path catches that', async () => {
    const reading = (times: number): string =>
        repeating(times, get('Work', 'Contact', FIRST + then('Count') + onFault('Count')));
    assert.equal(await outcomeOf(orgWith(reading(100))), 'passed, 1 kept');
    assert.equal(await outcomeOf(orgWith(reading(101))), 'queries: Too many SOQL queries: 101, 0 kept');
});

test('150 statements pass, 151 do not', async () => {
    const writing = (times: number): string => repeating(times, make('Work', then('Count')));
    assert.equal(await outcomeOf(orgWith(writing(149))), 'passed, 150 kept');
    assert.equal(await outcomeOf(orgWith(writing(150))), 'statements: Too many DML statements: 151, 0 kept');
});

test('50,000 rows read pass, one more does not', async () => {
    const reading = (last: string): string => repeating(100 - 1, get('Work', 'Contact', then('Count')), last);
    const most = orgWith(reading(''));
    contacts(most, 505);
    assert.equal(await outcomeOf(most), 'passed, 1 kept'); // 99 × 505 = 49,995
    const atLimit = orgWith(reading(get('Last', 'Contact', '<limit><numberValue>5</numberValue></limit>')));
    contacts(atLimit, 505);
    assert.equal(await outcomeOf(atLimit), 'passed, 1 kept');
    assert.equal(atLimit.transactions.last(1)[0]?.rowsRead, 50_000);
    const over = orgWith(reading(get('Last', 'Contact', '<limit><numberValue>6</numberValue></limit>')));
    contacts(over, 505);
    assert.equal(await outcomeOf(over), 'rowsRead: Too many query rows: 50001, 0 kept');
});

test('10,000 rows written pass, one more does not', async () => {
    const all = `${filter('LastName', 'NotEqualTo', 'x')}${input('Parcel_Count__c', 1)}<object>Contact</object>`;
    const writing = (last: string): string =>
        repeating(99, node('recordUpdates', 'Work', all + then('Count')), make('Last') + last);
    // The first parcel, 99 × 101 contacts, and the last parcel come to 10,001.
    const over = orgWith(writing(''));
    contacts(over, 101);
    assert.equal(await outcomeOf(over), 'rowsWritten: Too many DML rows: 10001, 0 kept');
    const atLimit = orgWith(repeating(99, node('recordUpdates', 'Work', all + then('Count'))));
    contacts(atLimit, 101);
    assert.equal(await outcomeOf(atLimit), 'passed, 1 kept');
    assert.equal(atLimit.transactions.last(1)[0]?.rowsWritten, 10_000);
});

test('one record is updated 12 times by a batch, not 13 times', async () => {
    const flow = flowXml(
        start('event', 'First'),
        make('First', then('Put')),
        node(
            'recordUpdates',
            'Put',
            `${filter('LastName', 'EqualTo', 'C0')}${input('Parcel_Count__c', 1)}<object>Contact</object>`,
        ),
    );
    const [most, over] = [orgWith(flow), orgWith(flow)];
    contacts(most, 1);
    const [id = ''] = contacts(over, 1);
    assert.equal(await outcomeOf(most, 12), 'passed, 12 kept');
    assert.equal(
        await outcomeOf(over, 13),
        'duplicateUpdates: Maximum number of duplicate updates in one batch (12 allowed). ' +
            `Attempt to update Id more than once in this Api call: ${id}, 0 kept`,
    );
});

test('a save sets off 15 more, one in the other, not 16', async () => {
    const saves = (most: number): Org =>
        makeOrg({
            'flows/Use_Limit.flow-meta.xml': flowXml(
                start('event', 'First'),
                node(
                    'recordCreates',
                    'First',
                    `${input('Trail__c', 'First')}${input('Weight__c', 1)}<object>Parcel__c</object>`,
                ),
            ),
            'flows/Save_Again.flow-meta.xml': flowXml(
                start('after', 'Put', filter('Weight__c', 'LessThan', most)),
                formula('more', 'Number', '{!$Record.Weight__c} + 1').replace(
                    '</formulas>',
                    '<scale>0</scale></formulas>',
                ),
                node('recordUpdates', 'Put', `${input('Weight__c', '@more')}<inputReference>$Record</inputReference>`),
            ),
        });
    const atLimit = saves(16);
    assert.equal(await outcomeOf(atLimit), 'passed, 1 kept');
    assert.equal(atLimit.query('SELECT Weight__c FROM Parcel__c').records[0]?.['Weight__c'], 16);
    assert.equal(await outcomeOf(saves(17)), 'depth: Maximum trigger depth exceeded: 16, 0 kept');
});
