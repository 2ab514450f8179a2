/** What holds for flows in an org, whatever the records and the batches in which they come. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
    assign,
    condition,
    decide,
    filter,
    flowXml,
    formula,
    goes,
    input,
    node,
    onFault,
    start,
    then,
    variable,
    xml,
} from './flow/support/flowXml.ts';
import { insert, makeOrg } from './support/project.ts';
import type { CompiledFlow } from '../src/flow/index.ts';
import type { FlowTraceEntry, NewRecord, SaveOutcome } from '../src/flow/port.ts';

const RUNS = 60;
const MOST = 200;

/** Before the save: a mark by weight. */
const MARK = flowXml(
    start('before', 'Ask', '', 'Create'),
    decide('Ask', condition('$Record.Weight__c', 'GreaterThan', 5), 'Heavy', 'Light'),
    assign('Heavy', [['$Record.Batch__c', 'Assign', 'heavy']]),
    assign('Light', [['$Record.Batch__c', 'Assign', 'light']]),
);
/** After the save: a loop, a subflow, a write that some records fail, a fault path that fails for some of those. */
const WORK = flowXml(
    start('after', 'Fill', filter('Trail__c', 'NotEqualTo', 'done'), 'Create'),
    variable('words', 'String', { isCollection: true }),
    variable('word', 'String'),
    variable('text', 'String'),
    assign(
        'Fill',
        [
            ['words', 'Add', '@$Record.Batch__c'],
            ['words', 'Add', '@$Record.Key__c'],
        ],
        'Each',
    ),
    node(
        'loops',
        'Each',
        `<collectionReference>words</collectionReference>${goes('nextValueConnector', 'Join')}${goes('noMoreValuesConnector', 'Call')}`,
    ),
    assign('Join', [['text', 'Add', '@Each']], 'Each'),
    node(
        'subflows',
        'Call',
        `<flowName>Praise</flowName>${xml('inputAssignments', { name: 'given' }, '<value><elementReference>text</elementReference></value>')}${xml('outputAssignments', { assignToReference: 'text', name: 'praised' })}${then('Ask')}`,
    ),
    decide('Ask', condition('$Record.Batch__c', 'EqualTo', 'heavy'), 'Put', 'Tell'),
    node(
        'recordUpdates',
        'Put',
        `${input('Trail__c', 'done')}${input('Notes__c', '@text')}${input('Size__c', '@$Record.Mood__c')}<inputReference>$Record</inputReference>${onFault('Mend')}${then('Tell')}`,
    ),
    node(
        'recordUpdates',
        'Mend',
        `${input('Trail__c', 'done')}${input('Email__c', '@$Record.Notes__c')}<inputReference>$Record</inputReference>`,
    ),
    node('recordCreates', 'Tell', `${input('Key__c', '@$Record.Key__c')}<object>Parcel_Late__e</object>`),
);
const PRAISE = flowXml(
    start('called', 'Say'),
    variable('given', 'String', { isInput: true }),
    variable('praised', 'String', { isOutput: true }),
    formula('more', 'String', '{!given} & "!"'),
    assign('Say', [['praised', 'Assign', '@more']]),
);
const FLOWS = {
    'flows/Mark.flow-meta.xml': MARK,
    'flows/Work.flow-meta.xml': WORK,
    'flows/Praise.flow-meta.xml': PRAISE,
};

/** A record by what it meets on its way: light, heavy, mended after a fault, or failing even then. */
const KINDS = ['light', 'heavy', 'mended', 'failing'] as const;
type Kind = (typeof KINDS)[number];
function rowOf(kind: Kind, index: number): NewRecord {
    const row = { Key__c: `k${index}`, Trail__c: 'new', Weight__c: kind === 'light' ? 1 : 9 };
    if (kind === 'light' || kind === 'heavy') return { ...row, Mood__c: 'Small' };
    return { ...row, Mood__c: 'Calm', Notes__c: kind === 'mended' ? 'ada@example.org' : 'no address' };
}

const org = makeOrg(FLOWS);

