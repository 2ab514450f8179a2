import { array, assert, constantFrom, property, string } from 'fast-check';
import { csvText, downloadText } from 'c/csvText';

/** An independent reader of RFC 4180, character by character. */
function parse(text: string): string[][] {
    const rows: string[][] = [];
    let row: string[] = [];
    let cell = '';
    let isQuoted = false;
    for (let at = 0; at < text.length; at += 1) {
        const character = text[at]!;
        if (isQuoted) {
            if (character !== '"') cell += character;
            else if (text[at + 1] === '"') cell += text[(at += 1)]!;
            else isQuoted = false;
        } else if (character === '"') isQuoted = true;
        else if (character === ',') {
            row.push(cell);
            cell = '';
        } else if (character === '\r' && text[at + 1] === '\n') {
            at += 1;
            rows.push([...row, cell]);
            row = [];
            cell = '';
        } else cell += character;
    }
    return rows;
}

const cellText = array(constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", 'a', 'ü', '1', ' '), {
    maxLength: 6,
}).map((characters) => characters.join(''));

describe('a table as CSV', () => {
    it('reads back as it was, but for the mark before what could be a formula', () => {
        assert(
            property(array(array(cellText, { minLength: 2, maxLength: 2 }), { maxLength: 8 }), (rows) => {
                const text = csvText(['one', 'two'], rows);
                expect(text.startsWith('\uFEFF')).toBe(true);
                const guarded = rows.map((row) => row.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)));
                expect(parse(text.slice(1))).toEqual([['one', 'two'], ...guarded]);
            }),
        );
    });

    it('begins no cell with what a spreadsheet would run', () => {
        assert(
            property(string(), constantFrom('=', '+', '-', '@', '\t', '\r'), (rest, first) => {
                const [, [cell = ''] = []] = parse(csvText(['head'], [[first + rest]]).slice(1));
                expect(cell.startsWith("'")).toBe(true);
            }),
        );
    });

    it('leaves numbers as they are, and nothing where there is none', () => {
        expect(csvText(['a', 'b', 'c'], [[-5, 94.5, null]])).toBe('\uFEFFa,b,c\r\n-5,94.5,\r\n');
    });
});

describe('a text offered as a file', () => {
    it('is a Blob of a kind that Lightning Web Security lets pass, and its address is given back', () => {
        const kinds: string[] = [];
        const revoke = jest.fn();
        Object.assign(URL, {
            createObjectURL: ({ type }: Blob) => {
                kinds.push(type);
                return 'blob:1';
            },
            revokeObjectURL: revoke,
        });
        const names: string[] = [];
        jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
            names.push(this.download);
        });
        downloadText('figures.csv', 'a');
        expect({ kinds, names }).toEqual({ kinds: ['text/plain'], names: ['figures.csv'] });
        expect(revoke).toHaveBeenCalledWith('blob:1');
    });
});
