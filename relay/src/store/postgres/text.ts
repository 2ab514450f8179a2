/** Text as PostgreSQL can keep it: no NUL and no half of a surrogate pair, and not longer than an index takes. */
import { hash } from 'node:crypto';

const ESCAPE = '\u0001';
/** An index takes about 2,700 bytes a row; one of ours has two texts. */
const MOST_INDEXED = 300;

/** The same text for the same text, and another for another; `fromColumn` gives it back. */
export function toColumn(text: string): string {
    const plain = text.isWellFormed() && !text.includes('\0') && !text.startsWith(ESCAPE);
    return plain ? text : ESCAPE + JSON.stringify(text);
}

export function fromColumn(column: string): string {
    // The cast holds: `toColumn` wrote it.
    return column.startsWith(ESCAPE) ? (JSON.parse(column.slice(ESCAPE.length)) as string) : column;
}

/** What is compared and never read back. */
export function toIndex(text: string): string {
    const column = toColumn(text);
    return column.length <= MOST_INDEXED ? column : `${ESCAPE}#${hash('sha256', column, 'base64url')}`;
}
