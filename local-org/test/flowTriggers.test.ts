/** What starts flows beside saves and events: deletions, schedules, calls over REST; and what the trace tells of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    assign,
    decide,
    condition,
    filter,
    flowXml,
    input,
    node,
    start,
    then,
    variable,
} from './flow/support/flowXml.ts';
import { codes, idOf, insert, makeOrg } from './support/project.ts';
import { startOrg } from './support/server.ts';
import type { Org } from '../src/org.ts';

const DAY = 86_400_000;
const file = (name: string): string => `flows/${name}.flow-meta.xml`;
const trails = (org: Org): unknown[] =>
    org.query('SELECT Trail__c FROM Parcel__c ORDER BY Id').records.map((record) => record['Trail__c']);

/** Keeps what is fragile, and tells of what goes. */
const GUARD = flowXml(
    start('after', 'Ask', '', 'Delete').replace('RecordAfterSave', 'RecordBeforeDelete'),
    node(
        'recordCreates',
        'Tell',
        `${input('Trail__c', '@$Record.Trail__c')}${input('Is_Fragile__c', true)}<object>Parcel__c</object>${then('Ask_Again')}`,
    ),
    decide('Ask', condition('$Record.Batch__c', 'EqualTo', 'told'), 'Tell', 'Ask_Again'),
    decide('Ask_Again', condition('$Record.Is_Fragile__c', 'EqualTo', true), 'Keep'),
    node(
        'customErrors',
        'Keep',
        '<customErrorMessages><errorMessage>fragile</errorMessage><isFieldError>false</isFieldError></customErrorMessages>',
    ),
);

test('a flow before the delete may keep a record, and what it did for that one is undone', () => {
    // https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_custom_error.htm (2026-11-25)
    const org = makeOrg({ [file('Guard_Parcel')]: GUARD });
    const saved = insert(org, 'Parcel__c', [
        { Trail__c: 'a', Is_Fragile__c: false, Batch__c: 'told' },
        { Trail__c: 'b', Is_Fragile__c: true, Batch__c: 'told' },
        { Trail__c: 'c', Is_Fragile__c: false },
    ]);
    const ids = saved.map((outcome) => idOf(outcome));
    const outcomes = org.transact('delete', (tx) => tx.delete('Parcel__c', ids, [0, 1, 2]));
    assert.deepEqual(codes(outcomes), ['ok', 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'ok']);
    assert.deepEqual(trails(org), ['b', 'a'], 'the fragile one, and the note of the first');
});

function daily(frequency: string, object = '', where = '', date = '2026-11-22'): string {
    const schedule = `<schedule><frequency>${frequency}</frequency><startDate>${date}</startDate><startTime>02:00:00.000Z</startTime></schedule>`;
    return `<start>${then('Put')}${where}${object && `<object>${object}</object>`}${schedule}<triggerType>Scheduled</triggerType></start>`;
}

const SWEEP = node('recordUpdates', 'Put', `${input('Trail__c', 'swept')}<inputReference>$Record</inputReference>`);

/** https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_considerations_trigger_schedule.htm (2026-11-25) */
test('a schedule-triggered flow runs at its time for the records its filter finds, 200 in a transaction', async () => {
    const org = makeOrg({
        [file('Sweep_Parcels')]: flowXml(daily('Daily', 'Parcel__c', filter('Trail__c', 'EqualTo', 'LATE')), SWEEP),
    });
    insert(
        org,
        'Parcel__c',
        Array.from({ length: 450 }, (_, index) => ({ Trail__c: index % 9 === 0 ? 'early' : 'late' })),
    );
    assert.deepEqual(org.scheduledFlows.upcoming(), [
        { flow: 'Sweep_Parcels', dueAt: Date.parse('2026-11-22T02:00:00Z') },
    ]);
    org.clock.advance(DAY / 2);
    await org.background.idle();
    assert.equal(trails(org).filter((trail) => trail === 'swept').length, 0, 'it is not yet two');
    org.clock.advance(DAY / 2);
    await org.background.idle();
    assert.equal(trails(org).filter((trail) => trail === 'swept').length, 400);
    const sizes = org.transactions.all().flatMap(({ origin }) => /^scheduled flow.*\((\d+)\)/.exec(origin)?.[1] ?? []);
    assert.deepEqual(sizes, ['200', '200']);
    assert.equal(org.scheduledFlows.upcoming()[0]?.dueAt, Date.parse('2026-11-23T02:00:00Z'));
});

