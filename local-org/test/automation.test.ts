/** The order of execution, with flows: https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_order_of_execution.htm */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProjectProblems } from '../src/schema/problems.ts';
import {
    assign,
    filter,
    flowXml,
    formula,
    input,
    node,
    onFault,
    start,
    then,
    value,
    variable,
    xml,
} from './flow/support/flowXml.ts';
import { codes, idOf, insert, makeOrg, update, validationRule } from './support/project.ts';
import type { Org } from '../src/org.ts';
import type { ProjectFiles } from './support/project.ts';

const order = (number: number): string => `<triggerOrder>${number}</triggerOrder>`;

/** A before-save flow that adds a mark to the trail. */
function marking(mark: string, triggerOrder: number): string {
    return flowXml(
        start('before', 'Mark'),
        order(triggerOrder),
        formula('marked', 'String', `{!$Record.Trail__c} & "${mark}"`),
        assign('Mark', [['$Record.Trail__c', 'Assign', '@marked']]),
    );
}

function flows(files: Readonly<Record<string, string>>): ProjectFiles {
    return Object.fromEntries(Object.entries(files).map(([name, content]) => [`flows/${name}.flow-meta.xml`, content]));
}

function trails(org: Org): unknown[] {
    return org
        .query('SELECT Trail__c FROM Parcel__c ORDER BY CreatedDate, Id')
        .records.map((record) => record['Trail__c']);
}

/** Reads how many parcels the receiver has and writes the number; once a batch, so lock-step can be counted. */
const COUNT_PARCELS = flowXml(
    start('after', 'Get', filter('Receiver__c', 'IsNull', false)),
    order(1),
    variable('count', 'Number', {}),
    node(
        'recordLookups',
        'Get',
        `<object>Parcel__c</object><storeOutputAutomatically>true</storeOutputAutomatically><getFirstRecordOnly>false</getFirstRecordOnly><filterLogic>and</filterLogic>${filter('Receiver__c', 'EqualTo', '@$Record.Receiver__c')}${then('Count')}`,
    ),
    assign('Count', [['count', 'AssignCount', '@Get']], 'Put'),
    node(
        'recordUpdates',
        'Put',
        `<object>Contact</object><filterLogic>and</filterLogic>${filter('Id', 'EqualTo', '@$Record.Receiver__c')}${input('Parcel_Count__c', '@count')}`,
    ),
);

