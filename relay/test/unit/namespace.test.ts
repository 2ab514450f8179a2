/** Names with and without a namespace: there and back, and never inside of a text. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { namingOf } from '../../src/salesforce/namespace.ts';
import { soqlText } from '../../src/salesforce/soql.ts';

const { named, ownName, soql, record, row } = namingOf('landed');

test('custom names of every kind get the namespace, standard ones do not, and all come back', () => {
    const names = {
        Message__c: true,
        Delivery_Report__e: true,
        Campaign__r: true,
        Provider_Code__mdt: true,
        Id: false,
    };
    for (const [name, custom] of Object.entries(names)) {
        assert.equal(named(name), custom ? `landed__${name}` : name);
        assert.equal(ownName(named(name)), name);
    }
    assert.equal(ownName('LANDED__Message__c'), 'Message__c', 'as the org writes it');
});

test('a record that went out and came back is the same', () => {
    const name = fc.oneof(fc.constantFrom('Id', 'Name', 'attributes'), fc.stringMatching(/^[A-Z][a-z_]{0,9}[a-z]__c$/));
    const fields = fc.dictionary(name, fc.string(), { noNullPrototype: true });
    fc.assert(fc.property(fields, (given) => assert.deepEqual(row({ ...record(given) }), given)));
});

test('a query names everything with the namespace, and leaves quoted texts as they are', () => {
    fc.assert(
        fc.property(fc.oneof(fc.string(), fc.constantFrom("'Message__c", 'Status__c = \\', "\\'")), (text) => {
            const literal = soqlText(text);
            assert.equal(
                soql(
                    `SELECT Id, Contact__r.SMS_Number__c FROM Message__c WHERE Name = ${literal} AND Key__c = ${literal}`,
                ),
                `SELECT Id, landed__Contact__r.landed__SMS_Number__c FROM landed__Message__c WHERE Name = ${literal} AND landed__Key__c = ${literal}`,
            );
        }),
    );
});

test('without a namespace nothing is changed, and nothing copied', () => {
    const plain = namingOf(null);
    const given = { Message_Key__c: 'a' };
    assert.equal(plain.record(given), given);
    assert.equal(plain.soql('SELECT Id FROM Message__c'), 'SELECT Id FROM Message__c');
});
