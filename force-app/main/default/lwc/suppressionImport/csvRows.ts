/** Reads CSV: https://www.rfc-editor.org/rfc/rfc4180, also with semicolons or tabs, as spreadsheets write it. */

export interface CsvRow {
    /** Where the row begins, from 1. */
    readonly line: number;
    readonly cells: readonly string[];
}

const BYTE_ORDER_MARK = /^\uFEFF/;

/** Rows without any text are left out. A quote that never ends takes the rest of the text. */
export function csvRows(given: string): CsvRow[] {
    const text = given.replace(BYTE_ORDER_MARK, '');
    const separator = separatorOf(text);
    const rows: CsvRow[] = [];
    let cells: string[] = [];
    let line = 1;
    let begin = 1;
    let at = 0;
    const endRow = (): void => {
        if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: begin, cells });
        cells = [];
        begin = line;
    };
    while (at < text.length) {
        const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, separator);
        cells.push(cell.value);
        line += cell.value.split('\n').length - 1;
        at = cell.end;
        if (text[at] === separator) {
            at += 1;
            if (at === text.length) cells.push('');
            continue;
        }
        at += text.startsWith('\r\n', at) ? 2 : 1;
        line += 1;
        endRow();
    }
    endRow();
    return rows;
}

interface ReadCell {
    readonly value: string;
    readonly end: number;
}

function quotedCell(text: string, start: number): ReadCell {
    const quoted = /"((?:[^"]|"")*)(?:"|$)/y;
    quoted.lastIndex = start;
    const match = quoted.exec(text);
    return { value: (match?.[1] ?? '').replaceAll('""', '"'), end: quoted.lastIndex };
}

function plainCell(text: string, start: number, separator: string): ReadCell {
    let end = start;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
    return { value: text.slice(start, end), end };
}

/** The one that the first line has most of. */
function separatorOf(text: string): string {
    const [first = ''] = text.split(/[\r\n]/, 1);
    const count = (separator: string): number => first.split(separator).length;
    return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
