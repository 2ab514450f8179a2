import fc from 'fast-check';
import { csvText } from 'c/csvText';
import { csvRows } from '../csvRows';

/** Without what the writer changes on purpose: the first character of a formula. */
const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/^[=+\-@\t\r]/.test(text));
const table = fc
    .array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
    .filter((rows) => rows.every((row) => row.some((text) => text.trim() !== '')));

describe('reading CSV', () => {
    it('gives back what the export wrote, whatever stands in it', () => {
        fc.assert(
            fc.property(table, (rows) => {
                const read = csvRows(csvText(['first', 'second'], rows));
                expect(read.slice(1).map(({ cells }) => cells)).toEqual(rows);
            }),
        );
    });

    it('ends, and loses no line with text in it, whatever it is given', () => {
        const line = fc.stringMatching(/^[a-z ]*[a-z][a-z ]*$/);
        fc.assert(
            fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
                expect(csvRows(lines.join(end)).map(({ cells }) => cells[0])).toEqual(lines);
            }),
        );
        fc.assert(fc.property(fc.string(), (text) => Array.isArray(csvRows(text))));
    });

    it('says on which line each row begins', () => {
        expect(csvRows('a\n\n"b\nc",d\ne')).toEqual([
            { line: 1, cells: ['a'] },
            { line: 3, cells: ['b\nc', 'd'] },
            { line: 5, cells: ['e'] },
        ]);
    });

    it('takes semicolons and tabs for separators where spreadsheets write them', () => {
        expect(csvRows('address;channel\n+447700900101;SMS')[1]?.cells).toEqual(['+447700900101', 'SMS']);
        expect(csvRows('address\tchannel\r\n+447700900101\tSMS')[1]?.cells).toEqual(['+447700900101', 'SMS']);
    });
});
