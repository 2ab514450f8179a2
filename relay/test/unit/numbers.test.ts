/** Which telephone numbers are certain, and in which form they are kept. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { certainNumber } from '../../src/cli/numbers.ts';

test('a number written internationally is certain, whatever the country says', () => {
    for (const written of ['+44 7700 900123', '00447700900123', '+44 (0)7700 900-123', ' +447700900123 '])
        assert.equal(certainNumber(written, null), '+447700900123', written);
    assert.equal(certainNumber('+44 7700 900123', 'France'), '+447700900123');
});

test('a national number is of the country that the record names, by code or name, else of the one that is given', () => {
    assert.equal(certainNumber('07700 900123', 'GB'), '+447700900123');
    assert.equal(certainNumber('07700 900123', 'united kingdom'), '+447700900123');
    assert.equal(certainNumber('07700 900123', null, 'GB'), '+447700900123');
    assert.equal(certainNumber('07700 900123', '  ', 'GB'), '+447700900123');
    assert.equal(certainNumber('0171 5555555', 'DE', 'GB'), '+491715555555');
});

test('rather none than a wrong one', () => {
    assert.equal(certainNumber('07700 900123', null), null, 'of which country?');
    assert.equal(certainNumber('07700 900123', 'Atlantis', 'GB'), null, 'the record names another, which nobody knows');
    assert.equal(certainNumber('12', 'GB'), null);
    assert.equal(certainNumber('call after six', 'GB'), null);
    assert.equal(certainNumber('+44 7700 900123 ext 5', 'GB'), null);
});
