/** https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_subflow.htm (2026-11-25) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAfterSave, runAutolaunched } from '../../../src/flow/index.ts';
import type { CompiledFlow } from '../../../src/flow/index.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import {
    assign,
    condition,
    decide,
    filter,
    flowXml,
    formula,
    input,
    load,
    loadXml,
    node,
    start,
    then,
    variable,
    xml,
} from '../support/flowXml.ts';
import { outputs, OUTPUT } from '../support/run.ts';

const INPUT = { isInput: true };

/** Finds the depot of a name, and gives its city. */
const FIND = named(
    'Find_Depot',
    load(
        start('called', 'Get'),
        variable('name', 'String', INPUT),
        variable('city', 'String', OUTPUT),
        variable('hidden', 'String'),
        node(
            'recordLookups',
            'Get',
            `${filter('Name', 'EqualTo', '@name')}<getFirstRecordOnly>true</getFirstRecordOnly><object>Depot__c</object><storeOutputAutomatically>true</storeOutputAutomatically>${then('Ask')}`,
        ),
        decide('Ask', condition('Get', 'IsNull', false), 'Give'),
        assign('Give', [['city', 'Assign', '@Get.City__c']]),
    ),
);

function named(name: string, flow: CompiledFlow): CompiledFlow {
    return { ...flow, name };
}

function call(flow: string, inner: string, next = 'Put', name = 'Call'): string {
    return node('subflows', name, `${then(next)}<flowName>${flow}</flowName>${inner}`);
}
const give = (name: string, reference: string): string =>
    `<inputAssignments><name>${name}</name><value><elementReference>${reference}</elementReference></value></inputAssignments>`;
const take = (name: string, reference: string): string =>
    `<outputAssignments><assignToReference>${reference}</assignToReference><name>${name}</name></outputAssignments>`;
const put = (given: string, name = 'Put'): string =>
    node('recordUpdates', name, `${input('Note__c', given)}<inputReference>$Record</inputReference>`);

function saved(count: number): { org: FakeOrg; batch: { record: ReturnType<FakeOrg['add']>[number]; prior: null }[] } {
    const org = new FakeOrg();
    org.add('Depot__c', ...Array.from({ length: count }, (_, index) => ({ Name: `P${index}`, City__c: `C${index}` })));
    const rows = Array.from({ length: count }, (_, index) => ({ Name: `P${index}`, Weight__c: index % 2 }));
    return { org, batch: org.add('Parcel__c', ...rows).map((record) => ({ record, prior: null })) };
}

test('a subflow takes inputs, gives outputs, and works together for all interviews that call it', () => {
    const { org, batch } = saved(200);
    const flow = loadXml(
        flowXml(
            start('after', 'Call'),
            variable('found', 'String'),
            call('Find_Depot', give('name', '$Record.Name') + take('city', 'found')),
            put('@found'),
        ),
        [FIND],
    );
    assert.ok(runAfterSave(flow, batch, org).every(({ ok }) => ok));
    assert.deepEqual(org.calls, [
        { operation: 'query', object: 'Depot__c', size: 200 },
        { operation: 'update', object: 'Parcel__c', size: 200 },
    ]);
    assert.equal(org.records.get('Parcel__c')?.[7]?.['Note__c'], 'C7');
});

test('outputs may be stored under the name of the element', () => {
    const { org, batch } = saved(2);
    const flow = loadXml(
        flowXml(
            start('after', 'Call'),
            call(
                'Find_Depot',
                `${give('name', '$Record.Name')}<storeOutputAutomatically>true</storeOutputAutomatically>`,
            ),
            put('@Call.city'),
        ),
        [FIND],
    );
    runAfterSave(flow, batch, org);
    assert.equal(org.records.get('Parcel__c')?.[1]?.['Note__c'], 'C1');
});

test('interviews that come to one flow by different elements meet in it', () => {
    const { org, batch } = saved(10);
    const inner = give('name', '$Record.Name') + take('city', 'found');
    const flow = loadXml(
        flowXml(
            start('after', 'Ask'),
            variable('found', 'String'),
            decide('Ask', condition('$Record.Weight__c', 'EqualTo', 0), 'Even', 'Odd'),
            call('Find_Depot', inner, 'Put', 'Even'),
            call('Find_Depot', inner, 'Put', 'Odd'),
            put('@found'),
        ),
        [FIND],
    );
    runAfterSave(flow, batch, org);
    assert.deepEqual(
        org.calls.map(({ operation, size }) => `${operation} ${size}`),
        ['query 10', 'update 10'],
    );
});

