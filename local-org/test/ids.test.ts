import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IdAllocator, normaliseId } from '../src/records/ids.ts';

test('the checksum is the one that the documentation shows', () => {
    // https://help.salesforce.com/s/articleView?id=000385008
    assert.equal(normaliseId('001A0000006Vm9r'), '001A0000006Vm9rIAC');
    assert.equal(normaliseId('005000000000001'), '005000000000001AAA');
});

test('an id survives a change of case', () => {
    const id15 = fc.stringMatching(/^[0-9A-Za-z]{15}$/);
    fc.assert(
        fc.property(id15, (id) => {
            const id18 = normaliseId(id);
            assert.ok(id18);
            assert.equal(normaliseId(id18.toLowerCase()), id18);
            assert.equal(normaliseId(id18.toUpperCase()), id18);
        }),
    );
});

test('what is no id has no normal form', () => {
    for (const text of ['', 'abc', '0010000000000', "001000000000001'", '00100000000000100', '001000000000001A!']) {
        assert.equal(normaliseId(text), undefined, text);
    }
});

test('allocated ids are distinct, well-formed and grow', () => {
    const allocator = new IdAllocator();
    const ids = Array.from({ length: 5000 }, () => allocator.allocate('a00'));
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(ids, ids.toSorted());
    assert.ok(ids.every((id) => normaliseId(id) === id && id.startsWith('a00')));
});