/** Saves the rows in batches of these sizes, in an org that has nothing else. */
function save(rows: readonly NewRecord[], sizes: readonly number[]): SaveOutcome[] {
    org.reset();
    const outcomes: SaveOutcome[] = [];
    for (let at = 0, turn = 0; at < rows.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        outcomes.push(...insert(org, 'Parcel__c', rows.slice(at, at + size)));
        at += size;
    }
    return outcomes;
}

const FIELDS = ['Key__c', 'Batch__c', 'Trail__c', 'Notes__c', 'Size__c', 'Email__c'];

function afterwards(rows: readonly NewRecord[], sizes: readonly number[]): unknown {
    const outcomes = save(rows, sizes).map((outcome) => (outcome.success ? 'ok' : outcome.errors[0]?.message));
    const found = org.query(`SELECT ${FIELDS.join(', ')} FROM Parcel__c ORDER BY Key__c`).records;
    const records = found.map((record) => FIELDS.map((field) => record[field]));
    const told = org.events.kept('Parcel_Late__e').map((event) => String(event['Key__c']));
    return { outcomes, records, told: told.toSorted() };
}

const kinds = fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 30 });
const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });

test('records that share nothing end alike in an org, whatever batches they are saved in', () => {
    fc.assert(
        fc.property(kinds, sizes, (given, split) => {
            const rows = given.map(rowOf);
            assert.deepEqual(afterwards(rows, split), afterwards(rows, [1]));
        }),
        { numRuns: RUNS },
    );
});

/** Each kind once, and then as many more as wanted. */
const crowd = fc
    .tuple(fc.subarray([...KINDS], { minLength: 1 }), fc.array(fc.nat(), { maxLength: MOST - KINDS.length }))
    .map(([some, more]) => ({ some, all: [...some, ...more.flatMap((index) => some[index % some.length] ?? [])] }));

test('a batch of up to 200 makes as many queries and statements as one with one record of each kind in it', () => {
    const operations = (of: readonly Kind[]): unknown => {
        save(of.map(rowOf), [MOST]);
        const used = org.transactions.last(1)[0];
        return [used?.queries, used?.statements];
    };
    fc.assert(
        fc.property(crowd, ({ some, all }) => {
            assert.deepEqual(operations(all), operations(some));
        }),
        { numRuns: RUNS / 2 },
    );
});

const flowNamed = (name: string): CompiledFlow => {
    const flow = org.automation.activeFlow(name);
    assert.ok(flow, name);
    return flow;
};

/** Follows the entries of one interview in one flow: each is where the one before leads, and the last leads nowhere. */
function follow(name: string, entries: readonly FlowTraceEntry[], isCalled: boolean): void {
    const flow = flowNamed(name);
    let expected = isCalled ? flow.start.first : 'Start';
    for (const { element, kind, outcome } of entries) {
        if (kind === 'failed') {
            assert.equal(expected, 'failed', `${name}: ${element} failed without a fault`);
            expected = undefined;
            continue;
        }
        assert.equal(element, expected, `${name}: the entry is not where the one before leads`);
        if (kind === 'start') {
            expected = flow.start.first;
            continue;
        }
        const ways = flow.outline.find((one) => one.name === element)?.outcomes ?? [];
        const way = ways.find((one) => one.name === (outcome ?? 'next'));
        assert.ok(way ?? outcome === 'fault', `${name}: ${element} has no way ${outcome}`);
        expected = way ? way.target : 'failed';
    }
    assert.equal(expected, undefined, `${name}: the trace ends before ${expected}`);
}

test('the trace is complete: from the start of every interview, way by way, to an end or a fault', () => {
    let followed = 0;
    fc.assert(
        fc.property(fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 40 }), (given) => {
            save(given.map(rowOf), [MOST]);
            const interviews = Map.groupBy(
                org.traceEntries.all(),
                ({ transaction, run, interview, flow }) => `${transaction} ${run} ${interview} ${flow}`,
            );
            for (const entries of interviews.values()) {
                follow(entries[0]?.flow ?? '', entries, entries[0]?.calledBy !== undefined);
                followed++;
            }
            const starts = org.traceEntries.all().filter(({ kind, flow }) => kind === 'start' && flow === 'Mark');
            assert.ok(starts.length >= given.length);
        }),
        { numRuns: RUNS },
    );
    assert.ok(followed > RUNS);
});
