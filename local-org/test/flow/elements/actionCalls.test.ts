/** https://developer.salesforce.com/docs/atlas.en-us.262.0.api_action.meta/api_action/actions_obj_email_simple.htm (2026-11-21) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAutolaunched } from '../../../src/flow/index.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import { assign, load, node, onFault, start, then, value, variable, xml } from '../support/flowXml.ts';
import { LIST, outputs } from '../support/run.ts';

const INPUT = { isInput: true };
const OUTPUT = { isOutput: true };

function send(inputs: Readonly<Record<string, string | boolean>>, connectors = ''): string {
    const parameters = Object.entries(inputs).map(([name, given]) => xml('inputParameters', { name }, value(given)));
    const head = { actionName: 'emailSimple', actionType: 'emailSimple', flowTransactionModel: 'CurrentTransaction' };
    const tags = Object.entries(head).map(([tag, text]) => xml(tag, {}, text));
    return node(
        'actionCalls',
        'Send',
        `${tags.join('')}${connectors}${parameters.join('')}<nameSegment>emailSimple</nameSegment>`,
    );
}

test('the inputs become one email', () => {
    const org = new FakeOrg();
    const flow = load(
        start('called', 'Add'),
        variable('list', 'String', LIST),
        assign('Add', [['list', 'Add', ' c@example.org ']], 'Send'),
        send({
            emailAddresses: 'a@example.org, b@example.org,',
            emailAddressesArray: '@list',
            emailSubject: 'Hello',
            emailBody: 'One\nTwo',
            sendRichBody: true,
            useLineBreaks: true,
            logEmailOnSend: false,
            senderAddress: ' ',
        }),
    );
    outputs(runAutolaunched(flow, [{}], org)[0]);
    assert.deepEqual(org.sent, [
        {
            addresses: ['a@example.org', 'b@example.org', 'c@example.org'],
            ...{ recipientId: null, relatedRecordId: null, templateId: null },
            ...{ subject: 'Hello', body: 'One<br>Two', isRich: true },
            ...{ senderType: 'CurrentUser', senderAddress: null, isLogged: false },
        },
    ]);
});

test('interviews that send at one element send together, and only the refused one takes the fault path', () => {
    const org = new FakeOrg();
    const flow = load(
        start('called', 'Send'),
        variable('subject', 'String', INPUT),
        variable('fault', 'String', OUTPUT),
        assign('Note', [['fault', 'Assign', '@$Flow.FaultMessage']]),
        send({ emailSubject: '@subject', emailBody: 'x' }, onFault('Note')),
    );
    const outcomes = runAutolaunched(flow, [{ subject: 'fine' }, { subject: 'refuse' }, { subject: 'good' }], org);
    assert.deepEqual(
        outcomes.map((outcome) => outputs(outcome)['fault']),
        [null, 'refused', null],
    );
    assert.deepEqual(org.calls, [{ operation: 'sendEmails', object: '', size: 3 }]);
});

test('a refused email without a fault path fails its interview', () => {
    const flow = load(start('called', 'Send'), send({ emailSubject: 'refuse', emailBody: 'x' }));
    const [outcome] = runAutolaunched(flow, [{}], new FakeOrg());
    assert.match(outcome?.ok === false ? outcome.error.message : '', /refused/);
});

test('an input takes values of its type only, and a before-save flow sends nothing', () => {
    assert.throws(
        () => load(start('called', 'Send'), send({ emailBody: true })),
        /emailBody is Text, the value Boolean/,
    );
    const before = [start('before', 'Send'), send({ emailBody: 'x' }, then('End')), assign('End', [])] as const;
    assert.throws(() => load(...before), /before-save flow/);
});
