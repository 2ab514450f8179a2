import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runBeforeSave } from '../../../src/flow/index.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import { load, node, start, xml } from '../support/flowXml.ts';

test('a custom error fails the save with its own words, on a field if wanted', () => {
    const flow = load(
        start('before', 'Stop'),
        node(
            'customErrors',
            'Stop',
            xml('customErrorMessages', {
                errorMessage: '{!$Record.Name} is too heavy',
                fieldSelection: 'Weight__c',
                isFieldError: true,
            }),
        ),
    );
    const [outcome] = runBeforeSave(flow, [{ record: { Name: 'P' }, prior: null }], new FakeOrg());
    assert.deepEqual(outcome, {
        ok: false,
        error: { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'P is too heavy', fields: ['Weight__c'] },
    });
});