test('before-save flows run in their order, before validation and after defaults', () => {
    const rule = validationRule('AND(ISNEW(), Trail__c &lt;&gt; "12")', 'Flows have not run');
    const org = makeOrg({
        ...flows({ A_Second: marking('2', 20), B_First: marking('1', 10) }),
        'objects/Parcel__c/validationRules/After_Flows.validationRule-meta.xml': rule,
    });
    assert.deepEqual(codes(insert(org, 'Parcel__c', [{}, { Trail__c: 'x' }])), [
        'ok',
        'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    ]);
    assert.deepEqual(trails(org), ['12']);
});

test('inactive flows do not run', () => {
    const org = makeOrg(flows({ Off: marking('1', 1).replace('<status>Active', '<status>Draft') }));
    insert(org, 'Parcel__c', [{ Trail__c: 'x' }]);
    assert.deepEqual(trails(org), ['x']);
});

test('an update by an after-save flow saves the record again from the start', () => {
    const once = start('after', 'Put', filter('Trail__c', 'EqualTo', 'b'));
    const org = makeOrg(
        flows({
            Before: marking('b', 1),
            After: flowXml(
                once,
                node('recordUpdates', 'Put', `${input('Notes__c', 'seen')}<inputReference>$Record</inputReference>`),
            ),
        }),
    );
    insert(org, 'Parcel__c', [{}]);
    assert.deepEqual(trails(org), ['bb']);
});

test('200 records in one batch make one query and one update, and the flow is told of the state before', () => {
    const org = makeOrg(flows({ Count: COUNT_PARCELS }));
    const contacts = insert(
        org,
        'Contact',
        Array.from({ length: 200 }, (_, index) => ({ LastName: `C${index}` })),
    );
    const outcomes = insert(
        org,
        'Parcel__c',
        contacts.map((contact) => ({ Receiver__c: idOf(contact) })),
    );
    assert.ok(codes(outcomes).every((code) => code === 'ok'));
    const usage = org.transactions.last(1)[0];
    // Get is one query; an Update with filters is a query and a statement; the insert is the other statement.
    assert.deepEqual([usage?.queries, usage?.statements, usage?.rowsWritten], [2, 2, 400]);
    assert.equal(org.query('SELECT COUNT() FROM Contact WHERE Parcel_Count__c = 1').totalSize, 200);
});

test('450 records run in batches of 200, 200 and 50', () => {
    const org = makeOrg(flows({ Count: COUNT_PARCELS }));
    const contact = idOf(insert(org, 'Contact', [{ LastName: 'Kay' }])[0]);
    insert(
        org,
        'Parcel__c',
        Array.from({ length: 450 }, (_, index) => ({ Receiver__c: index % 200 === 0 ? contact : null })),
    );
    assert.equal(org.transactions.last(1)[0]?.queries, 6);
});

test('rows that fail are set aside and the others are saved again, with automation run anew', () => {
    const publish = node('recordCreates', 'Tell', `${input('Key__c', 'told')}<object>Parcel_Scan__e</object>`);
    const org = makeOrg(flows({ Tell: flowXml(start('after', 'Tell'), publish) }));
    const outcomes = insert(org, 'Parcel__c', [{ Key__c: 'a' }, { Size__c: 'Wrong' }, { Key__c: 'c' }]);
    assert.deepEqual(codes(outcomes), ['ok', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'ok']);
    // Two records, saved twice: what is published immediately is not taken back.
    assert.equal(org.events.kept('Parcel_Scan__e').length, 4);
    assert.equal(org.query('SELECT COUNT() FROM Parcel__c').totalSize, 2);
});

test('an event published after the commit is published once, and not at all after a rollback', () => {
    const publish = node('recordCreates', 'Tell', `${input('Key__c', 'told')}<object>Parcel_Late__e</object>`);
    const org = makeOrg(flows({ Tell: flowXml(start('after', 'Tell'), publish) }));
    insert(org, 'Parcel__c', [{ Key__c: 'a' }, { Size__c: 'Wrong' }]);
    assert.equal(org.events.kept('Parcel_Late__e').length, 1);
    assert.throws(() =>
        org.transact('doomed', (tx) => {
            tx.insert('Parcel__c', [{}], [0]);
            throw new Error('stop');
        }),
    );
    assert.equal(org.events.kept('Parcel_Late__e').length, 1);
});

test('a custom error refuses its record only', () => {
    const refuse = xml(
        'customErrors',
        { name: 'Refuse', label: 'Refuse', locationX: 0, locationY: 0 },
        xml('customErrorMessages', { errorMessage: 'Not this one', isFieldError: false }),
    );
    const org = makeOrg(
        flows({ Refuse: flowXml(start('after', 'Refuse', filter('Trail__c', 'EqualTo', 'bad')), refuse) }),
    );
    const outcomes = insert(org, 'Parcel__c', [{ Trail__c: 'good' }, { Trail__c: 'bad' }]);
    assert.deepEqual(codes(outcomes), ['ok', 'FIELD_CUSTOM_VALIDATION_EXCEPTION']);
    assert.deepEqual(trails(org), ['good']);
});

test('an unhandled fault in a flow fails its record, a fault path saves it', () => {
    const create = (fault: string): string =>
        node('recordCreates', 'Make', `${input('Size__c', 'Wrong')}<object>Parcel__c</object>${fault}`);
    const isFirst = filter('Trail__c', 'EqualTo', 'go');
    const unhandled = makeOrg(flows({ Make: flowXml(start('after', 'Make', isFirst), create('')) }));
    assert.deepEqual(codes(insert(unhandled, 'Parcel__c', [{ Trail__c: 'go' }, {}])), [
        'CANNOT_EXECUTE_FLOW_TRIGGER',
        'ok',
    ]);
    const handled = makeOrg(
        flows({
            Make: flowXml(
                start('after', 'Make', isFirst),
                variable('note', 'String'),
                create(onFault('Mark')),
                assign('Mark', [['note', 'Assign', 'failed']]),
            ),
        }),
    );
    assert.deepEqual(codes(insert(handled, 'Parcel__c', [{ Trail__c: 'go' }])), ['ok']);
});

test('a flow that starts itself for ever meets the depth limit, and everything is rolled back', () => {
    const put = node('recordUpdates', 'Put', `${input('Notes__c', 'again')}<inputReference>$Record</inputReference>`);
    const org = makeOrg(flows({ Loop: flowXml(start('after', 'Put'), put) }));
    assert.throws(() => insert(org, 'Parcel__c', [{}]), /Maximum trigger depth exceeded/);
    assert.equal(org.query('SELECT COUNT() FROM Parcel__c').totalSize, 0);
});

const ASYNC_MARK = flowXml(
    start(
        'after',
        undefined,
        `${filter('Trail__c', 'IsChanged', true)}<scheduledPaths>${then('Put')}<name>Later</name><pathType>AsyncAfterCommit</pathType></scheduledPaths>`,
    ),
    formula('noted', 'String', '"later: " & {!$Record.Trail__c}'),
    node(
        'recordUpdates',
        'Put',
        `<inputAssignments><field>Notes__c</field>${value('@noted')}</inputAssignments><inputReference>$Record</inputReference>`,
    ),
);

test('an asynchronous path runs after the commit, in its own transaction, with the record as it is then', async () => {
    const org = makeOrg(flows({ Async: ASYNC_MARK }));
    const id = idOf(insert(org, 'Parcel__c', [{ Trail__c: 'one' }])[0]);
    const notes = (): unknown =>
        org.query(`SELECT Notes__c FROM Parcel__c WHERE Id = '${id}'`).records[0]?.['Notes__c'];
    update(org, 'Parcel__c', [{ Id: id, Trail__c: 'two' }]);
    assert.equal(notes(), null);
    await org.background.idle();
    assert.equal(notes(), 'later: two');
    const origins = org.transactions.all().map(({ origin }) => origin);
    assert.ok(origins.includes('asynchronous path: Async (1)'), origins.join(', '));
});

test('a record whose asynchronous path fails is told of, the others run', async () => {
    const org = makeOrg({
        ...flows({ Async: ASYNC_MARK }),
        'objects/Parcel__c/validationRules/No_Bad.validationRule-meta.xml': validationRule(
            'AND(Trail__c = "bad", ISCHANGED(Notes__c))',
            'No',
        ),
    });
    const parcels = insert(org, 'Parcel__c', [{}, {}, {}]);
    const changed = ['good', 'bad', 'fine'].map((trail, index) => ({ Id: idOf(parcels[index]), Trail__c: trail }));
    update(org, 'Parcel__c', changed);
    await org.background.idle();
    const noted = org.query('SELECT Notes__c FROM Parcel__c ORDER BY Id').records.map((record) => record['Notes__c']);
    assert.deepEqual(noted, ['later: good', null, 'later: fine']);
    assert.deepEqual(
        org.flowErrors.all().map(({ flow, size }) => [flow, size]),
        [['Async', 1]],
    );
});

test('everything that cannot be loaded is named at once', () => {
    const unknown = marking('1', 1)
        .replace('assignments>', 'apexPluginCalls>')
        .replace('</assignments>', '</apexPluginCalls>');
    const files: ProjectFiles = {
        ...flows({ One: unknown, Two: marking('{!nothing}', 1).replace('$Record.Trail__c}', '$Record.Nope__c}') }),
        'objects/Parcel__c/validationRules/Odd.validationRule-meta.xml': validationRule('VLOOKUP(1, 2, 3)', 'Odd'),
    };
    assert.throws(
        () => makeOrg(files),
        (error) => {
            assert.ok(error instanceof ProjectProblems);
            assert.equal(error.problems.length, 3, error.message);
            for (const name of ['One.flow', 'Two.flow', 'Odd.validationRule', 'VLOOKUP'])
                assert.match(error.message, new RegExp(name));
            return true;
        },
    );
});
