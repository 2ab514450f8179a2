/** What a log charges, beside what was reported. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { addCharge, chargeReader, emptyBill, tellBill } from '../../src/cli/billing.ts';

test('charges are added up by currency, a debit as what it costs, and each difference is told', () => {
    const bill = emptyBill();
    const read = chargeReader('Segments, Price, Unit');
    const add = (Segments: string, Price: string, segments: number | null, price: string | null, Unit = 'gbp') =>
        addCharge(bill, read({ Segments, Price, Unit }), { segments, price, priceCurrency: price && 'GBP' });
    assert.equal(add('1', '-0.04', 1, '0.04'), null);
    assert.equal(add('2', '0.080000', 2, '-0.08'), null);
    assert.deepEqual(add('3', '0.12', 2, '0.08'), { ours: '2 segments, 0.08 GBP', theirs: '3 segments, 0.12 GBP' });
    assert.equal(add('', '', 2, '0.08'), null, 'nothing is charged');
    assert.equal(add('1', '0.05', null, null), null, 'nothing was reported');
    assert.equal(add('', '0.05', 1, '0.04', 'EUR'), null, 'another currency is no difference');
    assert.deepEqual(bill, {
        ...{ messages: 5, different: 1, unreported: 2 },
        segments: { billed: 6, reported: 5 },
        costs: { GBP: { billed: 0.24, reported: 0.2 } },
    });
    assert.equal(
        tellBill(bill),
        '  Bill: 5 messages charged, 1 otherwise than reported, 2 of which no report said. Billed / reported: segments 6 / 5; GBP 0.24 / 0.2.\n',
    );
});