test('a flow without an object runs once; one to run once in the past never does; a weekly one waits a week', async () => {
    const make = (frequency: string, date: string): string =>
        flowXml(
            daily(frequency, '', '', date),
            node('recordCreates', 'Put', `${input('Trail__c', frequency)}<object>Parcel__c</object>`),
        );
    const org = makeOrg({
        [file('Now_And_Then')]: make('Daily', '2026-11-01'),
        [file('Once_Past')]: make('Once', '2026-11-20'),
        [file('Once_Later')]: make('Once', '2026-11-22'),
        [file('Weekly_One')]: make('Weekly', '2026-11-17'),
    });
    org.clock.advance(DAY);
    await org.background.idle();
    assert.deepEqual(trails(org).toSorted(), ['Daily', 'Once']);
    assert.deepEqual(
        org.scheduledFlows.upcoming().map(({ flow, dueAt }) => [flow, new Date(dueAt).toISOString().slice(0, 10)]),
        [
            ['Now_And_Then', '2026-11-23'],
            ['Weekly_One', '2026-11-24'],
        ],
    );
});

test('records whose scheduled interview fails are told and left, the others are swept', async () => {
    const careless = flowXml(
        daily('Daily', 'Parcel__c'),
        node(
            'recordUpdates',
            'Put',
            `${input('Trail__c', 'swept')}${input('Size__c', '@$Record.Notes__c')}<inputReference>$Record</inputReference>`,
        ),
    );
    const org = makeOrg({ [file('Sweep_Parcels')]: careless });
    insert(org, 'Parcel__c', [{ Notes__c: 'Small' }, { Notes__c: 'Huge' }, { Notes__c: 'Large' }]);
    org.clock.advance(DAY);
    await org.background.idle();
    assert.deepEqual(trails(org), ['swept', null, 'swept']);
    assert.deepEqual(
        org.flowErrors.all().map(({ kind, size }) => [kind, size]),
        [['scheduled flow', 1]],
    );
});

const WEIGH = flowXml(
    start('called', 'Make'),
    variable('trail', 'String', { isInput: true }),
    variable('weight', 'Number', { isInput: true }),
    variable('parcel', 'SObject', { objectType: 'Parcel__c', isInput: true, isOutput: true }),
    variable('id', 'String', { isOutput: true }),
    node(
        'recordCreates',
        'Make',
        `${then('Set')}<assignRecordIdToReference>id</assignRecordIdToReference>${input('Trail__c', '@trail')}${input('Weight__c', '@weight')}<object>Parcel__c</object>`,
    ),
    assign('Set', [['parcel.Trail__c', 'Assign', '@trail']]),
);

