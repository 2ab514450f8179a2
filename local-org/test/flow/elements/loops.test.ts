import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowValue } from '../../../src/flow/index.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import { assign, condition, decide, goes, node, variable, xml } from '../support/flowXml.ts';
import { call, OUTPUT } from '../support/run.ts';

test('a loop visits each item once, also backwards, and begins anew when entered again', () => {
    const loopOver = (order: string): string =>
        node(
            'loops',
            'Each',
            xml('x', { collectionReference: 'list', iterationOrder: order }).slice(3, -4) +
                goes('nextValueConnector', 'Join') +
                goes('noMoreValuesConnector', 'Again'),
        );
    const run = (order: string): FlowValue | undefined =>
        call(
            new FakeOrg(),
            'Fill',
            variable('list', 'String', { isCollection: true }),
            variable('text', 'String', OUTPUT),
            variable('rounds', 'Number'),
            assign(
                'Fill',
                [
                    ['list', 'Add', 'a'],
                    ['list', 'Add', 'b'],
                    ['list', 'Add', 'c'],
                ],
                'Each',
            ),
            loopOver(order),
            assign('Join', [['text', 'Add', '@Each']], 'Each'),
            assign('Again', [['rounds', 'Add', 1]], 'Ask'),
            decide('Ask', condition('rounds', 'LessThan', 2), 'Each'),
        )['text'];
    assert.equal(run('Asc'), 'abcabc');
    assert.equal(run('Desc'), 'cbacba');
});

test('a loop over nothing goes straight on', () => {
    const result = call(
        new FakeOrg(),
        'Each',
        variable('list', 'String', { isCollection: true }),
        variable('text', 'String', OUTPUT),
        node(
            'loops',
            'Each',
            '<collectionReference>list</collectionReference>' +
                goes('nextValueConnector', 'In') +
                goes('noMoreValuesConnector', 'Out'),
        ),
        assign('In', [['text', 'Add', 'in']], 'Each'),
        assign('Out', [['text', 'Add', 'out']]),
    );
    assert.equal(result['text'], 'out');
});
