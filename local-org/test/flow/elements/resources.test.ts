import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAfterSave, runAutolaunched, runEventBatch } from '../../../src/flow/index.ts';
import type { CompiledFlow } from '../../../src/flow/index.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import { assign, formula, input, load, node, start, value, variable, xml } from '../support/flowXml.ts';
import { before, call, OUTPUT, outputs } from '../support/run.ts';

test('$Record__Prior has null fields on create', () => {
    const flow = load(start('before', 'Set'), assign('Set', [['$Record.Note__c', 'Assign', '@$Record__Prior.Name']]));
    assert.equal(before(flow, { Note__c: 'x' })['Note__c'], null);
    assert.equal(before(flow, { Note__c: 'x' }, { Name: 'old' })['Note__c'], 'old');
});

test('formulas, constants, templates, globals and custom metadata are read', () => {
    const result = call(
        new FakeOrg(),
        'Set',
        xml('constants', { name: 'Limit', dataType: 'Number' }, value(3)),
        formula('Twice', 'Number', '{!Limit} * 2 + {!$CustomMetadata.Rate__mdt.Basic.Price__c}'),
        formula('Switch', 'Boolean', 'NOT({!$CustomMetadata.Rate__mdt.Missing.Is_On__c})'),
        xml('textTemplates', {
            name: 'Words',
            text: '{!$Label.greeting}, {!$User.Email}: {!Twice} & {!Switch}'.replace('&', '&amp;'),
            isViewedAsPlainText: true,
        }),
        variable('text', 'String', OUTPUT),
        variable('may', 'Boolean', OUTPUT),
        variable('loud', 'Boolean', OUTPUT),
        assign('Set', [
            ['text', 'Assign', '@Words'],
            ['may', 'Assign', '@$Permission.May_Ship'],
            ['loud', 'Assign', '@$Setup.Habits__c.Is_Loud__c'],
        ]),
    );
    assert.deepEqual(result, { text: 'Good day, ada@example.org: 18 & true', may: true, loud: true });
});

test('a lookup is followed from $Record; an empty one is a fault outside formulas and blank inside them', () => {
    const org = new FakeOrg();
    const [depot] = org.add('Depot__c', { Name: 'North', City__c: 'Oslo' });
    const direct = load(
        start('after', 'Put'),
        node(
            'recordUpdates',
            'Put',
            `${input('Note__c', '@$Record.Depot__r.City__c')}<inputReference>$Record</inputReference>`,
        ),
    );
    const inFormula = load(
        start('after', 'Put'),
        formula('City', 'String', 'BLANKVALUE({!$Record.Depot__r.City__c}, "nowhere")'),
        node('recordUpdates', 'Put', `${input('Note__c', '@City')}<inputReference>$Record</inputReference>`),
    );
    const note = (flow: CompiledFlow, depotId: string | null): unknown => {
        const [record] = org.add('Parcel__c', { Depot__c: depotId });
        assert.ok(record);
        const [outcome] = runAfterSave(flow, [{ record, prior: null }], org);
        return outcome?.ok ? record['Note__c'] : outcome?.error.message;
    };
    assert.equal(note(direct, String(depot?.['Id'])), 'Oslo');
    assert.match(
        String(note(direct, null)),
        /failed to access the value for \$Record\.Depot__r\.City__c because it hasn't been set or assigned/,
    );
    assert.equal(note(inFormula, null), 'nowhere');
});

test('a called flow takes its inputs and gives its outputs, each interview its own', () => {
    const flow = load(
        start('called', 'Set'),
        variable('given', 'Number', { isInput: true }),
        variable('twice', 'Number', OUTPUT),
        formula('Twice', 'Number', '{!given} * 2'),
        assign('Set', [['twice', 'Assign', '@Twice']]),
    );
    const results = runAutolaunched(flow, [{ given: 1 }, { given: 2 }, { twice: 9 }], new FakeOrg());
    assert.deepEqual(results.map(outputs), [{ twice: 2 }, { twice: 4 }, { twice: null }]);
});

test('an event-triggered flow reads the event as $Record', () => {
    const org = new FakeOrg();
    const flow = load(
        start('event', 'Make'),
        node('recordCreates', 'Make', `${input('Name', '@$Record.Key__c')}<object>Parcel__c</object>`),
    );
    assert.deepEqual(runEventBatch(flow, [{ Key__c: 'K1' }, { Key__c: 'K2' }], org), { ok: true });
    assert.deepEqual(
        org.records.get('Parcel__c')?.map((row) => row['Name']),
        ['K1', 'K2'],
    );
});
