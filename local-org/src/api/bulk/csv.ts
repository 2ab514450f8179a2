/** CSV as Bulk API 2.0 takes and gives it: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm */
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

export const DELIMITERS = {
    BACKQUOTE: '`',
    CARET: '^',
    COMMA: ',',
    PIPE: '|',
    SEMICOLON: ';',
    TAB: '\t',
} as const;
export type Delimiter = keyof typeof DELIMITERS;
export const DELIMITER_NAMES = Object.keys(DELIMITERS) as readonly Delimiter[]; // the keys of the table above

export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const;
export type LineEnding = keyof typeof LINE_ENDINGS;

export interface CsvForm {
    readonly columnDelimiter: Delimiter;
    readonly lineEnding: LineEnding;
}

export interface CsvTable {
    readonly header: readonly string[];
    readonly rows: readonly (readonly string[])[];
}

/** What is wrong with a whole file: the job fails with this text. */
export class BadCsv extends Error {
    override readonly name = 'BadCsv';
}

export function readCsv(text: string, { columnDelimiter, lineEnding }: CsvForm): CsvTable {
    checkLineEnding(text, lineEnding);
    const [header, ...rows] = parseRows(text, DELIMITERS[columnDelimiter]);
    if (!header) throw new BadCsv('InvalidBatch : The file holds no header row');
    const odd = rows.findIndex((row) => row.length !== header.length);
    if (odd >= 0) {
        throw new BadCsv(
            `InvalidBatch : Row ${odd + 1} has ${rows[odd]?.length ?? 0} columns, the header has ${header.length}`,
        );
    }
    return { header, rows };
}

/** The words are those that clients report of the platform (sf data import bulk, 2026-11-25). */
function checkLineEnding(text: string, lineEnding: LineEnding): void {
    const end = text.indexOf('\n');
    if (end < 0) return;
    const found: LineEnding = text[end - 1] === '\r' ? 'CRLF' : 'LF';
    if (found !== lineEnding) {
        throw new BadCsv(
            `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
        );
    }
}

function parseRows(text: string, delimiter: string): string[][] {
    try {
        return parse(text, { delimiter, relax_column_count: true, skip_empty_lines: true });
    } catch (error) {
        if (error instanceof CsvError) throw new BadCsv(`InvalidBatch : Failed to parse CSV. ${error.message}`);
        throw error;
    }
}

/** Every value in quotes, as the platform writes them. */
export function writeCsv({ header, rows }: CsvTable, { columnDelimiter, lineEnding }: CsvForm): string {
    return stringify([[...header], ...rows.map((row) => [...row])], {
        delimiter: DELIMITERS[columnDelimiter],
        record_delimiter: LINE_ENDINGS[lineEnding],
        quoted: true,
        quoted_empty: true,
    });
}