test('a subflow begins anew each time, and calls others itself', () => {
    const twice = named(
        'Twice',
        load(
            start('called', 'Set'),
            variable('given', 'Number', INPUT),
            variable('made', 'Number', { ...OUTPUT }),
            variable('count', 'Number', OUTPUT),
            assign('Set', [
                ['made', 'Assign', '@given'],
                ['made', 'Add', '@given'],
                ['count', 'Add', 1],
            ]),
        ),
    );
    const four = named(
        'Four_Times',
        loadXml(
            flowXml(
                start('called', 'First'),
                variable('given', 'Number', { isInput: true, isOutput: true }),
                variable('count', 'Number', OUTPUT),
                call('Twice', give('given', 'given') + take('made', 'given'), 'Second', 'First'),
                node(
                    'subflows',
                    'Second',
                    `<flowName>Twice</flowName>${give('given', 'given')}${take('made', 'given')}${take('count', 'count')}`,
                ),
            ),
            [twice],
        ),
    );
    const results = runAutolaunched(four, [{ given: 1 }, { given: 5 }], new FakeOrg());
    assert.deepEqual(results.map(outputs), [
        { given: 4, count: 1 },
        { given: 20, count: 1 },
    ]);
});

test('a fault that the subflow does not handle fails the interview that called, and no other', () => {
    const { org, batch } = saved(3);
    const careless = named(
        'Careless',
        load(
            start('called', 'Make'),
            variable('name', 'String', INPUT),
            node('recordCreates', 'Make', `${input('Name', '@name')}<object>Depot__c</object>`),
        ),
    );
    org.fails = (row) => (row['Name'] === 'P1' ? { statusCode: 'X', message: 'no', fields: [] } : undefined);
    const flow = loadXml(flowXml(start('after', 'Call'), call('Careless', give('name', '$Record.Name')), put('done')), [
        careless,
    ]);
    assert.deepEqual(
        runAfterSave(flow, batch, org).map(({ ok }) => ok),
        [true, false, true],
    );
    assert.deepEqual(
        org.records.get('Parcel__c')?.map((row) => row['Note__c']),
        ['done', undefined, 'done'],
    );
});

test('a flow that is not active cannot be called', () => {
    const { org, batch } = saved(1);
    const flow = loadXml(flowXml(start('after', 'Call'), call('Find_Depot', ''), put('x')), [
        { ...FIND, status: 'Draft' },
    ]);
    const [outcome] = runAfterSave(flow, batch, org);
    assert.match(outcome && !outcome.ok ? outcome.error.message : '', /Find_Depot has no active version/);
});

test('inputs and outputs that the flow does not have are refused', () => {
    const cases: readonly (readonly [RegExp, string])[] = [
        [/no input hidden/, give('hidden', '$Record.Name')],
        [/no output name/, take('name', 'found')],
        [/name is Text, not Number/, give('name', '$Record.Weight__c')],
        [/exclude each other/, `${take('city', 'found')}<storeOutputAutomatically>true</storeOutputAutomatically>`],
    ];
    for (const [message, inner] of cases) {
        const text = flowXml(start('after', 'Call'), variable('found', 'String'), call('Find_Depot', inner), put('x'));
        assert.throws(() => loadXml(text, [FIND]), message);
    }
    assert.throws(
        () =>
            loadXml(flowXml(start('after', 'Call'), call('Parcel_Test', ''), put('x')), [
                load(start('after', 'Put'), put('x')),
            ]),
        /started by a trigger/,
    );
});

test('flows that call each other without end run into a limit', () => {
    const flows: CompiledFlow[] = [];
    const endless = xml('variables', { name: 'unused', dataType: 'String' });
    const loop = loadXml(
        flowXml(start('called', 'Call'), endless, node('subflows', 'Call', '<flowName>Parcel_Test</flowName>')),
        [...[load(start('called', 'Set'), assign('Set', []))]],
    );
    flows.push(loop);
    const element = loop.elements.get('Call');
    assert.ok(element?.kind === 'subflow');
    const itself = { ...loop, elements: new Map([['Call', { ...element, target: () => itself }]]) } as CompiledFlow;
    assert.throws(() => runAutolaunched(itself, [{}], new FakeOrg()), /CPU time limit/);
});

test('a formula reads what a subflow gave', () => {
    const { org, batch } = saved(1);
    const flow = loadXml(
        flowXml(
            start('after', 'Call'),
            formula('Shown', 'String', '"to " & {!Call.city}'),
            call(
                'Find_Depot',
                `${give('name', '$Record.Name')}<storeOutputAutomatically>true</storeOutputAutomatically>`,
            ),
            put('@Shown'),
        ),
        [FIND],
    );
    runAfterSave(flow, batch, org);
    assert.equal(org.records.get('Parcel__c')?.[0]?.['Note__c'], 'to C0');
});
