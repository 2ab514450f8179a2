/** A table as CSV: https://www.rfc-editor.org/rfc/rfc4180, with a byte order mark, without which Excel misreads UTF-8. */

export type Cell = string | number | null;

const BYTE_ORDER_MARK = '\uFEFF';
/** https://owasp.org/www-community/attacks/CSV_Injection (2026-11-26): what a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

export function csvText(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
    return BYTE_ORDER_MARK + [header, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

/** Numbers are ours and stand as they are, also negative ones. */
function cellText(cell: Cell): string {
    if (cell === null) return '';
    if (typeof cell === 'number') return String(cell);
    const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
    return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * Offers the text as a file. As plain text, because Lightning Web Security lets no Blob be text/csv:
 * https://developer.salesforce.com/docs/platform/lwc/guide/security-lwsec-mime.html (2026-11-26)
 */
export function downloadText(fileName: string, text: string): void {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    Object.assign(link, { href: url, download: fileName });
    link.click();
    URL.revokeObjectURL(url);
}
