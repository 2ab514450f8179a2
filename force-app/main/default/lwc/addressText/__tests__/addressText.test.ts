import fc from 'fast-check';
import { readAddress } from 'c/addressText';

describe('a typed address', () => {
    it.each([
        ['+44 (0)7700 900101', '+447700900101'],
        ['0044-7700-900101', '+447700900101'],
        ['+1 (415) 555-0100', '+14155550100'],
    ])('%s is %s', (typed, address) => {
        expect(readAddress('SMS', typed)).toEqual({ address });
    });

    it.each([
        ['', 'empty'],
        ['07700 900101', 'noCountryCode'],
        ['+0447700900101', 'notANumber'],
        ['call me', 'notANumber'],
    ])('"%s" is refused: %s', (typed, problem) => {
        expect(readAddress('SMS', typed)).toEqual({ problem });
    });

    it('is read once and for all: what was read reads the same', () => {
        const digits = fc.stringMatching(/^[1-9][0-9]{6,14}$/);
        fc.assert(
            fc.property(digits, (number) => {
                expect(readAddress('SMS', `+${number}`)).toEqual({ address: `+${number}` });
            }),
        );
    });

    it('of an email needs an @ and a domain', () => {
        expect(readAddress('Email', ' ben@example.com ')).toEqual({ address: 'ben@example.com' });
        expect(readAddress('Email', 'ben@example')).toEqual({ problem: 'notAnEmail' });
    });
});
