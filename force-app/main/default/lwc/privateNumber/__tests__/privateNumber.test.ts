import { addressWords } from 'c/privateNumber';

const HASH = '#rtdEDSP5i2L_pE-rZY5fpww-4jpRNj_7ko2heg6bfnk';
const NUMBER = '+447700900101';

describe('the address of a person', () => {
    it('is shown in words where it is the hash of a number, with the number on record if there is one', () => {
        expect(addressWords(HASH)).toBe('c.Delivery_Number_Private');
        expect(addressWords(HASH, null)).toBe('c.Delivery_Number_Private');
        expect(addressWords(HASH, NUMBER)).toBe('c.Delivery_Number_Private_Known');
    });

    it.each([NUMBER, 'ada@example.com', '#1 fan', `${HASH}@example.com`])('is shown as it is: %s', (address) => {
        expect(addressWords(address, NUMBER)).toBe(address);
    });
});