/** https://developer.salesforce.com/docs/atlas.en-us.262.0.api_action.meta/api_action/actions_obj_flow.htm (2026-11-25) */
test('an autolaunched flow is listed, described and run over REST, each input with its own result', async (t) => {
    const org = await startOrg({ [file('Weigh_Parcel')]: WEIGH, [file('Guard_Parcel')]: GUARD });
    t.after(() => org.close());
    const list = await org.ask('GET', '/actions/custom/flow');
    assert.deepEqual(
        (list.body as { actions: { name: string }[] }).actions.map(({ name }) => name),
        ['Weigh_Parcel'],
    );
    const described = (await org.ask('GET', '/actions/custom/flow/Weigh_Parcel')).body as {
        inputs: { name: string; type: string }[];
        outputs: { name: string }[];
    };
    assert.deepEqual(
        described.inputs.map(({ name, type }) => `${name} ${type}`),
        ['trail STRING', 'weight NUMBER', 'parcel SOBJECT'],
    );
    assert.ok(described.outputs.some(({ name }) => name === 'Flow__InterviewStatus'));

    const inputs = [{ trail: 'a', weight: 1 }, { trail: 'b', weight: 900 }, { trail: 'c' }];
    const answer = await org.ask('POST', '/actions/custom/flow/Weigh_Parcel', { inputs });
    const results = answer.body as {
        isSuccess: boolean;
        errors: { message: string }[] | null;
        outputValues: Record<string, unknown>;
    }[];
    assert.equal(answer.status, 400, 'one of them failed');
    assert.deepEqual(
        results.map(({ isSuccess, outputValues }) => [isSuccess, outputValues['Flow__InterviewStatus']]),
        [
            [true, 'Finished'],
            [false, 'Error'],
            [true, 'Finished'],
        ],
    );
    assert.match(results[1]?.errors?.[0]?.message ?? '', /Too heavy for us/);
    assert.deepEqual(results[2]?.outputValues['parcel'], { attributes: { type: 'Parcel__c' }, Trail__c: 'c' });
    assert.deepEqual(trails(org.org), ['a', 'c']);
    const tooMany = { inputs: Array.from({ length: 201 }, () => ({})) };
    assert.equal((await org.ask('POST', '/actions/custom/flow/Weigh_Parcel', tooMany)).status, 400);
    assert.equal((await org.ask('POST', '/actions/custom/flow/Weigh_Parcel', { inputs: [{ nope: 1 }] })).status, 400);
    assert.equal((await org.ask('POST', '/actions/custom/flow/Guard_Parcel', { inputs: [{}] })).status, 404);
});

test('the trace tells of every interview which way it went, what it set and what it used together', () => {
    const flow = flowXml(
        start('after', 'Get', '', 'Create'),
        variable('count', 'Number'),
        node(
            'recordLookups',
            'Get',
            `<object>Parcel__c</object><storeOutputAutomatically>true</storeOutputAutomatically>${then('Count')}`,
        ),
        assign('Count', [['count', 'AssignCount', '@Get']], 'Ask'),
        decide('Ask', condition('$Record.Trail__c', 'EqualTo', 'a'), 'Put'),
        node('recordUpdates', 'Put', `${input('Notes__c', 'first')}<inputReference>$Record</inputReference>`),
    );
    const org = makeOrg({ [file('Note_Parcel')]: flow });
    const [first] = insert(org, 'Parcel__c', [{ Trail__c: 'a' }, { Trail__c: 'b' }]);
    const entries = org.traceEntries.all();
    const of = (interview: number): string[] =>
        entries
            .filter((entry) => entry.interview === interview)
            .map(({ element, kind, outcome, together }) =>
                [element, kind, outcome, together].filter(Boolean).join(' '),
            );
    assert.deepEqual(of(0), [
        'Start start',
        'Get recordLookups 2',
        'Count assignments',
        'Ask decisions Ask_Yes',
        'Put recordUpdates 1',
    ]);
    assert.deepEqual(of(1), ['Start start', 'Get recordLookups 2', 'Count assignments', 'Ask decisions default']);
    const counted = entries.find(({ element }) => element === 'Count');
    assert.deepEqual(counted?.values, new Map([['count', 2]]));
    const read = entries.find(({ element }) => element === 'Get');
    assert.deepEqual(read?.used, { queries: 1, rowsRead: 4, statements: 0, rowsWritten: 0 });
    assert.equal(entries[0]?.detail, idOf(first));
    assert.equal(new Set(entries.map(({ transaction }) => transaction)).size, 1);
});
