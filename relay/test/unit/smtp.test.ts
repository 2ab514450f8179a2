import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { copyOf, enhancedCode, verdictOn } from '../../src/core/smtp.ts';

describe('the copies of one message', () => {
    test('are one for each person, however the address is written, and do not show it', () => {
        const local = fc.stringMatching(/^[a-z0-9.]{3,20}$/);
        fc.assert(
            fc.property(fc.uuid(), local, local, (id, ada, bob) => {
                const copy = copyOf(id, `${ada}@example.org`);
                assert.equal(copyOf(id, `${ada}@example.org`.toUpperCase()), copy);
                assert.equal(copyOf(id, `${bob}@example.org`) === copy, ada === bob);
                assert.match(copy ?? '', new RegExp(`^${id}/[0-9a-f]{12}$`));
            }),
        );
    });

    test('are none without an id, and nobody’s without a person', () => {
        for (const id of [null, undefined, 7, '']) assert.equal(copyOf(id, 'ada@example.org'), null);
        assert.equal(copyOf('id', null), 'id');
    });
});

describe('codes of mail servers', () => {
    test('are three numbers, the first of them 2, 4 or 5', () => {
        for (const code of ['5.1.1', '4.7.26', '2.0.0', '5.7.509']) assert.equal(enhancedCode(code), code);
        for (const code of ['550', '5.1', '3.1.1', '5.1.1.1', '5.1.1 no such user', 5.1, null]) {
            assert.equal(enhancedCode(code), null, String(code));
        }
    });

    test('that say that the cause may pass overrule the verdict of a vendor', () => {
        for (const code of ['4.2.2', '452', '4.4.7']) assert.equal(verdictOn(code, true), false, code);
        for (const code of ['5.2.2', '550', 'bounce', null]) {
            for (const verdict of [true, false, null]) assert.equal(verdictOn(code, verdict), verdict, String(code));
        }
    });
});
